/**
 * Reads what a control of the editor asks for; the page says it, this module knows no operation.
 *
 * A control names its place (`data-field`), its operation (`data-op`), what else belongs to the
 * change (`data-args`, JSON) and the key under which its value goes (`data-put`).
 */

/**
 * @param {HTMLElement} control
 * @returns {string} The place that it changes.
 */
export function fieldOf(control) {
  return control.dataset.field ?? control.dataset.op ?? "";
}

/**
 * @param {HTMLElement} control
 * @returns {string} What people call it.
 */
export function labelOf(control) {
  const label = /** @type {any} */ (control).labels?.[0]?.textContent;
  return (control.getAttribute("aria-label") ?? label ?? "").trim();
}

/**
 * @param {HTMLElement} control
 * @param {Record<string, unknown>} [more] Values that only a script knows.
 * @returns {Record<string, unknown>} The change that it asks for as it stands.
 */
export function changeOf(control, more = {}) {
  const change = { op: control.dataset.op, ...JSON.parse(control.dataset.args ?? "{}"), ...more };
  const put = control.dataset.put;
  if (put !== undefined) change[put] = valueOf(control);
  return change;
}

/**
 * @param {any} control
 * @returns {unknown} What stands in it: of a set of ticks the ticked ones, in their order.
 */
function valueOf(control) {
  switch (control.dataset.as) {
    case "set":
      return ticked(control);
    case "tick":
      return control.checked;
    case "numbers":
      return ticked(control).map(Number);
    case "index":
      return control.value === "" ? null : Number(control.value);
    default:
      return control.value;
  }
}

/** @param {HTMLInputElement} control One of a set of ticks in a `[data-set]`. */
function ticked(control) {
  const all = control.closest("[data-set]")?.querySelectorAll("input:checked") ?? [];
  return [...all].map((each) => /** @type {HTMLInputElement} */ (each).value);
}

/**
 * Whether a control is one that text is typed into.
 *
 * @param {Element} control
 */
export function isTyped(control) {
  return (
    control instanceof HTMLTextAreaElement ||
    (control instanceof HTMLInputElement && ["text", "url", "search"].includes(control.type))
  );
}
