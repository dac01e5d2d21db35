/**
 * The lines of the cards: a click on one says where its words come from ("desk:line"), and who
 * speaks of a place in the article ("desk:place") has its lines lit up.
 *
 * `desk:line`: `{draft, card, field, block, start, end, edit}`; `edit` where it was clicked twice,
 * or chosen with E. `desk:place`: `{block, start, end}`, or `{field}`, or nothing to put all out.
 */

/** What is lit up of which draft, also when its cards are drawn anew. */
const lit = { draft: "", place: /** @type {Place | null | undefined} */ (null) };

/** Put each line where its ink is; to be called whenever cards changed. */
export function settle() {
  for (const line of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll(".card-line")
  )) {
    const { left, top, width, height } = line.dataset;
    line.style.setProperty("--x", `${left}%`);
    line.style.setProperty("--y", `${top}%`);
    line.style.setProperty("--w", `${width}%`);
    line.style.setProperty("--h", `${height}%`);
  }
  light(lit.draft === openDraft() ? lit.place : null);
}

export function lines() {
  document.addEventListener("click", (event) => chosen(event, false));
  document.addEventListener("dblclick", (event) => chosen(event, true));
  document.addEventListener("keydown", roam);
  document.addEventListener("pointerover", (event) => near(lineOf(event)));
  document.addEventListener("focusin", (event) => near(lineOf(event)));
  document.addEventListener("desk:place", (event) => {
    light(/** @type {CustomEvent} */ (event).detail);
  });
}

/** @returns {boolean} Whether a line had the focus, and its field is to be edited now. */
export function editFocused() {
  const line = document.activeElement?.closest(".card-line");
  if (!(line instanceof HTMLElement)) return false;
  tell(line, true);
  return true;
}

/** @param {Event} event */
function lineOf(event) {
  const line = /** @type {Element} */ (event.target).closest?.(".card-line");
  return line instanceof HTMLElement ? line : null;
}

/**
 * @param {Event} event
 * @param {boolean} edit
 */
function chosen(event, edit) {
  const line = lineOf(event);
  if (line === null) return;
  for (const each of line.parentElement?.children ?? []) each.setAttribute("tabindex", "-1");
  line.tabIndex = 0;
  tell(line, edit);
}

/**
 * @param {HTMLElement} line
 * @param {boolean} edit
 */
function tell(line, edit) {
  const { field, block, start, end } = line.dataset;
  const detail = {
    draft: openDraft(),
    card: Number(line.closest("[data-card]")?.getAttribute("data-card") ?? 0),
    field: field || null,
    block: block === undefined ? null : Number(block),
    start: start === undefined ? null : Number(start),
    end: end === undefined ? null : Number(end),
    edit,
  };
  light(detail);
  document.dispatchEvent(new CustomEvent("desk:line", { detail }));
}

/** @typedef {{field?: string | null, block?: number | null, start?: number, end?: number}} Place */

/** @param {Place | null | undefined} place */
function light(place) {
  Object.assign(lit, { draft: openDraft(), place });
  for (const line of all()) line.classList.toggle("is-lit", !!place && meets(line, place));
}

/** @param {HTMLElement | null} line The others that say the same are shown with it. */
function near(line) {
  for (const each of document.querySelectorAll(".card-line.is-near")) {
    each.classList.remove("is-near");
  }
  if (line === null) return;
  const { field, block, start, end } = line.dataset;
  const place = field ? { field } : { block: Number(block), start: Number(start), end: Number(end) };
  for (const each of all()) if (meets(each, place)) each.classList.add("is-near");
}

const openDraft = () => document.getElementById("open-draft")?.dataset.draft;

/** @returns {NodeListOf<HTMLElement>} */
const all = () => document.querySelectorAll("#card-strip .card-line");

/**
 * @param {HTMLElement} line
 * @param {Place} place
 * @returns {boolean}
 */
function meets(line, place) {
  if (place.field && line.dataset.field) return line.dataset.field === place.field;
  if (place.block == null || line.dataset.block === undefined) return false;
  if (Number(line.dataset.block) !== place.block) return false;
  const start = place.start ?? 0;
  const end = place.end ?? Infinity;
  return Number(line.dataset.start) < end && start < Number(line.dataset.end);
}

/** @param {KeyboardEvent} event The arrows go from line to line: a card is one stop of the Tab key. */
function roam(event) {
  const line = lineOf(event);
  const by = { ArrowDown: 1, ArrowUp: -1, ArrowLeft: 1, ArrowRight: -1 }[event.key];
  if (line === null || by === undefined) return;
  const all = /** @type {HTMLElement[]} */ ([...(line.parentElement?.children ?? [])]);
  const next = all[all.indexOf(line) + by];
  if (next === undefined) return;
  event.preventDefault();
  line.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
