"""The table of an article in which things are compared."""

from composer.domain.article import Article, Heading, Line, Span, Table
from composer.domain.highlight import Comparison
from composer.ingest.emphasis import emphasised_title
from composer.ingest.entity import Gazetteer

_LEAST_COLUMNS = 2
_LEAST_ROWS = 3


def comparison_of(article: Article, gazetteer: Gazetteer) -> Comparison | None:
    """Return the first table with two columns and two rows below its header."""
    for index, block in enumerate(article.blocks):
        if isinstance(block, Table) and len(block.rows) >= _LEAST_ROWS:
            header, *body = _lines(block, index)
            if len(header) < _LEAST_COLUMNS:
                continue
            title = _title(article, index)
            return Comparison(
                title=emphasised_title(title) if title else None,
                columns=header,
                rows=tuple(body),
                countries=tuple(gazetteer.only(row[0].text) for row in body),
                source=Span(block=index, start=0, end=_size(block)),
            )
    return None


def _lines(table: Table, index: int) -> list[tuple[Line, ...]]:
    rows: list[tuple[Line, ...]] = []
    at = 0
    for row in table.rows:
        cells: list[Line] = []
        for cell in row:
            cells.append(Line(text=cell, source=Span(block=index, start=at, end=at + len(cell))))
            at += len(cell) + 1
        rows.append(tuple(cells))
    return rows


def _size(table: Table) -> int:
    return sum(len(cell) + 1 for row in table.rows for cell in row) - 1


def _title(article: Article, index: int) -> Line | None:
    """Return the caption, which stands last in the block's text, or the heading right above."""
    table = article.blocks[index]
    if isinstance(table, Table) and table.caption:
        start = _size(table) + 1
        span = Span(block=index, start=start, end=start + len(table.caption))
        return Line(text=table.caption, source=span)
    above = article.blocks[index - 1] if index else None
    if isinstance(above, Heading):
        span = Span(block=index - 1, start=0, end=len(above.text))
        return Line(text=above.text, source=span)
    return None
