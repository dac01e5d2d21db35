/** The photograph: taken in by a choice or a drop, and the point of it that stays in sight. */

import { say } from "../words.js";

/** How far an arrow key moves the point, as a part of the picture. */
const STEP = 0.01;
const STRIDE = 0.1;

/** @param {() => import("./room.js").Room | null} current */
export function pictures(current) {
  document.addEventListener("change", (event) => {
    const input = /** @type {HTMLElement} */ (event.target);
    if (!(input instanceof HTMLInputElement) || !input.matches("[data-upload]")) return;
    const file = input.files?.[0];
    if (file) void upload(input, file, current());
    input.value = "";
  });
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => dropped(/** @type {DragEvent} */ (event), current()));
  }
  document.addEventListener("pointerdown", (event) => {
    const area = /** @type {HTMLElement} */ (event.target).closest?.("[data-focus]");
    if (area instanceof HTMLElement && event.button === 0) point(area, event, current());
  });
  document.addEventListener("keydown", (event) => {
    const area = /** @type {HTMLElement} */ (event.target);
    if (area.matches?.("[data-focus]")) arrow(area, event, current());
  });
  document.addEventListener("htmx:load", crops);
  document.addEventListener("desk:edited", crops);
  crops();
}

/**
 * @param {DragEvent} event
 * @param {import("./room.js").Room | null} room
 */
function dropped(event, room) {
  const area = /** @type {HTMLElement} */ (event.target).closest?.("[data-drop]");
  if (!(area instanceof HTMLElement) || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  area.classList.toggle("is-over", event.type === "dragenter" || event.type === "dragover");
  const file = event.type === "drop" ? event.dataTransfer.files[0] : null;
  if (file) void upload(area, file, room);
}

/**
 * Take a file to the server, which looks at it and draws it anew before anybody sees it.
 *
 * @param {HTMLElement} from
 * @param {File} file
 * @param {import("./room.js").Room | null} room
 */
async function upload(from, file, room) {
  if (!room) return;
  const area = from.closest("[data-drop]");
  area?.setAttribute("aria-busy", "true");
  await room.upload(file);
  area?.removeAttribute("aria-busy");
}

/**
 * @param {HTMLElement} area
 * @param {PointerEvent} event
 * @param {import("./room.js").Room | null} room
 */
function point(area, event, room) {
  event.preventDefault();
  area.focus();
  area.setPointerCapture(event.pointerId);
  const follow = (/** @type {PointerEvent} */ moved) => {
    const box = area.getBoundingClientRect();
    set(area, (moved.clientX - box.left) / box.width, (moved.clientY - box.top) / box.height);
  };
  const end = () => {
    area.removeEventListener("pointermove", follow);
    send(area, room);
  };
  follow(event);
  area.addEventListener("pointermove", follow);
  area.addEventListener("lostpointercapture", end, { once: true });
}

/**
 * @param {HTMLElement} area
 * @param {KeyboardEvent} event
 * @param {import("./room.js").Room | null} room
 */
function arrow(area, event, room) {
  const step = event.shiftKey ? STRIDE : STEP;
  const [x, y] = focusOf(area);
  const moves = {
    ArrowLeft: [x - step, y],
    ArrowRight: [x + step, y],
    ArrowUp: [x, y - step],
    ArrowDown: [x, y + step],
  };
  const to = moves[/** @type {keyof typeof moves} */ (event.key)];
  if (!to) return;
  event.preventDefault();
  set(area, to[0], to[1]);
  send(area, room);
}

/** @param {HTMLElement} area */
const focusOf = (area) => (area.dataset.focus ?? "0.5,0.4").split(",").map(Number);

/**
 * @param {HTMLElement} area
 * @param {number} x
 * @param {number} y
 */
function set(area, x, y) {
  const held = [x, y].map((each) => Math.round(Math.min(1, Math.max(0, each)) * 100) / 100);
  area.dataset.focus = held.join(",");
  crop(area);
}

/**
 * @param {HTMLElement} area
 * @param {import("./room.js").Room | null} room
 */
function send(area, room) {
  const field = area.dataset.field ?? "picture.focus";
  room?.typed(field, { op: area.dataset.op, focus: focusOf(area) }, area.ariaLabel ?? "");
}

function crops() {
  for (const area of document.querySelectorAll("[data-editor] [data-focus]")) {
    crop(/** @type {HTMLElement} */ (area));
  }
}

/**
 * Show the point, and what each size of card would keep: cards are cropped by the same rule.
 *
 * @param {HTMLElement} area
 */
function crop(area) {
  const [x, y] = focusOf(area);
  area.style.setProperty("--x", `${x * 100}%`);
  area.style.setProperty("--y", `${y * 100}%`);
  const told = { x: Math.round(x * 100), y: Math.round(y * 100) };
  area.setAttribute("aria-valuetext", say("editor.focus_at", told));
  for (const frame of area.parentElement?.querySelectorAll("[data-crop]") ?? []) {
    const style = /** @type {HTMLElement} */ (frame).style;
    style.setProperty("object-position", `${x * 100}% ${y * 100}%`);
    style.setProperty("aspect-ratio", /** @type {HTMLElement} */ (frame).dataset.crop ?? "1");
  }
}
