"""Sets text with an engine and draws it, as simply as can be."""

from PIL import Image

from composer.text import Engine, Mask, Paragraph, Piece, VisualLine

SIZE = 48.0


def set_text(
    engine: Engine, text: str, *, family: str = "IBM Plex Sans Arabic", weight: int = 500
) -> Paragraph:
    """Return a right-to-left paragraph in one style."""
    return engine.paragraph((Piece(text=text, family=family, weight=weight),))


def one_line(paragraph: Paragraph) -> VisualLine:
    """Return all words of a paragraph as one line."""
    return paragraph.line(0, len(paragraph.words))


def coverage(mask: Mask) -> Image.Image:
    """Return a mask as an image, the first row at the top."""
    if not mask.width:
        return Image.new("L", (1, 1))
    order = -1 if mask.bottom_up else 1
    size = (mask.width, mask.height)
    return Image.frombytes("L", size, mask.data, "raw", "L", mask.stride, order)


def draw_line(engine: Engine, line: VisualLine, *, size_px: float = SIZE) -> Image.Image:
    """Return a line as ink (255) on nothing (0), with a margin of half a size all round."""
    margin = round(size_px / 2)
    width, height = round(line.width * size_px) + 2 * margin, round(2.2 * size_px)
    image = Image.new("L", (width, height))
    for placed in line.runs:
        x = margin + placed.x * size_px
        mask = engine.mask(placed.run, size_px=size_px, shift=x % 1)
        if mask.width:
            place = (int(x) + mask.x, round(1.4 * size_px) + mask.y)
            image.paste(255, place, coverage(mask))
    return image
