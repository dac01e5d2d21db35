/**
 * The outbox of a draft: its changes go out in their order, one at a time, and none is lost.
 *
 * What was not delivered yet lies in the session's storage too, so it survives a reload.
 */

/** Milliseconds after the last key before what was typed is sent. */
const PAUSE_MS = 400;

/** Milliseconds between tries while the server is away; the last repeats. */
const WAITS_MS = [500, 1000, 2000, 4000, 8000];

/**
 * @typedef {object} Entry
 * @property {string} field The place that it touches, such as `points[2]`.
 * @property {Record<string, unknown>} change What is asked for, with its `op`.
 * @property {number} base The revision that the person saw.
 * @property {string} [label] What people call the field.
 */

/**
 * @typedef {{kind: "done", revision: number}
 *   | {kind: "clash" | "refused"}
 *   | {kind: "away", why: string}} Outcome
 */

/** @typedef {"saved" | "typing" | "saving" | "away" | "refused" | "clash"} State */

export class Outbox {
  /**
   * @param {string} draft Its ID.
   * @param {object} parts
   * @param {number} parts.revision The revision that stands in the page.
   * @param {(entry: Entry) => Promise<Outcome>} parts.deliver Sends one change.
   * @param {(state: State, why?: string) => void} parts.report Is told how things stand.
   * @param {Storage} [parts.shelf] Where unsent changes lie.
   */
  constructor(draft, { revision, deliver, report, shelf = sessionStorage }) {
    this.draft = draft;
    this.revision = revision;
    this.deliver = deliver;
    this.report = report;
    this.shelf = shelf;
    /** @type {Entry[]} What was left by a page that was closed or loaded anew. */
    this.left = this.#taken();
    /** @type {Map<string, {entry: Entry, timer: number}>} */
    this.typing = new Map();
    /** @type {Entry[]} */
    this.waiting = [];
    /** @type {Entry | null} */
    this.underway = null;
    /** @type {Map<string, Entry>} What the server did not take, or what met another's change. */
    this.stuck = new Map();
    /** @type {Map<string, number>} The revision on which each field's typing began. */
    this.begun = new Map();
    this.tries = 0;
    /** @type {number | undefined} Runs while we wait for a server that is away. */
    this.timer = undefined;
  }

  /** Whether everything is on the server. */
  get isEmpty() {
    return !this.typing.size && !this.waiting.length && !this.underway && !this.stuck.size;
  }

  /**
   * Whether a field holds something that the server does not have yet.
   *
   * @param {string} field
   */
  holds(field) {
    const same = (/** @type {Entry | null} */ each) => each !== null && each.field === field;
    return (
      this.typing.has(field) ||
      this.stuck.has(field) ||
      same(this.underway) ||
      this.waiting.some(same)
    );
  }

