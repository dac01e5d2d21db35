"""What an article offers to cards and posts: each text verbatim, each with its place."""

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from composer.domain.article import TITLE_BLOCK, Article, Finding, Line, Quote, Span
from composer.domain.highlight import Candidate, Highlights
from composer.ingest.candidate import LEANING, Passage, passages
from composer.ingest.closing import conclusion_of, deck_of, without_and
from composer.ingest.comparison import comparison_of
from composer.ingest.country import countries_of, subjects_of
from composer.ingest.emphasis import emphasised, emphasised_headline
from composer.ingest.entity import Gazetteer
from composer.ingest.figure import key_figures
from composer.ingest.hashtag import hashtags_of
from composer.ingest.quotation import quotations_of

_OFFERED = 8
_PICKED = 4
_PER_BLOCK = 2
_DIVERSITY = 0.9
_LEAST_SCORE = 0.0


def pick_highlights(
    article: Article,
    findings: Collection[Finding] = (),
    *,
    gazetteer: Gazetteer | None = None,
) -> Highlights:
    """Return what the article offers; the same article always gives the same.

    Args:
        article: The article after its repairs.
        findings: What proofreading found; nothing next to a flagged stop is offered.
        gazetteer: The countries to recognise; without it none are.
    """
    known = gazetteer or Gazetteer()
    found = passages(article, findings)
    candidates = _candidates(article, found)
    picked = [each.line.source for each in candidates if each.picked and each.line.source]
    quotes = quotations_of(article, known)
    countries, subjects = countries_of(article, known), subjects_of(article, known)
    return Highlights(
        headline=_headline(article),
        candidates=candidates,
        quotes=quotes,
        figures=key_figures(article),
        comparison=comparison_of(article, known),
        deck=deck_of(article, found, picked),
        conclusion=conclusion_of(article, findings),
        subjects=subjects,
        countries=countries,
        hashtags=hashtags_of(article, countries, subjects, quotes),
    )


def _headline(article: Article) -> Line:
    span = Span(block=TITLE_BLOCK, start=0, end=len(article.title))
    return emphasised_headline(Line(text=article.title, source=span))


def _candidates(article: Article, found: Sequence[Passage]) -> tuple[Candidate, ...]:
    ranked = _ranked(found)
    # Somebody's words stand on the quotation card, with marks and name: bare, they would be
    # told as a fact.
    own = [each for each in ranked if not isinstance(article.blocks[each.span.block], Quote)]
    fit = [each for each in own[:_PICKED] if each.score >= _LEAST_SCORE] or own[:1]
    picked = {each.span for each in fit}
    return tuple(_candidate(article, each, picked=each.span in picked) for each in ranked)


def _candidate(article: Article, passage: Passage, *, picked: bool) -> Candidate:
    shown = without_and(passage.text, passage.span)
    return Candidate(
        line=emphasised(Line(text=passage.text, source=passage.span)),
        score=passage.score,
        picked=picked,
        shown=emphasised(Line(text=article.at(shown), source=shown)),
    )


def _ranked(found: Sequence[Passage]) -> list[Passage]:
    """Return the best passages, each the best that adds something to those before it.

    One that points to the sentence before it («هذا الموقف …») is as good as any once that
    sentence is chosen, since both are shown in the article's order.
    """
    rest = sorted(found, key=lambda each: (-each.score, each.span))[: 3 * _OFFERED]
    before = {each.span: other.span for other, each in pairwise(found) if each.leans}
    chosen: list[Passage] = []
    per_block: Counter[int] = Counter()

    def worth(each: Passage) -> float:
        upheld = any(other.span == before.get(each.span) for other in chosen)
        return each.score + LEANING * upheld - _DIVERSITY * _likeness(each, chosen)

    while rest and len(chosen) < _OFFERED:
        best = max(rest, key=worth)
        rest.remove(best)
        if per_block[best.span.block] < _PER_BLOCK:
            per_block[best.span.block] += 1
            chosen.append(best)
    return chosen


def _likeness(passage: Passage, chosen: Sequence[Passage]) -> float:
    """Return how much of the passage the most similar of the chosen ones says already."""
    return max((_overlap(passage.stems, each.stems) for each in chosen), default=0.0)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0
