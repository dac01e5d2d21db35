// New drafts: one way at a time, files that are dropped anywhere, and pasted structure that is kept.

import { toast } from "./send.js";
import { say } from "./words.js";

const MOST_HTML = 900_000;
const MOST_BYTES = Number(document.getElementById("drop").dataset.most);
const MOST_ALL_BYTES = Number(document.getElementById("drop").dataset.mostAll);
const STRUCTURE = "table, h1, h2, h3, h4, ul, ol, blockquote";

const form = document.getElementById("new-form");
const tabs = [...document.querySelectorAll("#way-tabs [role=tab]")];
const files = document.getElementById("files");
const list = document.getElementById("chosen-files");
const text = document.getElementById("text");
const html = document.getElementById("html");
const structured = document.getElementById("structured");

/** @param {string} way @param {{ focus?: boolean }} [options] */
function choose(way, { focus = false } = {}) {
  for (const tab of tabs) {
    const chosen = tab.id === `tab-${way}`;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = !chosen;
    if (chosen && focus) tab.focus();
  }
}

function begin() {
  document.getElementById("ways").classList.add("has-tabs");
  const strip = document.getElementById("way-tabs");
  strip.hidden = false;
  strip.setAttribute("role", "tablist");
  for (const tab of tabs) {
    const panel = document.getElementById(tab.getAttribute("aria-controls"));
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", () => choose(wayOf(tab)));
    tab.addEventListener("keydown", (event) => move(event, tab));
  }
  choose(form.dataset.chosen);
}

/** @param {Element} tab */
function wayOf(tab) {
  return tab.id.slice("tab-".length);
}

/** The arrow keys go from tab to tab, as the page is read. */
function move(event, tab) {
  const back = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
  const on = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const at = tabs.indexOf(tab);
  const next = { [back]: at - 1, [on]: at + 1, Home: 0, End: tabs.length - 1 }[event.code];
  if (next === undefined) return;
  event.preventDefault();
  choose(wayOf(tabs[(next + tabs.length) % tabs.length]), { focus: true });
}

// Files: what was chosen is shown, and can be taken out again.

/** @param {Iterable<File>} found */
function take(found) {
  const chosen = new DataTransfer();
  for (const each of found) chosen.items.add(each);
  files.files = chosen.files;
  show();
}

function show() {
  const chosen = [...files.files];
  list.replaceChildren(
    ...chosen.map((file) => {
      const item = document.createElement("li");
      const name = document.createElement("bdi");
      const remove = document.createElement("button");
      item.className = "chip";
      name.textContent = file.name;
      remove.type = "button";
      remove.textContent = "×";
      remove.setAttribute("aria-label", say("new.remove_file", { name: file.name }));
      remove.addEventListener("click", () => {
        take(chosen.filter((other) => other !== file));
        files.focus();
      });
      item.append(name, remove);
      return item;
    }),
  );
}

/** What is too large is not even sent: the desk would break off before it has come. */
function heaviest() {
  const chosen = [...files.files];
  const file = chosen.find((each) => each.size > MOST_BYTES);
  if (file) return { name: file.name, most: MOST_BYTES >> 20 };
  const all = chosen.reduce((sum, each) => sum + each.size, 0);
  return all > MOST_ALL_BYTES ? { name: chosen[0].name, most: MOST_ALL_BYTES >> 20 } : null;
}

const isOfFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
let depth = 0;

function mark(over) {
  document.body.classList.toggle("is-dropping", over);
  document.getElementById("drop").classList.toggle("is-over", over);
}

addEventListener("dragenter", (event) => {
  if (!isOfFiles(event)) return;
  depth += 1;
  choose("file");
  mark(true);
});
addEventListener("dragleave", (event) => {
  if (!isOfFiles(event)) return;
  depth = Math.max(depth - 1, 0);
  if (!depth) mark(false);
});
addEventListener("dragover", (event) => {
  if (isOfFiles(event)) event.preventDefault();
});
addEventListener("drop", (event) => {
  if (!isOfFiles(event)) return;
  event.preventDefault();
  depth = 0;
  mark(false);
  take([...files.files, ...event.dataTransfer.files]);
});
files.addEventListener("change", show);

// What is pasted with headings or tables keeps them, until a hand changes the text.

text.addEventListener("paste", (event) => {
  const copied = event.clipboardData?.getData("text/html") ?? "";
  const isAll = !text.value.trim() || text.selectionEnd - text.selectionStart === text.value.length;
  if (!isAll || !copied) return;
  const clean = cleaned(copied);
  if (clean) setTimeout(() => keep(clean));
});
text.addEventListener("input", (event) => {
  if (event.inputType !== "insertFromPaste") keep("");
});
document.getElementById("as-plain").addEventListener("click", () => {
  keep("");
  text.focus();
});

/** @param {string} markup */
function keep(markup) {
  html.value = markup;
  structured.hidden = !markup;
}

/** @param {string} copied @returns {string} its structure; empty where it has none */
function cleaned(copied) {
  // No handler in it could run, but the browser would report each one.
  const harmless = copied.replace(/\son[a-z]+\s*=/gi, " data-was=");
  const page = new DOMParser().parseFromString(harmless, "text/html");
  if (!page.querySelector(STRUCTURE)) return "";
  for (const each of page.querySelectorAll("img, svg, script, style, link, meta, iframe")) each.remove();
  const markup = page.body.innerHTML;
  return markup.length > MOST_HTML ? "" : markup;
}

// The button of the feed asks for a list; all others hand in, once.

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  const heavy = heaviest();
  if (heavy) toast(say("new.too_heavy", heavy), { tone: "bad" });
  if (heavy || form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  button?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  delete form.dataset.sent;
  form.querySelector('[aria-busy="true"]')?.removeAttribute("aria-busy");
});
// Enter presses the button of its own way, and not the first one of the form.
form.addEventListener("keydown", (event) => {
  const way = event.target.closest(".way");
  const isField = event.target.matches("input:not([type=checkbox])");
  if (event.key !== "Enter" || event.isComposing || !way) return;
  if (!isField && !event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  const show = event.target.id === "feed" ? "#feed-show" : "[name=way]";
  form.requestSubmit(way.querySelector(show));
});

begin();
show();
