"""What somebody asks for when they have an article composed."""

from dataclasses import dataclass
from pathlib import Path

OWN_PICTURE = "auto"
"""Stands for the article's own main picture, which is then fetched if need be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to make of an article.

    Args:
        theme: Name of the theme; None takes the one from the settings.
        sizes: Names of card sizes; the post carries the cards of the first.
        kinds: Only these kinds of card; None takes all that the article has content for.
        image_format: ``png`` or ``jpeg``.
        image: A photograph to put behind the headline: a file, an address, or ``OWN_PICTURE`` for
            the one that the article names, wherever it is.
        focus: What to keep of it, from (0, 0) at the top left to (1, 1).
        credit: Who made it, as its card prints it; empty for nothing.
        rights: By which right it is used; empty while nobody said it.
        local: Whether pictures may be read from this machine's disk: not for what others hand in.
        backend: What shapes the text: ``auto``, ``harfbuzz``, ``basic``; None as the settings say.
    """

    theme: str | None = None
    sizes: tuple[str, ...] = ("portrait",)
    kinds: tuple[str, ...] | None = None
    image_format: str = "png"
    image: Path | str | None = None
    focus: tuple[float, float] = (0.5, 0.4)
    credit: str = ""
    rights: str = ""
    local: bool = True
    backend: str | None = None
