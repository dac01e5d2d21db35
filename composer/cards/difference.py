"""Shows what is different between two cards: the new one faded, boxes where it changed."""

import io
from collections.abc import Iterator
from functools import reduce

from PIL import Image, ImageChops, ImageDraw, UnidentifiedImageError

from composer.cards.paint import encode_png

_CELL = 24
"""Side of a square in px that is looked at as one; smaller, and a word falls into many boxes."""

_SEEN = 24
"""Difference of a channel, of 255, from which on an eye sees it."""

_FADED = 0.72
_MARK = "#d4351c"
_MARK_PX = 4

Cell = tuple[int, int]
Box = tuple[int, int, int, int]


def difference(old: bytes, new: bytes) -> bytes | None:
    """Return a PNG that shows what is different in the new card.

    What is the same is faded; what is not stands as it is, with a box around it.

    Args:
        old: The file of a card.
        new: The file of another.

    Returns:
        None where there is nothing to show: they look the same, have different sizes, or one is
        no picture.
    """
    try:
        before, after = (Image.open(io.BytesIO(data)).convert("RGB") for data in (old, new))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None
    if before.size != after.size:
        return None
    boxes = changed_boxes(before, after)
    return encode_png(_marked(after, boxes)) if boxes else None


def changed_boxes(before: Image.Image, after: Image.Image) -> list[Box]:
    """Return boxes (left, top, right, bottom) around what is different, from the top."""
    channels = ImageChops.difference(before, after).split()
    loudest = reduce(ImageChops.lighter, channels)
    mask = loudest.point(lambda value: 255 if value >= _SEEN else 0)
    cells = set(_cells(mask))
    boxes = []
    while cells:
        patch = _patch(cells)
        left, top = min(x for x, _ in patch), min(y for _, y in patch)
        right, bottom = max(x for x, _ in patch) + 1, max(y for _, y in patch) + 1
        area = (left * _CELL, top * _CELL, right * _CELL, bottom * _CELL)
        boxes.append(_within(area, mask.size))
    return sorted(boxes, key=lambda box: (box[1], box[0]))


def _cells(mask: Image.Image) -> Iterator[Cell]:
    """Give the squares of the grid in which something is different, as column and row."""
    width, height = mask.size
    for y in range(-(-height // _CELL)):
        strip = mask.crop((0, y * _CELL, width, min((y + 1) * _CELL, height)))
        if strip.getbbox() is None:
            continue
        for x in range(-(-width // _CELL)):
            if strip.crop((x * _CELL, 0, min((x + 1) * _CELL, width), strip.height)).getbbox():
                yield x, y


def _patch(cells: set[Cell]) -> set[Cell]:
    """Take squares that touch each other out of some, and return them."""
    first = min(cells)
    cells.discard(first)
    found, waiting = {first}, [first]
    while waiting:
        x, y = waiting.pop()
        beside = {(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)} & cells
        cells -= beside
        found |= beside
        waiting += beside
    return found


def _within(box: Box, size: tuple[int, int]) -> Box:
    return box[0], box[1], min(box[2], size[0]), min(box[3], size[1])


def _marked(card: Image.Image, boxes: list[Box]) -> Image.Image:
    gray = card.convert("L").convert("RGB")
    canvas = Image.blend(gray, Image.new("RGB", card.size, "white"), _FADED)
    draw = ImageDraw.Draw(canvas)
    for box in boxes:
        canvas.paste(card.crop(box), box)
        right, bottom = box[2] - 1, box[3] - 1
        draw.rectangle((box[0], box[1], right, bottom), outline=_MARK, width=_MARK_PX)
    return canvas
