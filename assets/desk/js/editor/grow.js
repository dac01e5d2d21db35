/** Lets fields grow with their text where the browser does not do it by itself. */

export function growing() {
  if (CSS.supports("field-sizing", "content")) return;
  const fit = (/** @type {Event} */ event) => grow(event.target);
  document.addEventListener("input", fit);
  document.addEventListener("desk:filled", fit);
  for (const name of ["htmx:load", "desk:edited"]) document.addEventListener(name, all);
  document.addEventListener("toggle", all, { capture: true });
  all();
}

function all() {
  for (const field of document.querySelectorAll("[data-editor] textarea")) grow(field);
}

/** @param {EventTarget | null} field */
function grow(field) {
  if (!(field instanceof HTMLTextAreaElement) || !field.closest("[data-editor]")) return;
  field.style.setProperty("block-size", "auto");
  field.style.setProperty("block-size", `${field.scrollHeight + 2}px`);
}
