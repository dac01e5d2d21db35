"""Sentences and list items worth a highlight, with a score each.

The score adds up what editors were seen to choose: words of the headline, the lead, the first
sentence of a section, numbers, verbs that bring news, a denial or a contrast, and a length that
fits a card.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from composer.domain.article import (
    Action,
    Article,
    Block,
    Bullets,
    Finding,
    Heading,
    Paragraph,
    Quote,
    Span,
)
from composer.ingest.lexicon import (
    CONTRASTS,
    CUES,
    FUNCTION_WORDS,
    NEGATIONS,
    REPORTING,
    THAT,
)
from composer.ingest.quotation_marks import quoted
from composer.ingest.sentence import sentences
from composer.ingest.word import MARKS, is_arabic, stems, words

_SHORTEST = 25
_LONGEST = 140
_TOO_LONG = 180
_LONGEST_SENTENCE = 600
_FEWEST_WORDS = 4
_QUOTED_WORDS = 4
_SAME = 0.6
_NUMBER = re.compile(r"\d+(?:[.,٫٬]\d+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LABEL = re.compile(r"^[^:؟.]{2,40}: ")
_LONG_LEAD = 0.7
_LONGEST_LEAD = 240
LEANING = 0.5
"""What it costs a passage to point to the sentence before."""

_POINTING = frozenset({
    *("هذا", "هذه", "ذلك", "تلك", "هؤلاء", "وهذا", "وهذه", "وذلك", "وتلك", "لهذا", "لذلك", "ولذلك"),
    *("ولهذا", "بذلك", "وبذلك", "بهذا", "وبهذا", "هو", "هي", "هم", "إنه", "إنها", "وإنه", "وإنها"),
    *("عندها", "حينها", "وحينها", "منها", "ومنها", "فيها", "وفيها", "بعدها", "وبعدها", "خلالها"),
    *("وقتها", "هناك", "هنالك", "بدوره", "بدورها", "وبدوره", "وبدورها", "غيره", "كلاهما", "كلها"),
})  # fmt: skip
"""Words at the beginning that point to the sentence before."""

_HEADLESS = frozenset({"إلى", "على", "بأن", "بأنه", "بأنها", "أيضا", "كذلك"})
_SAID = re.compile(rf"[\w{MARKS}]+\s?:")

_LINKS = frozenset(
    {"كما", "وكما", "كذلك", "وكذلك", "أيضا", "ومع", "وهو", "وهي", "وذلك", "وهذا", "إلى", "بالمقابل"}
)
_LOOSE = frozenset({"لكن", "لكنه", "لكنها", "ولكن", "بل", "وأن", "إلا", "ولكنها", "ولكنه"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence or an item, where it stands and what ranks it."""

    text: str
    span: Span
    stems: frozenset[str]
    score: float = 0.0

    @property
    def leans(self) -> bool:
        """Whether it begins with a word that points to the sentence before.

        So does a verb that brings words and leaves out whose («وأضاف أن …»).
        """
        first, second = words(self.text)[:2]
        headless = first in REPORTING and (second in THAT or second in _HEADLESS)
        return headless or first in _POINTING or _SAID.match(self.text) is not None


def passages(article: Article, findings: Collection[Finding] = ()) -> list[Passage]:
    """Return all that could be a highlight, scored, in reading order."""
    found = list(_whole_passages(article, _doubtful(findings)))
    title = frozenset(stems(article.title, without=FUNCTION_WORDS))
    counts = Counter(stem for passage, _ in found for stem in passage.stems)
    place = _Places(article)
    return [
        Passage(
            text=passage.text,
            span=passage.span,
            stems=passage.stems,
            score=round(
                _about_words(passage, title, counts)
                + _about_text(passage.text)
                + place.worth(passage.span, block, len(passage.text))
                - LEANING * passage.leans,
                3,
            ),
        )
        for passage, block in found
    ]


def _whole_passages(
    article: Article, doubtful: Mapping[int, list[int]]
) -> Iterator[tuple[Passage, Block]]:
    """Give each sentence or item that may stand alone, with its block."""
    for index, block in enumerate(article.blocks):
        plain = block.plain
        for start, end in _parts(block):
            text = plain[start:end]
            beside = not isinstance(block, Bullets) and _touches(
                doubtful.get(index, []), start, end
            )
            if len(text) <= _LONGEST_SENTENCE and _is_whole(text) and not beside:
                span = Span(block=index, start=start, end=end)
                yield Passage(text=text, span=span, stems=_stems(text)), block


