"""Arabic words as the rules of this package compare them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
"""Ranges of the Arabic combining marks, for use inside a character class."""

LETTER = "\u0621-\u063a\u0641-\u064a\u066e-\u06d3\u06d5\u06fa-\u06fc"
"""Ranges of the Arabic letters, for use inside a character class."""

INVISIBLE = "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Ranges of the characters that direct text or take no room."""

_DEFINITE = re.compile(r"[وف]?[بك]?ال(?!ت(?:زام|حاق|قاء|باس|هاب|ماس|فاف))\w{2,}|[وف]?لل\w{2,}")
_WORD = re.compile(rf"[{MARKS}\u0640]*[^\W\u0640][\w{MARKS}\u0640]*")
_MARKS = re.compile(rf"[{MARKS}\u0640]+")
_ARABIC = re.compile(rf"[{LETTER}]")
_INVISIBLE = re.compile(rf"[{INVISIBLE}]+")
_FOLD = str.maketrans("أإآٱىةؤئ", "ااااي\u0647وي")
_PREFIXES = ("وال", "فال", "بال", "كال", "ولل", "لل", "ال", "و", "ف", "ب", "ل", "ك", "س")
_SUFFIXES = ("هما", "ها", "هم", "هن", "نا", "ات", "ون", "ين", "ان", "ية", "يه", "ه", "ة", "ي", "ا")
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Token:
    """A word in a text: ``bare`` is its spelling without marks and tatweel."""

    bare: str
    start: int
    end: int


def bare(text: str) -> str:
    """Return the text without tashkeel and tatweel."""
    return _MARKS.sub("", text)


def fold(text: str) -> str:
    """Return the text with the spellings that writers mix made one (أ إ آ ا, ة ه, ى ي)."""
    return bare(text).translate(_FOLD)


def tokens(text: str) -> list[Token]:
    """Return the words of a text in order."""
    return [Token(bare(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


def words(text: str) -> list[str]:
    """Return the bare words of a text in order."""
    return [bare(word) for word in _WORD.findall(text)]


def is_arabic(text: str) -> bool:
    """Tell whether there is an Arabic letter in the text."""
    return _ARABIC.search(text) is not None


def is_definite(word: str) -> bool:
    """Tell whether a bare word has the article, which «التزام» only seems to have."""
    return _DEFINITE.fullmatch(word) is not None


def tidy(text: str) -> str:
    """Return the text with its white space made single and invisible characters dropped."""
    return " ".join(_INVISIBLE.sub("", text).split())


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Return a rough stem, good enough to tell whether two words belong together."""
    rest = fold(word)
    for prefix in _PREFIXES:
        if rest.startswith(prefix) and len(rest) - len(prefix) >= _SHORTEST_STEM:
            rest = rest[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if rest.endswith(suffix) and len(rest) - len(suffix) >= _SHORTEST_STEM:
            return rest[: -len(suffix)]
    return rest


def stems(text: str, *, without: frozenset[str] = frozenset()) -> Iterator[str]:
    """Give the stem of each word that is longer than two letters and not in ``without``."""
    for word in words(text):
        if len(word) > _SHORTEST_STEM - 1 and word not in without:
            yield stem(word)
