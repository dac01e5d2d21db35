"""Holds the page about the markup against the program."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from made_article import made
from made_card import SIZES, lay_out, theme

from composer.app.workshop import Workshop
from composer.cards.attribute import _CHOICES, Reader
from composer.cards.element import ELEMENTS
from composer.cards.frame import Level
from composer.cards.markup import _INLINES, _OWN, _STYLE
from composer.cards.pattern import PATTERNS
from composer.cards.template import context_names
from composer.cards.theme import Kind, Role
from composer.domain.card import CardContent
from composer.resources import load_theme, theme_roots

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "markup.md").read_text(encoding="utf-8")
GUIDE = (DOCS / "cards.md").read_text(encoding="utf-8")
ATTRIBUTE = re.compile(r"^\| `([a-z-]+)` \| ([a-z]+) \| \S", re.MULTILINE)


def section(title: str) -> str:
    """Return what stands under a heading, up to the next."""
    found = re.search(rf"^##+ {re.escape(title)}\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def test_every_element_has_its_place_and_no_other_is_there() -> None:
    headings = re.findall(r"^### `<([a-z]+)>`$", PAGE, re.MULTILINE)
    assert headings == [*dict.fromkeys(headings)]
    assert set(headings) == {*ELEMENTS, *_INLINES}


@pytest.mark.parametrize("element", [*ELEMENTS, *_INLINES])
def test_every_attribute_of_an_element_is_there_with_its_kind(element: str) -> None:
    listed = dict(ATTRIBUTE.findall(section(f"`<{element}>`")))
    assert listed == _OWN.get(element, {})


def test_the_attributes_of_every_element_are_there_with_their_kinds() -> None:
    assert dict(ATTRIBUTE.findall(section("Every element"))) == _STYLE


def test_every_kind_of_value_is_explained() -> None:
    rows = dict(re.findall(r"^\| ([a-z]+) \| (\S.*) \|$", section("Values"), re.MULTILINE))
    used = {*_STYLE.values(), *(kind for own in _OWN.values() for kind in own.values())}
    assert set(rows) == used
    for kind, choices in _CHOICES.items():
        assert set(re.findall(r"`(.*?)`", rows[kind])) == set(choices)


@pytest.mark.parametrize("kind", ["px", "size", "length", "number", "padding", "columns", "stops"])
def test_the_values_that_are_shown_can_be_read(kind: str) -> None:
    row = re.search(rf"^\| {kind} \| (.*) \|$", section("Values"), re.MULTILINE)
    assert row
    read = Reader(theme())
    for shown in re.findall(r"`(.*?)`", row[1].replace("`[space]`", "").replace("theme.toml", "1")):
        read.value(kind, "shown", shown)


def test_every_pattern_is_named() -> None:
    assert all(f"`{name}`" in section("`<icon>`") for name in PATTERNS)


@pytest.mark.parametrize("page", [PAGE, GUIDE], ids=["markup", "cards"])
def test_every_link_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^):#]+)\)", page):
        assert (DOCS / target).exists(), target


@pytest.mark.parametrize("page", [PAGE, GUIDE], ids=["markup", "cards"])
def test_the_markup_that_is_shown_is_markup(page: str) -> None:
    for block in re.findall(r"```xml\n(.*?)```", page, re.DOTALL):
        if "{%" in block:
            continue
        inner = re.sub(r"\{\{.*?\}\}", "كلمات", block)
        inner = re.sub(r"</?card[^>]*>", "", inner)
        lay_out(inner, width=1080, height=1350)


def test_the_guide_names_all_that_a_template_receives() -> None:
    for name in (*context_names(), *(each.name for each in fields(CardContent))):
        assert re.search(rf"^\| `{name}` \| \S", GUIDE, re.MULTILINE), name


def test_the_guide_names_all_that_a_theme_holds() -> None:
    for each in fields(Role):
        assert f"`{each.name}`" in GUIDE, each.name
    for each in fields(Kind):
        assert re.search(rf"^\| `{each.name}` \| \S", GUIDE, re.MULTILINE), each.name
    for name in theme().colors:
        assert f"`{name}`" in GUIDE, name


def test_the_theme_and_the_kind_of_the_guide_work(tmp_path: Path) -> None:
    tables, _, kind = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    templates = re.findall(r"```xml\n(.*?)```", GUIDE, re.DOTALL)
    folder = tmp_path / "weekly"
    (folder / "cards").mkdir(parents=True)
    kind = kind.replace("[labels]\n", "")
    label = kind.strip().splitlines()[-1]
    text = f"{tables.rstrip()}\n{label}\n{kind.replace(label, '')}"
    (folder / "theme.toml").write_text(text, encoding="utf-8")
    (folder / "cards" / "quote.xml.j2").write_text(templates[0], encoding="utf-8")
    (folder / "cards" / "appeal.xml.j2").write_text(templates[1], encoding="utf-8")
    own = load_theme("weekly", theme_roots((tmp_path,)))
    studio = Workshop.of(own, backend="harfbuzz").studio
    made_set = studio.cards(*made(), sizes=SIZES)
    assert {card.kind for card in made_set.cards} >= {"quote", "appeal"}
    assert not [
        (card.kind, card.size, check)
        for card in made_set.cards
        for check in card.checks
        if check.level == Level.FAIL
    ]
