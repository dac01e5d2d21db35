"""Compares hard lines with what headless Chromium draws, by their ink.

    python tests/oracle/chromium_lines.py [--keep FOLDER]

Exit code 0 when at least 95 % of the lines agree in each font, 1 when not, 2 without Chromium.
A line agrees when under 0.2 % of its ink, either way, lies farther than 2 px from the other's:
a lost mark or a bracket the wrong way round is more than that.
Chromium gets the text with the isolates that our rules insert, so that both set the same text.
"""

import argparse
import html
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageChops

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
sys.path.insert(0, str(Path(__file__).parents[2]))

from ink import Outcome, outcome_of
from set_text import draw_line as draw
from set_text import one_line, set_text
from shipped_fonts import shipped_book

from composer.text import Engine, load_engine
from composer.text.isolate import rule_isolates, with_isolates

SIZE = 48
ROW = 120
WIDTH = 1500
LEAST_AGREEING = 0.95

FACES = (("Cairo", 800), ("IBM Plex Sans Arabic", 500), ("Amiri", 700))

LINES = (
    "روسيا تؤكد أنها لن تدافع عن فنزويلا",
    "F-35 تتفوق على Su-57",
    "مقاتلات F-35، Su-57، MiG-29 وT-90M",
    "منظومة S-400 (الروسية) ومنظومة Patriot (PAC-3)",
    "قال «الوزير» إن «الاتفاقية» نافذة",
    "قال: “لن نتراجع”، ثم غادر!",
    "هل تنجح صفقة F-16؟ نعم؛ لا شك…",
    "نسبة 15% و10–15% و3.5٪ من الميزانية",
    "بين 2024-2025 وبين 2030-2035",
    "في 2026/10/14 عند 18:30 مساء",
    "في 2026-10-14 حتى 14.10.2026",
    "١٤ أكتوبر ٢٠٢٦ بنسبة ٪٣٫٥",
    "من ١٠ إلى ٢٠٠٬٠٠٠ جندي",
    "تكلفة $20 أو 20$ أو €3.5 مليار",
    "درجة الحرارة -5 أو −12 أو +3.2%",
    "اتصل على +966 11 234-5678 الآن",
    "الهاتف 011-2345678 تحويلة 12",
    "زوروا https://www.example.com/a-b?x=1 اليوم",
    "راسلنا على info@example.co.uk.",
    "تابعوا @nashir_ar و#الدفاع و#F35",
    "بلغة C++ أو C# أو F#",
    "شركة Lockheed Martin الأمريكية",
    "صحيفة The Diplomat: تقرير جديد",
    "Boeing 737 MAX و Airbus A320",
    "تنتهي الجملة باسم Rafale",
    "(F-35) [Su-57] {T-14}",
    "المدى 2,500 km/h والعيار 155mm",
    "سرعته 2.5 ماخ ووزنه 5,200 كغ",
    "وَقَّعَ الرَّئيسُ الاتِّفاقيَّةَ",
    "مُحَمَّدٌ وَعَلِيٌّ وَرَحْمَـٰن",
    "لا لأ لإ لآ الأمام الآن الإسلام",
    "بسم ﷲ الرحمن ﷺ",
    "گفت‌وگوی چندجانبه می‌رود",
    "پژوهش‌های ۱۴۰۳ در چین و گرجستان",
    "کتاب‌ها و یک چراغ",
    "الـمـديـنـة الـمـنـورة ـ القاهرة",
    "ثم قال... ثم صمت… ثم عاد",
    "مايو/أيار 2025 – يونيو/حزيران",
    "من 9M729 إلى 3M-54 Kalibr",
    "طائرة بدون طيار (UAV) من طراز MQ-9",
    "الفئة \"أ\" والفئة 'ب' والفئة B",
    "الصاروخ (مداه 300 كم) سريع",
    "هيئة AT&T ومجلة Jane's وU.S. Navy",
    "٥×٣ و5×3 و1920×1080",
    "الأولى 1/2 والثانية 3/4",
    "كوفيد-19 وسو-57 وميغ-29",
    "مؤتمر G20 في 2025، وقمة COP30",
    "بئر، مسؤول، شيء، هيئة، رؤوس",
    "يُحذَّر: لا تلمس (خطر!)",
    "سعر البرميل 82.4$ (+1.7%)",
    "GMT+3 توقيت الرياض",
    "النتيجة 3-1 لصالح الفريق",
    "ﻻ تستخدم الأشكال ﺍﻟﻘﺪﻳﻤﺔ",
    "عاجل 🔴 طائرة ✈ وتحذير ⚠ و5\ufe0f\u20e3",
    "السهم ← ثم → ورقم №7 و½ و²",
    "ك\u200dـتاب وه\u200d م\u200cن",
)


