"""An edition: what people decided about a draft; its cards and its post are made from it."""

from dataclasses import dataclass
from datetime import datetime

from composer.domain.article import Line
from composer.domain.highlight import Comparison, KeyFigure, Quotation


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
