"""What the words before and after a full stop say about it."""

import re
from itertools import pairwise

from composer.ingest.lexicon import (
    CANNOT_END,
    CONSTRUCT_PAIRS,
    CONSTRUCTS,
    CONTINUES_REPORT,
    CONTRASTS,
    FUNCTION_WORDS,
    MAYBE_CONSTRUCTS,
    NEGATIONS,
    PREPOSITIONS,
    REPORTING,
    SUBORDINATES,
    THAT,
    TITLES,
)
from composer.ingest.word import is_definite, tokens, words

_NOUN = re.compile(r"^\w{2,}(?:ة|ات|ية)$")
_NISBA = re.compile(r"^و?ال\w+(?:ي|ية)$")
_WITH_PRONOUN = re.compile(r"^(?:خلال|في|من|إلي|علي|عن|ب|ل|مع)(?:ها|ه|هم|هما)$")
_LASTING = re.compile(r"^(?:استمر|دام|استغرق|امتد|شمل|تضمن)ت?$")
_RELATIONS = re.compile(
    r"^(?:[وبلك]*ال|[وبلك])?(?:علاق|تعاون|شراك|تنسيق|مقارن|تحالف|حوار|تفاهم)\w{0,5}$"
)
_KNOWS = frozenset({
    *("يعلم", "تعلم", "يدرك", "تدرك", "يعرف", "تعرف", "يريد", "تريد", "يخشى", "تخشى", "يأمل"),
    *("تأمل", "يزعم", "تزعم", "يظن", "تظن", "يبدو", "تبدو", "يعني", "تعني", "يجب", "ينبغي", "يمكن"),
    *("شرط", "بشرط", "بيد", "علما", "حتى", "يذكر", "ذكر", "وجدت", "وجد", "علمت", "علم", "تثبت"),
})  # fmt: skip
_AS = frozenset({"كما", "ما", "حسبما", "هكذا", "مثلما", "الذي", "التي", "وفقما", "كيفما"})
_LONGEST_SUBJECT = 7
_LONGEST_NAME = 3
_LONGEST_FRAGMENT = 22
_LEAST_FRAGMENT = 3
_LONGEST_ASIDE = 7
_SUBJECT_WORDS = 5
_PAIR = 2


def ends_open(left: list[str], right: list[str]) -> bool:
    """Tell whether the last word before the stop cannot end a sentence («في . مواجهة»)."""
    return len(left) > 1 and left[-1] in CANNOT_END and right[0] not in REPORTING


def goes_on(left: list[str], right: list[str]) -> bool:
    """Tell whether reported speech goes on after the stop («أن … . وأن …»).

    «وأن» with a verb may begin a sentence of its own («وأن يخطئ المرء أمر مألوف»), except where
    the words before have the same form.
    """
    if right[0] not in CONTINUES_REPORT or THAT.isdisjoint(left):
        return False
    if right[0] != "وأن" or len(right) < _PAIR or not _is_imperfect(right[1]):
        return True
    return any(one == "أن" and _is_imperfect(other) for one, other in pairwise(left))


def parts_name(left: list[str], right: list[str]) -> bool:
    """Tell whether the stop parts an office from its holder («الروسي. سيرغي لافروف أن»)."""
    verb = next((i for i in range(len(left) - 1, -1, -1) if left[i] in REPORTING), None)
    if verb is None or (verb > 0 and left[verb - 1] in _AS):
        return False
    subject = left[verb + 1 :]
    if not 0 < len(subject) <= _LONGEST_SUBJECT or not THAT.isdisjoint(subject):
        return False
    return not TITLES.isdisjoint(subject) and _is_name_before_that(right)


def parts_construct(left: list[str], right: list[str]) -> bool:
    """Tell whether the stop parts a construct («تجنب. الانجرار»)."""
    return is_definite(right[0]) and (
        left[-1] in CONSTRUCTS or tuple(left[-_PAIR:]) in CONSTRUCT_PAIRS
    )


