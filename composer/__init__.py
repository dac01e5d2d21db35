"""Nashir turns an Arabic news article into image cards and a post worth publishing.

The names below are its library; each part is loaded when it is first used, so that importing
this package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from composer.app.draft import Draft, DraftCard
    from composer.app.order import Order
    from composer.app.services import (
        compose,
        load_theme,
        pick_highlights,
        read_article,
        render_card,
    )
    from composer.cards.frame import CardLine, Check
    from composer.cards.picture import Photo
    from composer.cards.studio import CardSet, RenderedCard
    from composer.cards.theme import Theme
    from composer.domain.article import Article, Finding, Line, Span
    from composer.domain.card import CardContent
    from composer.domain.highlight import Candidate, Comparison, Highlights, KeyFigure, Quotation
    from composer.errors import InputError, NashirError
    from composer.ingest import Reading
    from composer.posts import PostText

__all__ = [
    "Article",
    "Candidate",
    "CardContent",
    "CardLine",
    "CardSet",
    "Check",
    "Comparison",
    "Draft",
    "DraftCard",
    "Finding",
    "Highlights",
    "InputError",
    "KeyFigure",
    "Line",
    "NashirError",
    "Order",
    "Photo",
    "PostText",
    "Quotation",
    "Reading",
    "RenderedCard",
    "Span",
    "Theme",
    "compose",
    "load_theme",
    "pick_highlights",
    "read_article",
    "render_card",
]

_NAMES_OF = {
    "composer.app.draft": ("Draft", "DraftCard"),
    "composer.app.order": ("Order",),
    "composer.app.services": (
        "compose",
        "load_theme",
        "pick_highlights",
        "read_article",
        "render_card",
    ),
    "composer.cards.frame": ("CardLine", "Check"),
    "composer.cards.picture": ("Photo",),
    "composer.cards.studio": ("CardSet", "RenderedCard"),
    "composer.cards.theme": ("Theme",),
    "composer.domain.article": ("Article", "Finding", "Line", "Span"),
    "composer.domain.card": ("CardContent",),
    "composer.domain.highlight": (
        "Candidate",
        "Comparison",
        "Highlights",
        "KeyFigure",
        "Quotation",
    ),
    "composer.errors": ("InputError", "NashirError"),
    "composer.ingest": ("Reading",),
    "composer.posts": ("PostText",),
}


def __getattr__(name: str) -> object:
    """Load the part that holds a public name."""
    for module, names in _NAMES_OF.items():
        if name in names:
            return getattr(import_module(module), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
