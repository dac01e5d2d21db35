"""The credit of a photograph: printed where there is one, legible, and nowhere else."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from golden import Golden
from made_article import SITE, made
from made_card import SIZES, THEMES, theme, workshop
from made_photo import file_of, halves
from PIL import Image

from composer.cards.album import flows, offered
from composer.cards.check import check
from composer.cards.frame import Frame, Level
from composer.cards.picture import Photo
from composer.domain.article import Line
from composer.domain.card import CardContent
from composer.posts import alt_text

CREDIT = "رويترز / Getty Images"
LONGEST = (
    "المكتب الإعلامي لوزارة الدفاع الوطني في الجمهورية الجزائرية الديمقراطية الشعبية، الجزائر، " * 2
)
HEADLINES = (
    "هجوم",
    "أساطيل الخليج الأزرق تعيد ترتيب موازناتها قبل مناورات الربيع",
    " ".join(["أساطيل"] * 28),
)
LONG_SITE = "المركز العربي للدراسات الدفاعية والأمنية وشؤون التسليح في الشرق الأوسط"


def offer(*, headline: str | None = None, credit: str | None, site: str = SITE) -> CardContent:
    article, highlights = made()
    if headline is not None:
        highlights = replace(highlights, headline=Line(text=headline, edited=True))
    line = None if credit is None else Line(text=credit, edited=True)
    return offered(article, highlights, site=site, image=True, credit=line)


def frame(theme_name: str, size: str, offered: CardContent, kind: str = "headline") -> Frame:
    studio = workshop(theme_name).studio
    found, _ = flows(offered, studio.theme, studio.size(size), (kind,))
    return studio.frame(found[0].parts[0], studio.size(size))


def said(frame: Frame) -> str:
    return " ".join(line.text for line in frame.lines)


def failures(frame: Frame, size: str) -> Iterator[str]:
    for each in check(frame, theme().sizes[size]):
        if each.level is Level.FAIL:
            yield f"{each.rule}: {each.detail}"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme_name", THEMES)
def test_a_credit_is_printed_and_leaves_the_card_well(theme_name: str, size: str) -> None:
    label = theme(theme_name).labels["credit"]
    for headline in HEADLINES:
        for credit in ("AFP", CREDIT, LONGEST[:120].strip()):
            for site in (SITE, LONG_SITE):
                found = frame(theme_name, size, offer(headline=headline, credit=credit, site=site))
                assert f"{label} {credit}" in said(found)
                assert [*failures(found, size)] == [], (headline, credit, site)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme_name", THEMES)
def test_a_photograph_without_a_credit_says_nothing_of_it(theme_name: str, size: str) -> None:
    assert theme().labels["credit"] not in said(frame(theme_name, size, offer(credit=None)))


@pytest.mark.parametrize("theme_name", THEMES)
def test_a_credit_is_smaller_than_all_else_over_the_photograph(theme_name: str) -> None:
    lines = frame(theme_name, "portrait", offer(credit=CREDIT)).lines
    credit = next(line for line in lines if CREDIT in line.text)
    assert credit.px == min(line.px for line in lines)
    assert credit.source is None


def test_a_card_that_takes_no_photograph_prints_no_credit() -> None:
    for kind in ("highlights", "quote", "comparison", "figure", "closing"):
        assert CREDIT not in said(frame("midnight", "portrait", offer(credit=CREDIT), kind))


def test_a_reader_who_cannot_see_the_card_is_told_the_credit() -> None:
    article, highlights = made()
    shop = workshop()
    photo = Photo(file_of(halves()))
    line = Line(text=CREDIT, edited=True)
    kinds = ("headline", "closing")
    made_cards = shop.studio.cards(
        article, highlights, site=SITE, kinds=kinds, photo=photo, credit=line
    )
    told = [alt_text(card.content, shop.templates) for card in made_cards.cards]
    assert f"تصوير: {CREDIT}." in told[0].split("\n")
    assert CREDIT not in told[1]


@pytest.mark.parametrize("theme_name", THEMES)
def test_a_credited_photograph_looks_as_accepted(golden: Golden, theme_name: str) -> None:
    article, highlights = made(emphasis="12 زورقًا")
    photo = Photo(file_of(halves(540, 675), "PNG"))
    (card,) = (
        workshop(theme_name)
        .studio.cards(
            article,
            highlights,
            site=SITE,
            kinds=("headline",),
            photo=photo,
            credit=Line(text=CREDIT, edited=True),
        )
        .cards
    )
    with Image.open(io.BytesIO(card.data)) as image:
        golden.check(
            image.convert("RGB").resize((216, 270), Image.Resampling.BOX),
            f"card-{theme_name}-credit",
        )