def parts_between(left: list[str], right: list[str]) -> bool:
    """Tell whether the second member of «بين … و…» stands after the stop."""
    if "بين" not in left or not right[0].startswith("و") or len(right) < _PAIR:
        return False
    place = len(left) - 1 - left[::-1].index("بين")
    first, rest = left[place + 1 : place + _PAIR], left[place + _PAIR :]
    if not first or not rest or not is_definite(first[0]) or not is_definite(right[1]):
        return False
    ending = "ية" if first[0].endswith("ة") else "ي"
    return all(_NISBA.match(word) and word.endswith(ending) for word in rest)


def parts_predicate(left: str, right: list[str]) -> bool:
    """Tell whether «أن» and its subject wait for the predicate after the stop."""
    start = next((t.end for t in reversed(tokens(left)) if t.bare in THAT), None)
    if start is None or not (right[0] in NEGATIONS or _is_imperfect(right[0])):
        return False
    parts = left[start:].split("،")
    if len(parts) != _PAIR:
        return False
    subject, aside = words(parts[0]), words(parts[1])
    if not 0 < len(subject) <= _SUBJECT_WORDS or not 1 < len(aside) <= _LONGEST_ASIDE:
        return False
    return all(map(is_definite, subject)) and aside[0] in PREPOSITIONS and _is_verbless(aside)


def is_fragment(right: str) -> bool:
    """Tell whether the part after the stop is subordinate and has no verb of its own."""
    found = words(right)
    if found[0] not in SUBORDINATES or not _LEAST_FRAGMENT <= len(found) <= _LONGEST_FRAGMENT:
        return False
    if found[1] in FUNCTION_WORDS or not {"،", ":", "؛", ","}.isdisjoint(right):
        return False
    return _is_verbless(found)


def opens_contrast(right: list[str]) -> bool:
    """Tell whether a contrast follows that may belong to the sentence before."""
    return right[0] in CONTRASTS or right[:_PAIR] == ["إلا", "أن"]


def may_part_construct(left: list[str], right: list[str]) -> bool:
    """Tell whether the stop may part a construct, without being sure of it."""
    if not is_definite(right[0]) or len(left) < _PAIR:
        return False
    return left[-1] == "على" or (left[-1] in MAYBE_CONSTRUCTS and left[-2] in PREPOSITIONS)


def opens_loosely(left: list[str], right: str) -> bool:
    """Tell whether «مع …» after the stop may belong to a relation named before it."""
    found = words(right)
    if _RELATIONS.match(left[-1]) is None or found[0] != "مع" or len(found) < _PAIR:
        return False
    return found[1] not in FUNCTION_WORDS


def _is_name_before_that(right: list[str]) -> bool:
    """Tell whether one to three words that look like a name stand before «أن»."""
    that = next((i for i, word in enumerate(right[: _LONGEST_NAME + 1]) if word in THAT), 0)
    name = right[:that]
    if not name or name[0].startswith("و") or is_definite(name[0]):
        return False
    unlike = FUNCTION_WORDS | REPORTING | _KNOWS | TITLES
    return unlike.isdisjoint(name) and all(word.isalpha() for word in name)


def _is_imperfect(word: str) -> bool:
    return len(word) > _LONGEST_NAME and word[0] in "يت" and not word.endswith(("ة", "ات"))


def _is_verbless(found: list[str]) -> bool:
    """Tell whether each word is surely no verb, or a verb that only describes a noun."""
    for index, word in enumerate(found):
        before = found[index - 1] if index else ""
        after = found[index + 1] if index + 1 < len(found) else ""
        if not (_is_nominal(word, before) or _is_relative(word, index, after)):
            return False
    return True


def _is_nominal(word: str, before: str) -> bool:
    if word in PREPOSITIONS or before in PREPOSITIONS or before in SUBORDINATES:
        return True
    if word in SUBORDINATES or word[0].isdigit() or before[-1:].isdigit():
        return True
    return is_definite(word) or any(pattern.match(word) for pattern in (_NOUN, _WITH_PRONOUN))


def _is_relative(word: str, index: int, after: str) -> bool:
    """Tell whether a verb describes the noun before it («رحلة استمرت 21 يومًا قطعت خلالها»)."""
    if index == _PAIR and _LASTING.match(word):
        return True
    return index > _PAIR and word.endswith("ت") and _WITH_PRONOUN.match(after) is not None
