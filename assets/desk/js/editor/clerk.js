/**
 * Takes one change to the server and brings back what came of it.
 *
 * Nothing is decided here: a server that is away is told apart from one that refuses.
 */

import { csrf } from "../send.js";

/** Milliseconds after which we count a server as away that does not answer. */
const PATIENCE_MS = 20_000;

/** The same for a photograph, which may be large and its way slow. */
const UPLOAD_MS = 300_000;

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
export function post(address, body) {
  return sent(address, JSON.stringify(body), { "Content-Type": "application/json" }, PATIENCE_MS);
}

/**
 * @param {string} address
 * @param {File} file
 * @param {Record<string, string>} fields What else the form says.
 * @returns {Promise<Answer>}
 */
export function upload(address, file, fields) {
  const form = new FormData();
  for (const [name, text] of Object.entries(fields)) form.append(name, text);
  form.append("file", file);
  return sent(address, form, {}, UPLOAD_MS);
}

/**
 * @param {string} address
 * @param {BodyInit} body
 * @param {Record<string, string>} headers
 * @param {number} patience Milliseconds.
 */
async function sent(address, body, headers, patience) {
  const once = () =>
    fetch(address, {
      method: "POST",
      headers: {
        "X-CSRF-Token": csrf(),
        Accept: "text/html, application/json;q=0.9",
        ...headers,
      },
      body,
      signal: AbortSignal.timeout(patience),
      redirect: "error",
    });
  try {
    const response = await once();
    const again = response.status === 403 && (await cameInAnew());
    return await read(again ? await once() : response);
  } catch {
    return answer("away");
  }
}

/**
 * Whether the person signed in anew in another window: this page then has to show so.
 *
 * @returns {Promise<boolean>}
 */
async function cameInAnew() {
  const html = await get("/account");
  const page = new DOMParser().parseFromString(html ?? "", "text/html");
  const fresh = page.querySelector('meta[name="csrf"]')?.getAttribute("content");
  if (!fresh || fresh === csrf()) return false;
  document.querySelector('meta[name="csrf"]')?.setAttribute("content", fresh);
  return true;
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
