"""An edition: what people decided about a draft; its cards and its post are made from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from composer.domain.article import Line
from composer.domain.highlight import Comparison, Highlights, KeyFigure, Quotation

QUOTATION_PARTS = ("text", "name", "role")
FIGURE_PARTS = ("value", "unit", "label", "context")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The photograph of a draft.

    Args:
        sha256: Hash of its bytes, in hexadecimal: the name under which they are kept.
        media_type: ``image/png`` or ``image/jpeg``.
        width: In pixels.
        height: In pixels.
        name: What people call it, such as the name of its file.
        focus: The point that stays in sight, (0, 0) the upper left corner and (1, 1) the lower
            right.
        credit: Who made it, as it is printed on the card; empty for nothing.
        rights: By which right it is used, in a person's words; empty while nobody said it.
    """

    sha256: str
    media_type: str
    width: int
    height: int
    name: str
    focus: tuple[float, float] = (0.5, 0.4)
    credit: str = ""
    rights: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """That a person saw something flagged and left it.

    Args:
        key: What was flagged; see where flags are made.
        by: Who decided.
        at: When, in UTC.
        note: Why, in their words; may be empty.
    """

    key: str
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What stands on the cards of a draft, and how they look.

    A line that a person wrote or changed is ``edited``. The post's text, its link, its comment
    and the alternative texts are not here: they belong to the draft itself.

    Args:
        headline: The headline with its emphasis.
        deck: The short line under it.
        points: The highlights, in their order.
        quotation: The words on the quotation's card.
        figure: The number on the figure's card.
        comparison: The table.
        conclusion: The last word.
        theme: Name of the theme.
        sizes: Names of card sizes; the post carries the cards of the first.
        kinds: The kinds of card, in their order; None for all that have content, as the theme
            orders them.
        image_format: ``png`` or ``jpeg``.
        picture: The photograph behind the headline.
        hashtags: Without ``#``, for a post that is still made from its template.
        decisions: What people decided about flags.
    """

    headline: Line
    theme: str
    deck: Line | None = None
    points: tuple[Line, ...] = ()
    quotation: Quotation | None = None
    figure: KeyFigure | None = None
    comparison: Comparison | None = None
    conclusion: Line | None = None
    sizes: tuple[str, ...] = ("portrait",)
    kinds: tuple[str, ...] | None = None
    image_format: str = "png"
    picture: Picture | None = None
    hashtags: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @classmethod
    def first(cls, highlights: Highlights, *, theme: str = "") -> "Edition":
        """Return what stands on the cards before anybody decided anything.

        Args:
            highlights: What the article offers.
            theme: Name of the theme.
        """
        return cls(
            headline=highlights.headline,
            theme=theme,
            deck=highlights.deck,
            points=highlights.picked,
            quotation=highlights.quotation,
            figure=highlights.figures[0] if highlights.figures else None,
            comparison=highlights.comparison,
            conclusion=highlights.conclusion,
        )

    @property
    def lines(self) -> tuple[tuple[str, Line], ...]:
        """Every line with its field, such as ``points[2]`` or ``comparison.rows[0][1]``."""
        said, figure, table = self.quotation, self.figure, self.comparison
        found: list[tuple[str, Line | None]] = [("headline", self.headline), ("deck", self.deck)]
        found += [(f"points[{at}]", line) for at, line in enumerate(self.points)]
        if said is not None:
            found += [(f"quotation.{part}", getattr(said, part)) for part in QUOTATION_PARTS]
        if figure is not None:
            found += [(f"figure.{part}", getattr(figure, part)) for part in FIGURE_PARTS]
        if table is not None:
            found += _table_lines(table)
        found.append(("conclusion", self.conclusion))
        return tuple((field, line) for field, line in found if line is not None)


def _table_lines(table: Comparison) -> Iterator[tuple[str, Line | None]]:
    yield "comparison.title", table.title
    yield "comparison.entity", table.entity
    for column, line in enumerate(table.columns):
        yield f"comparison.columns[{column}]", line
    for row, cells in enumerate(table.rows):
        for column, line in enumerate(cells):
            yield f"comparison.rows[{row}][{column}]", line
