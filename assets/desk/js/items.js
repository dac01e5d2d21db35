// An item's page follows what happens to it: each part is changed only where it is different.

import "./shell.js";
import { fold, folding } from "./fold.js";

const SOON_MS = 120;
const LOOK_MS = 700;
const PARTS = ["item-head", "item-standing", "item-journal"];

const item = document.getElementById("item");
let soon = 0;

async function follow() {
  clearTimeout(soon);
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.ok) take(await answer.text());
  watch();
}

/** @param {string} html the page as it is now */
function take(html) {
  const box = document.createElement("template");
  box.innerHTML = html;
  const fresh = box.content.getElementById("item");
  if (!fresh) return;
  const wasOpen = document.getElementById("item-enquiry");
  const isOpen = fresh.querySelector("#item-enquiry");
  const names = wasOpen && isOpen ? PARTS : [...PARTS, "item-enquiry"];
  for (const name of names) change(document.getElementById(name), fresh.querySelector(`#${name}`));
  for (const name of ["data-stage", "data-status", "data-under-way"]) {
    if (fresh.hasAttribute(name)) item.setAttribute(name, fresh.getAttribute(name));
    else item.removeAttribute(name);
  }
  const isBlank = !wasOpen && isOpen;
  if (isBlank) {
    document.getElementById("item-standing").after(isOpen);
    window.htmx.process(isOpen);
  }
}

/** Put one part in the place of another, unless they are the same or somebody is in it. */
function change(old, fresh) {
  if (!old || old.outerHTML === fresh?.outerHTML) return;
  const focus = old.contains(document.activeElement) ? document.activeElement : null;
  if (focus?.matches("input, textarea") && fresh) return;
  const opened = [...old.querySelectorAll("details")].map((each) => each.open);
  if (!fresh) return old.remove();
  const copy = document.importNode(fresh, true);
  old.replaceWith(copy);
  [...copy.querySelectorAll("details")].forEach((each, number) => (each.open = opened[number] ?? each.open));
  window.htmx.process(copy);
  if (focus) again(copy, focus);
}

/** Give the focus back to what is now in the place of what had it. */
function again(copy, focus) {
  const text = focus.textContent;
  const found = [...copy.querySelectorAll(focus.tagName)].find((each) => each.textContent === text);
  (found ?? copy.querySelector("a, button, summary"))?.focus({ preventScroll: true });
}

/** Look again soon while it is being sent: uploads stand in no journal. */
function watch() {
  if (item.hasAttribute("data-under-way")) soon = setTimeout(follow, LOOK_MS);
}

document.addEventListener("desk:change", ({ detail }) => {
  const isMine = detail.item === item.dataset.item || detail.draft === item.dataset.draft;
  if (!isMine && detail.page === undefined) return;
  clearTimeout(soon);
  soon = setTimeout(follow, SOON_MS);
});
document.addEventListener("desk:live", ({ detail }) => detail.open && follow());

folding();
fold();
watch();
