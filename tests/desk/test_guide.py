"""The editors' guide says what the desk says, and shows what its script takes."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "ar" / "desk.md"
TEXT = GUIDE.read_text(encoding="utf-8")
WORDS = ROOT / "assets" / "desk" / "words" / "ar"
SCRIPT = (ROOT / "scripts" / "make_desk_pictures.py").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PLACEHOLDER = re.compile(r"\{\w+\}")
MOST_BYTES = 150_000


def said(table: Mapping[str, object]) -> Iterator[str]:
    """Give every text of a file of words, with … for what is put in."""
    for value in table.values():
        if isinstance(value, dict):
            yield from said(value)
        else:
            yield PLACEHOLDER.sub("…", str(value))


def words(area: str) -> Mapping[str, object]:
    return tomllib.loads((WORDS / f"{area}.toml").read_text(encoding="utf-8"))


def slug(heading: str) -> str:
    """Return the name under which a heading is linked to."""
    return re.sub(r"[^\w\- ]", "", heading).strip().replace(" ", "-")


INTERFACE = frozenset(text for file in WORDS.glob("*.toml") for text in said(words(file.stem)))
QUOTED = sorted({" ".join(each.split()) for each in re.findall(r"\*\*(.+?)\*\*", TEXT, re.DOTALL)})
PICTURES = re.findall(r"!\[([^\]]*)\]\(\.\./pictures/(desk-[a-z-]+\.png)\)", TEXT)


@pytest.mark.parametrize("quoted", QUOTED)
def test_what_the_guide_quotes_stands_on_the_screen_letter_by_letter(quoted: str) -> None:
    assert quoted in INTERFACE


@pytest.mark.parametrize("area", ["keys"])
def test_every_key_is_told(area: str) -> None:
    untold = {"title", "on", "is_on", "is_off", "none_here"}
    assert {str(text) for key, text in words(area).items() if key not in untold} <= set(QUOTED)


def test_every_part_of_the_list_and_every_role_is_told() -> None:
    named = {key: str(text) for each in ("list", "account") for key, text in words(each).items()}
    told = {text for key, text in named.items() if re.match(r"(?:tab|role|may)_", key)}
    assert told <= set(QUOTED)


def test_the_pictures_are_those_of_the_script_and_each_is_described() -> None:
    taken = {f"desk-{name}.png" for name in re.findall(r'\.take\("([a-z-]+)"\)', SCRIPT)}
    assert taken == {file for _, file in PICTURES}
    assert all(alt.strip() for alt, _ in PICTURES)


def test_the_pictures_are_there_and_light() -> None:
    for _, file in PICTURES:
        picture = ROOT / "docs" / "pictures" / file
        assert picture.read_bytes().startswith(b"\x89PNG"), file
        assert picture.stat().st_size <= MOST_BYTES, file


def test_every_link_of_the_guide_leads_somewhere() -> None:
    headings = {slug(each) for each in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)}
    for target in re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", TEXT):
        file, _, place = target.partition("#")
        assert not file or (GUIDE.parent / file).exists(), target
        assert not place or place in headings, target


def test_the_guide_is_reached_from_the_readme_and_reads_from_the_right() -> None:
    assert "docs/ar/desk.md" in README
    assert TEXT.startswith('<div dir="rtl">\n\n')
    assert TEXT.endswith("\n\n</div>\n")
