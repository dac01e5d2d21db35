"""The short lines around the picture: the one under the headline and the last word."""

import re
from collections.abc import Collection, Sequence

from composer.domain.article import Action, Article, Finding, Line, Paragraph, Span
from composer.ingest.candidate import Passage
from composer.ingest.emphasis import emphasised
from composer.ingest.lexicon import (
    CONTRASTS,
    CUES,
    FUNCTION_WORDS,
    NEGATIONS,
    PREPOSITIONS,
    REPORTING,
)
from composer.ingest.sentence import sentences
from composer.ingest.word import stems, words

_DECK = range(25, 96)
_DECK_SCORE = 0.6
_PARAGRAPH = 0.4
_ALIKE = 0.5
_CONCLUSION = range(20, 151)
_STATEMENT_WORDS = 5
_LABELLED = re.compile(r"^[^:؟.]{2,40}: ")
_LEANING = CONTRASTS | {
    "غير",
    "كما",
    "إلا",
    "أما",
    "وهو",
    "وهي",
    "لذلك",
    "ولذلك",
    "هذا",
    "هذه",
    "وهذا",
}
_AFTER_AND = CUES | PREPOSITIONS | NEGATIONS
_AND_VERB = re.compile(r"و(?=[يتن]\w{2,}(?<!ة)(?<!ات)\s)")


def deck_of(article: Article, found: Sequence[Passage], taken: Collection[Span]) -> Line | None:
    """Return a short statement to stand under the headline; None when none is good enough.

    Args:
        article: The article.
        found: Its passages with their scores.
        taken: Places that stand on other cards already.
    """
    title = frozenset(stems(article.title, without=FUNCTION_WORDS))
    fitting = [
        (each.score + _PARAGRAPH * isinstance(article.blocks[each.span.block], Paragraph), each)
        for each in found
        if each.span not in taken and _is_deck(each, title)
    ]
    score, best = max(fitting, key=lambda pair: (pair[0], pair[1].span), default=(0.0, None))
    if best is None or score < _DECK_SCORE:
        return None
    return emphasised(_line(article, without_and(best.text, best.span)))


def conclusion_of(article: Article, findings: Collection[Finding]) -> Line | None:
    """Return the last word of the last paragraph, or what stands after its colon."""
    texts = [i for i, block in enumerate(article.blocks) if isinstance(block, Paragraph)]
    doubtful = {each.span.block for each in findings if each.action is Action.FLAGGED}
    for index in reversed(texts[-2:] if len(texts) > 1 else ()):
        if index in doubtful:
            continue
        text = article.plain(index)
        for start, end in reversed(list(sentences(text))):
            colon = _after_colon(text, start, end)
            if colon > start and not REPORTING.isdisjoint(words(text[start:colon])):
                continue  # somebody's words, which would be told as a fact
            start = colon  # noqa: PLW2901 - the statement, if there is one
            if end - start in _CONCLUSION and text[end - 1] not in ":؟?":
                span = Span(block=index, start=start, end=end)
                return emphasised(_line(article, without_and(text[start:end], span)))
    return None


def _line(article: Article, span: Span) -> Line:
    return Line(text=article.at(span), source=span)


def _is_deck(passage: Passage, title: frozenset[str]) -> bool:
    text = passage.text
    if len(text) not in _DECK or text.rstrip('”»"').endswith(("؟", "?")):
        return False
    if _LABELLED.match(text) or words(text)[0] in _LEANING:
        return False
    return len(passage.stems & title) / max(1, len(passage.stems | title)) < _ALIKE


def without_and(text: str, span: Span) -> Span:
    """Leave out the «و» by which a sentence leans on the one before.

    Only before a verb that brings news, a preposition or a denial, which stand as well alone; a
    word that merely begins with the letter keeps it.
    """
    first = words(text)[0]
    joined = first[0] == "و" and first in _AFTER_AND and first[1:] in _AFTER_AND
    if joined or _AND_VERB.match(text):
        return Span(block=span.block, start=span.start + 1, end=span.end)
    return span


def _after_colon(text: str, start: int, end: int) -> int:
    place = text.rfind(": ", start, end)
    if place >= 0 and len(words(text[place:end])) >= _STATEMENT_WORDS:
        return place + 2
    return start
