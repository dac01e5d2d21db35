/**
 * The keys of the desk. They go by their place on the keyboard (`event.code`), so they are the same
 * on an Arabic one, and they can be switched off.
 */

import { openDialog } from "./shell.js";
import { say } from "./words.js";

const SWITCH = "desk:keys";

/** @typedef {() => boolean | void} Deed Returns false where it is not possible now. */

/**
 * @param {Record<string, Deed>} deeds By the code of a key, such as `KeyJ` or `Shift+KeyU`.
 */
export function keys(deeds) {
  document.addEventListener("keydown", (event) => {
    if (isTaken(event)) return;
    const name = (event.shiftKey ? "Shift+" : "") + event.code;
    const help = event.key === "?" || event.key === "؟" || name === "Shift+Slash";
    const deed = help ? showHelp : deeds[name];
    if (deed === undefined || (!help && !isOn())) return;
    event.preventDefault();
    if (deed() === false) announce(say("keys.none_here"));
  });
  const box = /** @type {HTMLInputElement | null} */ (document.getElementById("keys-on"));
  if (box === null) return;
  box.checked = isOn();
  box.addEventListener("change", () => {
    localStorage.setItem(SWITCH, box.checked ? "on" : "off");
    announce(say(box.checked ? "keys.is_on" : "keys.is_off"));
  });
}

export function showHelp() {
  openDialog(/** @type {HTMLDialogElement | null} */ (document.getElementById("keys")));
}

const isOn = () => localStorage.getItem(SWITCH) !== "off";

/** @param {KeyboardEvent} event Whether it belongs to a field, a dialog, or the browser. */
function isTaken(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (event.isComposing || event.repeat && !["KeyJ", "KeyK"].includes(event.code)) return true;
  const target = /** @type {Element} */ (event.target);
  const typed = "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]";
  return target.closest(typed) !== null || document.querySelector("dialog[open]") !== null;
}

/** @param {string} text Said to those who do not see the screen, and shown for a moment. */
export function announce(text) {
  const place = document.getElementById("announced");
  if (place !== null) place.textContent = text;
}
