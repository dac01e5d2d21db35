"""A bundle as ``compose`` leaves it, read with distrust: anybody may put a folder there."""

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from composer.store.field import Damaged, Fields

LONGEST_DOCUMENT = 16 * 2**20
LARGEST_CARD = 40 * 2**20
MOST_CARDS = 100

_ID = re.compile("[A-Za-z0-9_-]{4,64}")
_FILE = re.compile(r"[^./\\][^/\\]{0,199}")
_HASH = re.compile("[0-9a-f]{64}")
_TRACE = re.compile("[0-9a-f]{16}")
_LONGEST_SIDE = 20_000
_KINDS = {"png": "image/png", "jpeg": "image/jpeg"}
_MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleCard:
    """A card as the document describes it; the fields are those of ``StoredCard``."""

    sha256: str
    file: str
    kind: str
    size: str
    image_format: str
    width: int
    height: int
    bytes: int
    alt_text: str

    @property
    def media_type(self) -> str:
        """``image/png`` or ``image/jpeg``."""
        return _KINDS[self.image_format]


@dataclass(frozen=True, slots=True, kw_only=True)
class BundlePicture:
    """The photograph as the document describes it; it is no image of the post itself."""

    sha256: str
    file: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What ``draft.json`` says.

    Args:
        id: ID of the draft.
        title: The headline.
        theme: Name of the theme.
        link: The article's own address.
        source: What the article was read from.
        text: The post.
        cards: In their order.
        picture: The photograph on its cards.
        trace: That of its article; None where an older program wrote it.
        document: All of it, as JSON in one line.
    """

    id: str
    title: str
    theme: str
    link: str | None
    source: str | None
    text: str
    cards: tuple[BundleCard, ...]
    picture: BundlePicture | None
    trace: str | None
    document: str

    @property
    def images(self) -> frozenset[str]:
        """Hashes of all that it names: its cards and its photograph."""
        photograph = () if self.picture is None else (self.picture.sha256,)
        return frozenset((*(card.sha256 for card in self.cards), *photograph))

    def is_posted(self, card: BundleCard) -> bool:
        """Tell whether a card is an image of the post: those of the first size are."""
        return card.size == self.cards[0].size

    def says_the_same(self, other: "Bundle") -> bool:
        """Tell whether another bundle holds the same draft, wherever it was made."""
        mine = self.title, self.theme, self.text, self.cards
        return mine == (other.title, other.theme, other.text, other.cards)


def read_bundle(folder: Path) -> Bundle:
    """Read the document of a bundle.

    Raises:
        Damaged: It is not what ``compose`` writes; the message says where.
        OSError: It cannot be read at all.
    """
    data = _read(folder / "draft.json", LONGEST_DOCUMENT)
    return parse_bundle(data)


def parse_bundle(data: bytes | str) -> Bundle:
    """Return what a document says.

    Raises:
        Damaged: It is no document of ``compose``.
    """
    try:
        values = json.loads(data, parse_constant=_refuse_constant)
        document = json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        document.encode()
    except (ValueError, RecursionError) as error:
        msg = f"draft.json is no JSON document in UTF-8 ({error})"
        raise Damaged(msg) from error
    fields = Fields(values, "")
    post = fields.part("post")
    bundle = Bundle(
        id=fields.text("draft", like=_ID),
        title=fields.text("title"),
        theme=fields.text("theme"),
        link=post.text_or_none("link"),
        source=fields.part_or_empty("article").text_or_none("source"),
        text=post.text("text", may_be_empty=True),
        cards=tuple(map(_card, fields.parts("cards", most=MOST_CARDS))),
        picture=_picture(fields.part_or_none("picture")),
        trace=fields.text_or_none("trace", like=_TRACE),
        document=document,
    )
    _check_findings(fields)
    files = [card.file for card in bundle.cards]
    if len(set(files)) < len(files):
        msg = "draft.json names two cards with one file"
        raise Damaged(msg)
    return bundle


def read_image(folder: Path, card: BundleCard) -> bytes:
    """Return the bytes of a card.

    Raises:
        Damaged: They are not those that the document tells of.
        OSError: They cannot be read at all.
    """
    data = _read(folder / card.file, min(LARGEST_CARD, card.bytes))
    if len(data) != card.bytes:
        _refuse_image(card.file)
    _check_image(data, card.file, card.sha256, card.media_type)
    return data


def read_picture(folder: Path, picture: BundlePicture) -> bytes:
    """Return the bytes of the photograph.

    Raises:
        Damaged: They are not those that the document tells of.
        OSError: They cannot be read at all.
    """
    data = _read(folder / picture.file, LARGEST_CARD)
    _check_image(data, picture.file, picture.sha256, picture.media_type)
    return data


def _check_image(data: bytes, file: str, sha256: str, media_type: str) -> None:
    if hashlib.sha256(data).hexdigest() != sha256:
        _refuse_image(file)
    if not data.startswith(_MAGIC[media_type]):
        msg = f"{file} is no {media_type.removeprefix('image/')} image"
        raise Damaged(msg)


def _refuse_image(file: str) -> NoReturn:
    msg = f"{file} is not the image that draft.json tells of"
    raise Damaged(msg)


def _card(fields: Fields) -> BundleCard:
    image_format = fields.text("format")
    if image_format not in _KINDS:
        fields.refuse("format", "must be png or jpeg")
    for check in fields.parts("checks", most=1000):
        check.text("rule")
        check.text("level")
        check.text("detail", may_be_empty=True)
    return BundleCard(
        sha256=fields.text("sha256", like=_HASH),
        file=fields.text("file", like=_FILE),
        kind=fields.text("kind"),
        size=fields.text("size"),
        image_format=image_format,
        width=fields.number("width", most=_LONGEST_SIDE),
        height=fields.number("height", most=_LONGEST_SIDE),
        bytes=fields.number("bytes", most=LARGEST_CARD),
        alt_text=fields.text("alt_text", may_be_empty=True),
    )


def _picture(fields: Fields | None) -> BundlePicture | None:
    if fields is None:
        return None
    media_type = fields.text("media_type")
    if media_type not in _MAGIC:
        fields.refuse("media_type", "must be image/png or image/jpeg")
    for side in ("width", "height"):
        fields.number(side, most=_LONGEST_SIDE)
    return BundlePicture(
        sha256=fields.text("sha256", like=_HASH),
        file=fields.text("file", like=_FILE),
        media_type=media_type,
    )


def _check_findings(fields: Fields) -> None:
    for finding in _findings(fields):
        for name in ("rule", "action"):
            finding.text(name)
        for name in ("before", "after"):
            finding.text(name, may_be_empty=True)


def _findings(fields: Fields) -> Iterator[Fields]:
    return fields.parts("findings", most=100_000)


def _read(file: Path, most: int) -> bytes:
    """Return the bytes of a plain file; no link is followed, and nothing is waited for.

    Raises:
        Damaged: It is missing, no plain file, or holds more than ``most`` bytes.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        is_file = stat.S_ISREG(file.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError) as error:
        msg = f"{file.name} is missing"
        raise Damaged(msg) from error
    if not is_file:
        msg = f"{file.name} is no plain file"
        raise Damaged(msg)
    with open(os.open(file, flags | getattr(os, "O_BINARY", 0)), "rb") as opened:  # noqa: PTH123 - Path.open follows links
        data = opened.read(most + 1)
    if len(data) > most:
        msg = f"{file.name} has more than {most:,} bytes"
        raise Damaged(msg)
    return data


def _refuse_constant(name: str) -> Any:  # noqa: ANN401 - json's signature
    msg = f"{name} is no number"
    raise ValueError(msg)
