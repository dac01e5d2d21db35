"""What an article compares: a table, else a list whose items speak of one side each."""

from composer.domain.article import Article, Bullets, Heading, Line, Paragraph, Span, Table
from composer.domain.highlight import Comparison
from composer.ingest.emphasis import emphasised_title
from composer.ingest.entity import Gazetteer
from composer.ingest.paired import country_of, rows_of

_LEAST_COLUMNS = 2
_LEAST_ROWS = 3


def comparison_of(article: Article, gazetteer: Gazetteer) -> Comparison | None:
    """Return the first table with two columns and two rows below its header, else the first list.

    A list has labels and no header: its comparison has no columns.
    """
    found = [each for i in range(len(article.blocks)) if (each := _of_table(article, i, gazetteer))]
    found += [each for i in range(len(article.blocks)) if (each := _of_list(article, i, gazetteer))]
    return found[0] if found else None


def _of_table(article: Article, index: int, gazetteer: Gazetteer) -> Comparison | None:
    block = article.blocks[index]
    if not isinstance(block, Table) or len(block.rows) < _LEAST_ROWS:
        return None
    header, *body = _lines(block, index)
    if len(header) < _LEAST_COLUMNS:
        return None
    title = _title(article, index)
    return Comparison(
        title=emphasised_title(title) if title else None,
        columns=header,
        rows=tuple(body),
        countries=tuple(gazetteer.only(row[0].text) for row in body),
        source=Span(block=index, start=0, end=_size(block)),
    )


def _of_list(article: Article, index: int, gazetteer: Gazetteer) -> Comparison | None:
    block = article.blocks[index]
    if not isinstance(block, Bullets):
        return None
    lead = _lead(article, index)
    title = _title(article, index - 1 if lead else index)
    above = f"{title.text if title else ''} {lead}"
    rows = rows_of(block, index, gazetteer, above=above)
    if not rows:
        return None
    return Comparison(
        title=emphasised_title(title) if title else None,
        columns=(),
        rows=rows,
        countries=tuple(country_of(row[0].text, gazetteer) for row in rows),
        source=Span(block=index, start=0, end=len(block.plain)),
    )


def _lead(article: Article, index: int) -> str:
    """Return the paragraph that leads into a list («… ما يأتي:»)."""
    above = article.blocks[index - 1] if index else None
    led = isinstance(above, Paragraph) and above.text.rstrip().endswith(":")
    return above.plain if led and above else ""


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
