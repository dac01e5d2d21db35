/**
 * Puts the items of a list into another order: by dragging a handle, by buttons, by Alt and arrows.
 *
 * The list carries the change (`data-op`, `data-put`) and each item its name (`data-item`).
 */

/**
 * @typedef {object} Moved
 * @property {number} at Where the item stood, counted from 0.
 * @property {number} to Where it stands now.
 * @property {string[]} order The names of all items as they stand now.
 */

/**
 * @param {HTMLElement} root
 * @param {(list: HTMLElement, moved: Moved) => void} reordered
 */
export function sortable(root, reordered) {
  root.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-move]");
    if (button instanceof HTMLElement) nudge(button, Number(button.dataset.move), reordered);
  });
  root.addEventListener("keydown", (event) => {
    const from = /** @type {HTMLElement} */ (event.target);
    if (!event.altKey || !from.closest("[data-sortable] [data-item]")) return;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    nudge(from, by, reordered);
  });
  root.addEventListener("pointerdown", (event) => {
    const handle = /** @type {HTMLElement} */ (event.target).closest?.("[data-handle]");
    if (handle instanceof HTMLElement && event.button === 0) drag(handle, event, reordered);
  });
}

/** @param {HTMLElement} list */
const names = (list) =>
  [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(":scope > [data-item]"))].map(
    (each) => each.dataset.item ?? "",
  );

/**
 * @param {HTMLElement} from Something inside the item.
 * @param {number} by How many places.
 * @param {(list: HTMLElement, moved: Moved) => void} reordered
 */
function nudge(from, by, reordered) {
  const item = /** @type {HTMLElement | null} */ (from.closest("[data-item]"));
  const list = /** @type {HTMLElement | null} */ (item?.closest("[data-sortable]") ?? null);
  const other = by < 0 ? item?.previousElementSibling : item?.nextElementSibling;
  if (!item || !list || !(other instanceof HTMLElement) || !other.dataset.item) return;
  const at = names(list).indexOf(item.dataset.item ?? "");
  if (by < 0) other.before(item);
  else other.after(item);
  from.focus();
  tell(list, item, at, reordered);
}

/**
 * @param {HTMLElement} list
 * @param {HTMLElement} item
 * @param {number} at Where it stood.
 * @param {(list: HTMLElement, moved: Moved) => void} reordered
 */
function tell(list, item, at, reordered) {
  const order = names(list);
  const to = order.indexOf(item.dataset.item ?? "");
  if (to !== at) reordered(list, { at, to, order });
}

/**
 * @param {HTMLElement} handle
 * @param {PointerEvent} event
 * @param {(list: HTMLElement, moved: Moved) => void} reordered
 */
function drag(handle, event, reordered) {
  const item = /** @type {HTMLElement | null} */ (handle.closest("[data-item]"));
  const list = /** @type {HTMLElement | null} */ (item?.closest("[data-sortable]") ?? null);
  if (!item || !list) return;
  event.preventDefault();
  const at = names(list).indexOf(item.dataset.item ?? "");
  handle.setPointerCapture(event.pointerId);
  item.classList.add("is-dragged");
  const follow = (/** @type {PointerEvent} */ moved) => place(item, moved.clientX, moved.clientY);
  const end = () => {
    handle.removeEventListener("pointermove", follow);
    item.classList.remove("is-dragged");
    tell(list, item, at, reordered);
  };
  handle.addEventListener("pointermove", follow);
  handle.addEventListener("lostpointercapture", end, { once: true });
}

/**
 * Put a dragged item where the pointer is.
 *
 * @param {HTMLElement} item
 * @param {number} x
 * @param {number} y
 */
function place(item, x, y) {
  for (const other of item.parentElement?.children ?? []) {
    if (other === item || !(other instanceof HTMLElement) || !other.dataset.item) continue;
    const box = other.getBoundingClientRect();
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) continue;
    const follows = item.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (follows) other.after(item);
    else other.before(item);
    return;
  }
}
