"""Decides which cards a set has and what stands on each; draws nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from composer.cards.theme import Kind, Size, Theme
from composer.domain.article import Article, Line
from composer.domain.card import CardContent
from composer.domain.highlight import Comparison, Highlights, Quotation
from composer.errors import ArticleError

MOST_CARDS = 10
"""Cards of one size in a set: what a post shows as one album."""

LONGEST_QUOTATION = 260
"""Characters up to which a quotation is large enough to be read at a glance."""

MOST_COLUMNS = 5
"""A wider table becomes one card for each of its rows."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A kind and the contents of its cards, before they are numbered."""

    name: str
    kind: Kind
    whole: CardContent
    parts: tuple[CardContent, ...]


def offered(
    article: Article,
    highlights: Highlights,
    *,
    site: str,
    date: str | None = None,
    image: bool = False,
    credit: Line | None = None,
) -> CardContent:
    """Return everything the article offers to cards, as one content of no kind."""
    return CardContent(
        kind="",
        headline=highlights.headline,
        site=site,
        deck=highlights.deck,
        points=highlights.picked,
        quotation=_quotation(highlights),
        comparison=highlights.comparison,
        figure=highlights.figures[0] if highlights.figures else None,
        conclusion=highlights.conclusion,
        subjects=highlights.subjects,
        section=article.section,
        link=article.link,
        date=date,
        image=image,
        credit=credit,
    )


def _quotation(highlights: Highlights) -> Quotation | None:
    """Return the first quotation short enough for a card, else the first; it is never cut."""
    quotes = highlights.quotes
    short = (quote for quote in quotes if len(quote.text.text) <= LONGEST_QUOTATION)
    return next(short, quotes[0] if quotes else None)


def flows(
    offer: CardContent, theme: Theme, size: Size, asked: Sequence[str] | None
) -> tuple[tuple[Flow, ...], tuple[str, ...]]:
    """Return the kinds of the set in order, and notes on those without content.

    Raises:
        ArticleError: A kind that was asked for by name is unknown or has no content.
    """
    unknown = [name for name in asked or () if name not in theme.kinds]
    if unknown:
        msg = f"there is no card kind {unknown[0]!r}; the theme has {', '.join(theme.kinds)}"
        raise ArticleError(msg)
    found: list[Flow] = []
    notes: list[str] = []
    for name, kind in theme.kinds.items():
        if asked is not None and name not in asked:
            continue
        if getattr(offer, kind.needs, None):
            found.append(_flow(name, kind, offer, theme, size))
        elif asked is None:
            notes.append(f"no {name} card: the article has no {kind.needs}")
        else:
            msg = f"no {name} card can be made: the article has no {kind.needs}"
            raise ArticleError(msg)
    return tuple(found), tuple(notes)


def _flow(name: str, kind: Kind, offer: CardContent, theme: Theme, size: Size) -> Flow:
    title = Line(text=theme.labels[kind.title]) if kind.title else None
    if kind.flow == "rows" and offer.comparison and offer.comparison.title:
        title = offer.comparison.title
    image = offer.image and kind.picture
    credit = offer.credit if image else None
    whole = replace(offer, kind=name, title=title, image=image, credit=credit)
    most = kind.most.get(size.name, kind.most.get("*", 1))
    parts = -(-len(_pieces(kind, whole)) // most) if kind.flow else 1
    return spread(Flow(name, kind, whole, (whole,)), parts)


def _pieces(kind: Kind, whole: CardContent) -> tuple[object, ...]:
    """Return what may be spread over cards."""
    match kind.flow:
        case "points":
            return whole.points
        case "rows" if whole.comparison is not None:
            return whole.comparison.rows
        case _:
            return (whole,)


def spread(flow: Flow, parts: int) -> Flow:
    """Return the flow over a number of cards, as evenly as can be, the longer first.

    There are fewer where there is not enough to spread, and more where each row of a wide table
    has cards of its own.
    """
    whole = flow.whole
    if flow.kind.flow is None:
        return flow
    table = whole.comparison
    if flow.kind.flow == "rows" and table is not None and _is_wide(table):
        wholes = [replace(whole, comparison=each) for each in _entities(table)]
        parts = -(-parts // len(wholes))
    else:
        wholes = [whole]
    contents = [
        _cut(flow.kind, each, start, end)
        for each in wholes
        for start, end in _shares(len(_pieces(flow.kind, each)), parts)
    ]
    return replace(flow, parts=_parted(contents))


def _is_wide(table: Comparison) -> bool:
    return len(table.columns) > MOST_COLUMNS  # a list has no columns, and two or three cells


def _shares(count: int, parts: int) -> Iterator[tuple[int, int]]:
    """Give the ranges of as even a division as can be, the longer first, none empty."""
    each, more = divmod(count, parts)
    start = 0
    for part in range(min(parts, count)):
        end = start + each + (part < more)
        yield start, end
        start = end


def _parted(contents: Sequence[CardContent]) -> tuple[CardContent, ...]:
    count = len(contents)
    return tuple(
        replace(content, part=part, parts=count) for part, content in enumerate(contents, 1)
    )


def _cut(kind: Kind, whole: CardContent, start: int, end: int) -> CardContent:
    table = whole.comparison
    if kind.flow == "points":
        return replace(whole, points=whole.points[start:end], first=start + 1)
    if table is None:
        return whole
    rows, countries = table.rows[start:end], table.countries[start:end]
    return replace(whole, comparison=replace(table, rows=rows, countries=countries))


def _entities(table: Comparison) -> list[Comparison]:
    """Return a two-column table for each row: the column's name, and what the row says."""
    return [
        Comparison(
            title=table.title,
            columns=(table.columns[0], row[0]),
            rows=tuple(zip(table.columns[1:], row[1:], strict=True)),
            countries=(None,) * (len(row) - 1),
            source=table.source,
            entity=row[0],
            country=country,
        )
        for row, country in zip(table.rows, table.countries, strict=True)
    ]


def limited(found: Sequence[Flow]) -> tuple[tuple[Flow, ...], tuple[str, ...]]:
    """Return the flows cut to ``MOST_CARDS`` cards, and notes on what was left out."""
    kept = list(found)
    left_out: dict[str, int] = {}
    while sum(len(flow.parts) for flow in kept) > MOST_CARDS:
        longest = max(range(len(kept)), key=lambda index: len(kept[index].parts))
        flow = kept[longest]
        kept[longest] = replace(flow, parts=flow.parts[:-1])
        left_out[flow.name] = left_out.get(flow.name, 0) + 1
    notes = tuple(
        f"left out {count} {name} card{'s' if count > 1 else ''}: a post holds {MOST_CARDS}"
        for name, count in left_out.items()
    )
    return tuple(kept), notes


def numbered(found: Sequence[Flow], labels: Mapping[str, str]) -> list[CardContent]:
    """Return the contents of all cards with their place in the set."""
    contents = [part for flow in found for part in flow.parts]
    titles = [_announced(flow, labels) for flow in found for _ in flow.parts]
    count = len(contents)
    return [
        content.with_page(page, count, titles[page] if page < count else None)
        for page, content in enumerate(contents, 1)
    ]


def _announced(flow: Flow, labels: Mapping[str, str]) -> str:
    return labels[flow.kind.title] if flow.kind.title else flow.name
