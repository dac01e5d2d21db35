/** The two faces of the left column, article and fields: tabs that are worked with the arrow keys. */

const PLACE = "desk:face";

/** @param {string} name Of the face: `article` or `edit`. */
export function turnTo(name) {
  const root = document.querySelector("[data-editor]");
  for (const tab of root?.querySelectorAll("[role=tab][data-face]") ?? []) {
    const chosen = tab.getAttribute("data-face") === name;
    tab.setAttribute("aria-selected", String(chosen));
    tab.setAttribute("tabindex", chosen ? "0" : "-1");
  }
  for (const panel of root?.querySelectorAll("[role=tabpanel][data-face]") ?? []) {
    panel.toggleAttribute("hidden", panel.getAttribute("data-face") !== name);
  }
  localStorage.setItem(PLACE, name);
}

/** Listen to the tabs, and turn to the face that was seen last whenever an editor appears. */
export function faces() {
  document.addEventListener("click", (event) => {
    const tab = /** @type {HTMLElement} */ (event.target).closest?.("[role=tab][data-face]");
    if (tab instanceof HTMLElement) turnTo(tab.dataset.face ?? "");
  });
  document.addEventListener("keydown", (event) => {
    const tab = /** @type {HTMLElement} */ (event.target);
    if (!tab.matches?.("[role=tab][data-face]")) return;
    if (!["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    const other = tab.parentElement?.querySelector("[role=tab][aria-selected=false]");
    if (!(other instanceof HTMLElement)) return;
    turnTo(other.dataset.face ?? "");
    other.focus();
  });
  document.addEventListener("htmx:load", last);
  last();
}

function last() {
  const face = localStorage.getItem(PLACE);
  if (face !== null && document.querySelector("[data-editor]")) turnTo(face);
}