def _stems(text: str) -> frozenset[str]:
    return frozenset(stems(text, without=FUNCTION_WORDS))


def _parts(block: Block) -> Iterator[tuple[int, int]]:
    """Give the ranges that may stand alone: sentences of text, whole items of a list."""
    match block:
        case Paragraph() | Quote():
            yield from sentences(block.text)
        case Bullets():
            start = 0
            for item in block.items:
                yield start, start + len(item)
                start += len(item) + 1
        case _:
            return


def _is_whole(text: str) -> bool:
    return len(words(text)) >= _FEWEST_WORDS and text[-1] not in ":،" and is_arabic(text)


def _doubtful(findings: Collection[Finding]) -> dict[int, list[int]]:
    """Return for each block where the flagged places begin, in order."""
    found: dict[int, list[int]] = {}
    for finding in findings:
        if finding.action is Action.FLAGGED:
            found.setdefault(finding.span.block, []).append(finding.span.start)
    return {block: sorted(starts) for block, starts in found.items()}


def _touches(doubtful: Sequence[int], start: int, end: int) -> bool:
    """Tell whether a sentence may only be half of one; a whole item of a list never is."""
    at = bisect_left(doubtful, start - 2)
    return at < len(doubtful) and doubtful[at] <= end


class _Places:
    """What the place of a passage is worth."""

    def __init__(self, article: Article) -> None:
        texts = [i for i, block in enumerate(article.blocks) if isinstance(block, Paragraph)]
        self._first = texts[0] if texts else -1
        self._last = texts[-1] if len(texts) > 1 else -1
        self._leads = {
            index + 1
            for index, block in enumerate(article.blocks[:-1])
            if isinstance(block, Heading)
        }

    def worth(self, span: Span, block: Block, length: int) -> float:
        """Return the bonus for the lead, for the lead of a section and for the last word.

        The lead may be long: it says the news as the writer put it, all in one.
        """
        if isinstance(block, Quote):
            return -1.5
        if isinstance(block, Bullets):
            return 0.2 if span.start == 0 else 0.0
        opens = span.start == 0
        worth = 0.0
        if span.block == self._first:
            worth += 0.9 if opens else 0.4
            worth += _LONG_LEAD * (opens and _TOO_LONG < length <= _LONGEST_LEAD)
        elif span.block == self._first + 1 and opens:
            worth += 0.3
        if span.block in self._leads and opens and isinstance(block, Paragraph):
            worth += 0.5
        if span.block == self._last:
            worth += 0.6
        return worth


def _about_words(passage: Passage, title: frozenset[str], counts: Counter[str]) -> float:
    """Score the words: those of the headline, those the article keeps coming back to."""
    if not passage.stems:
        return -1.0
    shared = len(passage.stems & title)
    score = 1.4 * shared / max(1, min(len(title), 6))
    score += 0.25 * sum(min(counts[stem] - 1, 3) for stem in passage.stems) / len(passage.stems)
    union = len(passage.stems | title)
    return score - 1.5 if shared / union > _SAME else score


def _about_text(text: str) -> float:
    """Score the text by itself."""
    found = words(text)
    score = _about_length(len(text))
    score += _about_numbers(text)
    score += 0.35 if not CUES.isdisjoint(found) else 0.0
    score += 0.4 if not NEGATIONS.isdisjoint(found) else 0.0
    score += 0.15 if not CONTRASTS.isdisjoint(found) else 0.0
    score -= 0.4 if found[0] in _LINKS else 0.0
    score -= 0.8 if found[0] in _LOOSE else 0.0
    score -= 0.4 if _LABEL.match(text) else 0.0
    score -= 2.0 if text.rstrip('”»"').endswith(("؟", "?")) else 0.0
    score -= 0.8 if _holds_quotation(text) else 0.0
    return score


def _about_numbers(text: str) -> float:
    numbers = _NUMBER.findall(text)
    measured = sum(not _YEAR.fullmatch(number) for number in numbers)
    return min(0.6, 0.45 * measured) if measured else 0.2 * bool(numbers)


def _about_length(length: int) -> float:
    if length < _SHORTEST:
        return -1.0
    if length <= _LONGEST:
        return 0.5
    if length <= _TOO_LONG:
        return 0.5 - (length - _LONGEST) / 80
    return -0.6 - min(1.0, (length - _TOO_LONG) / 100)


def _holds_quotation(text: str) -> bool:
    return any(len(words(text[each.start : each.end])) > _QUOTED_WORDS for each in quoted(text))
