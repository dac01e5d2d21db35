/** Moves between the cells of the comparison table with the arrow keys, as in a spreadsheet. */

/** @param {HTMLElement} root */
export function followArrows(root) {
  root.addEventListener("keydown", (event) => {
    const cell = /** @type {HTMLElement} */ (event.target);
    if (!(cell instanceof HTMLTextAreaElement) || !cell.closest("[data-cells]")) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const step = stepOf(event, cell);
    const next = step && neighbour(cell, step);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  });
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLTextAreaElement} cell
 * @returns {[number, number] | null} Rows and columns to go; the next column stands to the left
 *   where the table runs from the right.
 */
function stepOf(event, cell) {
  const onward = getComputedStyle(cell).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = onward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
  const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  const atEnd = cell.selectionStart === cell.value.length;
  const atStart = cell.selectionEnd === 0;
  if (event.key === "ArrowDown" || (event.key === "Enter" && !event.shiftKey)) return [1, 0];
  if (event.key === "ArrowUp" || event.key === "Enter") return [-1, 0];
  if (event.shiftKey) return null;
  if (event.key === onward && (whole || atEnd)) return [0, 1];
  if (event.key === back && (whole || atStart)) return [0, -1];
  return null;
}

/**
 * @param {HTMLTextAreaElement} cell
 * @param {[number, number]} step
 * @returns {HTMLTextAreaElement | null}
 */
function neighbour(cell, [down, onward]) {
  const place = cell.closest("td, th");
  const row = /** @type {HTMLTableRowElement | null} */ (place?.parentElement ?? null);
  const table = /** @type {HTMLTableElement | null} */ (cell.closest("table"));
  if (!place || !row || !table) return null;
  const column = [...row.cells].indexOf(/** @type {HTMLTableCellElement} */ (place)) + onward;
  const target = table.rows[row.rowIndex + down]?.cells[column];
  return target?.querySelector("textarea") ?? null;
}
