/** What is said at the fields: what is wrong, what somebody else changed, what was not sent. */

import { toast } from "../send.js";
import { say } from "../words.js";

/**
 * @typedef {{message: string, hint: string, kind?: string}} Wrong
 * @typedef {{again: () => void, drop: () => void}} Choices
 */

export class Notes {
  /** @param {string} draft */
  constructor(draft) {
    this.draft = draft;
    /** @type {Map<string, Wrong>} */
    this.wrong = new Map();
    /** @type {Map<string, string>} What another person wrote where somebody is typing. */
    this.others = new Map();
    /** @type {Map<string, string>} Both texts, as the server shows them. */
    this.met = new Map();
    /** @type {{entries: import("./outbox.js").Entry[], choices: Choices} | null} */
    this.offered = null;
    this.isSignedOut = false;
  }

  /**
   * @param {string} field
   * @param {Wrong} wrong
   */
  refuse(field, wrong) {
    this.wrong.set(field, wrong);
    this.show();
    if (!this.#frame(field)) this.tell(wrong);
  }

  /**
   * Say what is wrong with no field in particular.
   *
   * @param {Wrong} wrong
   */
  tell({ message, hint, kind }) {
    toast(message || say(kind === "away" ? "editor.away" : "editor.refused"), { hint, tone: "bad" });
  }

  /**
   * @param {string} field
   * @param {string} html
   */
  clash(field, html) {
    this.met.set(field, html);
    this.others.delete(field);
    this.show();
  }

  /** @param {HTMLElement} field One that somebody types in, and that another changed. */
  theirs(field) {
    const place = field.dataset.field;
    if (place && !this.met.has(place)) this.others.set(place, say("editor.theirs"));
  }

  /** @param {string} field */
  clear(field) {
    const known = this.wrong.delete(field) || this.met.delete(field);
    if (known) this.show();
  }

  /** @param {string} field Nothing is to be said of it any more. */
  forget(field) {
    this.wrong.delete(field);
    this.met.delete(field);
    this.others.delete(field);
    this.show();
  }

  /**
   * @param {import("./outbox.js").Entry[]} entries
   * @param {Choices} choices
   */
  offer(entries, choices) {
    this.offered = entries.length ? { entries, choices } : null;
  }

  /** @param {boolean} signedOut Whether the session ended while something waits to be sent. */
  signedOut(signedOut) {
    if (this.isSignedOut === signedOut) return;
    this.isSignedOut = signedOut;
    this.show();
  }

  /** Put everything into the page that is to be said; the server knows nothing of it. */
  show() {
    const root = this.#root;
    if (!root) return;
    for (const note of root.querySelectorAll("[data-note]")) note.remove();
    for (const [field, text] of this.others) this.#say(field, this.#hint(text));
    for (const [field, wrong] of this.wrong) this.#say(field, this.#error(field, wrong));
    for (const [field, html] of this.met) this.#say(field, this.#meeting(html));
    const place = root.querySelector("[data-notes]");
    if (this.isSignedOut) place?.append(this.#signIn());
    if (this.offered) place?.append(this.#left(this.offered));
  }

  get #root() {
    return document.querySelector(`[data-editor][data-draft="${CSS.escape(this.draft)}"]`);
  }

  /** @param {string} field */
  #frame(field) {
    return this.#root?.querySelector(`[data-frame="${CSS.escape(field)}"]`) ?? null;
  }

  /**
   * @param {string} field
   * @param {HTMLElement} note
   */
  #say(field, note) {
    note.dataset.note = "yes";
    const frame = this.#frame(field);
    if (frame) frame.append(note);
    else if (!note.classList.contains("error")) this.#root?.querySelector("[data-notes]")?.append(note);
  }

  /**
   * @param {string} field
   * @param {Wrong} wrong
   */
  #error(field, { message, hint }) {
    const note = element("p", "error", [message || say("editor.refused"), hint].join(" ").trim());
    note.id = `wrong-${this.draft}-${[...this.wrong.keys()].indexOf(field)}`;
    note.setAttribute("role", "alert");
    const control = this.#frame(field)?.querySelector("[data-field]");
    control?.setAttribute("aria-invalid", "true");
    control?.setAttribute("aria-describedby", note.id);
    return note;
  }

  /** @param {string} text */
  #hint(text) {
    const note = element("p", "editor-theirs", text);
    note.setAttribute("role", "status");
    return note;
  }

  /** @param {string} html */
  #meeting(html) {
    const found = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    return /** @type {HTMLElement} */ (found ?? element("p", "error", say("editor.refused")));
  }

  #signIn() {
    const note = element("div", "notice bad");
    note.dataset.note = "yes";
    note.setAttribute("role", "alert");
    const link = element("a", "button small", say("editor.sign_in"));
    link.setAttribute("href", "/sign-in");
    link.setAttribute("target", "_blank");
    const body = element("div", "grow stack tight");
    body.append(element("p", "", say("editor.signed_out")), link);
    note.append(body);
    return note;
  }

  /** @param {{entries: import("./outbox.js").Entry[], choices: Choices}} offered */
  #left({ entries, choices }) {
    const note = element("div", "notice warn");
    note.dataset.note = "yes";
    note.setAttribute("role", "status");
    const body = element("div", "grow stack tight");
    body.append(element("p", "", say("editor.left", { count: entries.length })));
    for (const { change, label } of entries) body.append(this.#leftOne(change, label));
    const again = element("button", "button small primary", say("editor.left_again"));
    const drop = element("button", "button small", say("editor.left_drop"));
    const buttons = element("div", "line");
    buttons.append(again, drop);
    body.append(buttons);
    note.append(body);
    const then = (/** @type {() => void} */ act) => () => {
      this.offered = null;
      act();
      this.show();
    };
    again.addEventListener("click", then(choices.again));
    drop.addEventListener("click", then(choices.drop));
    return note;
  }

  /**
   * @param {Record<string, unknown>} change
   * @param {string} [label]
   */
  #leftOne(change, label) {
    const line = element("p", "small soft");
    const text = Object.values(change).findLast((each) => typeof each === "string") ?? "";
    line.append(element("b", "", label ?? ""), " ", element("bdi", "", String(text)));
    return line;
  }
}

/**
 * @param {string} name
 * @param {string} [classes]
 * @param {string} [text]
 */
function element(name, classes = "", text = "") {
  const made = document.createElement(name);
  if (classes) made.className = classes;
  if (name === "button") made.setAttribute("type", "button");
  made.textContent = text;
  return made;
}
