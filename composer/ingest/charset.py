"""Which encoding bytes are in, told by the Arabic that comes out and not by what they claim."""

import codecs
import re
from collections.abc import Iterator

from composer.ingest.word import LETTER, MARKS

ARABIC_ENCODINGS = ("cp1256", "iso8859-6", "mac-arabic")
"""The encodings of one byte a letter that Arabic texts come in, the commonest first."""

_LABELS = {"iso-8859-6-i": "iso8859-6", "iso-8859-6-e": "iso8859-6", "x-mac-arabic": "mac-arabic"}
_KNOWN = re.compile(r"utf-8|cp125\d|iso8859-\d+|mac-\w+|cp720|cp864|koi8-[ru]|gbk|big5|shift_jis")
_XML = re.compile(rb"\A\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)")
_META = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_LOOKED_AT = 8192
_SAMPLE = 262_144

_HIGH = re.compile(r"[^\x00-\x7f]")
_LETTER = re.compile(rf"[{LETTER}{MARKS}،؛؟ـ]")
_WORD = re.compile(rf"[{LETTER}]+")
_MIXED = re.compile(rf"[A-Za-z][{LETTER}]|[{LETTER}][A-Za-z]")
_COMMON = frozenset({
    *("في", "من", "على", "إلى", "عن", "أن", "إن", "مع", "هذا", "هذه", "التي", "الذي", "ما", "لا"),
    *("كان", "كانت", "بعد", "قبل", "بين", "قال", "وقال", "كما", "أو", "هو", "هي", "كل", "خلال"),
})  # fmt: skip
_LEAST_ARABIC = 0.8
_LEAST_COMMON = 0.08
_FEW_WORDS = 6
_MOST_MIXED = 0.1


def declared_charset(data: bytes) -> str | None:
    """Return the encoding that an XML declaration or a page's ``meta`` names, by Python's name."""
    start = data[:_LOOKED_AT]
    for pattern in (_XML, _META):
        match = pattern.search(start)
        if match:
            return known_charset(match[1].decode("ascii"))
    return None


def known_charset(label: str) -> str | None:
    """Return Python's name of an encoding for text; None for any other codec and for nonsense."""
    label = label.strip().lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
    except (LookupError, ValueError):
        return None
    if name in {"iso8859-1", "ascii"}:  # as browsers do
        return "cp1252"
    return name if _KNOWN.fullmatch(name) else None


def arabic_evidence(text: str) -> float:
    """Return how surely a text is Arabic read in the right encoding: from 0, not at all, to 2."""
    text = text[:_SAMPLE]
    high = len(_HIGH.findall(text))
    found = _WORD.findall(text)
    if not found:
        return 0.0
    if len(_MIXED.findall(text)) > _MOST_MIXED * len(found):
        return 0.0
    share = len(_LETTER.findall(text)) / high
    usual = [word for word in found if word in _COMMON or word.startswith("ال")]
    common = len(usual) / len(found)
    if share < _LEAST_ARABIC or (common < _LEAST_COMMON and len(found) > _FEW_WORDS):
        return 0.0
    return share + common


def best_encoding(data: bytes, declared: str | None) -> str | None:
    """Return the encoding of one byte a letter in which bytes are Arabic; None where in none."""
    found = [
        (arabic_evidence(data[:_SAMPLE].decode(encoding, errors="replace")), -order, encoding)
        for order, encoding in enumerate(_candidates(declared))
    ]
    evidence, _, encoding = max(found)
    return encoding if evidence else None


def _candidates(declared: str | None) -> Iterator[str]:
    if declared not in {None, "utf-8"}:
        yield str(declared)
    yield from (each for each in ARABIC_ENCODINGS if each != declared)
