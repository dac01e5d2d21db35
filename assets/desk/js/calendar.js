// The calendar: shows a week or a month, lets posts be moved in it, and follows what happens.

import { draggable } from "./calendar/drag.js";
import { carried } from "./calendar/keys.js";
import { Month } from "./calendar/month.js";
import { Week } from "./calendar/week.js";
import { send, toast } from "./send.js";
import "./shell.js";
import { say } from "./words.js";

const UNDO_MS = 12_000;
const SOON_MS = 150;
const MINUTE_MS = 60_000;

const root = document.querySelector(".calendar");
const said = document.getElementById("calendar-said");

let field = null;
let carrying = false;
let stale = false;
let soon = 0;
let known = "";
let asked = 0;
let shown = 0;

const calendar = {
  field: () => field,
  lift,
  over: (target) => field.show(target),
  drop,
  turn: (date) => load({ on: date }),
  tell,
  lifted: (card, where) => tell(say("calendar.lifted", { title: card.title, where })),
};

function board() {
  return document.getElementById("board");
}

/** Take the board that stands in the page into use. */
function take() {
  const found = board();
  known = told(found);
  found.dataset.read = String(performance.now());
  field = found.dataset.view === "month" ? new Month(found) : new Week(found);
  field.arrange();
}

/** What a board says, but for the moment at which it was said. */
function told(found) {
  return found.outerHTML.replace(found.dataset.now, "");
}

/** Fetch the board anew; what has the focus keeps it, and nothing scrolls. */
async function load({ on } = {}) {
  const mine = (asked += 1);
  const { view, on: day } = board().dataset;
  const query = new URLSearchParams({ view, on: on ?? day });
  const answer = await fetch(`/calendar/board?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return;
  if (carrying && !on) {
    stale = true; // what is carried keeps the ground under it
    return;
  }
  const box = document.createElement("template");
  box.innerHTML = await answer.text();
  const [old, fresh] = [board(), box.content.getElementById("board")];
  if (!fresh || mine < shown) return; // a later answer came first
  shown = mine;
  if (told(fresh) === known && !old.querySelector(".is-sent")) return;
  const places = [".week", ".month", ".tray"].map((name) => [name, old.querySelector(name)?.scrollTop ?? 0]);
  const focus = focused(old);
  old.replaceWith(fresh);
  window.htmx?.process(fresh);
  take();
  for (const [name, top] of places) {
    const found = fresh.querySelector(name);
    if (found) found.scrollTop = top;
  }
  focus?.(fresh);
}

/** Return what gives the focus back, in another copy of the board. */
function focused(old) {
  const has = document.activeElement;
  if (!has || !old.contains(has)) return null;
  const key = has.closest("[data-key]")?.dataset.key;
  const name = ["entry-grab", "entry-open", "entry-set"].find((each) => has.classList.contains(each));
  if (key && name) return (fresh) => fresh.querySelector(`[data-key="${CSS.escape(key)}"] .${name}`)?.focus({ preventScroll: true });
  const turn = has.dataset.turn;
  return turn ? (fresh) => fresh.querySelector(`[data-turn="${turn}"]`)?.focus({ preventScroll: true }) : null;
}

/** Have the board fetched anew when nothing is carried. */
function refresh() {
  stale = carrying;
  if (carrying) return;
  clearTimeout(soon);
  soon = setTimeout(load, SOON_MS);
}

function lift(element) {
  if (!element?.hasAttribute("data-moves") || (board().dataset.view === "week" && !Week.fits())) return null;
  carrying = true;
  const { key, item, draft, title } = element.dataset;
  return { element, key, item, draft, title, grip: 0 };
}

/** Put a card down, or back where it was. */
async function drop(card, target) {
  carrying = false;
  field.hide();
  const isBad = target?.tone === "bad";
  const isHere = card.item && target?.wall && sameTime(card.element, target);
  if (!target?.wall || isBad || isHere) {
    if (isBad) toast(target.remark, { tone: "warn" });
    tell(say("calendar.put_back"));
    if (stale || !card.element.isConnected) refresh();
    return;
  }
  if (target.day) field.put(card.element, target);
  try {
    const what = card.item ? { item: card.item } : { draft: card.draft };
    const answer = await send("/calendar/place", { ...what, at: target.wall });
    tell(answer.text);
    offerUndo(answer);
  } catch (error) {
    toast(error.message, { hint: error.hint, tone: "bad" });
    tell(`${say("calendar.put_back")} ${error.message}`);
  }
  await load();
  board().querySelector(`[data-key="${CSS.escape(card.item ?? card.key)}"] .entry-open`)?.focus({ preventScroll: true });
}

function sameTime(element, target) {
  const day = element.closest("[data-day]")?.dataset.day;
  return day === target.date && Number(element.dataset.minute) === (target.minute ?? Number(element.dataset.minute));
}

/** Say what was done, with the way back. */
function offerUndo({ text, tone, undo }) {
  const box = toast(text, { tone });
  if (!undo) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.textContent = say("calendar.undo");
  box.append(button);
  setTimeout(() => button.remove(), UNDO_MS);
  button.addEventListener("click", async () => {
    box.remove();
    try {
      if (undo.cancel) await cancel(undo.cancel);
      else await send("/calendar/place", undo);
      tell(say("calendar.undone"));
      toast(say("calendar.undone"));
    } catch (error) {
      toast(error.message, { hint: error.hint, tone: "bad" });
    }
    await load();
  });
}

async function cancel(item) {
  await send(`/items/${encodeURIComponent(item)}/cancel`, {});
}

function tell(text) {
  said.textContent = "";
  requestAnimationFrame(() => (said.textContent = text));
}

document.addEventListener("desk:placed", refresh);
document.addEventListener("desk:change", refresh);
document.addEventListener("desk:live", (event) => event.detail.open && refresh());
matchMedia("(min-width: 48rem)").addEventListener("change", () => field.arrange());
setInterval(() => field.tick(), MINUTE_MS);

take();
field.scrollToWork();
draggable(root, calendar);
carried(root, calendar);
