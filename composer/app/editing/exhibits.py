"""Changes to the quotation, the figure and the table of a draft."""

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from composer.app.editing.change import Change, Turn, refuse_index, told
from composer.app.editing.galley import Galley
from composer.app.editing.wording import ChangeRefused, one_line, reworded
from composer.domain.article import Line
from composer.domain.highlight import Comparison, KeyFigure, Quotation
from composer.ingest import Gazetteer
from composer.ingest.figure import percent_of

_T = TypeVar("_T")

QUOTATION = "quotation"
FIGURE = "figure"
COMPARISON = "comparison"

_PERCENT_SIGNS = frozenset({"%", "٪"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseQuotation(Change):
    """Take another of the quotations that the article has, counted from 0; None for none."""

    index: int | None = None

    def _field(self) -> str:
        return QUOTATION

    def _place(self, galley: Galley) -> object:
        return galley.edition.quotation

    def _told(self) -> str:
        return "" if self.index is None else str(self.index)

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        quotes = galley.whole.highlights.quotes
        return galley.with_edition(quotation=_chosen(quotes, self.index, QUOTATION))


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationText(Change):
    """Word a part of the quotation's card otherwise; name and role may be empty."""

    part: Literal["text", "name", "role"]
    text: str

    def _field(self) -> str:
        return f"{QUOTATION}.{self.part}"

    def _place(self, galley: Galley) -> object:
        said = galley.edition.quotation
        return None if said is None else told(getattr(said, self.part))

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        said = galley.edition.quotation
        text = one_line(self.text, self.field, may_be_empty=self.part != "text")
        if said is None:
            said = Quotation(text=Line(text="", edited=True))
        offered = _offered_quotation(galley, said)
        line = _worded(galley, text, _part(said, self.part), _part(offered, self.part))
        values: dict[str, Any] = {self.part: line}
        fresh = replace(said, **values)
        if not fresh.text.text:
            msg = "there is no quotation yet: write its words first"
            raise ChangeRefused(msg, code="empty", field=self.field, typed=self.text)
        country = _country(fresh, offered, turn.gazetteer)
        return galley.with_edition(quotation=replace(fresh, country=country))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseFigure(Change):
    """Take another of the numbers that the article has, counted from 0; None for none."""

    index: int | None = None

    def _field(self) -> str:
        return FIGURE

    def _place(self, galley: Galley) -> object:
        return galley.edition.figure

    def _told(self) -> str:
        return "" if self.index is None else str(self.index)

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        figures = galley.whole.highlights.figures
        return galley.with_edition(figure=_chosen(figures, self.index, FIGURE))


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureText(Change):
    """Word a part of the figure's card otherwise; unit and context may be empty."""

    part: Literal["value", "unit", "label", "context"]
    text: str

    def _field(self) -> str:
        return f"{FIGURE}.{self.part}"

    def _place(self, galley: Galley) -> object:
        figure = galley.edition.figure
        return None if figure is None else told(getattr(figure, self.part))

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        figure = galley.edition.figure
        if figure is None:
            msg = "there is no figure: choose one first"
            raise ChangeRefused(msg, code="empty", field=self.field, typed=self.text)
        text = one_line(self.text, self.field, may_be_empty=self.part in {"unit", "context"})
        offered = _offered_figure(galley, figure)
        line = _worded(galley, text, _part(figure, self.part), _part(offered, self.part))
        values: dict[str, Any] = {self.part: line}
        return galley.with_edition(figure=_measured(replace(figure, **values), offered))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowComparison(Change):
    """Put the article's table on the cards, or take it off."""

    shown: bool

    def _field(self) -> str:
        return COMPARISON

    def _told(self) -> str:
        return "1" if self.shown else ""

    def _place(self, galley: Galley) -> object:
        return galley.edition.comparison

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        if not self.shown:
            return galley.with_edition(comparison=None)
        if galley.edition.comparison is not None:
            return galley
        table = galley.whole.highlights.comparison
        if table is None:
            msg = "the article has no table"
            raise ChangeRefused(msg, code="empty", field=self.field)
        return galley.with_edition(comparison=table)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellText(Change):
    """Word a cell otherwise; row -1 is the head of the table."""

    row: int
    column: int
    text: str

    def _field(self) -> str:
        if self.row < 0:
            return f"{COMPARISON}.columns[{self.column}]"
        return f"{COMPARISON}.rows[{self.row}][{self.column}]"

    def _place(self, galley: Galley) -> object:
        table = galley.edition.comparison
        if table is None or not _has_cell(table, self.row, self.column):
            return None
        return _row(table, self.row)[self.column].text

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        table = galley.edition.comparison
        if table is None or not _has_cell(table, self.row, self.column):
            msg = f"the table has no cell {self.field}: look at the draft again"
            raise ChangeRefused(msg, code="no-such-place", field=self.field, typed=self.text)
        corner = self.row < 0 and self.column == 0  # the only cell that may say nothing
        text = one_line(self.text, self.field, limit="comparison.cell", may_be_empty=corner)
        cells = list(_row(table, self.row))
        old = cells[self.column]
        cells[self.column] = reworded(old, text, original=galley.original(old))
        fresh = _with_row(table, self.row, tuple(cells))
        if self.column == 0 and self.row >= 0:
            fresh = _with_country(fresh, self.row, galley, turn.gazetteer)
        return galley.with_edition(comparison=fresh)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonTitle(Change):
    """Head the table otherwise; None or an empty text for the theme's own title."""

    text: str | None = None

    def _field(self) -> str:
        return f"{COMPARISON}.title"

    def _place(self, galley: Galley) -> object:
        table = galley.edition.comparison
        return None if table is None else told(table.title)

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        table, offered = galley.edition.comparison, galley.whole.highlights.comparison
        if table is None:
            msg = "there is no table on the cards"
            raise ChangeRefused(msg, code="empty", field=self.field, typed=self.text or "")
        text = one_line(self.text or "", self.field, may_be_empty=True)
        title = _worded(galley, text, table.title, _part(offered, "title"))
        return galley.with_edition(comparison=replace(table, title=title))


def _chosen(offered: tuple[_T, ...], index: int | None, field: str) -> _T | None:
    if index is None:
        return None
    if not 0 <= index < len(offered):
        raise refuse_index(field, index, len(offered))
    return offered[index]


def _part(whole: object, name: str) -> Line | None:
    line: Line | None = getattr(whole, name, None)
    return line


def _worded(galley: Galley, text: str, old: Line | None, offered: Line | None) -> Line | None:
    """Return a line with other words, None for no words; ``offered`` is the article's own."""
    return reworded(old, text, original=galley.original(old) or offered) if text else None


def _offered_quotation(galley: Galley, said: Quotation) -> Quotation | None:
    """Return the article's quotation that another was made of."""
    quotes = galley.whole.highlights.quotes
    return next((each for each in quotes if each.text.source == said.text.source), None)


def _offered_figure(galley: Galley, figure: KeyFigure) -> KeyFigure | None:
    """Return the article's number that another was made of."""
    figures = galley.whole.highlights.figures
    return next((each for each in figures if each.value.source == figure.value.source), None)


def _country(said: Quotation, offered: Quotation | None, gazetteer: Gazetteer) -> str | None:
    """Return the country whose flag stands beside a name: the one that office and name tell."""
    if offered is not None and (said.name, said.role) == (offered.name, offered.role):
        return offered.country
    return gazetteer.only(told((said.role, said.name)))


def _measured(figure: KeyFigure, offered: KeyFigure | None) -> KeyFigure:
    """Return a figure with its percentage as it is worded now."""
    unit = figure.unit.text if figure.unit else ""
    percent = percent_of(figure.value.text) if unit in _PERCENT_SIGNS else None
    share = percent is not None and offered is not None and offered.share
    return replace(figure, percent=percent, share=share)


def _has_cell(table: Comparison, row: int, column: int) -> bool:
    if not -1 <= row < len(table.rows):
        return False
    return 0 <= column < len(_row(table, row))


def _row(table: Comparison, row: int) -> tuple[Line, ...]:
    return table.columns if row < 0 else table.rows[row]


def _with_row(table: Comparison, row: int, cells: tuple[Line, ...]) -> Comparison:
    if row < 0:
        return replace(table, columns=cells)
    return replace(table, rows=(*table.rows[:row], cells, *table.rows[row + 1 :]))


def _with_country(table: Comparison, row: int, galley: Galley, gazetteer: Gazetteer) -> Comparison:
    """Return a table whose flag in a row is that of the country which its first cell names."""
    offered, first = galley.whole.highlights.comparison, table.rows[row][0]
    if offered is not None and not first.edited:
        code = next(
            (
                country
                for cells, country in zip(offered.rows, offered.countries, strict=True)
                if cells[0].source == first.source
            ),
            None,
        )
    else:
        code = gazetteer.only(first.text)
    countries = (*table.countries[:row], code, *table.countries[row + 1 :])
    return replace(table, countries=countries)
