"""What a card says, before any template has seen it."""

from dataclasses import dataclass, replace

from composer.domain.article import Line
from composer.domain.highlight import Comparison, Country, KeyFigure, Quotation


@dataclass(frozen=True, slots=True, kw_only=True)
class CardContent:
    """All that the template of one card may show.

    Every kind gets the same value; its template takes what it needs. Which field a kind cannot
    do without, and which it may spread over several cards, stands in ``theme.toml``.

    Args:
        kind: Name of the card kind, which is its template's.
        headline: The article's title.
        site: Name of the site.
        title: Title of this card, from the theme's labels or the article's heading.
        deck: A short line under the headline.
        points: The highlights on this card.
        first: Number of the first of ``points``, counted from 1 over all parts.
        quotation: Somebody's words.
        comparison: The rows of the table that stand on this card.
        figure: A number.
        conclusion: The article's last word.
        subjects: Countries that the headline names, at most two.
        section: Section of the site the article stands in.
        image: Whether a photograph stands behind the card.
        credit: Who made the photograph, as it is printed; None without one, or where nobody said.
        link: Address of the article.
        date: When the article was published, as the theme writes dates; None where it says none.
        part: Which part of a kind that was spread over several cards, from 1.
        parts: How many parts.
        page: Number of the card in the set, from 1.
        pages: How many cards the set has.
        next_title: Title of the next card; None on the last.
    """

    kind: str
    headline: Line
    site: str
    title: Line | None = None
    deck: Line | None = None
    points: tuple[Line, ...] = ()
    first: int = 1
    quotation: Quotation | None = None
    comparison: Comparison | None = None
    figure: KeyFigure | None = None
    conclusion: Line | None = None
    subjects: tuple[Country, ...] = ()
    section: str | None = None
    image: bool = False
    credit: Line | None = None
    link: str | None = None
    date: str | None = None
    part: int = 1
    parts: int = 1
    page: int = 1
    pages: int = 1
    next_title: str | None = None

    def with_page(self, page: int, pages: int, next_title: str | None) -> "CardContent":
        """Return the same content with its place in the set."""
        return replace(self, page=page, pages=pages, next_title=next_title)
