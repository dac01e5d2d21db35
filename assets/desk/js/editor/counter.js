/** Counts the characters of a text as it is typed, as its readers' platform does. */

/** A counter names its field by `data-counts`, and its most by `data-most`. */
export function counters() {
  document.addEventListener("input", (event) => count(/** @type {Element} */ (event.target)));
  document.addEventListener("desk:filled", (event) => count(/** @type {Element} */ (event.target)));
}

/** @param {Element} field */
function count(field) {
  if (!(field instanceof HTMLTextAreaElement) || !field.id) return;
  const counter = document.querySelector(`[data-counts="${CSS.escape(field.id)}"]`);
  if (!(counter instanceof HTMLElement)) return;
  const length = [...field.value].length;
  const most = Number(counter.dataset.most);
  counter.textContent = new Intl.NumberFormat("en").format(length);
  counter.toggleAttribute("data-over", most > 0 && length > most);
}