def chromium() -> str | None:
    """Return the path of Chromium or Chrome, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((path for name in names if (path := shutil.which(name)) is not None), None)


def page(lines: Sequence[str]) -> str:
    """Return a page with each line in each font, in rows of equal height."""
    book = shipped_book()
    styles = "".join(
        f"@font-face{{font-family:'{file.family} {file.weight}';src:url('{file.path.as_uri()}')}}"
        for file in book.files()
    )
    for index, (family, weight) in enumerate(FACES):
        stack = [f"'{file.family} {file.weight}'" for file in book.chain(family, weight)]
        styles += f".f{index}{{font-family:{','.join(stack)}}}"
    rows = "".join(
        f"<div class=f{index}><span>{html.escape(marked(line))}</span></div>"
        for index in range(len(FACES))
        for line in lines
    )
    return (
        "<!doctype html><html lang=ar dir=rtl><meta charset=utf-8><style>"
        f"{styles}*{{margin:0;padding:0}}body{{background:#fff;color:#000;width:{WIDTH}px}}"
        f"div{{height:{ROW}px;line-height:{ROW}px;font-size:{SIZE}px;white-space:pre;"
        f"font-synthesis:none;overflow:hidden;padding:0 40px}}</style>{rows}</html>"
    )


def marked(text: str) -> str:
    """Return a text with the isolates that our rules insert."""
    return with_isolates(text, rule_isolates(text))


def photograph(browser: str, lines: Sequence[str], folder: Path) -> Image.Image:
    """Return Chromium's picture of all lines, as ink (255) on nothing (0)."""
    source, picture = folder / "lines.html", folder / "chromium.png"
    source.write_text(page(lines), encoding="utf-8")
    command = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--disable-lcd-text",
        "--force-device-scale-factor=1",
        "--allow-file-access-from-files",
        "--virtual-time-budget=4000",
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={WIDTH},{ROW * len(lines) * len(FACES)}",
        f"--screenshot={picture}",
        source.as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    with Image.open(picture) as image:
        return ImageChops.invert(image.convert("L"))


def compare(browser: str, folder: Path, lines: Sequence[str] = LINES) -> dict[str, list[Outcome]]:
    """Return the outcomes of all lines by font; leave pictures of both in a folder."""
    engine = load_engine(shipped_book(), backend="harfbuzz")
    theirs = photograph(browser, lines, folder)
    outcomes: dict[str, list[Outcome]] = {}
    row = 0
    for family, weight in FACES:
        outcomes[family] = []
        for text in lines:
            expected = theirs.crop((0, row * ROW, WIDTH, (row + 1) * ROW))
            ours = our_line(engine, text, family=family, weight=weight)
            outcome = outcome_of(text, ours, expected)
            outcomes[family].append(outcome)
            if not outcome.agrees:
                keep(ours, expected, folder / f"{family}-{lines.index(text)}.png")
            row += 1
    return outcomes


def our_line(engine: Engine, text: str, *, family: str, weight: int) -> Image.Image:
    """Return a line as our engine draws it."""
    return draw(engine, one_line(set_text(engine, text, family=family, weight=weight)))


def keep(ours: Image.Image, theirs: Image.Image, path: Path) -> None:
    """Save both pictures of a line, Chromium's below ours."""
    both = Image.new("L", (WIDTH, 2 * ROW), 0)
    both.paste(ours, (WIDTH - ours.width, 0))
    both.paste(theirs, (0, ROW))
    ImageChops.invert(both).save(path)


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


def share(outcomes: Sequence[Outcome]) -> float:
    """Return the share of lines that agree."""
    return sum(outcome.agrees for outcome in outcomes) / len(outcomes)


def report(outcomes: dict[str, list[Outcome]]) -> bool:
    """Print a table and the lines that fail; tell whether every font passes."""
    for family, found in outcomes.items():
        agreeing = sum(outcome.agrees for outcome in found)
        worst = max(max(outcome.extra, outcome.lacking) for outcome in found)
        say(f"{family:24} {agreeing}/{len(found)} ({share(found):.1%}), worst {worst:.3%}")
        for outcome in found:
            if not outcome.agrees:
                say(f"    ours only {outcome.extra:.2%}, theirs only {outcome.lacking:.2%}:")
                say(f"    {outcome.text}")
    return all(share(found) >= LEAST_AGREEING for found in outcomes.values())


def main() -> int:
    """Run the comparison; return the exit code."""
    parser = argparse.ArgumentParser(description="compare hard lines with Chromium's")
    parser.add_argument("--keep", type=Path, help="folder for the pictures")
    arguments = parser.parse_args()
    browser = chromium()
    if browser is None:
        say("there is no Chromium on this machine")
        return 2
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        return 0 if report(compare(browser, folder)) else 1


if __name__ == "__main__":
    sys.exit(main())
