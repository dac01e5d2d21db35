// The desk's texts for scripts, in the language of the page: say("list.more", { count: 3 }).

const language = document.documentElement.lang;
const { default: texts } = await import(`../words/${language}.js`);
const rules = new Intl.PluralRules(language);

const AGAINST = language === "ar" ? /[A-Za-z\u00c0-\u024f]/ : /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * Return a text with values put into its places; `count` chooses the form where it has several.
 * @param {string} key area and name
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function say(key, values = {}) {
  const found = texts[key];
  if (found === undefined) throw new Error(`no text ${key}`);
  const text = typeof found === "string" ? found : (found[rules.select(Number(values.count))] ?? found.other);
  return text.replace(/\{([a-z_]+)\}/g, (_, name) => isolated(String(values[name])));
}

/** @param {string} text what runs against the page's direction turns nothing about */
function isolated(text) {
  return AGAINST.test(text) ? `\u2068${text}\u2069` : text;
}
