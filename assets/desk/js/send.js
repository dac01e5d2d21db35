// Requests to the desk, and what is said about them.

import { say } from "./words.js";

const MOST_TOASTS = 4;
const SHOWN_MS = 8000;

/** What shows that a request is a page's own. */
export function csrf() {
  return document.querySelector('meta[name="csrf"]').content;
}

/** The desk refused: `message` and `hint` are for the person. */
export class Refused extends Error {
  constructor(status, { message, hint = "", ...more }) {
    super(message);
    this.status = status;
    this.hint = hint;
    this.more = more;
  }
}

/** The desk cannot be reached: nothing is known of what was sent. */
export class Away extends Error {}

/**
 * Send a JSON document and return the one that comes back.
 * @param {string} path
 * @param {unknown} document
 * @throws {Refused | Away}
 */
export function send(path, document) {
  const headers = { "Content-Type": "application/json" };
  return ask(path, { method: "POST", headers, body: JSON.stringify(document) });
}

/**
 * Ask the desk for a JSON document.
 * @param {string} path
 * @param {RequestInit} [options]
 * @throws {Refused | Away}
 */
export async function ask(path, options = {}) {
  const headers = { Accept: "application/json", "X-CSRF-Token": csrf(), ...options.headers };
  let answer;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch {
    throw new Away(say("base.away"));
  }
  const told = await answer.json().catch(() => null);
  if (answer.ok) return told;
  throw new Refused(answer.status, told?.error ?? { message: say("base.status_other", { status: answer.status }) });
}

/**
 * Say something in a corner of the page.
 * @param {string} text
 * @param {{ hint?: string, tone?: "good" | "warn" | "bad" | "info" }} [options]
 */
export function toast(text, { hint = "", tone = "info" } = {}) {
  const box = document.createElement("div");
  box.className = `toast ${tone}`;
  for (const each of [text, hint].filter(Boolean)) {
    const line = document.createElement("p");
    line.dir = "auto";
    line.textContent = each;
    box.append(line);
  }
  const toasts = document.getElementById("toasts");
  toasts.append(box);
  while (toasts.children.length > MOST_TOASTS) toasts.firstElementChild.remove();
  if (tone !== "bad") setTimeout(() => box.remove(), SHOWN_MS);
  return box;
}
