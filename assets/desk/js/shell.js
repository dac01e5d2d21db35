/**
 * What every page of the desk can do: menus that close, dialogs that come as parts of a page, the
 * mark that says whether the page is live.
 */

import { toast } from "./send.js";

/** Where dialogs are put that the server sends; each is opened as soon as it is there. */
const DIALOGS = "dialogs";

/** What had the focus before the first of the dialogs that follow each other. */
let opener = /** @type {Element | null} */ (null);

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  closeMenus(target.closest("details.menu"));
  if (target.closest("[data-close]")) target.closest("dialog")?.close();
  if (target instanceof HTMLDialogElement && isOutside(target, event)) target.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = /** @type {Element} */ (event.target).closest("details.menu[open]");
  if (!menu) return;
  closeMenus(null);
  /** @type {HTMLElement | null} */ (menu.querySelector("summary"))?.focus();
});

document.addEventListener("htmx:afterSwap", (event) => {
  const { target, requestConfig } = /** @type {CustomEvent} */ (event).detail;
  const place = document.getElementById(DIALOGS);
  if (place === null || !place.contains(target)) return;
  if (target === place) present(place, requestConfig?.elt);
  settle(place);
});

document.addEventListener("desk:live", (event) => {
  const mark = document.getElementById("live");
  const open = /** @type {CustomEvent} */ (event).detail.open;
  if (mark === null) return;
  mark.dataset.state = open ? "on" : "away";
  for (const each of mark.querySelectorAll("[data-when]")) {
    each.toggleAttribute("hidden", each.getAttribute("data-when") !== mark.dataset.state);
  }
});

/** @param {Element | null} except */
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.removeAttribute("open");
  }
}

/**
 * Open a dialog over the page; when it is closed, what opened it has the focus again.
 *
 * @param {HTMLDialogElement | null} dialog
 */
export function openDialog(dialog) {
  if (dialog === null || dialog.open) return;
  if (!opener?.isConnected) opener = document.activeElement;
  dialog.addEventListener("close", goBack, { once: true });
  dialog.showModal();
}

/** Give the focus back to what opened the dialog, as soon as none is open any more. */
function goBack() {
  if (document.querySelector("dialog[open]") !== null) return;
  const back = opener?.isConnected ? opener : document.getElementById("main");
  if (back instanceof HTMLElement) back.focus();
  opener = null;
}

/**
 * Open what the server sent as a dialog; what is none gets a frame, named after who asked for it.
 *
 * @param {HTMLElement} place
 * @param {Element | undefined} asker
 */
function present(place, asker) {
  const frame = /** @type {HTMLTemplateElement | null} */ (document.getElementById("dialog-frame"));
  if (place.querySelector("dialog") === null && place.firstElementChild !== null && frame !== null) {
    const framed = /** @type {DocumentFragment} */ (frame.content.cloneNode(true));
    const title = framed.querySelector(".dialog-head > h2");
    if (title !== null) title.textContent = asker?.textContent?.trim() ?? "";
    framed.querySelector(".dialog-body")?.append(...place.childNodes);
    place.append(framed);
  }
  const dialog = place.querySelector("dialog");
  if (dialog === null) goBack();
  else openDialog(dialog);
}

/**
 * Close the dialog whose purpose is fulfilled (`data-placed`), and say what it came to.
 *
 * @param {HTMLElement} place
 */
function settle(place) {
  const done = place.querySelector("[data-placed]");
  if (done === null) return;
  const tone = done.querySelector(".notice.warn") ? "warn" : "good";
  toast(done.querySelector(".notice")?.textContent?.trim() ?? "", { tone });
  done.closest("dialog")?.close();
  place.replaceChildren();
}

/**
 * Whether a click on a dialog's own element was beside its box, on the backdrop.
 *
 * @param {HTMLDialogElement} dialog
 * @param {MouseEvent} event
 */
function isOutside(dialog, event) {
  const box = dialog.getBoundingClientRect();
  const within =
    event.clientX >= box.left &&
    event.clientX <= box.right &&
    event.clientY >= box.top &&
    event.clientY <= box.bottom;
  return !within;
}
