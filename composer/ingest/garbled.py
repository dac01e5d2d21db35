"""Text that was once read in the wrong encoding («Ø§Ù„»): mended letter by letter, or refused."""

import re

from composer.errors import ArticleError
from composer.ingest.charset import arabic_evidence

_LEAST_PAIRS = 4
_SHARE = 0.5
_LATIN_SHARE = 0.7
_HIGH = re.compile(r"[^\x00-\x7f]")
_LATIN = re.compile("[À-ÿ]")
_LOOKED_AT = 262_144
_FIRST = range(0xD8, 0xDC)
_SECOND = range(0x80, 0xC0)


def _bytes_of(encoding: str) -> dict[int, int]:
    """Return the byte that each character was, in the encoding or, where none is, in Latin-1."""
    table = {code: code for code in range(256)} if encoding == "cp1252" else {}
    for byte in range(256):
        character = bytes([byte]).decode(encoding, errors="ignore")
        if character:
            table[ord(character)] = byte
    return table


def _pairs(table: dict[int, int]) -> re.Pattern[str]:
    """Return what finds two characters that are the two bytes of an Arabic letter in UTF-8."""
    first = "".join(re.escape(chr(code)) for code, byte in table.items() if byte in _FIRST)
    second = "".join(re.escape(chr(code)) for code, byte in table.items() if byte in _SECOND)
    return re.compile(f"[{first}][{second}]")


def mended(text: str) -> str | None:
    """Return a garbled text as it was written; None when it is not garbled.

    Raises:
        ArticleError: It is garbled, and letters were lost.
    """
    high = len(_HIGH.findall(text[:_LOOKED_AT]))
    if high < _LEAST_PAIRS:
        return None
    for encoding in ("cp1252", "cp1256"):
        table = _bytes_of(encoding)
        pairs = _pairs(table)
        count = len(pairs.findall(text[:_LOOKED_AT]))
        if count >= _LEAST_PAIRS and 2 * count >= _SHARE * high:
            return "\n".join(_line(line, table, pairs) for line in text.split("\n"))
    if len(_LATIN.findall(text[:_LOOKED_AT])) >= _LATIN_SHARE * high:
        return _from_latin(text)
    return None


def _line(line: str, table: dict[int, int], pairs: re.Pattern[str]) -> str:
    if not pairs.search(line):
        return line
    try:
        return bytes(table[ord(character)] for character in line).decode("utf-8")
    except (KeyError, UnicodeDecodeError) as error:
        msg = (
            "the text is garbled: its UTF-8 was once read in another encoding, and letters were"
            " lost; give the original"
        )
        raise ArticleError(msg) from error


def _from_latin(text: str) -> str | None:
    """Return text in windows-1256 that was read as windows-1252 («ÇáÓáÇã»)."""
    table = _bytes_of("cp1252")
    codes = [table.get(ord(character)) for character in text]
    data = bytes(code for code in codes if code is not None)
    found = data.decode("cp1256")
    return found if len(data) == len(text) and arabic_evidence(found) else None
