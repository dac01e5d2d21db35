"""Reads finished cards with Tesseract, line by line, and counts the letters it gets wrong.

The reader knows nothing of this program, so it notices what the program's own tests would repeat:
letters that do not join, words in the wrong order, boxes for missing glyphs. It does not notice
lost marks, kerning or brackets that face the wrong way.
"""

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

from PIL import Image, ImageOps

PAD = 24  # px of bare ground around the ink: the reader needs a quiet margin
# The px of type and the reader's mode, tried in turn until it reads well. Mode 7 finds the line
# first, and now and then finds none in a short one; mode 13 takes the picture for the line.
VIEWS = ((44, 7), (34, 7), (44, 13))
GOOD = 0.02  # share of wrong letters at which no further view is tried
SAME = str.maketrans(
    {
        **{chr(0x660 + i): str(i) for i in range(10)},
        **{chr(0x6F0 + i): str(i) for i in range(10)},
        **dict.fromkeys("،٬٫,", ","),
        **dict.fromkeys("؛;", ";"),
        **dict.fromkeys("؟?", "?"),
        **dict.fromkeys("–—−‑-", "-"),
        **dict.fromkeys("«»“”„\"'‹›<>ـ\u200e\u200f\u200c\u200d", None),
        "٪": "%",
        "ی": "ي",
        "ک": "ك",
    }
)


class Line(Protocol):
    """What the reader needs to know of a line; the lines of a rendered card fit."""

    @property
    def text(self) -> str: ...
    @property
    def box(self) -> tuple[int, int, int, int]: ...
    @property
    def font(self) -> str: ...
    @property
    def px(self) -> float: ...
    @property
    def ground(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the reader made of one line.

    Args:
        card: Which card it stands on.
        font: Family of the line.
        expected: The line's text, normalised.
        got: What was read, normalised.
        wrong: Letters to insert, delete or replace to get from one to the other.
    """

    card: str
    font: str
    expected: str
    got: str
    wrong: int

    @property
    def share(self) -> float:
        """The share of its letters that were read wrong."""
        return self.wrong / max(1, len(self.expected))

    @property
    def foreign(self) -> bool:
        """Whether the line holds Latin letters or %, which the Arabic reader does not know."""
        return re.search("[A-Za-z%]", self.expected) is not None


def reader() -> str | None:
    """Return the path of a Tesseract that knows Arabic; None where there is none."""
    path = shutil.which("tesseract")
    if path is None:
        return None
    known = subprocess.run([path, "--list-langs"], capture_output=True, text=True, check=False)
    return path if "ara" in known.stdout.split() else None


def read_card(name: str, data: bytes, lines: Iterable[Line], *, tesseract: str) -> list[Reading]:
    """Read all lines of one card that hold at least two letters or digits."""
    with Image.open(BytesIO(data)) as opened:
        picture = opened.convert("RGB")
    legible = [line for line in lines if len(re.findall(r"\w", normal(line.text))) > 1]
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(lambda line: read_line(name, picture, line, tesseract), legible))


def read_line(card: str, picture: Image.Image, line: Line, tesseract: str) -> Reading:
    """Read one line in several views and keep the best: the reader's own noise is not ours."""
    expected = normal(line.text)
    best: Reading | None = None
    for size, mode in VIEWS:
        got = normal(recognise(quiet(picture, line, size), mode, tesseract))
        wrong = distance(expected, got)
        if best is None or wrong < best.wrong:
            best = Reading(card=card, font=line.font, expected=expected, got=got, wrong=wrong)
        if best.wrong <= GOOD * len(expected):
            break
    assert best is not None
    return best


def quiet(picture: Image.Image, line: Line, size: int) -> Image.Image:
    """Return the line's ink alone, dark on light, grey, its type ``size`` px tall."""
    x, y, width, height = line.box
    canvas = Image.new("RGB", (width + 2 * PAD, height + 2 * PAD), line.ground)
    canvas.paste(picture.crop((x, y, x + width, y + height)), (PAD, PAD))
    grey = canvas.convert("L")
    if grey.getpixel((0, 0)) < 128:  # type: ignore[operator]  # grey: one number
        grey = ImageOps.invert(grey)
    factor = size / line.px
    shape = (max(1, round(grey.width * factor)), max(1, round(grey.height * factor)))
    return ImageOps.autocontrast(grey.resize(shape, Image.Resampling.LANCZOS))


def recognise(image: Image.Image, mode: int, tesseract: str) -> str:
    """Return what Tesseract reads in the picture of one line."""
    store = BytesIO()
    image.save(store, "PNG", compress_level=1)
    done = subprocess.run(
        ["env", "OMP_THREAD_LIMIT=1", tesseract, "-", "-", "-l", "ara", "--psm", str(mode)],
        input=store.getvalue(),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def normal(text: str) -> str:
    """Drop what a reader may see either way: marks, kashida, quotation marks, kinds of digit."""
    bare = "".join(c for c in unicodedata.normalize("NFKC", text) if not is_mark(c))
    return re.sub(r"\s*([,;:.?!/-])\s*", r"\1", " ".join(bare.translate(SAME).split())).strip()


def is_mark(character: str) -> bool:
    """Tell whether a character is a vowel sign or another mark set on a letter."""
    return unicodedata.category(character) == "Mn"


def distance(a: str, b: str) -> int:
    """Return the Levenshtein distance of two texts."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        corner, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (x != y))
    return row[-1]


def error_rate(readings: Iterable[Reading]) -> float:
    """Return the share of wrong letters over all readings."""
    known = list(readings)
    return sum(r.wrong for r in known) / max(1, sum(len(r.expected) for r in known))
