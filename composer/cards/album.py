"""Decides which cards a set has and what stands on each; draws nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from composer.cards.theme import Kind, Size, Theme
from composer.domain.article import Article, Line
from composer.domain.card import CardContent
from composer.domain.edition import Edition
from composer.domain.highlight import Comparison, Highlights
from composer.errors import ArticleError

MOST_CARDS = 10
"""Cards of one size in a set: what a post shows as one album."""

MOST_COLUMNS = 5
"""A wider table becomes one card for each of its rows."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A kind and the contents of its cards, before they are numbered."""

    name: str
    kind: Kind
    whole: CardContent
    parts: tuple[CardContent, ...]


def offered(  # noqa: PLR0913 - what stands beside the highlights
    article: Article,
    highlights: Highlights,
    edition: Edition | None = None,
    *,
    site: str,
    date: str | None = None,
    image: bool = False,
    credit: Line | None = None,
) -> CardContent:
    """Return everything there is for the cards of an article, as one content of no kind.

    Args:
        article: The article.
        highlights: What it offers.
        edition: What people made of that; None for what stands there before.
        site: Name of the site.
        date: When the article was published, as the theme writes dates.
        image: Whether there is a photograph.
        credit: Who made it.
    """
    chosen = edition or Edition.first(highlights)
    return CardContent(
        kind="",
        headline=chosen.headline,
        site=site,
        deck=chosen.deck,
        points=chosen.points,
        quotation=chosen.quotation,
        comparison=chosen.comparison,
        figure=chosen.figure,
        conclusion=chosen.conclusion,
        subjects=highlights.subjects,
        section=article.section,
        link=article.link,
        date=date,
        image=image,
        credit=credit,
    )


def flows(
    offer: CardContent, theme: Theme, size: Size, asked: Sequence[str] | None
) -> tuple[tuple[Flow, ...], tuple[str, ...]]:
    """Return the kinds of the set in the theme's order, and notes on those without content.

    Raises:
        ArticleError: A kind that was asked for by name is unknown or has no content.
    """
    check_kinds(offer, theme, asked or ())
    kinds = None if asked is None else [name for name in theme.kinds if name in asked]
    return flows_in_order(offer, theme, size, kinds)


def check_kinds(offer: CardContent, theme: Theme, asked: Sequence[str]) -> None:
    """Refuse kinds of card that cannot be made.

    Raises:
        ArticleError: One is unknown or has no content.
    """
    for name in asked:
        if name not in theme.kinds:
            msg = f"there is no card kind {name!r}; the theme has {', '.join(theme.kinds)}"
            raise ArticleError(msg)
    for name in (each for each in theme.kinds if each in asked):
        if not _has_content(theme.kinds[name], offer):
            needs = theme.kinds[name].needs
            msg = f"no {name} card can be made: the article has no {needs}"
            raise ArticleError(msg)


def flows_in_order(
    offer: CardContent, theme: Theme, size: Size, kinds: Sequence[str] | None
) -> tuple[tuple[Flow, ...], tuple[str, ...]]:
    """Return the kinds of the set in their order, and notes on those that cannot be made.

    Args:
        offer: What there is for cards.
        theme: The theme.
        size: The size of the cards.
        kinds: Names of kinds, in the order of the set; None for all, in the theme's.
    """
    found: list[Flow] = []
    notes: list[str] = []
    for name in theme.kinds if kinds is None else dict.fromkeys(kinds):
        kind = theme.kinds.get(name)
        if kind is None:
            notes.append(f"no {name} card: theme {theme.name} has no such kind")
        elif _has_content(kind, offer):
            found.append(_flow(name, kind, offer, theme, size))
        else:
            notes.append(f"no {name} card: the article has no {kind.needs}")
    return tuple(found), tuple(notes)


def _has_content(kind: Kind, offer: CardContent) -> bool:
    return bool(getattr(offer, kind.needs, None))


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
