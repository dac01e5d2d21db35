"""The fields of a draft's words: what stands on its cards, with what a person changed of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from composer.app.desk.spot import Ask, Spot, place_of, words_of
from composer.app.desk.words import Words
from composer.app.editing import Sheet
from composer.domain.article import Line
from composer.domain.edition import FIGURE_PARTS, QUOTATION_PARTS, Edition
from composer.domain.highlight import Comparison, Highlights, KeyFigure

OWN = -1
"""Stands for a choice that is none of those that the article offers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointView:
    """A highlight.

    Args:
        key: Knows it again wherever it stands.
        spot: Its text.
    """

    key: str
    spot: Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A sentence that the article offers and nobody picked."""

    index: int
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of what the article offers, or none.

    Args:
        options: What there is, in a few words each.
        chosen: Which is taken, counted from 0; ``OWN`` for words of one's own, None for none.
        spots: The texts of the one that is taken.
    """

    options: tuple[str, ...] = ()
    chosen: int | None = None
    spots: tuple[Spot, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether a person took another, or changed its words."""
        return self.chosen != (0 if self.options else None) or _any_changed(self.spots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of the table."""

    spot: Spot
    is_head: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """The table: its title, and its rows with the head first."""

    title: Spot
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def is_changed(self) -> bool:
        """Whether a person changed a cell or the title."""
        cells = tuple(cell.spot for row in self.rows for cell in row)
        return _any_changed((self.title, *cells))


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsForm:
    """All fields of the words on the cards.

    Args:
        headline: The headline.
        deck: The line under it; None where there is none.
        deck_offer: The deck that the article offers, where there is none.
        points: The highlights.
        points_changed: Whether they are others than the article's, or otherwise worded.
        offers: What else the article offers, best first.
        quotation: The quotation.
        figure: The key figure.
        has_table: Whether the article has a table.
        table: The table as it stands on the cards; None where it does not.
        conclusion: The last word; None where there is none.
    """

    headline: Spot
    deck: Spot | None
    deck_offer: str | None
    points: tuple[PointView, ...]
    points_changed: bool
    offers: tuple[Offer, ...]
    quotation: Choice
    figure: Choice
    has_table: bool
    table: TableView | None
    conclusion: Spot | None

    @property
    def table_changed(self) -> bool:
        """Whether a person changed the table, or took it off."""
        return self.has_table if self.table is None else self.table.is_changed

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Every place that a text may be written into."""
        lines = [self.headline, self.deck, *(each.spot for each in self.points)]
        lines += [*self.quotation.spots, *self.figure.spots, self.conclusion]
        if self.table is not None:
            lines += [self.table.title, *(cell.spot for row in self.table.rows for cell in row)]
        return tuple(each for each in lines if each is not None)


def words_form(sheet: Sheet, words: Words) -> WordsForm | None:
    """Return the fields of a draft's words; None where its cards cannot be drawn anew.

    Args:
        sheet: The draft.
        words: Of the person's language.
    """
    edition, offered = sheet.edition, sheet.highlights
    if edition is None or offered is None:
        return None
    maker = _Maker(sheet=sheet, edition=edition, offered=offered, words=words)
    table = edition.comparison
    return WordsForm(
        headline=maker.line("headline", edition.headline, "headline"),
        deck=maker.optional("deck", edition.deck),
        deck_offer=offered.deck.text if offered.deck and edition.deck is None else None,
        points=maker.points(),
        points_changed=edition.points != offered.picked,
        offers=maker.offers(),
        quotation=maker.quotation(),
        figure=maker.figure(),
        has_table=offered.comparison is not None,
        table=None if table is None else maker.table(table),
        conclusion=maker.optional("conclusion", edition.conclusion),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    """Makes the fields."""

    sheet: Sheet
    edition: Edition
    offered: Highlights
    words: Words

    def line(
        self, place: str, line: Line | None, op: str, args: Mapping[str, object] | None = None
    ) -> Spot:
        """Return the field of a line."""
        given = dict(args or {})
        edit = self.sheet.edit_of(place)
        original = edit.original if edit is not None and edit.original else None
        return Spot(
            place=place,
            label=self._label(place),
            text="" if line is None else line.text,
            op=op,
            args=given,
            original=original,
            restore=None if original is None else Ask(op=op, args={**given, "text": original}),
            is_own=edit is not None and original is None,
            source="" if line is None else place_of(line.source),
            words=words_of(line) if line is not None and _may_be_emphasised(place) else (),
        )

    def optional(self, place: str, line: Line | None) -> Spot | None:
        """Return the field of a line that may be missing."""
        return None if line is None else self.line(place, line, place)

    def points(self) -> tuple[PointView, ...]:
        """Return the highlights."""
        return tuple(
            PointView(
                key=f"point-{place_of(line.source) or line.text}",
                spot=self.line(f"points[{at}]", line, "reword", {"at": at}),
            )
            for at, line in enumerate(self.edition.points)
        )

    def offers(self) -> tuple[Offer, ...]:
        """Return what else could be a highlight, best first."""
        return tuple(
            Offer(index=each.index, text=each.line.text, source=place_of(each.line.source))
            for each in self.sheet.offers
            if each.point is None
        )

    def quotation(self) -> Choice:
        """Return the quotation, and which others there are."""
        said, quotes = self.edition.quotation, self.offered.quotes
        options = tuple(each.text.text for each in quotes)
        if said is None:
            return Choice(options=options)
        return Choice(
            options=options,
            chosen=_chosen(said.text, [each.text for each in quotes]),
            spots=tuple(
                self.line(
                    f"quotation.{part}", getattr(said, part), "quotation_text", {"part": part}
                )
                for part in QUOTATION_PARTS
            ),
        )

    def figure(self) -> Choice:
        """Return the key figure, and which others there are."""
        figure, figures = self.edition.figure, self.offered.figures
        options = tuple(map(_in_short, figures))
        if figure is None:
            return Choice(options=options)
        return Choice(
            options=options,
            chosen=_chosen(figure.value, [each.value for each in figures]),
            spots=tuple(
                self.line(f"figure.{part}", getattr(figure, part), "figure_text", {"part": part})
                for part in FIGURE_PARTS
            ),
        )

    def table(self, table: Comparison) -> TableView:
        """Return the table."""
        head = (table.columns,) if table.columns else ()
        first = -len(head)
        return TableView(
            title=self.line("comparison.title", table.title, "comparison_title"),
            rows=tuple(
                tuple(self._cell(row, column, line) for column, line in enumerate(cells))
                for row, cells in enumerate((*head, *table.rows), first)
            ),
        )

    def _cell(self, row: int, column: int, line: Line) -> Cell:
        name = f"columns[{column}]" if row < 0 else f"rows[{row}][{column}]"
        spot = self.line(f"comparison.{name}", line, "cell", {"row": row, "column": column})
        return Cell(spot=spot, is_head=row < 0)

    def _label(self, place: str) -> str:
        name, _, rest = place.partition("[")
        if name == "points":
            return self.words("editor.point", number=int(rest[:-1]) + 1)
        if name == "comparison.columns":
            return self.words("editor.cell_head", number=int(rest[:-1]) + 1)
        if name == "comparison.rows":
            row, column = rest[:-1].split("][")
            return self.words("editor.cell", row=int(row) + 1, column=self._column(int(column)))
        return self.words(f"editor.{name.replace('.', '_')}")

    def _column(self, at: int) -> str:
        table = self.edition.comparison
        columns = () if table is None else table.columns
        name = columns[at].text if at < len(columns) else ""
        return name or self.words("editor.column", number=at + 1)


def _in_short(figure: KeyFigure) -> str:
    unit = f" {figure.unit.text}" if figure.unit else ""
    return f"{figure.value.text}{unit} — {figure.label.text}"


def _chosen(line: Line, offered: list[Line]) -> int:
    """Return which of the article's a line is, reworded or not; ``OWN`` for none of them."""
    places = [each.source for each in offered]
    return places.index(line.source) if line.source in places else OWN


def _may_be_emphasised(place: str) -> bool:
    return place == "headline" or place.startswith("points[")


def _any_changed(spots: tuple[Spot, ...]) -> bool:
    return any(each.is_changed for each in spots)
