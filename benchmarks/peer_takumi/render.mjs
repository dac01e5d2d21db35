// Five flat cards of one article at 1080×1350 by takumi, with text never seen before in every set.
//
//   node render.mjs [--sets N] [--ground PNG] [--out FOLDER] [--seed N]
//
// Prints one line of JSON; writes the first set into FOLDER. The ground is one flat colour, which the
// peer stores as a palette of few colours; with --ground it is the given picture, decoded once, as
// under our own cards.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { Renderer } from "@takumi-rs/core";

const FONTS = new URL("../../fonts/", import.meta.url);
const FACES = [
  ["cairo/Cairo_800ExtraBold.ttf", "Cairo", 800],
  ["cairo/Cairo_900Black.ttf", "Cairo", 900],
  ["ibm-plex-sans-arabic/IBMPlexSansArabic_500Medium.ttf", "Plex", 500],
  ["ibm-plex-sans-arabic/IBMPlexSansArabic_600SemiBold.ttf", "Plex", 600],
  ["ibm-plex-sans-arabic/IBMPlexSansArabic_700Bold.ttf", "Plex", 700],
  ["amiri/Amiri_700Bold.ttf", "Amiri", 700],
];
const INK = { ground: "#0B1F33", panel: "#122C46", line: "#2A4764", text: "#FFFFFF", soft: "#C9D5E1", mute: "#9DB1C5", accent: "#E3B341" };
const WIDTH = 1080;
const HEIGHT = 1350;

const ARTICLE = JSON.parse(await readFile(new URL("../article.json", import.meta.url), "utf8"));

// Letters that join on both sides, and letters that join on one: a letter is replaced by another of
// its kind, so that words keep their length and their joins and yet are new.
const KINDS = ["بتثجحخسشصضطظعغفقكمنهي", "ادذرزو"];

function* numbers(seed) {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

function altered(value, random) {
  if (Array.isArray(value)) return value.map((item) => altered(item, random));
  if (typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, altered(item, random)]));
  }
  return [...value].map((letter) => {
    const kind = KINDS.find((letters) => letters.includes(letter));
    return kind ? kind[Math.floor(random.next().value * kind.length)] : letter;
  }).join("");
}

const box = (style, ...children) => ({ type: "container", style, children });
const words = (text, style = {}) => ({ type: "text", text, style });
const row = (style, ...children) => box({ display: "flex", flexDirection: "row", ...style }, ...children);
const column = (style, ...children) => box({ display: "flex", flexDirection: "column", ...style }, ...children);
const spoken = (parts, style) =>
  box({ display: "block", ...style }, ...parts.map((part, i) => words(part, { display: "inline", color: i % 2 ? INK.accent : undefined })));

function frame(article, page, ...middle) {
  return column(
    { width: WIDTH, height: HEIGHT, ...ground, padding: "64px 72px 56px 72px", fontFamily: "Plex", direction: "rtl", color: INK.text },
    row({ alignItems: "center", gap: 24 },
      words(article.tag, { backgroundColor: INK.accent, color: INK.ground, fontSize: 30, fontWeight: 700, lineHeight: "56px", padding: "0 22px" }),
      box({ flexGrow: 1, height: 2, backgroundColor: INK.line })),
    column({ flexGrow: 1, padding: "44px 44px 44px 0", justifyContent: "center" }, ...middle),
    row({ gap: 8, marginBottom: 28 }, ...[1, 2, 3, 4, 5].map((i) => box({ flexGrow: 1, height: 6, backgroundColor: i <= page ? INK.accent : INK.line }))),
    row({ alignItems: "center", gap: 18 },
      box({ width: 76, height: 76, backgroundColor: INK.accent }),
      column({ flexGrow: 1 }, ...article.brand.map((line) => words(line, { fontSize: 29, fontWeight: 700, lineHeight: 1.4 }))),
      words(article.next, { fontSize: 27, fontWeight: 500, color: INK.mute }),
      words(`${page} / 5`, { direction: "ltr", fontFamily: "Cairo", fontSize: 46, fontWeight: 900 })));
}

