/** The columns of the main screen: how wide they are, and which one a small screen shows. */

const REM_STEP = 16;
const FACES = ["list", "post", "side"];

/** @returns {HTMLElement | null} */
const screen = () => document.getElementById("screen");

/**
 * Show a column where there is no room for all.
 *
 * @param {string} face `list`, `post` or `side`.
 */
export function face(face) {
  const root = screen();
  if (root === null || !FACES.includes(face)) return;
  root.dataset.face = face;
  for (const button of root.querySelectorAll(".faces [data-to]")) {
    if (button.getAttribute("data-to") === face) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

export function columns() {
  face(screen()?.dataset.face ?? "list");
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const button = target.closest("[data-to]");
    if (button !== null) face(button.getAttribute("data-to") ?? "");
    else if (screen()?.dataset.face === "list" && !target.closest(".column-list")) face("post");
  });
  for (const divider of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll(".divider")
  )) {
    resize(divider, Number(localStorage.getItem(place(divider)) ?? divider.ariaValueNow));
    divider.addEventListener("keydown", byKey);
    divider.addEventListener("pointerdown", byPointer);
  }
}

/** @param {HTMLElement} divider */
const place = (divider) => `desk:width:${divider.dataset.sizes}`;

/** @param {HTMLElement} divider @returns {number} 1 where a move to the right widens its column. */
function sense(divider) {
  const rtl = getComputedStyle(divider).direction === "rtl";
  return (divider.dataset.sizes === "list") === rtl ? -1 : 1;
}

/**
 * @param {HTMLElement} divider
 * @param {number} width Of its column, in pixels; kept within the divider's bounds.
 */
function resize(divider, width) {
  const least = Number(divider.ariaValueMin);
  const most = Number(divider.ariaValueMax);
  const fit = Math.round(Math.min(most, Math.max(least, width || least)));
  divider.ariaValueNow = String(fit);
  screen()?.style.setProperty(`--${divider.dataset.sizes}-width`, `${fit / REM_STEP}rem`);
  return fit;
}

/** @this {HTMLElement} @param {KeyboardEvent} event */
function byKey(event) {
  const now = Number(this.ariaValueNow);
  const step = event.shiftKey ? 4 * REM_STEP : REM_STEP;
  const width = {
    ArrowLeft: now - sense(this) * step,
    ArrowRight: now + sense(this) * step,
    Home: Number(this.ariaValueMin),
    End: Number(this.ariaValueMax),
  }[event.key];
  if (width === undefined) return;
  event.preventDefault();
  localStorage.setItem(place(this), String(resize(this, width)));
}

/** @this {HTMLElement} @param {PointerEvent} event */
function byPointer(event) {
  const from = event.clientX;
  const width = Number(this.ariaValueNow);
  const moved = (/** @type {PointerEvent} */ at) =>
    resize(this, width + sense(this) * (at.clientX - from));
  event.preventDefault();
  this.focus();
  this.setPointerCapture(event.pointerId);
  this.classList.add("is-moved");
  this.addEventListener("pointermove", moved);
  this.addEventListener(
    "lostpointercapture",
    () => {
      this.removeEventListener("pointermove", moved);
      this.classList.remove("is-moved");
      localStorage.setItem(place(this), this.ariaValueNow ?? "");
    },
    { once: true },
  );
}
