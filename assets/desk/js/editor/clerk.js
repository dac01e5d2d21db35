/**
 * Takes one change to the server and brings back what came of it.
 *
 * Nothing is decided here: a server that is away is told apart from one that refuses.
 */

import { csrf } from "../send.js";

/** Milliseconds after which we count a server as away that does not answer. */
const PATIENCE_MS = 20_000;

/** Answers of a server, or of what stands before it, that may do it in a moment. */
const AWAY = new Set([408, 425, 429, 502, 503, 504]);

/**
 * @typedef {object} Answer
 * @property {"done" | "clash" | "refused" | "away" | "signed-out"} kind
 * @property {string} html The editor as it stands now, or the two texts that met.
 * @property {string} message What is wrong, in the person's language.
 * @property {string} hint What to do.
 */

/**
 * @param {string} address
 * @param {unknown} body
 * @returns {Promise<Answer>}
 */
export async function post(address, body) {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRF-Token": csrf(),
        Accept: "text/html, application/json;q=0.9",
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: "error",
    });
    return await read(response);
  } catch {
    return answer("away");
  }
}

/**
 * @param {string} address
 * @returns {Promise<string | null>} The part of a page; null where it does not come.
 */
export async function get(address) {
  try {
    const response = await fetch(address, {
      headers: { Accept: "text/html" },
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: "error",
    });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}

/** @param {Response} response */
async function read(response) {
  if (AWAY.has(response.status)) return answer("away");
  if (response.status === 401) return answer("signed-out");
  const html = response.headers.get("Content-Type")?.startsWith("text/html");
  if (response.ok && html) return answer("done", { html: await response.text() });
  if (response.status === 409 && html) return answer("clash", { html: await response.text() });
  return answer("refused", html ? {} : ((await response.json()).error ?? {}));
}

/**
 * @param {Answer["kind"]} kind
 * @param {Partial<Answer>} [more]
 * @returns {Answer}
 */
function answer(kind, more = {}) {
  return { html: "", message: "", hint: "", ...more, kind };
}