function cards(article) {
  const title = { fontFamily: "Cairo", fontWeight: 900, fontSize: 80, lineHeight: 1.36 };
  const cell = (text, r, c) => column(
    { width: [262, "auto", 290][c], flexGrow: c === 1 ? 1 : 0, padding: "28px 24px", justifyContent: "center", backgroundColor: r === 0 || c === 2 ? INK.panel : undefined },
    words(text, { fontSize: r ? 38 : 30, fontWeight: r && c === 1 ? 500 : 700, lineHeight: 1.5, color: r ? INK.text : INK.mute }));
  return [
    frame(article, 1,
      box({ flexGrow: 1 }),
      spoken(article.headline, { ...title, fontSize: 132 }),
      words(article.deck, { fontSize: 46, fontWeight: 500, lineHeight: 1.55, color: INK.soft, marginTop: 30 })),
    frame(article, 2,
      spoken(article.pointsTitle, title),
      ...article.points.map((point, i) => row(
        { alignItems: "center", gap: 36, padding: "26px 0", borderTop: `2px solid ${INK.line}` },
        words(String(i + 1), { fontFamily: "Cairo", fontSize: 118, fontWeight: 900, lineHeight: 1, width: 84, color: INK.accent }),
        words(point, { fontSize: 44, fontWeight: 500, lineHeight: 1.6, color: INK.soft, flexGrow: 1, flexBasis: 0 })))),
    frame(article, 3,
      spoken(article.quote, { fontFamily: "Amiri", fontSize: 77, fontWeight: 700, lineHeight: 1.65, flexGrow: 1 }),
      words(article.speaker, { fontFamily: "Cairo", fontSize: 46, fontWeight: 800 }),
      words(article.office, { fontSize: 34, fontWeight: 500, color: INK.mute })),
    frame(article, 4,
      spoken(article.tableTitle, title),
      ...article.table.map((line, r) => row(
        { alignItems: "stretch", borderTop: `${r ? 2 : 6}px solid ${r ? INK.line : INK.accent}` },
        ...line.map((text, c) => cell(text, r, c))))),
    frame(article, 5,
      spoken(article.conclusion, { ...title, fontSize: 98 }),
      words(article.sentence, { fontSize: 40, fontWeight: 500, lineHeight: 1.55, color: INK.soft, margin: "30px 0 56px" }),
      column({ backgroundColor: INK.accent, color: INK.ground, padding: "34px 44px", marginBottom: 36 },
        words(article.call[0], { fontFamily: "Cairo", fontSize: 60, fontWeight: 900 }),
        words(article.call[1], { fontSize: 34, fontWeight: 600 })),
      words(article.source, { fontSize: 30, fontWeight: 500, color: INK.mute })),
  ];
}

const { values: options } = parseArgs({
  options: {
    sets: { type: "string", default: "20" },
    ground: { type: "string" },
    out: { type: "string" },
    seed: { type: "string", default: "7" },
  },
});
const sets = Number(options.sets);
const folder = options.out;
const images = options.ground ? [{ src: "ground", data: await readFile(options.ground) }] : [];
const ground = images.length
  ? { backgroundImage: "url(ground)", backgroundSize: "100% 100%" }
  : { backgroundColor: INK.ground };
const renderer = new Renderer();
for (const [file, name, weight] of FACES) {
  await renderer.registerFont({ name, weight, data: await readFile(new URL(file, FONTS)) });
}
const draw = (card) => renderer.render(card, { width: WIDTH, height: HEIGHT, format: "png", images });

if (folder) {
  await mkdir(folder, { recursive: true });
  for (const [i, card] of cards(ARTICLE).entries()) await writeFile(`${folder}/${i + 1}.png`, await draw(card));
}
const random = numbers(Number(options.seed));
const times = [];
let bytes = 0;
for (let i = -2; i < sets; i++) {
  const article = altered(ARTICLE, random);
  const cpu = process.cpuUsage();
  const start = performance.now();
  bytes = 0;
  for (const card of cards(article)) bytes += (await draw(card)).length;
  const wall = performance.now() - start;
  const used = process.cpuUsage(cpu);
  if (i >= 0) times.push({ wall, cpu: (used.user + used.system) / 1000 });
}
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
console.log(JSON.stringify({
  peer: options.ground ? "takumi, same ground" : "takumi, flat ground",
  sets,
  cpu_ms: +(median(times.map((t) => t.cpu)) / 5).toFixed(2),
  wall_ms: +(median(times.map((t) => t.wall)) / 5).toFixed(2),
  kib: +(bytes / 5 / 1024).toFixed(1),
}));
