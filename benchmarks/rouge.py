"""ROUGE-1 for Arabic: which share of the words of one text another has.

Words are compared as readers take them: without tashkeel and tatweel, with the forms of alef, of
yaa and of taa marbuta made one, and with «و» split off where enough of the word is left. No other
clitic is split: «بال» and «لل» cannot be told from roots without a dictionary.
"""

import re
import unicodedata
from collections import Counter
from typing import NamedTuple

_FOLD = str.maketrans("أإآٱىةؤئ٠١٢٣٤٥٦٧٨٩", "ااااي" + "ه" + "وي0123456789")
_WORD = re.compile(r"\w+(?:[.,٫٬]\d+)*")
_TATWEEL = "\u0640"
_SHORTEST = 4


class Score(NamedTuple):
    """Share of the wanted words that were found, and of the found words that were wanted."""

    recall: float
    precision: float

    @property
    def f1(self) -> float:
        total = self.recall + self.precision
        return 2 * self.recall * self.precision / total if total else 0.0


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    plain = "".join(
        mark
        for mark in unicodedata.normalize("NFC", text)
        if unicodedata.category(mark) not in {"Mn", "Cf"} and mark != _TATWEEL
    )
    found: list[str] = []
    for word in _WORD.findall(plain.translate(_FOLD).casefold()):
        if word.startswith("و") and len(word) >= _SHORTEST:
            found += ["و", word[1:]]
        else:
            found.append(word)
    return found


def rouge_1(found: str, wanted: str) -> Score:
    """Return how far two texts share their words, each word as often as it stands there."""
    one, other = Counter(words(found)), Counter(words(wanted))
    shared = (one & other).total()
    return Score(
        recall=shared / other.total() if other else 0.0,
        precision=shared / one.total() if one else 0.0,
    )