  /**
   * Take what is being typed; it goes out when the person pauses.
   *
   * @param {string} field
   * @param {Record<string, unknown>} change
   * @param {string} [label]
   */
  typed(field, change, label) {
    window.clearTimeout(this.typing.get(field)?.timer);
    this.stuck.delete(field);
    const timer = window.setTimeout(() => this.flush(), PAUSE_MS);
    this.typing.set(field, { entry: this.#entry(field, change, label), timer });
    this.#keep();
    this.#tell();
  }

  /**
   * Take a change that goes out at once, after all that was typed before it.
   *
   * @param {string} field
   * @param {Record<string, unknown>} change
   * @param {string} [label]
   */
  put(field, change, label) {
    this.typing.delete(field);
    this.stuck.delete(field);
    this.#typedOnes();
    this.#queue(this.#entry(field, change, label));
    this.#keep();
    void this.#send();
  }

  /** Send what was typed now. */
  flush() {
    this.#typedOnes();
    void this.#send();
  }

  /**
   * Resolve when all that was taken so far is delivered or stuck.
   *
   * @returns {Promise<void>}
   */
  async settled() {
    this.flush();
    while (this.underway !== null || this.waiting.length) {
      await new Promise((resolve) => window.setTimeout(resolve, 20));
    }
  }

  /** Try again at once, as when the network came back. */
  hurry() {
    window.clearTimeout(this.timer);
    this.timer = undefined;
    void this.#send();
  }

  /**
   * Send a change that met another's once more, now that the person has seen both.
   *
   * @param {string} field
   * @param {number} seen The revision that was shown.
   */
  insist(field, seen) {
    const entry = this.stuck.get(field);
    if (entry === undefined) return;
    this.stuck.delete(field);
    this.begun.set(field, seen);
    this.#queue({ ...entry, base: seen });
    void this.#send();
  }

  /**
   * Let go of what a person typed into a field.
   *
   * @param {string} field
   */
  forget(field) {
    window.clearTimeout(this.typing.get(field)?.timer);
    this.typing.delete(field);
    this.stuck.delete(field);
    this.begun.delete(field);
    this.waiting = this.waiting.filter((each) => each.field !== field);
    this.#keep();
    this.#tell();
  }

  /** Let go of what an earlier page had left. */
  dropLeft() {
    this.left = [];
    this.#keep();
  }

  /** @returns {Entry[]} All that the server does not have. */
  unsent() {
    const typed = [...this.typing.values()].map((each) => each.entry);
    const going = this.underway === null ? [] : [this.underway];
    return [...going, ...this.waiting, ...typed, ...this.stuck.values()];
  }

  /**
   * @param {string} field
   * @param {Record<string, unknown>} change
   * @param {string} [label]
   * @returns {Entry}
   */
  #entry(field, change, label) {
    if (!this.begun.has(field)) this.begun.set(field, this.revision);
    return { field, change, base: this.begun.get(field) ?? this.revision, label };
  }

  /** @param {Entry} entry */
  #queue(entry) {
    const last = this.waiting.at(-1);
    // Only the last: a change of the order between two others must stay between them.
    if (last !== undefined && last.field === entry.field && last.change.op === entry.change.op) {
      this.waiting.pop();
    }
    this.waiting.push(entry);
  }

  #typedOnes() {
    for (const { entry, timer } of this.typing.values()) {
      window.clearTimeout(timer);
      this.#queue(entry);
    }
    this.typing.clear();
  }

  async #send() {
    if (this.underway !== null || this.timer !== undefined) return;
    const entry = this.waiting.shift();
    if (entry === undefined) {
      this.#keep();
      this.#tell();
      return;
    }
    this.underway = entry;
    this.#tell();
    // What we sent ourselves since the typing began is no other's change.
    const outcome = await this.deliver({ ...entry, base: this.begun.get(entry.field) ?? entry.base });
    this.underway = null;
    this.#after(entry, outcome);
  }

  /**
   * @param {Entry} entry
   * @param {Outcome} outcome
   */
  #after(entry, outcome) {
    if (outcome.kind === "away") return this.#wait(entry, outcome.why);
    this.tries = 0;
    if (outcome.kind === "done") this.#done(entry.field, outcome.revision);
    else if (!this.holds(entry.field)) this.stuck.set(entry.field, entry);
    this.#keep();
    void this.#send();
  }

  /**
   * @param {string} field
   * @param {number} revision
   */
  #done(field, revision) {
    this.revision = Math.max(this.revision, revision);
    this.left = this.left.filter((each) => each.field !== field);
    if (this.holds(field)) this.begun.set(field, revision);
    else this.begun.delete(field);
  }

  /**
   * @param {Entry} entry
   * @param {string} why
   */
  #wait(entry, why) {
    this.waiting.unshift(entry);
    const wait = WAITS_MS[Math.min(this.tries, WAITS_MS.length - 1)];
    this.tries += 1;
    this.#keep();
    this.timer = window.setTimeout(() => this.hurry(), wait);
    this.report("away", why);
  }

  #tell() {
    if (this.timer !== undefined) return;
    if (this.underway !== null || this.waiting.length) this.report("saving");
    else if (this.typing.size) this.report("typing");
    else this.report(this.stuck.size ? "refused" : "saved");
  }

  get #place() {
    return `desk:unsent:${this.draft}`;
  }

  #keep() {
    const entries = [...this.left, ...this.unsent()];
    if (entries.length) this.shelf.setItem(this.#place, JSON.stringify(entries));
    else this.shelf.removeItem(this.#place);
  }

  /** @returns {Entry[]} */
  #taken() {
    try {
      const found = JSON.parse(this.shelf.getItem(this.#place) ?? "[]");
      return Array.isArray(found) ? found : [];
    } catch {
      return [];
    }
  }
}
