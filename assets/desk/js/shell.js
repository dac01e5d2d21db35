/**
 * What every page of the desk can do: menus that close, dialogs that come as parts of a page, the
 * mark that says whether the page is live.
 */

/** Where dialogs are put that the server sends; each is opened as soon as it is there. */
const DIALOGS = "dialogs";

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
  const target = /** @type {CustomEvent} */ (event).detail.target;
  if (target?.id === DIALOGS) openDialog(target.querySelector("dialog"));
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
  const before = document.activeElement;
  dialog.addEventListener("close", () => before instanceof HTMLElement && before.focus(), {
    once: true,
  });
  dialog.showModal();
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
