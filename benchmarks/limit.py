"""The least that finished cards could cost, measured on these very cards.

``copy of the background + HarfBuzz raster of each distinct word + pasting + tobytes + the fastest
encoder whose file is within 1.4 × of the smallest``: what no renderer of this kind goes below.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from encoders import Measured, cheapest, encode, measure
from PIL import Image

from composer.cards.color import channels
from composer.cards.frame import Frame, GlyphRun
from composer.cards.paint import Painter
from composer.text.model import Engine, Mask

Key = tuple[str, float, str]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a card with the raster of each, and the distinct ones among them."""

    placed: tuple[tuple[GlyphRun, Mask], ...]
    distinct: tuple[GlyphRun, ...]

    @classmethod
    def of(cls, frame: Frame, engine: Engine) -> Words:
        """Return the words of a frame."""
        items = [item for item in frame.items if isinstance(item, GlyphRun)]
        distinct = {key(item): item for item in items}
        masks = {name: rastered(item, engine) for name, item in distinct.items()}
        return cls(tuple((item, masks[key(item)]) for item in items), tuple(distinct.values()))

    def raster(self, engine: Engine) -> None:
        """Raster each distinct word once."""
        for item in self.distinct:
            rastered(item, engine)

    def paste(self, canvas: Image.Image) -> None:
        """Paste every word in its place."""
        for item, mask in self.placed:
            put(canvas, item, mask)


class Limit:
    """The limit of finished cards.

    Args:
        frames: What was painted.
        canvases: The painted cards.
        painter: Gives the backgrounds.
        engine: Rasters the words.
    """

    def __init__(
        self,
        frames: Sequence[Frame],
        canvases: Sequence[Image.Image],
        painter: Painter,
        engine: Engine,
    ) -> None:
        grounds = [painter.ground(frame) for frame in frames]
        copies = [ground.copy() for ground in grounds]
        words = [Words.of(frame, engine) for frame in frames]
        self.encoders: list[Measured] = measure(canvases)
        self.chosen = cheapest(self.encoders)
        self._parts: dict[str, list[Callable[[], object]]] = {
            "copy": [ground.copy for ground in grounds],
            "raster": [partial(each.raster, engine) for each in words],
            "paste": [partial(each.paste, to) for each, to in zip(words, copies, strict=True)],
            "rows and encoder": [
                partial(encode, card, self.chosen.rows_of, self.chosen.deflate) for card in canvases
            ],
        }

    def round(self) -> dict[str, float]:
        """Do the work once and return the CPU ms a card of each part."""
        return {name: cpu_ms(works) / len(works) for name, works in self._parts.items()}


def cpu_ms(works: Sequence[Callable[[], object]]) -> float:
    """Return the CPU time of the work, in ms."""
    start = time.process_time()
    for work in works:
        work()
    return (time.process_time() - start) * 1000


def key(item: GlyphRun) -> Key:
    """Return what tells the raster of a run from another's."""
    return item.run.family, item.size_px, repr(item.run.glyphs)


def rastered(item: GlyphRun, engine: Engine) -> Mask:
    """Raster one run."""
    return engine.mask(item.run, size_px=item.size_px, shift=0.0)


def put(canvas: Image.Image, item: GlyphRun, mask: Mask) -> None:
    """Paste one run in its place."""
    if not mask.width or not mask.height:
        return
    step = -1 if mask.bottom_up else 1
    size = (mask.width, mask.height)
    image = Image.frombuffer("L", size, mask.data, "raw", "L", mask.stride, step)
    left, top = int(item.x) + mask.x, item.y + mask.y
    canvas.paste(channels(item.color), (left, top, left + size[0], top + size[1]), image)
