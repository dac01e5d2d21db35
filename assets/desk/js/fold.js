/** Folds the text of a post as Facebook does: after some lines of the width that it has. */

/** Lines that are shown of a text that is longer. */
const LINES = 5;
const SCREEN = "desk:fb-screen";
/** On a phone there is no other preview than that of a phone. */
const NARROW = window.matchMedia("(max-width: 47.99rem)");

/** Fold what is too long for its screen; to be called whenever text or width changed. */
export function fold() {
  const phone = NARROW.matches || localStorage.getItem(SCREEN) === "phone";
  const screen = phone ? "phone" : "desktop";
  document.getElementById("fb")?.setAttribute("data-screen", screen);
  for (const button of document.querySelectorAll("[data-fb-screen]")) {
    const chosen = button.getAttribute("data-fb-screen") === screen;
    button.setAttribute("aria-pressed", String(chosen));
  }
  for (const text of document.querySelectorAll("[data-fold]")) measure(text);
}

/** @param {Element} text */
function measure(text) {
  const words = text.querySelector(".fb-words");
  const see = text.querySelector(".fb-see");
  if (words === null || see === null) return;
  // The words run as their own language does, and end where it does.
  const first = words.firstElementChild;
  if (first !== null) text.setAttribute("dir", getComputedStyle(first).direction);
  const unfolded = see.getAttribute("aria-expanded") === "true";
  text.classList.remove("is-folded");
  const height = parseFloat(getComputedStyle(words).lineHeight);
  const long = words.getBoundingClientRect().height > (LINES + 0.5) * height;
  see.toggleAttribute("hidden", !long);
  text.classList.toggle("is-folded", long && !unfolded);
}

export function folding() {
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const button = target.closest("[data-fb-screen]");
    if (button !== null) {
      localStorage.setItem(SCREEN, button.getAttribute("data-fb-screen") ?? "");
      fold();
    }
    const see = target.closest(".fb-see");
    if (see === null) return;
    see.setAttribute("aria-expanded", String(see.getAttribute("aria-expanded") !== "true"));
    fold();
  });
  void document.fonts.ready.then(fold);
  new ResizeObserver(fold).observe(document.body);
}
