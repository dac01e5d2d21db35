"""Turns a frame into pixels and pixels into a file. It decides nothing."""

import io
from collections import OrderedDict
from functools import lru_cache
from typing import assert_never

from PIL import Image, ImageChops, ImageDraw, ImageFile

from composer.cards.color import channels, opacity
from composer.cards.frame import (
    Fill,
    Frame,
    FrameItem,
    GlyphRun,
    Gradient,
    Picture,
    Rect,
    Shade,
    Shape,
    Strokes,
)
from composer.cards.picture import Photo, Pictures
from composer.cards.png import PngWriter
from composer.text.model import Engine

GROUNDS_KEPT = 16
"""Backgrounds that are kept, at 4 to 6 MB each."""

_DRAWINGS_KEPT = 8
_SHAPES_KEPT = 256
_OVERSAMPLE = 4
_JPEG_QUALITY = 90
_PIECE_BYTES = 1 << 18


class Painter:
    """Paints frames; keeps the last backgrounds, which many cards share.

    Args:
        engine: What rasters text.
        pictures: Flags, icons and files.
        grounds: How many backgrounds to keep.
    """

    def __init__(self, engine: Engine, pictures: Pictures, *, grounds: int = GROUNDS_KEPT) -> None:
        self._engine = engine
        self._pictures = pictures
        self._most_grounds = grounds
        self._grounds: OrderedDict[tuple[int, int, tuple[FrameItem, ...]], Image.Image]
        self._grounds = OrderedDict()
        self._shapes: OrderedDict[tuple[Shape, int, int], Image.Image] = OrderedDict()

    def paint(self, frame: Frame, photo: Photo | None = None) -> Image.Image:
        """Return the card, mode RGB, ``frame.width`` × ``frame.height`` px."""
        canvas = self.ground(frame).copy()
        for item in frame.items:
            self._put(item, canvas, photo)
        return canvas

    def ground(self, frame: Frame) -> Image.Image:
        """Return what lies behind a frame's items; not to be drawn on."""
        key = (frame.width, frame.height, frame.ground)
        known = self._grounds.get(key)
        if known is None:
            known = self._fresh_ground(frame)
            self._grounds[key] = known
            if len(self._grounds) > self._most_grounds:
                self._grounds.popitem(last=False)
        else:
            self._grounds.move_to_end(key)
        return known

    def _fresh_ground(self, frame: Frame) -> Image.Image:
        items = frame.ground
        size = (frame.width, frame.height)
        match items:
            case (Gradient(box=Rect(0, 0, frame.width, frame.height)) as first, *rest):
                canvas = _ramp(first.top, first.bottom, *size).copy()
            case _:
                canvas, rest = Image.new("RGB", size), list(items)
        for item in rest:
            self._put(item, canvas, None)
        return canvas

    def _put(self, item: FrameItem, canvas: Image.Image, photo: Photo | None) -> None:
        match item:
            case GlyphRun():
                self._glyphs(item, canvas)
            case Fill():
                _fill(item, canvas)
            case Shape():
                self._shape(item, canvas)
            case Picture():
                self._picture(item, canvas, photo)
            case Gradient():
                _gradient(item, canvas)
            case Shade():
                _shade(item, canvas)
            case Strokes():
                _strokes(item, canvas)
            case _:
                assert_never(item)

    def _glyphs(self, item: GlyphRun, canvas: Image.Image) -> None:
        quarters = round(item.x * 4)
        whole, rest = divmod(quarters, 4)
        mask = self._engine.mask(item.run, size_px=item.size_px, shift=rest / 4)
        if not mask.width or not mask.height:
            return
        step = -1 if mask.bottom_up else 1
        size = (mask.width, mask.height)
        image = Image.frombuffer("L", size, mask.data, "raw", "L", mask.stride, step)
        left, top = whole + mask.x, item.y + mask.y
        canvas.paste(channels(item.color), (left, top, left + size[0], top + size[1]), image)

    def _shape(self, item: Shape, canvas: Image.Image) -> None:
        """Fill outlines even-odd at four times the size, then reduce."""
        left, top = int(item.box.x // 1), int(item.box.y // 1)
        right, bottom = -int(-item.box.right // 1), -int(-item.box.bottom // 1)
        key = (_moved(item, left, top), right - left, bottom - top)
        mask = self._shapes.get(key)
        if mask is None:
            mask = self._shapes[key] = _outlines(*key)
            if len(self._shapes) > _SHAPES_KEPT:
                self._shapes.popitem(last=False)
        canvas.paste(channels(item.color), (left, top, right, bottom), mask)

    def _picture(self, item: Picture, canvas: Image.Image, photo: Photo | None) -> None:
        box = item.box
        left, top, width, height = round(box.x), round(box.y), round(box.width), round(box.height)
        if item.kind == "photo":
            if photo is not None:
                canvas.paste(photo.cover(width, height), (left, top))
            return
        if item.kind == "flag":
            image = self._pictures.flag(item.name, width, item.ring)
        else:
            image = self._pictures.file(item.name, width, height)
        canvas.paste(image, (left, top), image)


def _moved(item: Shape, left: int, top: int) -> Shape:
    """Return the shape relative to a whole pixel, in no colour, so that its mask can be kept."""
    box = Rect(item.box.x - left, item.box.y - top, item.box.width, item.box.height)
    return Shape(box, "", item.outlines)


def _outlines(item: Shape, width: int, height: int) -> Image.Image:
    size = (width * _OVERSAMPLE, height * _OVERSAMPLE)
    whole = Image.new("1", size)
    box = item.box
    for outline in item.outlines:
        points = [
            ((box.x + x * box.width) * _OVERSAMPLE, (box.y + y * box.height) * _OVERSAMPLE)
            for x, y in outline
        ]
        part = Image.new("1", size)
        ImageDraw.Draw(part).polygon(points, fill=1)
        whole = ImageChops.logical_xor(whole, part)
    return whole.convert("L").reduce(_OVERSAMPLE)


def _box(rect: Rect) -> tuple[int, int, int, int]:
    return round(rect.x), round(rect.y), round(rect.right), round(rect.bottom)


def _fill(item: Fill, canvas: Image.Image) -> None:
    left, top, right, bottom = _box(item.box)
    color = channels(item.color)
    radius = round(min(item.radius, (right - left) / 2, (bottom - top) / 2))
    if radius <= 0:
        canvas.paste(color, (left, top, right, bottom))
        return
    canvas.paste(color, (left + radius, top, right - radius, bottom))
    canvas.paste(color, (left, top + radius, left + radius, bottom - radius))
    canvas.paste(color, (right - radius, top + radius, right, bottom - radius))
    side = radius * _OVERSAMPLE
    disc = Image.new("L", (side * 2, side * 2))
    ImageDraw.Draw(disc).ellipse((0, 0, side * 2 - 1, side * 2 - 1), fill=255)
    round_mask = disc.reduce(_OVERSAMPLE)
    for x, from_x in ((left, 0), (right - radius, radius)):
        for y, from_y in ((top, 0), (bottom - radius, radius)):
            corner = round_mask.crop((from_x, from_y, from_x + radius, from_y + radius))
            canvas.paste(color, (x, y, x + radius, y + radius), corner)


def _gradient(item: Gradient, canvas: Image.Image) -> None:
    left, top, right, bottom = _box(item.box)
    ramp = _ramp(item.top, item.bottom, right - left, bottom - top)
    canvas.paste(ramp, (left, top))


@lru_cache(maxsize=_DRAWINGS_KEPT)
def _ramp(first: str, last: str, width: int, height: int) -> Image.Image:
    """Return a vertical gradient: one column, stretched."""
    ends = tuple(zip(channels(first), channels(last), strict=True))
    steps = [y / max(height - 1, 1) for y in range(height)]
    column = bytes([round(a + (b - a) * share) for share in steps for a, b in ends])
    image = Image.frombytes("RGB", (1, height), column)
    return image.resize((width, height), Image.Resampling.NEAREST)


def _shade(item: Shade, canvas: Image.Image) -> None:
    left, top, right, bottom = _box(item.box)
    height = bottom - top
    column = bytes(round(255 * opacity(item.stops, y / max(height - 1, 1))) for y in range(height))
    mask = Image.frombytes("L", (1, height), column).resize((right - left, height))
    canvas.paste(channels(item.color), (left, top, right, bottom), mask)


@lru_cache(maxsize=_DRAWINGS_KEPT)
def _drawn(
    width: int,
    height: int,
    circles: tuple[tuple[float, float, float, float], ...],
    lines: tuple[tuple[float, float, float, float, float], ...],
) -> Image.Image:
    """Return the mask of thin lines, drawn at twice the size: they are too quiet to need more."""
    mask = Image.new("L", (width * 2, height * 2))
    draw = ImageDraw.Draw(mask)
    for x, y, radius, thick in circles:
        ends = ((x - radius) * 2, (y - radius) * 2, (x + radius) * 2, (y + radius) * 2)
        draw.ellipse(ends, outline=255, width=round(thick * 2))
    for x0, y0, x1, y1, thick in lines:
        draw.line((x0 * 2, y0 * 2, x1 * 2, y1 * 2), fill=255, width=round(thick * 2))
    return mask.reduce(2)


def _strokes(item: Strokes, canvas: Image.Image) -> None:
    left, top, right, bottom = _box(item.box)
    mask = _drawn(right - left, bottom - top, item.circles, item.lines)
    if item.mirrored:
        mask = mask.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if item.upturned:
        mask = mask.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    canvas.paste(channels(item.color), (left, top, right, bottom), mask)


def encode_png(canvas: Image.Image) -> bytes:
    """Return a PNG file of a card without a photograph.

    The rows go to deflate in pieces that stay in the processor's cache; a longer stride makes
    Pillow add the zero byte to each. ``ImageFile._save`` is what Pillow's format plug-ins call.
    """
    width, height = canvas.size
    png = PngWriter(width, height)
    tile = ImageFile._Tile("raw", (0, 0, width, height), 0, ("RGB", width * 3 + 1, 1))  # noqa: SLF001
    ImageFile._save(canvas, png, [tile], _PIECE_BYTES)  # type: ignore[arg-type] # noqa: SLF001 - it only writes
    return png.file()


def encode_photo_png(canvas: Image.Image) -> bytes:
    """Return a PNG file of a card with a photograph, which needs PNG's filters."""
    buffer = io.BytesIO()
    canvas.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def encode_jpeg(canvas: Image.Image) -> bytes:
    """Return a JPEG file without chroma subsampling, which would smear coloured text."""
    buffer = io.BytesIO()
    canvas.save(buffer, "JPEG", quality=_JPEG_QUALITY, subsampling=0, optimize=True)
    return buffer.getvalue()
