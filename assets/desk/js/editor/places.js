/**
 * Leads from a line of a card to its sentence in the article and to its field, and back.
 *
 * The middle column tells of a line by `desk:line`; we tell of a sentence by `desk:place`.
 */

import { turnTo } from "./faces.js";

/** @typedef {{block: number, start: number, end: number}} Place */

/** @param {() => import("./room.js").Room | null} current */
export function linkPlaces(current) {
  document.addEventListener("desk:line", (event) => {
    const { field, edit, ...place } = /** @type {CustomEvent} */ (event).detail;
    if (!current()) return;
    if (edit && field) toField(field);
    else if (!edit && place.block !== null) toSentence(place);
  });
  document.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const piece = target.closest?.("[data-editor] [data-place]");
    if (!(piece instanceof HTMLElement) || target.closest("button, a, input, textarea")) return;
    const place = parse(piece.dataset.place);
    if (place) light(place, { tell: true });
  });
  document.addEventListener("dblclick", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const piece = target.closest?.("[data-editor] [data-place][data-to]");
    if (piece instanceof HTMLElement) toField(piece.dataset.to ?? "");
  });
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest?.("[data-goto]");
    if (link instanceof HTMLElement) go(link);
  });
  document.addEventListener("focusin", (event) => {
    const field = /** @type {HTMLElement} */ (event.target);
    const source = field.closest?.("[data-editor] [data-source]");
    if (source instanceof HTMLElement) tell(parse(source.dataset.source), field.dataset.field);
  });
}

/**
 * @param {string} field
 * @returns {boolean} Whether there is such a field.
 */
export function toField(field) {
  turnTo("edit");
  const root = document.querySelector("[data-editor]");
  const frame = root?.querySelector(`[data-frame="${CSS.escape(field)}"]`);
  const control = frame?.querySelector("[data-field]") ?? field_(root, field);
  if (!(control instanceof HTMLElement)) return false;
  control.closest("details")?.setAttribute("open", "");
  control.scrollIntoView({ block: "center" });
  control.focus({ preventScroll: true });
  return true;
}

/**
 * @param {Element | null} root
 * @param {string} field
 */
function field_(root, field) {
  return root?.querySelector(`[data-field="${CSS.escape(field)}"]`) ?? null;
}

/** @param {Place} place */
export function toSentence(place) {
  turnTo("article");
  const first = light(place, { tell: false });
  first?.scrollIntoView({ block: "center" });
}

/** @param {HTMLElement} link Leads to a place of the article, a field, or both in that order. */
function go(link) {
  const place = parse(link.dataset.goto);
  if (link.dataset.toCard) return toCard(link.dataset.toCard);
  if (link.dataset.to && toField(link.dataset.to)) return;
  if (!place) return;
  toSentence(place);
  tell(place);
}

/** @param {string} number Of the card, from 1. */
function toCard(number) {
  const card = document.getElementById(`card-${number}`);
  card?.scrollIntoView({ block: "center", inline: "center" });
  /** @type {HTMLElement | null} */ (card?.querySelector("a[data-view]"))?.focus();
}

/**
 * @param {Place} place
 * @param {{tell: boolean}} how
 * @returns {HTMLElement | null} The first piece that is lit up now.
 */
function light(place, how) {
  let first = null;
  for (const piece of document.querySelectorAll("[data-editor] [data-place]")) {
    const here = parse(/** @type {HTMLElement} */ (piece).dataset.place);
    const meets =
      !!here &&
      here.block === place.block &&
      here.start < place.end &&
      place.start < here.end;
    piece.classList.toggle("is-lit", meets);
    if (meets && !first) first = /** @type {HTMLElement} */ (piece);
  }
  if (how.tell) tell(place);
  return first;
}

/**
 * @param {Place | null} place
 * @param {string} [field]
 */
function tell(place, field) {
  if (!place && !field) return;
  document.dispatchEvent(new CustomEvent("desk:place", { detail: { ...place, field } }));
}

/**
 * @param {string} [text] Such as `3,10,25`.
 * @returns {Place | null}
 */
function parse(text) {
  if (!text) return null;
  const [block, start, end] = text.split(",").map(Number);
  return { block, start, end };
}
