"""The article as the left column shows it: what is used of it, what could be, what was found."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from composer.app.desk.marked import Mark, MarkedBlock, Piece, marked
from composer.app.desk.spot import place_of
from composer.app.desk.words import Words
from composer.app.editing.flag import Flag
from composer.app.editing.galley import Galley
from composer.app.editing.points import picked_at, shown
from composer.domain.article import Action, Finding, Line, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """That a card shows a place of the article.

    Args:
        field: The field that it stands in, such as ``points[2]``.
        number: Number of the card, from 1; 0 where no card shows it now.
        told: Where that is, in words.
    """

    field: str
    number: int
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidacy:
    """That a place could be a highlight; ``index`` counts the candidates from 0."""

    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What proofreading found at a place; ``action`` is ``repaired``, ``shown`` or ``flagged``."""

    action: str
    told: str


What = Use | Candidacy | Found


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
    use: Use | None = None
    offer: int | None = None
    found: Found | None = None
    ended: tuple[Use, ...] = ()
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


def article_view(
    galley: Galley, flags: Iterable[Flag], cards: Mapping[str, int], words: Words
) -> ArticleView:
    """Return the article of a draft.

    Args:
        galley: The draft; it holds its article.
        flags: What a person should see.
        cards: The number of the first card that shows a field.
        words: Of the person's language.
    """
    article = galley.whole.article
    told = _Teller(galley=galley, cards=cards, words=words)
    marks: list[Mark[What]] = [
        *told.uses(),
        *told.candidates(),
        *told.findings(galley.whole.findings, flags),
    ]
    facts = (article.site, article.section, article.author, (article.published or "")[:10])
    return ArticleView(
        facts=tuple(filter(None, facts)),
        link=article.link,
        blocks=tuple(map(_block, marked(article, marks))),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teller:
    """Tells what is to be marked."""

    galley: Galley
    cards: Mapping[str, int]
    words: Words

    def uses(self) -> Iterator[Mark[What]]:
        for field, line in self.galley.edition.lines:
            if line.source is not None and _is_told_of(field, line):
                number = self.cards.get(field, 0)
                use = Use(field=field, number=number, told=self._where(field, number))
                yield Mark(span=line.source, what=use)

    def candidates(self) -> Iterator[Mark[What]]:
        for at, each in enumerate(self.galley.whole.highlights.candidates):
            source = shown(each).source
            if source is not None and picked_at(self.galley, at) is None:
                yield Mark(span=source, what=Candidacy(index=at))

    def findings(self, findings: Iterable[Finding], flags: Iterable[Flag]) -> Iterator[Mark[What]]:
        decided = {each.span for each in flags if each.span and each.decision}
        for each in findings:
            if each.action is Action.FLAGGED and each.span in decided:
                continue
            yield Mark(span=_visible(each.span), what=_found(each, self.words))

    def _where(self, field: str, number: int) -> str:
        name, _, rest = field.partition("[")
        name = name.partition(".")[0]
        at = int(rest.partition("]")[0]) + 1 if name == "points" else 0
        told = self.words(f"editor.use_{name}", number=at)
        return f"{self.words('editor.use_card', number=number)}، {told}" if number else told


def _is_told_of(field: str, line: Line) -> bool:
    """Tell whether a line is worth a mark: a table's cells are, its title and the rest of a
    figure's sentence would hide what else is shown there."""
    return bool(line.text) and field not in {"comparison.title", "figure.context"}


def _found(finding: Finding, words: Words) -> Found:
    before, after = finding.before or "∅", finding.after or "∅"
    key = f"findings.told_{finding.action.value}"
    told = words(key, rule=finding.rule, before=before, after=after)
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
    uses = [each for each in piece.marks if isinstance(each, Use)]
    offers = [each.index for each in piece.marks if isinstance(each, Candidacy)]
    found = [each for each in piece.marks if isinstance(each, Found)]
    ended = [each for each in piece.ends if isinstance(each, Use) and each.number]
    picks = [each.index for each in piece.ends if isinstance(each, Candidacy)]
    numbers = {each.number: each for each in reversed(ended)}
    return Stretch(
        text=piece.text,
        place=place_of(piece.span),
        use=uses[0] if uses else None,
        offer=offers[0] if offers and not uses else None,
        found=found[0] if found else None,
        ended=tuple(numbers[number] for number in sorted(numbers)),
        pickable=picks[0] if picks else None,
    )
