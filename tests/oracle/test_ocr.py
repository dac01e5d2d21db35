"""Finished cards are read by Tesseract: what it reads is what the cards were asked to say."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from ocr_cards import Reading, error_rate, read_card, reader
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).parent.parent.parent
SANS = 0.02  # share of letters read wrong; the reader's own noise is about 0.014
NASKH = 0.10  # the reader knows book hands less well
ARTICLES = (
    ("lavrov.txt", "midnight"),
    ("lavrov.txt", "paper"),
    ("usv.txt", "signal"),
    ("growth.md", "midnight"),
)
FONT = ROOT / "fonts" / "ibm-plex-sans-arabic" / "IBMPlexSansArabic_500Medium.ttf"


@dataclass(frozen=True, slots=True)
class JsonLine:
    """A line as ``nashir compose --json`` gives it."""

    text: str
    box: tuple[int, int, int, int]
    font: str
    px: float
    ground: str


@pytest.fixture(scope="module")
def tesseract() -> str:
    path = reader()
    if path is None:
        reason = "needs tesseract with the language ara"
        if os.environ.get("CI") == "true":  # noqa: TID251 - where tests run is no setting of ours
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="module")
def readings(tesseract: str, tmp_path_factory: pytest.TempPathFactory) -> list[Reading]:
    found: list[Reading] = []
    for article, theme in ARTICLES:
        folder = tmp_path_factory.mktemp("ocr")
        found += read_draft(ROOT / "examples" / article, theme, folder, tesseract)
    return found


def read_draft(article: Path, theme: str, folder: Path, tesseract: str) -> Iterable[Reading]:
    words = ["compose", str(article), "--theme", theme, "--out", str(folder / "out"), "--json"]
    program = [sys.executable, "-m", "composer"]
    done = subprocess.run([*program, *words], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    draft = json.loads(done.stdout)
    for card in draft["cards"]:
        name = f"{article.stem} {theme} {card['kind']}"
        data = (Path(draft["folder"]) / card["file"]).read_bytes()
        lines = [
            JsonLine(each["text"], tuple(each["box"]), each["font"], each["px"], each["ground"])
            for each in card["lines"]
        ]
        yield from read_card(name, data, lines, tesseract=tesseract)


def told(readings: Iterable[Reading]) -> str:
    wrong = sorted((each for each in readings if each.wrong), key=lambda each: -each.wrong)
    return "\n".join(f"{r.card}, {r.font}: {r.expected!r} read as {r.got!r}" for r in wrong[:20])


def test_sans_lines_are_read_as_they_were_written(readings: list[Reading]) -> None:
    sans = [each for each in readings if each.font != "Amiri" and not each.foreign]
    assert len(sans) > 60
    assert error_rate(sans) <= SANS, told(sans)


def test_naskh_lines_are_read_as_they_were_written(readings: list[Reading]) -> None:
    naskh = [each for each in readings if each.font == "Amiri" and not each.foreign]
    assert len(naskh) > 5
    assert error_rate(naskh) <= NASKH, told(naskh)


def test_no_line_is_lost_or_turned_round(readings: list[Reading]) -> None:
    lost = [r for r in readings if len(r.expected) > 12 and not r.foreign and r.share > 0.5]
    assert not lost, told(lost)


def test_letters_that_do_not_join_are_noticed(tesseract: str) -> None:
    """The gate can fail: Pillow without a shaper writes letters apart and from the left."""
    text = "روسيا تؤكد أنها لن تدافع عن فنزويلا"
    card = Image.new("RGB", (1080, 200), "#0b1f33")
    font = ImageFont.truetype(FONT, 44, layout_engine=ImageFont.Layout.BASIC)
    draw = ImageDraw.Draw(card)
    draw.text((60, 60), text, font=font, fill="#ffffff")
    left, top, right, bottom = (round(side) for side in draw.textbbox((60, 60), text, font=font))
    line = JsonLine(text, (left, top, right - left, bottom - top), "Plex", 44, "#0b1f33")
    store = BytesIO()
    card.save(store, "PNG")
    (reading,) = read_card("unshaped", store.getvalue(), [line], tesseract=tesseract)
    assert reading.share > 0.3
