"""Plain text: a classifier of lines, since no Markdown parser survives how articles are pasted."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from composer.domain.article import (
    Article,
    Block,
    Bullets,
    Dateline,
    Heading,
    Paragraph,
    Quote,
    Table,
)
from composer.ingest.hard_wrap import unwrapped
from composer.ingest.line import (
    Row,
    bullet,
    cells,
    is_contents_marker,
    is_dateline,
    is_heading,
    is_headline,
    is_item,
    is_labelled,
    is_list_lead,
    rows,
    site_of,
)
from composer.ingest.speech import as_quote, attribution

_HEAD_LINES = 5
_DATELINE_BLOCKS = 2
_LEAST_RUN = 2


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the classifier stands: the lines, the next of them, and what it has found."""

    lines: Sequence[Row]
    at: int
    blocks: Sequence[Block]
    speaker: str | None

    @property
    def row(self) -> Row:
        return self.lines[self.at]

    def run(self, belongs: Callable[[Row], object]) -> list[Row]:
        """Return the lines from here on for which ``belongs`` is true."""
        end = self.at
        while end < len(self.lines) and belongs(self.lines[end]):
            end += 1
        return list(self.lines[self.at : end])


def read_plain(text: str) -> Article:
    """Return the article that a plain text is, as it stands, before proofreading."""
    lines = rows(unwrapped(text))
    site = site_of(lines[-1]) if lines else None
    title, body = _split_headline(lines[:-1] if site else lines)
    return Article(title=title, blocks=_blocks(body), site=site)


def blocks_in(text: str) -> tuple[Block, ...]:
    """Return the blocks of a plain text that has no headline in it."""
    return _blocks(_without_contents(rows(text)))


def _split_headline(lines: list[Row]) -> tuple[str, list[Row]]:
    body = _without_contents(lines)
    if body and is_headline(body[0]) and bullet(body[0]) is None and not as_quote(body[0].text):
        return body[0].text, body[1:]
    return "", body


def _without_contents(lines: list[Row]) -> list[Row]:
    """Drop the marker of a table of contents and the lines after it that recur as headings."""
    for index, row in enumerate(lines[:_HEAD_LINES]):
        if is_contents_marker(row):
            seen = Counter(each.plain for each in lines[index + 1 :])
            first = index + 1
            while first < len(lines) and seen[_entry(lines[first])] > (
                lines[first].plain == _entry(lines[first])
            ):
                first += 1
            return lines[:index] + lines[first:]
    return lines


def _entry(row: Row) -> str:
    """Return what an entry of a table of contents repeats."""
    found = bullet(row)
    return " ".join(found[0].split()) if found else row.plain


def _blocks(lines: Sequence[Row]) -> tuple[Block, ...]:
    found: list[Block] = []
    at, speaker = 0, None
    while at < len(lines):
        place = _Place(lines, at, found, speaker)
        block, used = next(filter(None, (read(place) for read in _READERS)))
        if isinstance(block, Quote):
            speaker = block.speaker or speaker
        found.append(block)
        at += used
    return tuple(found)


def _table(place: _Place) -> tuple[Block, int] | None:
    run = place.run(lambda row: cells(row) is not None)
    found = [row for row in map(cells, run) if row]
    width = max(map(len, found), default=0)
    if len(run) < _LEAST_RUN or not found or width < _LEAST_RUN:
        return None
    padded = (tuple(row + [""] * (width - len(row))) for row in found)
    return Table(rows=tuple(padded)), len(run)


def _list(place: _Place) -> tuple[Block, int] | None:
    first = bullet(place.row)
    if first is None:
        return None
    run = place.run(lambda row: (found := bullet(row)) is not None and found[1] == first[1])
    items = tuple(found[0] for row in run if (found := bullet(row)))
    return Bullets(items=items, ordered=first[1]), len(run)


def _lost_list(place: _Place) -> tuple[Block, int] | None:
    """Read the items of a list that lost its bullets after «… ما يأتي:»."""
    last = place.blocks[-1] if place.blocks else None
    if not isinstance(last, Paragraph) or not is_list_lead(last.text.rstrip()):
        return None
    stopped = place.row.plain.endswith((".", "؛", "،"))
    run = place.run(
        lambda row: (
            is_item(row)
            and (row is place.row or not row.after_gap)
            and row.plain.endswith((".", "؛", "،")) == stopped
            and as_quote(row.text) is None
            and cells(row) is None
        )
    )
    if len(run) < _LEAST_RUN:
        return None
    return Bullets(items=tuple(row.text for row in run)), len(run)


def _labelled_list(place: _Place) -> tuple[Block, int] | None:
    run = place.run(lambda row: is_labelled(row) and (row is place.row or not row.after_gap))
    if len(run) < _LEAST_RUN:
        return None
    return Bullets(items=tuple(row.text for row in run)), len(run)


def _quotation(place: _Place) -> tuple[Block, int] | None:
    quote = as_quote(place.row.text, inherited=place.speaker)
    if quote is None:
        return None
    following = place.lines[place.at + 1] if place.at + 1 < len(place.lines) else None
    named = attribution(following.text) if following and not quote.lead else None
    if named is None:
        return quote, 1
    return Quote(text=quote.text, speaker=named), 2


def _dateline(place: _Place) -> tuple[Block, int] | None:
    early = len(place.blocks) < _DATELINE_BLOCKS and not any(
        isinstance(block, Heading) for block in place.blocks
    )
    return (Dateline(text=place.row.text), 1) if early and is_dateline(place.row) else None


def _heading(place: _Place) -> tuple[Block, int] | None:
    last = place.at + 1 == len(place.lines)
    return (Heading(text=place.row.text), 1) if is_heading(place.row) and not last else None


def _paragraph(place: _Place) -> tuple[Block, int]:
    return Paragraph(text=place.row.text), 1


_READERS: tuple[Callable[[_Place], tuple[Block, int] | None], ...] = (
    _table,
    _quotation,
    _list,
    _lost_list,
    _labelled_list,
    _dateline,
    _heading,
    _paragraph,
)
