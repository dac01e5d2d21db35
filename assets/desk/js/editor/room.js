/** A draft that is being edited: what goes out, what comes back, and what stands in the page. */

import { get, post, upload } from "./clerk.js";
import { morph } from "./morph.js";
import { Notes } from "./notes.js";
import { Outbox } from "./outbox.js";

/** Milliseconds after the last key in which somebody still is typing. */
const TYPING_MS = 3000;

/** Milliseconds in which several changes by others are fetched together. */
const GATHER_MS = 80;

/** Milliseconds between looks whether our own requests are answered. */
const LOOK_MS = 20;

export class Room {
  /** @param {string} draft Its ID. */
  constructor(draft) {
    this.draft = draft;
    this.notes = new Notes(draft);
    this.typedAt = 0;
    /** Requests of our own that are on their way, and how many were answered. */
    this.asking = 0;
    this.answered = 0;
    this.outbox = new Outbox(draft, {
      revision: this.#revisionOf(this.root),
      deliver: (entry) => this.#own(() => this.#deliver(entry)),
      report: (state, why) => this.#report(state, why),
    });
  }

  /** @returns {HTMLElement | null} Where it stands in the page; null while another is open. */
  get root() {
    return document.querySelector(`[data-editor][data-draft="${CSS.escape(this.draft)}"]`);
  }

  /**
   * @param {string} field
   * @param {Record<string, unknown>} change
   * @param {string} [label]
   */
  typed(field, change, label) {
    this.notes.clear(field);
    this.typedAt = Date.now();
    this.outbox.typed(field, change, label);
  }

  /**
   * @param {string} field
   * @param {Record<string, unknown>} change
   * @param {string} [label]
   */
  put(field, change, label) {
    this.notes.clear(field);
    this.outbox.put(field, change, label);
  }

