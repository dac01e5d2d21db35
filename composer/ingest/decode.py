"""From bytes to text: the one place that knows about encodings."""

import codecs
import re

from composer.errors import ArticleError
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
    (b"PK\x03\x04", "a ZIP archive (a Word document is one)"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
)
_NEWLINE = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ARABIC_SHARE = 0.6


def decode(data: bytes, *, source: str) -> str:
    r"""Return the text of a file, with ``\n`` between lines and no control characters.

    Args:
        data: The whole file.
        source: Its name, for the message.

    Raises:
        ArticleError: When the bytes are no text in UTF-8, or in UTF-16 or UTF-32 with a BOM.
    """
    _refuse(data, source)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _clean(_strict(data[len(bom) :], encoding, source))
    if b"\0" in data:
        msg = f"{source}: {_about_nul(data)}"
        raise ArticleError(msg)
    return _clean(_strict(data, "utf-8", source))


def _refuse(data: bytes, source: str) -> None:
    if len(data) > LIMIT_BYTES:
        limit = LIMIT_BYTES // 1024**2
        msg = f"{source}: the file is too large; an article has at most {limit} MB"
        raise ArticleError(msg)
    for magic, what in _MAGIC:
        if data.startswith(magic):
            msg = f"{source}: this is {what}, not text; give the article as text or Markdown"
            raise ArticleError(msg)


def _strict(data: bytes, encoding: str, source: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8" and _looks_like_cp1256(data):
            msg = (
                f"{source}: the file is not in UTF-8; it looks like Windows-1256. Convert it:"
                f" iconv -f WINDOWS-1256 -t UTF-8 '{source}' > article.txt"
            )
        else:
            line = data.count(b"\n", 0, error.start) + 1
            msg = (
                f"{source}: line {line} is not in {encoding.upper()} (byte {error.start});"
                " save the file in UTF-8"
            )
        raise ArticleError(msg) from error


def _looks_like_cp1256(data: bytes) -> bool:
    high = bytes(byte for byte in data[:65536] if byte >= 0x80)  # noqa: PLR2004 - end of ASCII
    text = high.decode("cp1256", errors="replace")
    return sum(map(is_arabic, text)) >= _ARABIC_SHARE * max(1, len(text))


def _about_nul(data: bytes) -> str:
    for encoding in ("utf-16-le", "utf-16-be"):
        text = "".join(data[:4096].decode(encoding, errors="replace").split())
        if sum(map(is_arabic, text)) >= _ARABIC_SHARE * max(1, len(text)):
            return "this looks like UTF-16 without a byte order mark; save the file in UTF-8"
    return "this is binary data, not text; give the article as text or Markdown"


def _clean(text: str) -> str:
    return _CONTROL.sub("", _NEWLINE.sub("\n", text.lstrip("\ufeff")))
