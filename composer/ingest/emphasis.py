"""Which words of a line to emphasise: proposed by rule, absent where no rule is sure."""

import re
from collections.abc import Callable
from dataclasses import replace

from composer.domain.article import Line
from composer.ingest.lexicon import FUNCTION_WORDS, PREPOSITIONS, SUBORDINATES, TITLES
from composer.ingest.measure import measures
from composer.ingest.word import Token, is_definite, tokens

Range = tuple[int, int]

_DENIALS = frozenset({"لن", "لم", "لا", "ليس", "ليست", "ليسوا"})
_DENIALS_JOINED = _DENIALS | {f"{letter}{word}" for letter in "وف" for word in _DENIALS}
_NO_DENIAL = frozenset(
    {"سيما", "يزال", "تزال", "يزالون", "بد", "شك", "زال", "زالت", "تكاد", "يكاد"}
)
_ADJECTIVE = re.compile(r"\w{2,}(?:ة|ي|يا|ا)$")
_TANWIN = "\u064b"
_MOST_WORDS = 5
_LOOK_AHEAD = 6
_OBJECT_WORDS = range(2, 5)
_VERB_PLACES = range(1, 4)
_SHORTEST_VERB = 4


def emphasised(line: Line) -> Line:
    """Return the line with the words of a denial or a number proposed for emphasis."""
    return _with(line, (_denial, _number, _not_so))


def emphasised_headline(line: Line) -> Line:
    """Return the headline with its denial, its number or the object of its news proposed."""
    return _with(line, (_denial, _number, _object))


def emphasised_title(line: Line) -> Line:
    """Return the title of a comparison with what is compared proposed: the words after «بين»."""
    return _with(line, (_compared,))


def _with(line: Line, rules: tuple[Callable[[str, list[Token]], Range | None], ...]) -> Line:
    words = tokens(line.text)
    for rule in rules:
        found = rule(line.text, words)
        if found is not None and _is_worth(line.text, *found):
            return replace(line, emphasis=(found,))
    return line


def _is_worth(text: str, start: int, end: int) -> bool:
    """Tell whether a range is whole words and not the whole text."""
    grown_together = text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()
    return not grown_together and (start, end) != (0, len(text))


def _denial(text: str, words: list[Token]) -> Range | None:
    """Find a negation with its verb, and what the verb is denied of."""
    for at, word in enumerate(words[:-1]):
        following = words[at + 1].bare
        if word.bare in _DENIALS_JOINED and following not in _NO_DENIAL | FUNCTION_WORDS:
            run = _run(text, words, at)
            if len(run) == 1:
                continue
            end = run[_reach([each.bare for each in run]) - 1].end
            return word.start, end + (text[end : end + 1] in {"%", "٪"})
    return None


def _run(text: str, words: list[Token], at: int) -> list[Token]:
    """Return the next words, up to a mark of punctuation."""
    run = [words[at]]
    for word in words[at + 1 : at + _LOOK_AHEAD]:
        if text[run[-1].end : word.start].strip():
            break
        run.append(word)
    return run


def _reach(run: list[str]) -> int:
    """Return how many words a denial reaches: the verb, with its preposition or its object."""
    verb = 1 if run[0].lstrip("وف").startswith("ليس") else 2
    if verb == 1 and run[1].startswith("لد"):
        verb = 2
    if len(run) > verb + 1 and run[verb] in PREPOSITIONS:
        return _after_preposition(run, verb + 1)
    if _is_pair(run[verb : verb + 2]):
        return verb + 2
    return max(2, verb)


def _after_preposition(run: list[str], noun: int) -> int:
    """Return where the noun after a preposition ends; before both when it is cut off."""
    rest = run[noun + 1 : noun + 2]
    if not rest or rest[0] in FUNCTION_WORDS or is_definite(run[noun]):
        return noun + 1
    if is_definite(rest[0]):
        return noun - 1
    return noun + 2 if len(run) == noun + 2 else noun + 1


def _is_pair(pair: list[str]) -> bool:
    """Tell whether the words are an indefinite noun and its adjective."""
    indefinite = all(not is_definite(word) and word not in FUNCTION_WORDS for word in pair)
    return len(pair) > 1 and indefinite and _ADJECTIVE.fullmatch(pair[1]) is not None


def _number(text: str, words: list[Token]) -> Range | None:
    """Find the first number with its unit, and the adjective of the thing it counts."""
    for found in measures(text):
        unit = text[found.unit_start : found.unit_end]
        following = next((word for word in words if word.start >= found.unit_end), None)
        if following is None or _TANWIN not in unit:
            return found.start, found.unit_end
        adjective = text[following.start : following.end]
        beside = not text[found.unit_end : following.start].strip()
        describes = beside and _TANWIN in adjective and following.bare not in SUBORDINATES
        return found.start, following.end if describes else found.unit_end
    return None


def _not_so(text: str, words: list[Token]) -> Range | None:
    """Find «غير» with its adjective where it is the predicate («المقارنة غير دقيقة»)."""
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        closes = text[after.end : after.end + 1] in {"", "،", ".", "؛"}
        said_of = before.bare.startswith("ال") or before.bare.endswith("ا")
        if word.bare == "غير" and closes and said_of and not after.bare.startswith("ال"):
            return word.start, after.end
    return None


def _object(text: str, words: list[Token]) -> Range | None:
    """Find the object of the headline's verb («تختبر سفينة استطلاع غير مأهولة»)."""
    verb = next((at for at in reversed(_VERB_PLACES) if _is_verb(words, at)), None)
    if verb is None:
        return None
    found: list[Token] = []
    for word in words[verb + 1 :]:
        if word.bare in PREPOSITIONS or (found and text[found[-1].end : word.start].strip()):
            break
        found.append(word)
    unlike = FUNCTION_WORDS | TITLES
    if len(found) not in _OBJECT_WORDS or found[0].bare in unlike or found[-1].bare in unlike:
        return None
    return found[0].start, found[-1].end


def _is_verb(words: list[Token], at: int) -> bool:
    if at >= len(words) or any(word.bare in PREPOSITIONS for word in words[:at]):
        return False
    word = words[at].bare
    return len(word) >= _SHORTEST_VERB and word[0] in "يت" and not word.endswith(("ة", "ات", "ا"))


def _compared(text: str, words: list[Token]) -> Range | None:
    at = next((at for at, word in enumerate(words) if word.bare == "بين"), None)
    if at is None or not 0 < len(words) - at - 1 <= _MOST_WORDS:
        return None
    return words[at + 1].start, words[-1].end if text[words[-1].end :].strip() == "" else len(text)
