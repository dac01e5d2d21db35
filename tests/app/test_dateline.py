"""The date on the first card: in the months of the page's country and the theme's digits."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from composer.app.dateline import dateline
from composer.app.order import Order
from composer.app.services import load_theme, read
from composer.app.workshop import Workshop
from composer.cards.theme import Dates, Digits, Numerals, Theme
from composer.domain.article import Article
from composer.errors import ThemeError
from composer.resources import shipped_root

RIYADH = ZoneInfo("Asia/Riyadh")
EXAMPLE = str(shipped_root() / "examples" / "growth.md")


def theme(*, hijri: bool = False, style: Digits = Digits.LATIN, name: str = "midnight") -> Theme:
    dates = Dates(gregorian=True, hijri=hijri)
    return replace(load_theme(name), dates=dates, numerals=Numerals(style=style))


def told(published: str | None, zone: ZoneInfo | None = RIYADH, **options: object) -> str | None:
    article = Article(title="عنوان", blocks=(), published=published)
    return dateline(article, theme(**options), zone)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("zone", "month"),
    [
        ("Asia/Riyadh", "نوفمبر"),
        ("Asia/Beirut", "تشرين الثاني"),
        ("Africa/Casablanca", "نونبر"),
        ("Africa/Tunis", "نوفمبر"),
    ],
)
def test_months_have_the_names_of_the_pages_country(zone: str, month: str) -> None:
    assert told("2026-11-24", ZoneInfo(zone)) == f"24 {month} 2026"


def test_the_day_is_that_of_the_pages_zone() -> None:
    late = "2026-11-24T22:30:00+00:00"
    assert told(late) == "25 نوفمبر 2026"
    assert told(late, ZoneInfo("America/New_York")) == "24 نوفمبر 2026"
    assert told(late, None) == "24 نوفمبر 2026"
    assert told("2026-11-24T22:30:00") == "24 نوفمبر 2026"


def test_the_hijri_date_stands_beside_it_in_the_digits_of_the_theme() -> None:
    assert told("2026-11-24", hijri=True) == "24 نوفمبر 2026 · 14 جمادى الآخرة 1448 هـ"
    assert told("2026-11-24", style=Digits.ARABIC) == "٢٤ نوفمبر ٢٠٢٦"
    assert told("1899-01-01", hijri=True) == "1 يناير 1899"


@pytest.mark.parametrize("published", [None, "", "أمس", "2026", "2026-13-40"])
def test_without_a_date_that_is_one_there_is_none(published: str | None) -> None:
    assert told(published) is None


def test_a_theme_shows_no_date_unless_it_asks() -> None:
    article = Article(title="عنوان", blocks=(), published="2026-11-24")
    assert dateline(article, load_theme("midnight"), RIYADH) is None


@pytest.mark.parametrize("name", ["midnight", "paper", "signal"])
def test_dates_and_numerals_of_the_theme_stand_on_its_cards_and_the_articles_stay(
    name: str,
) -> None:
    made = Workshop.of(
        theme(hijri=True, style=Digits.ARABIC, name=name), backend="auto", zone=RIYADH
    )
    sizes = ("portrait", "square", "link", "story")
    draft = made.draft(read(EXAMPLE), Order(sizes=sizes, kinds=("headline", "highlights")))
    for card in draft.cards:
        said = " ".join(line.text for line in card.rendered.lines if line.source)
        own = [line.text for line in card.rendered.lines if line.source is None]
        assert not any(mark in "0123456789" for text in own for mark in text)
        assert any(mark in "0123456789" for mark in said)
        assert [each for each in card.rendered.checks if each.level != "ok"] == []
        if card.rendered.kind == "headline":
            assert "جمادى الأولى ١٤٤٨" in " ".join(own)
            ends = [line.box[0] + line.box[2] for line in card.rendered.lines]
            assert max(ends) <= card.rendered.width
            assert min(line.box[0] for line in card.rendered.lines) >= 0


def test_an_unknown_style_is_told_with_its_place(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "theme.toml").write_text('[numerals]\nstyle = "roman"\n', encoding="utf-8")
    with pytest.raises(ThemeError, match="numerals"):
        load_theme("own", folder=tmp_path)
