"""A list in which each item says the same kind of thing of another side, read as a comparison.

«لموسكو: … / لكاراكاس: … / لواشنطن: …» compares; most lists with labels do not: a list of
properties, of days or of sources has labels too. So every label must name a side in the same way.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from composer.domain.article import Bullets, Line, Span
from composer.ingest.entity import NAMES, Gazetteer, Kind
from composer.ingest.lexicon import FUNCTION_WORDS, PREPOSITIONS, REPORTING
from composer.ingest.measure import Rank, measures
from composer.ingest.word import is_definite, words

_LABEL = re.compile(r"^[^:،.؛؟\n]{2,40}(?=\s?:\s)")
_COUNT = range(2, 9)
_LABEL_WORDS = 4
_CELL_WORDS = 2
_LONGEST_CELL = 200
_VALUES = 3
_VALUE_WORDS = 6
_PAIR = 2
_EVERY_WAY = NAMES | {Kind.NISBA, Kind.CAPITAL}

_SIDES = frozenset({
    *("السيناريو", "سيناريو", "الخيار", "خيار", "النموذج", "نموذج", "النسخة", "الطراز", "الطرف"),
    *("الجانب", "المعسكر", "الفريق", "الحالة", "الرأي", "الموقف", "المدى", "الفئة", "الجيل"),
})  # fmt: skip
"""Nouns that name a side when another word behind them tells which («الخيار الأول»)."""

_ORDINALS = ("أولا", "ثانيا", "ثالثا", "رابعا", "خامسا", "سادسا", "سابعا", "ثامنا")
_COMPARED = re.compile(
    r"مقارن|(?<!\w)(?:ال)?(?:فرق|فروق|اختلاف|خيارات|سيناريوهات|مواقف|أوجه)|(?<!\w)(?:بين|مقابل)\s"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """An item of a list: its label, and what it says, each with its place in the item."""

    label: str
    text: str
    at: int


def rows_of(
    block: Bullets, index: int, gazetteer: Gazetteer, *, above: str
) -> tuple[tuple[Line, ...], ...]:
    """Return the rows of the comparison that a list is; none when it is another list.

    Args:
        block: The list.
        index: Its index in the article.
        gazetteer: The countries and capitals that may be sides.
        above: The heading and the lead above the list.
    """
    pairs = [pair for item in block.items if (pair := _pair(item)) is not None]
    labels = [pair.label for pair in pairs]
    if len(pairs) not in _COUNT or len(pairs) < len(block.items) or len(set(labels)) < len(labels):
        return ()
    if _have_two_values(pairs):
        return _rows(block, index, pairs, _parts)
    if _name_sides(labels, gazetteer) or (_count_up(labels) and _COMPARED.search(above)):
        return _rows(block, index, pairs, lambda pair: [(pair.at, pair.at + len(pair.text))])
    return ()


def country_of(label: str, gazetteer: Gazetteer) -> str | None:
    """Return the code of the one country that a label names, itself or by its capital."""
    codes = {mention.code for mention in gazetteer.mentions(label, kinds=_EVERY_WAY)}
    return codes.pop() if len(codes) == 1 else gazetteer.only(label)


def _pair(item: str) -> Pair | None:
    match = _LABEL.match(item)
    if match is None:
        return None
    label = words(match[0])
    start = item.index(":", match.end()) + 1
    start += len(item[start:]) - len(item[start:].lstrip())
    text = item[start:].rstrip().removesuffix(".")
    unlike = not label or len(label) > _LABEL_WORDS or not REPORTING.isdisjoint(label)
    if unlike or len(words(text)) < _CELL_WORDS or len(text) > _LONGEST_CELL:
        return None
    return Pair(match[0].rstrip(), text, start)


def _name_sides(labels: Sequence[str], gazetteer: Gazetteer) -> bool:
    """Tell whether the labels name sides, all in the same way."""
    codes = [country_of(label, gazetteer) for label in labels]
    if None not in codes:
        return len(set(codes)) == len(codes)
    parts = [_without_preposition(words(label)) for label in labels]
    firsts = {each[0] for each in parts}
    if len(firsts) == 1:
        return firsts <= _SIDES and all(len(each) >= _PAIR for each in parts)
    sure = sum(
        each[0].startswith("لل") or code is not None
        for each, code in zip(parts, codes, strict=True)
    )
    return all(_is_for(each[0]) for each in parts) and 2 * sure >= len(labels)


def _without_preposition(label: list[str]) -> list[str]:
    return label[1:] if len(label) > 1 and label[0] in PREPOSITIONS else label


def _is_for(word: str) -> bool:
    """Tell whether a word may be «for» somebody («لموسكو», «للبحرية»)."""
    return word.startswith("ل") and word not in FUNCTION_WORDS and not is_definite(word[1:])


def _count_up(labels: Sequence[str]) -> bool:
    """Tell whether the labels are «أولا», «ثانيا» and so on."""
    return tuple(words(label)[0] for label in labels) == _ORDINALS[: len(labels)]


def _have_two_values(pairs: Sequence[Pair]) -> bool:
    """Tell whether each item gives a number in the same unit, and one thing more about it."""
    if len(pairs) < _VALUES:
        return False
    units: set[str] = set()
    for pair in pairs:
        parts = _parts(pair)
        first = pair.text[: parts[0][1] - pair.at]
        found = next(measures(first), None)
        short = found is not None and len(words(first)) <= _VALUE_WORDS
        if len(parts) != _PAIR or found is None or not short or found.rank < Rank.AMOUNT:
            return False
        units.add(first[found.unit_start : found.unit_end])
    return len(units) == 1


def _parts(pair: Pair) -> list[tuple[int, int]]:
    """Return where the parts between commas stand in an item."""
    found: list[tuple[int, int]] = []
    at = pair.at
    for part in pair.text.split("،"):
        start = at + len(part) - len(part.lstrip())
        found.append((start, start + len(part.strip())))
        at += len(part) + 1
    return found


def _rows(
    block: Bullets, index: int, pairs: Sequence[Pair], cut: Callable[[Pair], list[tuple[int, int]]]
) -> tuple[tuple[Line, ...], ...]:
    rows: list[tuple[Line, ...]] = []
    base = 0
    for item, pair in zip(block.items, pairs, strict=True):
        places = [(0, len(pair.label)), *cut(pair)]
        rows.append(
            tuple(
                Line(
                    text=item[start:end],
                    source=Span(block=index, start=base + start, end=base + end),
                )
                for start, end in places
            )
        )
        base += len(item) + 1
    return tuple(rows)
