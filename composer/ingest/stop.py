"""Full stops in mid-sentence: which are surely stray, and which an editor should look at.

Every rule asks for a sentence that cannot end before the stop, or a part after it that cannot
stand alone. Where the rules are not sure the stop stays: a wrong repair is worse than a missed one.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from composer.domain.article import Action
from composer.ingest import clause
from composer.ingest.correction import Edit
from composer.ingest.quotation_marks import Quoted, quoted
from composer.ingest.word import LETTER, words

_STOP = re.compile(r"(?<=[^\s.])([ \t]*)\.[ \t\n]+(?=[^\s.])")
_SPACED_STOP = re.compile(rf"[^\s.][ \t]+\.(?=\s|$|[{LETTER}])", re.MULTILINE)
_CLOSE_STOP = re.compile(rf"[^\s.]\.(?=\s|$|[{LETTER}]{{3}})", re.MULTILINE)
_HABIT = 3
_PART = re.compile(r"[.!؟?…](?:\s|$)")
_ENDS = ".!؟?…"
_REACH = 400

SPACED = "stop-with-space"
"""The rule whose evidence is gone once the space before the stop is."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A full stop between two parts of a text.

    Args:
        left: Words from the beginning of the sentence up to the stop.
        right: Words from the stop to the end of the sentence after it.
        spaced: Whether white space stands before the stop, and that means something.
        left_text: The same as ``left``, as text.
        right_text: The same as ``right``, as text.
    """

    left: list[str]
    right: list[str]
    spaced: bool
    left_text: str
    right_text: str


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    action: Action
    new: str
    holds: Callable[[Stop], bool]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text is to be taken.

    Args:
        quotation: Whether all of it is somebody's words, in which stops are only flagged.
        habit: Whether its writer puts a space before every stop, so that one says nothing.
    """

    quotation: bool = False
    habit: bool = False


def spaces_stops(text: str) -> bool:
    """Tell whether a writer puts a space before full stops by habit, as some newsrooms do."""
    spaced = len(_SPACED_STOP.findall(text))
    return spaced >= _HABIT and spaced >= len(_CLOSE_STOP.findall(text))


def judge_stops(text: str, manner: Manner) -> Iterator[Edit]:
    """Give an edit for each stop of a paragraph, an item or a quotation that is stray or doubtful.

    They are in order.
    """
    inside = [Quoted(0, len(text))] if manner.quotation else quoted(text)
    at = 0
    for match in _STOP.finditer(text):
        while at < len(inside) and inside[at].end <= match.start():
            at += 1
        protected = at < len(inside) and inside[at].start < match.start()
        stop = _stop_at(text, match, manner)
        rule = next(
            (rule for rule in _RULES if stop.left and stop.right and rule.holds(stop)), None
        )
        if rule is None:
            continue
        if protected or rule.action is Action.FLAGGED:
            name = "stop-in-quotation" if protected else rule.name
            dot = match.end(1)
            yield Edit(name, Action.FLAGGED, dot, dot + 1, ".")
        else:
            yield Edit(rule.name, rule.action, match.start(), match.end(), rule.new)


def _stop_at(text: str, match: re.Match[str], manner: Manner) -> Stop:
    left = text[_opening(text, match.start()) : match.start()]
    after = _PART.search(text, match.end(), match.end() + _REACH)
    right = text[match.end() : after.start() if after else match.end() + _REACH]
    spaced = bool(match[1]) and not manner.habit
    return Stop(words(left), words(right), spaced, left, right)


def _opening(text: str, place: int) -> int:
    """Return where the sentence begins that a stop seems to end."""
    least = max(0, place - _REACH)
    end = place
    while end > least:
        end = max(text.rfind(mark, least, end) for mark in _ENDS)
        if end < 0:
            break
        if text[end + 1].isspace():
            return end + 1
    return least


_RULES = (
    _Rule("stop-after-particle", Action.REPAIRED, " ", lambda s: clause.ends_open(s.left, s.right)),
    _Rule(
        "stop-in-reported-speech", Action.REPAIRED, "، ", lambda s: clause.goes_on(s.left, s.right)
    ),
    _Rule("stop-before-name", Action.SHOWN, " ", lambda s: clause.parts_name(s.left, s.right)),
    _Rule(
        "stop-in-construct", Action.SHOWN, " ", lambda s: clause.parts_construct(s.left, s.right)
    ),
    _Rule(
        "stop-after-between",
        Action.SHOWN,
        " ",
        lambda s: s.spaced and clause.parts_between(s.left, s.right),
    ),
    _Rule(
        "stop-before-predicate",
        Action.SHOWN,
        "، ",
        lambda s: clause.parts_predicate(s.left_text, s.right),
    ),
    _Rule("stop-before-fragment", Action.SHOWN, "، ", lambda s: clause.is_fragment(s.right_text)),
    _Rule(SPACED, Action.FLAGGED, "", lambda s: s.spaced),
    _Rule("stop-before-contrast", Action.FLAGGED, "", lambda s: clause.opens_contrast(s.right)),
    _Rule(
        "stop-before-noun", Action.FLAGGED, "", lambda s: clause.may_part_construct(s.left, s.right)
    ),
    _Rule(
        "stop-before-preposition",
        Action.FLAGGED,
        "",
        lambda s: clause.opens_loosely(s.left, s.right_text),
    ),
)
