"""The encoders that a card can be written with, to find the cheapest fair one on given pixels."""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec

from isal import isal_zlib
from PIL import Image, ImageChops

SLACK = 1.4  # a file may be this much larger than the smallest
Deflate = Callable[[bytes], bytes]
RowsOf = Callable[[Image.Image], bytes]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one encoder costs: CPU ms a card, ``tobytes`` included, and KiB a card."""

    name: str
    ms: float
    kib: float
    rows_of: RowsOf
    deflate: Deflate


def deflaters() -> dict[str, Deflate]:
    """Return the deflate libraries at the levels worth a look; zlib-ng where it is installed."""
    known: dict[str, Deflate] = {}
    for level in (0, 1, 2, 3):
        known[f"isal {level}"] = partial(isal_zlib.compress, level=level)
    if find_spec("zlib_ng"):
        zlib_ng = import_module("zlib_ng.zlib_ng")
        for level in (1, 2, 3, 6):
            known[f"zlib-ng {level}"] = partial(zlib_ng.compress, level=level)
    for level in (1, 6):
        known[f"zlib {level}"] = partial(zlib.compress, level=level)
    return known


def plain_rows(card: Image.Image) -> bytes:
    """Return PNG rows without filter."""
    return b"\0" + card.tobytes("raw", "RGB", card.width * 3 + 1)[:-1]


def up_rows(card: Image.Image) -> bytes:
    """Return PNG rows with the "up" filter: each byte less the one above it."""
    above = Image.new("RGB", card.size)
    above.paste(card, (0, 1))
    stride = card.width * 3 + 1
    lessened = ImageChops.subtract_modulo(card, above)
    rows = bytearray(b"\2" + lessened.tobytes("raw", "RGB", stride)[:-1])
    rows[::stride] = b"\2" * card.height
    return bytes(rows)


def measure(cards: Sequence[Image.Image], *, rounds: int = 3) -> list[Measured]:
    """Encode the cards with every encoder, the cheapest of some rounds each."""
    found = []
    for shape, rows_of in (("none", plain_rows), ("up", up_rows)):
        for name, deflate in deflaters().items():
            best = float("inf")
            size = 0
            for _ in range(1 if name == "zlib 6" else rounds):
                start = time.process_time()
                size = sum(len(encode(card, rows_of, deflate)) for card in cards)
                best = min(best, time.process_time() - start)
            ms, kib = best * 1000 / len(cards), size / 1024 / len(cards)
            found.append(Measured(f"{name}, {shape}", ms, kib, rows_of, deflate))
    return found


def encode(card: Image.Image, rows_of: RowsOf, deflate: Deflate) -> bytes:
    """Return the PNG file of one card."""
    header = struct.pack(">IIBBBBB", card.width, card.height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", deflate(rows_of(card))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return one chunk: length, kind, data, checksum."""
    checksum = zlib.crc32(data, zlib.crc32(kind))
    return b"".join((struct.pack(">I", len(data)), kind, data, struct.pack(">I", checksum)))


def cheapest(found: Sequence[Measured]) -> Measured:
    """Return the fastest encoder whose files are within ``SLACK`` of the smallest."""
    smallest = min(each.kib for each in found)
    return min((e for e in found if e.kib <= SLACK * smallest), key=lambda each: each.ms)
