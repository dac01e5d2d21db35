"""What an article offers to cards and posts: each text verbatim, each with its place."""

from dataclasses import dataclass

from composer.domain.article import Line, Span

LONGEST_QUOTATION = 260
"""Characters up to which a quotation is large enough on a card to be read at a glance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence or list item worth a highlight.

    Args:
        line: The whole sentence or item.
        score: Ranks within one article, and means nothing beyond it.
        picked: Whether it is pre-selected for the editor.
        shown: What a card or post shows of it: all but a «و» that leans on the sentence before.
    """

    line: Line
    score: float
    picked: bool = False
    shown: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Somebody's words.

    Args:
        text: The words, without quotation marks.
        speaker: The speaker as the words around the quotation name him.
        name: The speaker, the fullest form that the article has.
        role: The speaker's office as the article puts it.
        country: ISO 3166 code (two capitals) of the country that the office names.
    """

    text: Line
    speaker: str | None = None
    name: Line | None = None
    role: Line | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A number worth a card.

    Args:
        value: The number as written, without its unit.
        unit: The unit as written (``%``, ``مليون دولار``); None when there is none.
        label: What is counted: the clause around the number, verbatim.
        context: The whole sentence where it says more than the label.
        percent: The number from 0 to 100 when the unit is a percentage, else None.
        share: Whether the percentage is said to be a part of something («94% منها»).
        score: Ranks the figures of one article.
    """

    value: Line
    label: Line
    unit: Line | None = None
    context: Line | None = None
    percent: float | None = None
    share: bool = False
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Things that are compared, row by row: a table, or a list with a side to each item.

    Args:
        title: Its caption or the heading above it.
        columns: The header, the first column first; a list has none.
        rows: The cells, all rows equally long, as long as ``columns`` where there are some.
        countries: For each row the ISO code of the country its first cell names, or None.
        source: The place of the whole table.
        entity: The one row that this is about, when its columns stand as rows.
        country: The code of the country that the entity is, or None.
    """

    columns: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    countries: tuple[str | None, ...]
    source: Span
    title: Line | None = None
    entity: Line | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country that the article names: ISO 3166 code and where it stands."""

    code: str
    name: Line
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlights:
    """All that an article offers.

    Args:
        headline: The title with its proposed emphasis.
        candidates: Best first; the picked ones are pre-selected for the editor.
        quotes: Quotations in reading order.
        figures: Numbers, best first.
        comparison: The table to compare, when there is one.
        deck: A short line for under the headline, none of the picked ones.
        conclusion: The article's own last word, short enough for a card.
        subjects: Countries that the headline names, in its order, at most two.
        countries: All countries named, most often first.
        hashtags: Without ``#``, best first.
    """

    headline: Line
    candidates: tuple[Candidate, ...] = ()
    quotes: tuple[Quotation, ...] = ()
    figures: tuple[KeyFigure, ...] = ()
    comparison: Comparison | None = None
    deck: Line | None = None
    conclusion: Line | None = None
    subjects: tuple[Country, ...] = ()
    countries: tuple[Country, ...] = ()
    hashtags: tuple[str, ...] = ()

    @property
    def picked(self) -> tuple[Line, ...]:
        """The pre-selected highlights as they are shown, in reading order."""
        lines = [each.shown or each.line for each in self.candidates if each.picked]
        return tuple(sorted(lines, key=lambda line: (line.source is None, line.source)))

    @property
    def quotation(self) -> Quotation | None:
        """The first quotation short enough for a card, else the first; it is never cut."""
        short = (each for each in self.quotes if len(each.text.text) <= LONGEST_QUOTATION)
        return next(short, self.quotes[0] if self.quotes else None)
