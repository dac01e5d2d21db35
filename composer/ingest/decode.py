"""From bytes to text: the one place that knows about encodings."""

import codecs
import re
from dataclasses import dataclass

from composer.domain.article import Action
from composer.errors import ArticleError
from composer.ingest.charset import best_encoding, declared_charset
from composer.ingest.garbled import mended
from composer.ingest.word import is_arabic

LIMIT_BYTES = 5 * 1024 * 1024

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WebP picture or a sound"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive, and no Word document"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel document (save it as .docx)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "an RTF document (save it as .docx)"),
    (b"\x7fELF", "a program"),
)
_NAMES = {
    "cp1256": "windows-1256",
    "cp1252": "windows-1252",
    "iso8859-6": "iso-8859-6",
    "mac-arabic": "macarabic",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
}
_NEWLINE = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ARABIC_SHARE = 0.6
_NUL_SHARE = 0.2
_GOOD_FOR_ONE_BAD = 1000
_LOOKED_AT = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a person should know about how bytes were read: a rule, and what was done."""

    rule: str
    action: Action = Action.SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    r"""A text with ``\n`` between lines and no control characters, and what was noted."""

    text: str
    notes: tuple[Note, ...] = ()


def decode(data: bytes, *, charset: str | None = None) -> Decoded:
    """Return the text of a file.

    What the bytes are decides; what they are said to be decides only where both could be.

    Args:
        data: The whole file.
        charset: The encoding that its server names, by Python's name.

    Raises:
        ArticleError: When the bytes are no text in an encoding that can be told.
    """
    _refuse(data)
    text, notes = _unicode(data) or _single_bytes(data, charset)
    clear = mended(text)
    if clear is not None:
        text, notes = clear, (*notes, Note(rule="mended-encoding"))
    return Decoded(text=_clean(text), notes=notes)


def _refuse(data: bytes) -> None:
    if len(data) > LIMIT_BYTES:
        limit = LIMIT_BYTES // 1024**2
        msg = f"the file is too large; an article has at most {limit} MB"
        raise ArticleError(msg)
    for magic, what in _MAGIC:
        if data.startswith(magic):
            msg = f"this is {what}, not text; give the article as text, HTML or Markdown"
            raise ArticleError(msg)


def _unicode(data: bytes) -> tuple[str, tuple[Note, ...]] | None:
    """Return the text where a byte order mark, zeros or every byte say that it is Unicode."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding), ()
    if b"\0" in data:
        encoding = _utf_16_of(data)
        return _strict(data, encoding), (_read_as(encoding),)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return None


def _single_bytes(data: bytes, charset: str | None) -> tuple[str, tuple[Note, ...]]:
    """Return text that is not UTF-8: Arabic in the encoding it makes sense in, else as declared."""
    declared = declared_charset(data)
    named = [each for each in (charset, declared) if each and each != "utf-8"]
    encoding = best_encoding(data, named[0] if named else None)
    if encoding:
        notes = () if named[:1] == [encoding] else (_read_as(encoding),)
        return data.decode(encoding, errors="replace"), notes
    text = data.decode("utf-8", errors="replace")
    if text.count("\ufffd") * _GOOD_FOR_ONE_BAD <= len(text):
        return text, (Note(rule="unreadable-bytes", action=Action.FLAGGED),)
    if named:
        return data.decode(named[0], errors="replace"), ()
    return _strict(data, "utf-8"), ()


def _read_as(encoding: str) -> Note:
    return Note(rule=f"read-as-{_NAMES.get(encoding, encoding)}")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        msg = (
            f"line {line} is not in {encoding.upper()} (byte {error.start}); save the file in UTF-8"
        )
        raise ArticleError(msg) from error


def _utf_16_of(data: bytes) -> str:
    """Return which UTF-16 bytes with zeros among them are, without a byte order mark.

    Raises:
        ArticleError: They are no text.
    """
    start = data[:_LOOKED_AT]
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        text = "".join(start.decode(encoding, errors="replace").split())
        arabic = sum(map(is_arabic, text)) >= _ARABIC_SHARE * max(1, len(text))
        if len(data) % 2 == 0 and (arabic or _latin(zeros, start)):
            return encoding
    msg = "this is binary data, not text; give the article as text, HTML or Markdown"
    raise ArticleError(msg)


def _latin(zeros: bytes, start: bytes) -> bool:
    """Tell whether many zeros stand in one of the two bytes of each character, and only there."""
    count = zeros.count(0)
    return count == start.count(0) and count >= _NUL_SHARE * len(start)


def _clean(text: str) -> str:
    return _CONTROL.sub("", _NEWLINE.sub("\n", text.lstrip("\ufeff")))