  /**
   * Undo, redo or restore, after everything that was done before.
   *
   * @param {string} step Such as `undo`, or `restore/12`.
   */
  async step(step) {
    await this.outbox.settled();
    await this.#own(async () => {
      const answer = await post(`/drafts/${this.draft}/${step}`, { base: this.outbox.revision });
      if (answer.kind === "done") this.#take(answer.html);
      else this.notes.tell(answer);
    });
  }

  /**
   * Put a photograph behind the headline, after everything that was done before.
   *
   * @param {File} file
   */
  async upload(file) {
    const field = "picture";
    this.notes.clear(field);
    await this.outbox.settled();
    const base = String(this.outbox.revision);
    await this.#own(async () => {
      const answer = await upload(`/drafts/${this.draft}/picture`, file, { base });
      if (answer.kind === "done") this.#take(answer.html);
      else if (answer.kind === "clash") this.notes.clash(field, answer.html);
      else this.notes.refuse(field, answer);
    });
  }

  /** The editor came into the page: say what is not on the server, and what an older page left. */
  shown() {
    const root = this.root;
    if (!root || root.dataset.known === "yes") return;
    root.dataset.known = "yes";
    this.outbox.revision = Math.max(this.outbox.revision, this.#revisionOf(root));
    for (const entry of this.outbox.unsent()) this.#fill(root, entry);
    this.notes.offer(this.outbox.left, {
      again: () => this.#again(),
      drop: () => this.outbox.dropLeft(),
    });
    this.notes.show();
  }

  /**
   * Put into a field what was typed there and is not on the server.
   *
   * @param {HTMLElement} root
   * @param {import("./outbox.js").Entry} entry
   */
  #fill(root, { field, change }) {
    const control = root.querySelector(`textarea[data-field="${CSS.escape(field)}"]`);
    const text = control instanceof HTMLTextAreaElement && change[control.dataset.put ?? ""];
    if (typeof text === "string") /** @type {HTMLTextAreaElement} */ (control).value = text;
  }

  /** Fetch what others did; several changes at once are fetched together. */
  refreshSoon() {
    window.clearTimeout(this.gathering);
    this.gathering = window.setTimeout(() => this.refresh(), GATHER_MS);
  }

  /**
   * Show what others did.
   *
   * The news of a change of our own may be here before its answer. The answer shows it as ours; so
   * nothing is fetched while one is on its way, and what was fetched meanwhile is fetched anew:
   * else it would be told as a colleague's.
   */
  async refresh() {
    let html = null;
    let known = -1;
    while (known !== this.answered || this.asking) {
      await this.#quiet();
      known = this.answered;
      html = await get(`/drafts/${this.draft}/article`);
    }
    if (html !== null) this.show(html, { own: false });
  }

  /** Resolve when no request of our own is on its way. */
  async #quiet() {
    while (this.asking) await new Promise((resolve) => window.setTimeout(resolve, LOOK_MS));
  }

  /**
   * Do what asks the server for a change, up to its answer standing in the page.
   *
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async #own(work) {
    this.asking += 1;
    try {
      return await work();
    } finally {
      this.asking -= 1;
      this.answered += 1;
    }
  }

  /**
   * Show the editor as the server has it; what somebody types stays.
   *
   * @param {string} html
   * @param {{own: boolean}} whose
   */
  show(html, { own }) {
    const root = this.root;
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-editor]");
    if (!root || !(fresh instanceof HTMLElement)) return;
    const revision = this.#revisionOf(fresh);
    if (revision < this.outbox.revision) return; // it was overtaken on its way
    fresh.dataset.known = "yes";
    this.outbox.revision = revision;
    const held = document.activeElement;
    morph(root, fresh, {
      value: (field) => this.#keeps(/** @type {HTMLElement} */ (field)),
      differs: (field) => own || this.#heldBack(field),
    });
    if (held instanceof HTMLElement && held.isConnected && held !== document.activeElement) {
      held.focus({ preventScroll: true });
    }
    this.notes.show();
    document.dispatchEvent(new CustomEvent("desk:edited", { detail: { draft: this.draft } }));
  }

  /**
   * Whether a field keeps what stands in it; of one that does not nothing more is to be said.
   *
   * @param {HTMLElement} field
   */
  #keeps(field) {
    const held = this.#isHeld(field);
    if (!held) this.notes.others.delete(field.dataset.field ?? "");
    return held;
  }

  /**
   * Another changed a field that somebody types in: say so, and show it once they have stopped.
   *
   * @param {HTMLElement} field
   */
  #heldBack(field) {
    this.notes.theirs(field);
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.refresh(), TYPING_MS);
  }

  /**
   * Whether a field keeps what stands in it: it is not sent yet, or somebody is typing in it.
   *
   * @param {HTMLElement} field
   */
  #isHeld(field) {
    const place = field.dataset.field;
    if (place && this.outbox.holds(place)) return true;
    return field === document.activeElement && Date.now() - this.typedAt < TYPING_MS;
  }

  /**
   * @param {import("./outbox.js").Entry} entry
   * @returns {Promise<import("./outbox.js").Outcome>}
   */
  async #deliver(entry) {
    const { change, base, field } = entry;
    const answer = await post(`/drafts/${this.draft}/changes`, { change, base });
    switch (answer.kind) {
      case "done":
        this.notes.forget(field);
        return { kind: "done", revision: this.#take(answer.html) };
      case "clash":
        this.notes.clash(field, answer.html);
        return { kind: "clash" };
      case "refused":
        this.notes.refuse(field, answer);
        return { kind: "refused" };
      default:
        return { kind: "away", why: answer.kind };
    }
  }

  /**
   * @param {string} html
   * @returns {number} The revision that it shows.
   */
  #take(html) {
    const found = new DOMParser().parseFromString(html, "text/html").querySelector("[data-editor]");
    const revision = this.#revisionOf(found);
    this.show(html, { own: true });
    const detail = { draft: this.draft, revision, event: "edited", own: true };
    document.dispatchEvent(new CustomEvent("desk:change", { detail }));
    return revision;
  }

  #again() {
    for (const { field, change, label } of this.outbox.left) this.outbox.put(field, change, label);
    this.outbox.dropLeft();
  }

  /**
   * @param {import("./outbox.js").State} state
   * @param {string} [why] The server is away.
   */
  #report(state, why) {
    if (state === "away" || state === "saved") this.notes.signedOut(why === "signed-out");
    const detail = { draft: this.draft, state };
    document.dispatchEvent(new CustomEvent("desk:saving", { detail }));
  }

  /** @param {Element | null} root */
  #revisionOf(root) {
    return Number(root?.getAttribute("data-revision") ?? 0);
  }
}
