"""The article as the left column shows it: what is used of it, what could be, what was found."""

from collections.abc import Iterator
from dataclasses import dataclass

from composer.app.desk.finding_view import rule_name
from composer.app.desk.marked import Mark, MarkedBlock, Piece, marked
from composer.app.desk.spot import place_of
from composer.app.desk.words import Words
from composer.app.editing import Sheet
from composer.domain.article import Action, Finding, Span

_NUMBERED = (
    "headline",
    "deck",
    "points",
    "quotation.text",
    "figure.context",
    "comparison.rows[0][0]",
    "conclusion",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """That a place of the article stands on cards.

    Args:
        field: The field that it stands in, such as ``points[2]``.
        numbers: Numbers of the cards of the post that show it, from 1.
        told: Where that is, in words.
    """

    field: str
    numbers: tuple[int, ...]
    told: str

    @property
    def is_numbered(self) -> bool:
        """Whether the cards' numbers stand at its end: not at every name and every cell."""
        return self.field.startswith(_NUMBERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidacy:
    """That a place could be a highlight; ``index`` counts the candidates from 0."""

    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What proofreading found at a place; ``action`` is ``repaired``, ``shown`` or ``flagged``."""

    action: str
    told: str


What = Shown | Candidacy | Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of the article, ready for its template.

    Args:
        text: The characters.
        place: Where they stand, as attributes of the page name it.
        use: What shows them; None for nothing.
        offer: Which candidate they belong to, where nothing shows them; else None.
        found: What proofreading found there.
        ended: The uses that end here: their numbers follow.
        pickable: The candidate that ends here and may be picked; None for none.
    """

    text: str
    place: str
    use: Shown | None = None
    offer: int | None = None
    found: Found | None = None
    ended: tuple[Shown, ...] = ()
    pickable: int | None = None

    @property
    def kinds(self) -> str:
        """What it looks like, as classes of the page."""
        shown_as = "used" if self.use else "offered" if self.offer is not None else ""
        return " ".join(filter(None, (shown_as, self.found.action if self.found else "")))


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockView:
    """A block of the article; see ``MarkedBlock``."""

    index: int
    kind: str
    runs: tuple[tuple[Stretch, ...], ...]
    rows: tuple[tuple[tuple[Stretch, ...], ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """The article.

    Args:
        facts: What is known of it, such as its site and its author.
        link: Its address; None where it is unknown.
        blocks: The headline and the blocks.
    """

    facts: tuple[str, ...]
    link: str | None
    blocks: tuple[BlockView, ...]


def article_view(sheet: Sheet, words: Words) -> ArticleView | None:
    """Return the article of a draft; None where the draft does not hold it.

    Args:
        sheet: The draft.
        words: Of the person's language.
    """
    article = sheet.article
    if article is None:
        return None
    marks: list[Mark[What]] = [*_uses(sheet, words), *_candidates(sheet), *_findings(sheet, words)]
    facts = (article.site, article.section, article.author, (article.published or "")[:10])
    return ArticleView(
        facts=tuple(filter(None, facts)),
        link=article.link,
        blocks=tuple(map(_block, marked(article, marks))),
    )


def _uses(sheet: Sheet, words: Words) -> Iterator[Mark[What]]:
    posted = {card.key: card.position for card in sheet.cards if card.posted}
    for use in sheet.uses:
        numbers = tuple(posted[key] for key in use.cards if key in posted)
        if numbers:
            told = " · ".join(_where(field, words) for field in use.fields)
            shown = Shown(field=use.fields[0], numbers=numbers, told=told)
            yield Mark(span=use.span, what=shown)


def _where(field: str, words: Words) -> str:
    name, _, rest = field.partition("[")
    at = int(rest.partition("]")[0]) + 1 if name == "points" else 0
    return words(f"editor.use_{name.partition('.')[0]}", number=at)


def _candidates(sheet: Sheet) -> Iterator[Mark[What]]:
    for offer in sheet.offers:
        if offer.point is None and offer.line.source is not None:
            yield Mark(span=offer.line.source, what=Candidacy(index=offer.index))


def _findings(sheet: Sheet, words: Words) -> Iterator[Mark[What]]:
    decided = {each.span for each in sheet.flags if each.span and each.decision}
    for each in sheet.findings:
        if each.action is not Action.FLAGGED or each.span not in decided:
            yield Mark(span=_visible(each.span), what=_found(each, words))


def _found(finding: Finding, words: Words) -> Found:
    before, after = finding.before or "∅", finding.after or "∅"
    key = f"findings.told_{finding.action.value}"
    rule = rule_name(finding.rule, words)
    told = words(key, rule=rule, before=before, after=after)
    return Found(action=finding.action.value, told=told)


def _visible(span: Span) -> Span:
    """Return a place that can be marked: where something was taken out, the sign before it."""
    if span.end > span.start:
        return span
    return Span(block=span.block, start=max(span.start - 1, 0), end=max(span.end, 1))


def _block(block: MarkedBlock[What]) -> BlockView:
    return BlockView(
        index=block.index,
        kind=block.kind,
        runs=tuple(tuple(map(_stretch, run)) for run in block.runs),
        rows=tuple(tuple(tuple(map(_stretch, cell)) for cell in cells) for cells in block.rows),
    )


def _stretch(piece: Piece[What]) -> Stretch:
    uses = [each for each in piece.marks if isinstance(each, Shown)]
    offers = [each.index for each in piece.marks if isinstance(each, Candidacy)]
    found = [each for each in piece.marks if isinstance(each, Found)]
    picks = [each.index for each in piece.ends if isinstance(each, Candidacy)]
    return Stretch(
        text=piece.text,
        place=place_of(piece.span),
        use=uses[0] if uses else None,
        offer=offers[0] if offers and not uses else None,
        found=found[0] if found else None,
        ended=tuple(each for each in piece.ends if isinstance(each, Shown) and each.is_numbered),
        pickable=picks[0] if picks else None,
    )
