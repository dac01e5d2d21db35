"""What an article offers to cards and posts: each text verbatim, each with its place."""

from collections import Counter
from collections.abc import Collection, Sequence

from composer.domain.article import Article, Finding, Line
from composer.domain.highlight import Candidate, Highlights
from composer.ingest.candidate import Passage, passages
from composer.ingest.entity import Gazetteer

_OFFERED = 8
_PICKED = 4
_PER_BLOCK = 2
_DIVERSITY = 0.9


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
    gazetteer = gazetteer or Gazetteer()
    found = passages(article, findings)
    order = _ranked(found)
    return Highlights(
        headline=Line(text=article.title),
        candidates=tuple(
            Candidate(
                line=Line(text=each.text, source=each.span), score=each.score, picked=rank < _PICKED
            )
            for rank, each in enumerate(order[:_OFFERED])
        ),
    )


def _ranked(found: Sequence[Passage]) -> list[Passage]:
    """Return the best passages, each the best that adds something to those before it."""
    rest = sorted(found, key=lambda each: (-each.score, each.span))[: 3 * _OFFERED]
    chosen: list[Passage] = []
    per_block: Counter[int] = Counter()
    while rest and len(chosen) < _OFFERED:
        best = max(rest, key=lambda each: each.score - _DIVERSITY * _likeness(each, chosen))
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
