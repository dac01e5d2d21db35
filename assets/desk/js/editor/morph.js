/**
 * Turns a piece of the page into what the server says it is now, touching only what differs.
 *
 * A field that somebody is typing in keeps its node, its text and its cursor. Children with an
 * `id` or a `data-key` are the same child wherever they stand; the others are matched in order.
 */

/**
 * @typedef {object} Keeps
 * @property {(field: Element) => boolean} value Whether a field keeps what stands in it.
 * @property {(field: HTMLElement, fresh: Element) => void} differs Called for a kept field whose
 *   value became another on the server.
 */

/** Attributes that belong to the page and not to the server, besides those in `data-own`. */
const OWN = new Set(["open"]);

/**
 * @param {Element} from What stands in the page.
 * @param {Element} to What it should be; it is used up.
 * @param {Keeps} keeps
 */
export function morph(from, to, keeps) {
  if (from.isEqualNode(to) && !holdsFields(from)) return;
  attributes(from, to);
  if (isField(from)) return value(from, to, keeps);
  children(from, to, keeps);
}

/** @param {Element} element */
function holdsFields(element) {
  return isField(element) || element.querySelector("input, textarea, select") !== null;
}

/** @param {Element} element */
function isField(element) {
  return element.matches("input, textarea, select");
}

/**
 * @param {Element} from
 * @param {Element} to
 */
function attributes(from, to) {
  const own = new Set([...OWN, ...(from.getAttribute("data-own") ?? "").split(" ")]);
  for (const { name, value } of [...to.attributes]) {
    if (!own.has(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  for (const { name } of [...from.attributes]) {
    // A style can come from our own scripts only: the server sends none.
    if (!own.has(name) && name !== "style" && !to.hasAttribute(name)) from.removeAttribute(name);
  }
}

/**
 * @param {any} from
 * @param {any} to
 * @param {Keeps} keeps
 */
function value(from, to, keeps) {
  if (from.type === "file") return;
  if (from instanceof HTMLSelectElement) from.replaceChildren(...to.cloneNode(true).childNodes);
  const isOther = from.defaultValue !== to.defaultValue;
  if (from instanceof HTMLTextAreaElement && isOther) {
    const typed = from.value;
    from.defaultValue = to.defaultValue;
    if (keeps.value(from)) from.value = typed;
  }
  const differs = from.value !== to.value || from.checked !== to.checked;
  if (!differs) return;
  if (keeps.value(from)) return isOther ? keeps.differs(from, to) : undefined;
  from.value = to.value;
  if ("checked" in from) from.checked = to.checked;
  from.dispatchEvent(new CustomEvent("desk:filled", { bubbles: true }));
}

/**
 * @param {Element} from
 * @param {Element} to
 * @param {Keeps} keeps
 */
function children(from, to, keeps) {
  const used = new Set();
  const known = new Map([...from.children].filter(key).map((each) => [key(each), each]));
  /** @type {ChildNode | null} */
  let cursor = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const match = sameAs(wanted, cursor, known, used);
    if (match === null) {
      from.insertBefore(wanted, cursor);
      used.add(wanted);
      continue;
    }
    used.add(match);
    if (match === cursor) cursor = cursor.nextSibling;
    else move(from, match, cursor);
    if (match instanceof Element && wanted instanceof Element) morph(match, wanted, keeps);
    else if (match.nodeValue !== wanted.nodeValue) match.nodeValue = wanted.nodeValue;
  }
  for (const left of [...from.childNodes]) if (!used.has(left)) left.remove();
}

/**
 * @param {ChildNode} wanted
 * @param {ChildNode | null} cursor
 * @param {Map<string, Element>} known
 * @param {Set<Node>} used
 * @returns {ChildNode | null} The child that is the same thing as the wanted one.
 */
function sameAs(wanted, cursor, known, used) {
  const name = key(wanted);
  if (name) {
    const match = known.get(name) ?? null;
    return match !== null && match.nodeName === wanted.nodeName ? match : null;
  }
  for (let each = cursor; each !== null; each = each.nextSibling) {
    if (!used.has(each) && !key(each) && each.nodeName === wanted.nodeName) return each;
  }
  return null;
}

/** @param {Node} node */
function key(node) {
  return node instanceof Element ? node.getAttribute("data-key") || node.id : "";
}

/**
 * Moves a child; where the browser can, it keeps its focus.
 *
 * @param {any} parent
 * @param {ChildNode} child
 * @param {ChildNode | null} before
 */
function move(parent, child, before) {
  if (typeof parent.moveBefore === "function") parent.moveBefore(child, before);
  else parent.insertBefore(child, before);
}
