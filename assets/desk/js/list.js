/** The list of drafts: search, tabs, what changed, and the step to the next one. */

import { get } from "./editor/clerk.js";
import { morph } from "./editor/morph.js";

const TYPING_MS = 250;
/** Milliseconds in which several changes are fetched together. */
const GATHER_MS = 150;

/** Drafts that others changed since they were looked at. @type {Set<string>} */
const unseen = new Set();

let typing = 0;
let gathering = 0;
let asked = 0;

/** @returns {HTMLElement | null} */
const root = () => document.getElementById("drafts");

/** @returns {HTMLElement[]} */
export const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#rows > .row")]);

/** @param {string | null} draft Mark the row of the open draft, and those that others changed. */
export function select(draft) {
  unseen.delete(draft ?? "");
  for (const row of rows()) {
    const link = row.querySelector(".row-link");
    row.classList.toggle("is-changed", unseen.has(row.dataset.draft ?? ""));
    if (row.dataset.draft === draft) link?.setAttribute("aria-current", "true");
    else link?.removeAttribute("aria-current");
  }
}

/** @param {string} draft Bring its row into sight. */
export function reveal(draft) {
  const row = rows().find((each) => each.dataset.draft === draft);
  row?.scrollIntoView({ block: "nearest" });
}

/**
 * @param {string | null} draft
 * @param {number} by Rows to go.
 * @returns {HTMLAnchorElement | null} The link of that row; of the first one where none is open.
 */
export function neighbour(draft, by) {
  const all = rows();
  const at = all.findIndex((each) => each.dataset.draft === draft);
  const row = at < 0 ? all[0] : all[at + by];
  return row?.querySelector("a.row-link") ?? null;
}

/** Turn to a tab, counted from 1. */
export function turnTo(/** @type {number} */ number) {
  const tab = document.querySelectorAll(".list-tabs > a")[number - 1];
  if (tab instanceof HTMLElement) tab.click();
}

/**
 * Show the list of an address.
 *
 * @param {string} query What stands behind `/drafts/list`, such as `?tab=queue`.
 */
async function show(query) {
  const mine = (asked += 1);
  root()?.setAttribute("aria-busy", "true");
  const html = await get(`/drafts/list${query}`);
  if (mine !== asked) return;
  root()?.removeAttribute("aria-busy");
  const fresh = html && new DOMParser().parseFromString(html, "text/html").getElementById("drafts");
  const old = root();
  if (!fresh || old === null) return;
  greet(old, fresh);
  const more = old.querySelector("#row-next")?.getAttribute("hx-get");
  morph(old, fresh, { value: (field) => field === document.activeElement, differs: () => undefined });
  const next = old.querySelector("#row-next");
  if (next !== null && next.getAttribute("hx-get") !== more) window.htmx.process(next);
  document.dispatchEvent(new CustomEvent("desk:listed"));
}

/**
 * Let rows light up for a moment that are new in a list; another list begins at its top.
 *
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh
 */
function greet(old, fresh) {
  if (old.dataset.tab !== fresh.dataset.tab || old.dataset.search !== fresh.dataset.search) {
    old.closest(".column")?.scrollTo({ top: 0 });
    return;
  }
  const known = new Set(rows().map((each) => each.dataset.draft));
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (fresh.querySelectorAll(".row"))) {
    if (!known.has(row.dataset.draft)) row.classList.add("is-fresh");
  }
}

/** Fetch the list as it is now, with as many rows as stand there. */
function refreshSoon() {
  window.clearTimeout(gathering);
  gathering = window.setTimeout(() => {
    const source = new URL(root()?.dataset.source ?? "", window.location.href);
    source.searchParams.set("limit", String(Math.max(50, rows().length)));
    void show(source.search);
  }, GATHER_MS);
}

export function list() {
  document.addEventListener("input", (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.id !== "search") return;
    window.clearTimeout(typing);
    typing = window.setTimeout(() => search(field.value), TYPING_MS);
  });
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLElement} */ (event.target);
    if (!form.matches(".list-search")) return;
    event.preventDefault();
    window.clearTimeout(typing);
    search(form.querySelector("input[type=search]")?.["value"] ?? "");
  });
  document.addEventListener("click", (event) => {
    const tab = /** @type {Element} */ (event.target).closest?.(".list-tabs > a");
    if (!(tab instanceof HTMLAnchorElement) || isForBrowser(event)) return;
    event.preventDefault();
    remember(tab.search);
    void show(tab.search);
  });
  const me = document.querySelector('meta[name="person"]')?.getAttribute("content");
  document.addEventListener("desk:change", (event) => {
    const { draft, actor, own } = /** @type {CustomEvent} */ (event).detail;
    if (draft && !own && actor !== me) unseen.add(draft);
    refreshSoon();
  });
}

/** @param {string} words */
function search(words) {
  const query = new URLSearchParams({ tab: root()?.dataset.tab ?? "drafts" });
  if (words.trim()) query.set("q", words.trim());
  remember(`?${query}`);
  void show(`?${query}`);
}

/** @param {string} query Keep the list in the address, so that it comes back with the page. */
function remember(query) {
  window.history.replaceState(window.history.state, "", window.location.pathname + query);
}

/** @param {MouseEvent} event Whether the browser is asked for a tab or a window of its own. */
export function isForBrowser(event) {
  return event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
}
