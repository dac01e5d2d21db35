/**
 * The editor of a draft: what is changed goes out by itself, what comes back changes only what
 * differs in the page.
 *
 * Everything is said by the page (see `editor/fields.js`); the modules beside this one know how to
 * do one thing each.
 */

import { followArrows } from "./editor/cells.js";
import { emphasise } from "./editor/emphasis.js";
import { changeOf, fieldOf, isTyped, labelOf } from "./editor/fields.js";
import { growing } from "./editor/grow.js";
import { sortable } from "./editor/order.js";
import { Room } from "./editor/room.js";
import { linkPlaces } from "./editor/places.js";
import { faces } from "./editor/faces.js";
import { pictures } from "./editor/picture.js";
import { counters } from "./editor/counter.js";
import { clashes } from "./editor/clash.js";
import { announce } from "./keys.js";
import { toast } from "./send.js";
import { say } from "./words.js";

/** @type {Map<string, Room>} Drafts that were open in this page; one may still be sending. */
const rooms = new Map();

/** @returns {Room | null} The one that is in sight. */
function current() {
  const root = document.querySelector("[data-editor]");
  if (!(root instanceof HTMLElement)) return null;
  const draft = root.dataset.draft ?? "";
  const known = rooms.get(draft);
  if (known) return known;
  const room = new Room(draft);
  rooms.set(draft, room);
  return room;
}

/**
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null} What of the editor the event is about; a click may be on a sign.
 */
function control(event, selector) {
  const found = /** @type {Element} */ (event.target).closest?.(`[data-editor] ${selector}`);
  return found instanceof HTMLElement ? found : null;
}

document.addEventListener("input", (event) => {
  const field = control(event, "[data-op]");
  if (!field || !isTyped(field)) return;
  current()?.typed(fieldOf(field), changeOf(field), labelOf(field));
});

document.addEventListener("change", (event) => {
  const field = control(event, ":is(input, select, textarea)[data-op]");
  if (!field) return;
  if (isTyped(field)) current()?.outbox.flush();
  else current()?.put(fieldOf(field), changeOf(field), labelOf(field));
});

document.addEventListener("click", (event) => {
  const button = control(event, "button[data-op]");
  if (!button) return;
  current()?.put(fieldOf(button), changeOf(button), labelOf(button));
});

document.addEventListener("submit", (event) => {
  const form = control(event, "form[data-op]");
  if (!(form instanceof HTMLFormElement)) return;
  event.preventDefault();
  const change = changeOf(form);
  for (const [name, text] of new FormData(form)) {
    // A list gets one more; anything else is what was written.
    change[name] = Array.isArray(change[name]) ? [...change[name], text] : text;
  }
  current()?.put(fieldOf(form), change);
  form.reset();
});

/**
 * @param {HTMLElement} holder
 * @param {unknown[]} found What a script made out of it.
 */
function listChange(holder, found) {
  const { op, put = "" } = holder.dataset;
  return { op, ...JSON.parse(holder.dataset.args ?? "{}"), [put]: found };
}

sortable(document.body, (list, { to, order }) => {
  const found = list.dataset.as === "names" ? order : order.map(Number);
  current()?.put(fieldOf(list), listChange(list, found));
  announce(say("editor.moved", { place: to + 1, count: order.length }));
});

emphasise(document.body, (words, ranges) => {
  current()?.put(fieldOf(words), listChange(words, ranges));
});

followArrows(document.body);
linkPlaces(current);
faces();
pictures(current);
counters();
growing();
clashes(current);

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-step]");
  if (!(button instanceof HTMLElement)) return;
  event.preventDefault();
  button.closest("dialog")?.close();
  void current()?.step(button.dataset.step ?? "");
});

// What hangs over the page for as long as its sign is looked at goes away with Escape too.
document.addEventListener("keydown", (event) => {
  const edited = control(event, ".edited");
  if (event.key === "Escape" && edited) edited.classList.add("is-closed");
});
document.addEventListener("focusout", (event) => {
  control(event, ".edited")?.classList.remove("is-closed");
});

document.addEventListener("desk:change", (event) => {
  const { draft, own } = /** @type {CustomEvent} */ (event).detail;
  const room = rooms.get(draft);
  if (room && !own && room === current()) room.refreshSoon();
});

document.addEventListener("desk:done", (event) => {
  const { draft, text } = /** @type {CustomEvent} */ (event).detail;
  for (const dialog of document.querySelectorAll("dialog[open]")) {
    /** @type {HTMLDialogElement} */ (dialog).close();
  }
  toast(text, { tone: "good" });
  document.dispatchEvent(new CustomEvent("desk:change", { detail: { draft, event: "done" } }));
});

document.addEventListener("htmx:load", () => current()?.shown());
window.addEventListener("online", () => rooms.forEach((room) => room.outbox.hurry()));
document.addEventListener("visibilitychange", () => {
  if (document.hidden) rooms.forEach((room) => room.outbox.flush());
});
window.addEventListener("beforeunload", (event) => {
  if ([...rooms.values()].some((room) => !room.outbox.isEmpty)) event.preventDefault();
});

current()?.shown();
