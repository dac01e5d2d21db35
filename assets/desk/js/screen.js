/** The main screen: opens drafts in its columns, and gives the keys their meaning. */

import { columns, face } from "./columns.js";
import { get } from "./editor/clerk.js";
import { announce, keys, showHelp } from "./keys.js";
import { isForBrowser, list, neighbour, reveal, select, turnTo } from "./list.js";
import { editFocused } from "./lines.js";
import { openId, post, shown } from "./post.js";

let opening = 0;

/**
 * Show a draft in the middle column and the one beside it.
 *
 * @param {string} draft Its ID.
 * @param {{push: boolean}} options Whether the browser's way back leads to what was there before.
 */
async function open(draft, { push }) {
  const mine = (opening += 1);
  if (push) window.history.pushState({ draft }, "", `/drafts/${draft}${window.location.search}`);
  select(draft);
  reveal(draft);
  const [middle, side] = await Promise.all([
    get(`/drafts/${draft}/post`),
    get(`/drafts/${draft}/article`),
  ]);
  if (mine !== opening) return;
  if (middle === null) return window.location.assign(`/drafts/${draft}`);
  put("post", middle);
  put("side", side ?? "");
  shown();
  face("post");
  const title = document.getElementById("open-draft")?.dataset.title ?? "";
  document.title = title;
  announce(title);
  document.dispatchEvent(new CustomEvent("desk:open", { detail: { draft } }));
}

/**
 * @param {string} id Of the column.
 * @param {string} html
 */
function put(id, html) {
  const column = document.getElementById(id);
  if (column === null) return;
  window.htmx.swap(column, html, { swapStyle: "innerHTML" });
  column.scrollTo({ top: 0 });
}

/** @param {number} by Rows to go. */
function step(by) {
  const link = neighbour(openId(), by);
  if (link === null) return false;
  link.focus({ preventScroll: true });
  link.click();
  return true;
}

/** @param {string} selector Press a button that stands on the screen. */
function press(selector) {
  const button = document.querySelector(selector);
  if (!(button instanceof HTMLElement) || button.matches(":disabled")) return false;
  button.click();
  return true;
}

/** Go to the editor: to the field of the chosen line, or to the first field. */
function edit() {
  if (openId() === null) return false;
  face("side");
  if (editFocused()) return true;
  const tab = document.querySelector('#side [role="tab"][data-face="edit"]');
  if (tab instanceof HTMLElement) tab.click();
  const field = document.querySelector("#side [data-face='edit'] :is(textarea, input):not(:disabled)");
  (field instanceof HTMLElement ? field : document.getElementById("side"))?.focus();
  return true;
}

function search() {
  face("list");
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById("search"));
  field?.focus();
  field?.select();
}

document.addEventListener("click", (event) => {
  const link = /** @type {Element} */ (event.target).closest?.("a.row-link");
  const draft = link?.closest("[data-draft]")?.getAttribute("data-draft");
  if (!draft || isForBrowser(event)) return;
  event.preventDefault();
  void open(draft, { push: draft !== openId() });
});

document.addEventListener("click", (event) => {
  if (/** @type {Element} */ (event.target).closest?.("[data-help]")) showHelp();
});

document.addEventListener("desk:listed", () => select(openId()));
document.addEventListener("desk:line", (event) => {
  const detail = /** @type {CustomEvent} */ (event).detail;
  if (detail.edit) {
    /** @type {HTMLDialogElement | null} */ (document.getElementById("viewer"))?.close();
    face("side");
  }
});

window.addEventListener("popstate", () => {
  const draft = /^\/drafts\/([^/]+)$/.exec(window.location.pathname)?.[1];
  if (draft) void open(draft, { push: false });
  else window.location.reload();
});

columns();
list();
post();
select(openId());
keys({
  KeyJ: () => step(1),
  KeyK: () => step(-1),
  KeyE: edit,
  KeyA: () => press('[data-act="approve"]') || press('[data-act="ask"]'),
  KeyR: () => press('[data-act="reject"]'),
  KeyS: () => press('[data-act="slot"]'),
  KeyN: () => window.location.assign("/new"),
  KeyU: () => press('[data-step="undo"]'),
  "Shift+KeyU": () => press('[data-step="redo"]'),
  Slash: search,
  Digit1: () => turnTo(1),
  Digit2: () => turnTo(2),
  Digit3: () => turnTo(3),
  Digit4: () => turnTo(4),
  Digit5: () => turnTo(5),
});
