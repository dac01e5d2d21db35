/** The post and the cards of the open draft: fetched anew when something changed, without a jolt. */

import { get } from "./editor/clerk.js";
import { morph } from "./editor/morph.js";
import { fold, folding } from "./fold.js";
import { lines, settle } from "./lines.js";
import { viewing } from "./viewer.js";

/** Milliseconds in which several changes are fetched together. */
const GATHER_MS = 60;

/** Which mark stands for a state of the editor's outbox. */
const MARKS = new Map([
  ["saved", "saved"],
  ["typing", "saving"],
  ["saving", "saving"],
]);

let gathering = 0;

/** @returns {HTMLElement | null} The open draft; null where none is. */
const root = () => document.getElementById("open-draft");

/** @returns {string | null} ID of the open draft. */
export function openId() {
  return root()?.dataset.draft ?? null;
}

/** Make what is in the middle column work. */
export function shown() {
  settle();
  fold();
}

/** Fetch what changed, a moment later. */
export function refreshSoon() {
  window.clearTimeout(gathering);
  gathering = window.setTimeout(refresh, GATHER_MS);
}

/** Fetch the open draft anew; only what differs is touched. */
export async function refresh() {
  const draft = openId();
  if (draft === null) return;
  const html = await get(`/drafts/${draft}/post`);
  const old = root();
  if (html === null || old === null || old.dataset.draft !== draft) return;
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("open-draft");
  if (fresh === null || Number(fresh.dataset.revision) < Number(old.dataset.revision)) return;
  const processed = [...fresh.querySelectorAll("[hx-get]")].map((each) => each.getAttribute("data-key"));
  const held = old.contains(document.activeElement);
  morph(old, fresh, { value: () => false, differs: () => undefined });
  // What had the focus may be gone with the state it belonged to.
  if (held && document.activeElement === document.body) document.getElementById("post")?.focus();
  for (const key of processed) {
    const each = old.querySelector(`[data-key="${key}"]`);
    if (each !== null) window.htmx.process(each);
  }
  shown();
}

/** @param {string} state Of the editor's outbox. */
function mark(state) {
  const saved = document.getElementById("saved");
  if (saved !== null) saved.dataset.state = MARKS.get(state) ?? "unsaved";
}

export function post() {
  folding();
  lines();
  viewing();
  document.addEventListener("desk:change", (event) => {
    const { draft } = /** @type {CustomEvent} */ (event).detail;
    if (draft === openId()) refreshSoon();
  });
  document.addEventListener("desk:saving", (event) => {
    const { draft, state } = /** @type {CustomEvent} */ (event).detail;
    if (draft === openId()) mark(state);
  });
  shown();
}
