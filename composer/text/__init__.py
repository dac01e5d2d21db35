"""Arabic text: levels, shaping, lines, rasters. Loads HarfBuzz or Pillow only when asked to."""

from composer.text.font import FontBook, FontFile
from composer.text.margin import hang
from composer.text.model import (
    NEVER,
    Engine,
    InkBox,
    Mask,
    Paragraph,
    Piece,
    PlacedRun,
    Run,
    VisualLine,
    Word,
)
from composer.text.wrap import Breaker, line_count, wrap

__all__ = [
    "NEVER",
    "Breaker",
    "Engine",
    "FontBook",
    "FontFile",
    "InkBox",
    "Mask",
    "Paragraph",
    "Piece",
    "PlacedRun",
    "Run",
    "VisualLine",
    "Word",
    "hang",
    "line_count",
    "load_engine",
    "wrap",
]


def load_engine(book: FontBook, *, backend: str = "auto") -> Engine:
    """Return the engine that shapes and rasters with the fonts of a book.

    Args:
        book: The fonts at hand.
        backend: ``harfbuzz``, ``basic``, or ``auto``: HarfBuzz where it loads, else basic with
            a ``warning`` to show to the user.

    Raises:
        ValueError: There is no such backend.
        ImportError: ``harfbuzz`` is asked for and cannot be loaded.
    """
    if backend not in {"auto", "harfbuzz", "basic"}:
        msg = f"backend must be auto, harfbuzz or basic, not {backend!r}"
        raise ValueError(msg)
    warning = "text is drawn by the basic backend: marks and kerning are only approximate"
    if backend != "basic":
        try:
            from composer.text.engine import HarfBuzzEngine  # noqa: PLC0415 - loaded when needed
        except ImportError as error:
            if backend == "harfbuzz":
                raise
            warning = f"HarfBuzz cannot be loaded ({error}): {warning}"
        else:
            return HarfBuzzEngine(book)
    from composer.text.basic import BasicEngine  # noqa: PLC0415 - loaded when needed

    return BasicEngine(book, warning=warning)
