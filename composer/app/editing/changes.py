"""All changes by the name that JSON gives them: ``{"op": "headline", "text": "…"}``."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from cattrs import BaseValidationError, Converter, transform_error

from composer.app.editing.change import Change
from composer.app.editing.decide import Decide, Undecide
from composer.app.editing.exact import exact_converter
from composer.app.editing.exhibits import (
    CellText,
    ChooseFigure,
    ChooseQuotation,
    ComparisonTitle,
    FigureText,
    QuotationText,
    ShowComparison,
)
from composer.app.editing.lines import Conclusion, Deck, Emphasis, Headline
from composer.app.editing.looks import (
    Credit,
    Focus,
    ImageFormat,
    Kinds,
    Rights,
    SetPicture,
    Sizes,
    ThemeName,
)
from composer.app.editing.points import AddPoint, Pick, RemovePoint, Reorder, RewordPoint, Unpick
from composer.app.editing.post import (
    AltText,
    AltTextAsMade,
    Comment,
    Hashtags,
    Images,
    Link,
    PostText,
    PostTextAsMade,
)
from composer.app.editing.wording import ChangeRefused

CHANGES: Mapping[str, type[Change]] = {
    "pick": Pick,  # candidate
    "unpick": Unpick,  # candidate
    "reorder": Reorder,  # order: numbers of the highlights
    "reword": RewordPoint,  # at, text
    "add": AddPoint,  # text, at?
    "remove": RemovePoint,  # at
    "headline": Headline,  # text
    "deck": Deck,  # text | null
    "conclusion": Conclusion,  # text | null
    "emphasise": Emphasis,  # of: "headline" | "points[2]", ranges: [[start, end]]
    "quotation": ChooseQuotation,  # index | null
    "quotation_text": QuotationText,  # part: text | name | role, text
    "figure": ChooseFigure,  # index | null
    "figure_text": FigureText,  # part: value | unit | label | context, text
    "comparison": ShowComparison,  # shown
    "cell": CellText,  # row (-1 is the head), column, text
    "comparison_title": ComparisonTitle,  # text | null
    "kinds": Kinds,  # kinds | null
    "theme": ThemeName,  # theme
    "sizes": Sizes,  # sizes
    "image_format": ImageFormat,  # image_format: png | jpeg
    "picture": SetPicture,  # picture | null
    "focus": Focus,  # focus: [x, y]
    "credit": Credit,  # text
    "rights": Rights,  # text
    "text": PostText,  # text
    "text_as_made": PostTextAsMade,
    "hashtags": Hashtags,  # hashtags
    "link": Link,  # text
    "comment": Comment,  # text
    "alt_text": AltText,  # card, text
    "alt_text_as_made": AltTextAsMade,  # card
    "images": Images,  # cards: keys of the posted, in their order
    "decide": Decide,  # key, note?
    "undecide": Undecide,  # key
}


def change_of(values: object) -> Change:
    """Return the change that JSON asks for.

    Raises:
        ChangeRefused: It asks for none; the message says what is wrong with it.
    """
    if not isinstance(values, dict) or not isinstance(values.get("op"), str):
        msg = 'a change is an object with an "op", such as {"op": "headline", "text": "…"}'
        raise ChangeRefused(msg, code="malformed", field="op")
    kind = CHANGES.get(values["op"])
    if kind is None:
        msg = f"there is no change {values['op']!r}; there are {', '.join(CHANGES)}"
        raise ChangeRefused(msg, code="malformed", field="op")
    rest = {name: value for name, value in values.items() if name != "op"}
    return _structured(rest, kind)


def _structured(values: Mapping[str, Any], kind: type[Change]) -> Change:
    try:
        return _converter().structure(values, kind)
    except BaseValidationError as error:
        msg = f"the change is not as it should be: {'; '.join(transform_error(error))}"
        raise ChangeRefused(msg, code="malformed", field="op") from error


@cache
def _converter() -> Converter:
    return exact_converter()
