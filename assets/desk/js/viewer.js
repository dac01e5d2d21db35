/** Shows a card as large as the window allows, or pixel by pixel; the arrow keys turn to others. */

import { settle } from "./lines.js";
import { openDialog } from "./shell.js";
import { say } from "./words.js";

let place = 1;

/** @returns {HTMLDialogElement | null} */
const viewer = () => /** @type {HTMLDialogElement | null} */ (document.getElementById("viewer"));

/** @returns {HTMLElement[]} The cards of the open draft, those of the post first. */
const cards = () => [...document.querySelectorAll("#card-strip > .card")].map((each) => /** @type {HTMLElement} */ (each));

export function viewing() {
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const way = target.closest("[data-view]");
    if (way !== null && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      view(Number(way.getAttribute("data-view")));
    }
    const turning = target.closest("[data-turn]");
    if (turning !== null) view(place + Number(turning.getAttribute("data-turn")));
    const zooming = target.closest("[data-zoom]:is(button)");
    if (zooming !== null) zoom(zooming.getAttribute("data-zoom") ?? "fit");
  });
  viewer()?.addEventListener("keydown", byKey);
}

/**
 * Show a card.
 *
 * @param {number} number Its place in the draft, from 1; beyond the ends nothing happens.
 */
function view(number) {
  const card = cards()[number - 1];
  const dialog = viewer();
  if (card === undefined || dialog === null) return;
  place = number;
  fill(dialog, card);
  zoom(dialog.dataset.zoom ?? "fit");
  openDialog(dialog);
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {HTMLElement} card
 */
function fill(dialog, card) {
  const image = card.querySelector("img");
  const face = card.querySelector(".card-face");
  const remarks = card.querySelector(".card-remarks");
  if (image === null || face === null) return;
  const total = cards().length;
  const name = card.querySelector(".card-head .strong")?.textContent ?? "";
  part(dialog, "viewer-name").textContent = say("post.viewer_place", { name, number: place, total });
  const kilobytes = Math.max(1, Math.round(Number(image.dataset.bytes) / 1024));
  part(dialog, "viewer-facts").textContent =
    `${image.getAttribute("width")}×${image.getAttribute("height")} · ${kilobytes} KiB`;
  part(dialog, "viewer-alt").textContent = image.alt;
  part(dialog, "viewer-file").setAttribute("href", image.getAttribute("src") ?? "");
  part(dialog, "viewer-hold").replaceChildren(face.cloneNode(true));
  part(dialog, "viewer-remarks").replaceChildren(...(remarks?.cloneNode(true).childNodes ?? []));
  for (const button of dialog.querySelectorAll("[data-turn]")) {
    const there = cards()[place - 1 + Number(button.getAttribute("data-turn"))];
    button.toggleAttribute("disabled", there === undefined);
  }
  settle();
}

/**
 * @param {HTMLElement} root
 * @param {string} id
 * @returns {HTMLElement}
 */
function part(root, id) {
  const found = root.querySelector(`#${id}`);
  if (!(found instanceof HTMLElement)) throw new Error(`the viewer has no ${id}`);
  return found;
}

/** @param {string} how `fit` or `whole`. */
function zoom(how) {
  const dialog = viewer();
  if (dialog === null) return;
  dialog.dataset.zoom = how;
  for (const button of dialog.querySelectorAll("button[data-zoom]")) {
    button.setAttribute("aria-pressed", String(button.getAttribute("data-zoom") === how));
  }
}

/** @this {HTMLElement} @param {KeyboardEvent} event */
function byKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const onLine = /** @type {Element} */ (event.target).closest(".card-line") !== null;
  const rtl = getComputedStyle(this).direction === "rtl";
  const turn = { ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1 }[event.key];
  const scrolls = this.dataset.zoom === "whole" && document.activeElement?.id === "viewer-hold";
  if (turn !== undefined && !onLine && !scrolls) {
    event.preventDefault();
    view(place + turn);
  } else if (event.code === "KeyZ" || event.key === "Enter" && document.activeElement?.id === "viewer-hold") {
    zoom(this.dataset.zoom === "whole" ? "fit" : "whole");
  }
}
