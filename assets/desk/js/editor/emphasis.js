/** Emphasises words of a headline or a highlight: each word is a button that is pressed or not. */

/**
 * @param {HTMLElement} root
 * @param {(words: HTMLElement, ranges: number[][]) => void} chosen Called with the ranges of
 *   characters that are emphasised now.
 */
export function emphasise(root, chosen) {
  root.addEventListener("click", (event) => {
    const word = /** @type {HTMLElement} */ (event.target).closest?.("[data-word]");
    const words = word?.closest("[data-words]");
    if (!(word instanceof HTMLElement) || !(words instanceof HTMLElement)) return;
    word.setAttribute("aria-pressed", String(word.getAttribute("aria-pressed") !== "true"));
    chosen(words, ranges(words));
  });
  root.addEventListener("keydown", (event) => {
    const word = /** @type {HTMLElement} */ (event.target);
    if (!word.matches?.("[data-word]")) return;
    const rtl = getComputedStyle(word).direction === "rtl";
    const onward = event.key === (rtl ? "ArrowLeft" : "ArrowRight");
    const back = event.key === (rtl ? "ArrowRight" : "ArrowLeft");
    if (onward || back) roam(word, onward ? 1 : -1, event);
  });
}

/**
 * @param {HTMLElement} words
 * @returns {number[][]} The pressed words; neighbours are one range.
 */
function ranges(words) {
  /** @type {number[][]} */
  const found = [];
  let joined = false;
  for (const word of /** @type {NodeListOf<HTMLElement>} */ (
    words.querySelectorAll("[data-word]")
  )) {
    const pressed = word.getAttribute("aria-pressed") === "true";
    const [start, end] = (word.dataset.word ?? "").split(",").map(Number);
    const last = found.at(-1);
    if (pressed && joined && last) last[1] = end;
    else if (pressed) found.push([start, end]);
    joined = pressed;
  }
  return found;
}

/**
 * Go to the next word: only one of them is a stop of the Tab key.
 *
 * @param {HTMLElement} word
 * @param {number} by
 * @param {KeyboardEvent} event
 */
function roam(word, by, event) {
  const all = /** @type {HTMLElement[]} */ ([
    ...(word.closest("[data-words]")?.querySelectorAll("[data-word]") ?? []),
  ]);
  const next = all[all.indexOf(word) + by];
  if (!next) return;
  event.preventDefault();
  word.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
