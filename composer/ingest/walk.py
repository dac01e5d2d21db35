"""From a tree of tags to blocks: one walk for pages, feeds and WordPress."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from composer.domain.article import Block, Bullets, Dateline, Figure, Heading, Quote
from composer.ingest.block import is_bold_heading, lowered, paragraph, quotation, with_speakers
from composer.ingest.grid import grid_of
from composer.ingest.inline import Piece, TextLine, emoji_of, flat, is_bold, lines, pieces
from composer.ingest.line import Row, bullet, is_contents_marker, is_dateline
from composer.ingest.noise import is_all_links, is_contents, prune
from composer.ingest.picture import figure_of, is_tracker
from composer.ingest.speech import attribution
from composer.ingest.tree import BLOCKS, Element
from composer.ingest.word import fold, tidy

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_RICH = frozenset({"table", "blockquote", "figure", *_LEVELS})
_LEAST_RUN = 2
_DATELINE_BLOCKS = 2
_MOST_PARAGRAPHS = 1

Part = Block | TextLine


def blocks_of(root: Element, *, title: str = "") -> list[Block]:
    """Return the blocks of an article, before proofreading.

    Args:
        root: What holds the article; what is no part of it is taken out of the tree.
        title: The headline: a heading at the top that repeats it is left out.
    """
    prune(root)
    return resolved(list(_Walk(title).through(root)))


class _Walk:
    """A way through a tree; text is gathered until a block ends it."""

    def __init__(self, title: str) -> None:
        self._title = fold(tidy(title))
        self._gathered: list[Piece] = []
        self._pictures: list[Figure] = []

    def through(self, element: Element, *, bold: bool = False) -> Iterator[Part]:
        """Give what an element holds; what it holds ends where it ends if it is a block."""
        bold = is_bold(element, bold=bold)
        for child in element.children:
            if isinstance(child, str):
                self._gathered += pieces(Element("", {}, [child]), bold=bold)
            elif child.tag == "img":
                self._take_picture(child)
            elif child.tag in BLOCKS:
                yield from self._end()
                yield from self._block(child)
                yield from self._end()
            elif child.holds_block or child.first("img"):
                yield from self.through(child, bold=bold)
            else:
                self._gathered += pieces(Element("", {}, [child]), bold=bold)
        if element.tag in BLOCKS or element.tag == "#root":
            yield from self._end()

    def _take_picture(self, image: Element) -> None:
        if emoji_of(image):
            self._gathered.append(Piece(emoji_of(image)))
        elif not is_tracker(image):
            self._pictures.append(figure_of(image))

    def _end(self) -> Iterator[Part]:
        """Give what was gathered, then the pictures that stood in it."""
        gathered, pictures = self._gathered, self._pictures
        self._gathered, self._pictures = [], []
        yield from lines(gathered)
        yield from pictures

    def _block(self, element: Element) -> Iterator[Part]:
        tag = element.tag
        if is_contents(element):
            return
        if tag in _LEVELS:
            yield from self._heading(element)
        elif tag in _LISTS:
            yield from self._list(element)
        elif tag == "blockquote":
            yield from self._quote(element)
        elif tag == "table":
            yield from self._table(element)
        elif tag == "figure" or "wp-caption" in element.words("class"):
            yield from self._figure(element)
        elif tag == "pre":
            yield from (TextLine(tidy(each)) for each in element.text.split("\n") if tidy(each))
        else:
            yield from self.through(element)

    def _heading(self, element: Element) -> Iterator[Part]:
        text = flat(element)
        if text and fold(tidy(text)) != self._title:
            yield Heading(text=text, level=_LEVELS[element.tag])
        yield from self._pictures_in(element)

    def _pictures_in(self, element: Element) -> Iterator[Figure]:
        for each in element.all():
            if each.tag == "img" and not is_tracker(each) and not emoji_of(each):
                yield figure_of(each)

    def _list(self, element: Element) -> Iterator[Part]:
        if is_all_links(element):
            return
        if any(_is_rich(each) for each in element.elements()):
            yield from self.through(element)
            return
        items = tuple(text for text in _items(element) if text)
        if items:
            yield Bullets(items=items, ordered=element.tag == "ol")
        yield from self._pictures_in(element)

    def _quote(self, element: Element) -> Iterator[Part]:
        if any(each.tag in _LISTS | _RICH for each in element.all() if each is not element):
            yield from self.through(element)
            return
        named = element.first("cite", "footer")
        speaker = attribution(flat(named)) or flat(named) if named else None
        said = [line.text for line in lines(pieces(element, without=("cite", "footer")))]
        quote = quotation(said, speaker=speaker or None)
        if quote:
            yield quote

    def _table(self, element: Element, caption: str | None = None) -> Iterator[Part]:
        table = grid_of(element, caption=caption)
        if table is None:
            yield from self.through(element)
        else:
            yield table

    def _figure(self, element: Element) -> Iterator[Part]:
        """Read a picture with its caption; or the table or the quotation that a figure holds."""
        told = element.child("figcaption")
        caption = flat(told) if told else None
        table, quote = element.first("table"), element.first("blockquote")
        images = [each for each in element.all() if each.tag == "img" and not is_tracker(each)]
        if table:
            yield from self._table(table, caption)
        elif quote:
            yield from self._quote(quote)
        elif len(images) == 1:
            under = caption or flat(element, without=("img", "noscript"))
            yield figure_of(images[0], caption=under)
        else:
            yield from self.through(element)


def _is_rich(item: Element) -> bool:
    """Tell whether an item of a list is a part of the article of its own and no item."""
    inside = [each.tag for each in item.all() if each is not item]
    if not _RICH.isdisjoint(inside):
        return True
    return sum(each.tag == "p" for each in item.elements()) > _MOST_PARAGRAPHS


def _items(element: Element) -> Iterator[str]:
    """Give the text of each item, then of the lists inside it."""
    for item in element.elements():
        if item.tag not in _LISTS:
            yield flat(item, without=_LISTS)
        for inner in _lists_in(item):
            yield from _items(inner)


def _lists_in(item: Element) -> Iterator[Element]:
    if item.tag in _LISTS:
        yield item
        return
    for each in item.elements():
        yield from _lists_in(each)


def resolved(parts: Sequence[Part]) -> list[Block]:
    """Return the blocks that parts make: lines are items, headings, quotations, paragraphs."""
    found: list[Block] = []
    for marked, group in groupby(parts, key=_mark):
        run = list(group)
        if marked and len(run) >= _LEAST_RUN:
            found.append(_marked_list(run))
        else:
            for part in run:
                _add(found, part)
    return [lowered(block) for block in with_speakers(found)]


def _mark(part: Part) -> str:
    """Return which mark of a list item a line begins with; empty for none."""
    found = bullet(Row(part.text, part.text)) if isinstance(part, TextLine) else None
    return "" if found is None else ("number" if found[1] else "sign")


def _marked_list(run: Iterable[Part]) -> Bullets:
    marks = [
        found
        for part in run
        if isinstance(part, TextLine) and (found := bullet(Row(part.text, part.text)))
    ]
    return Bullets(items=tuple(text for text, _ in marks), ordered=marks[0][1])


def _add(found: list[Block], part: Part) -> None:
    if not isinstance(part, TextLine):
        found.append(part)
        return
    row = Row(part.text, tidy(part.text))
    last = found[-1] if found else None
    named = attribution(part.text)
    if is_contents_marker(row) or not row.plain:
        return
    if named and isinstance(last, Quote) and not last.speaker and not last.lead:
        found[-1] = Quote(text=last.text, speaker=named)
    elif part.bold and is_bold_heading(part.text):
        found.append(Heading(text=part.text))
    elif len(found) < _DATELINE_BLOCKS and is_dateline(row) and not _has_heading(found):
        found.append(Dateline(text=part.text))
    else:
        found.append(paragraph(part.text))


def _has_heading(found: Sequence[Block]) -> bool:
    return any(isinstance(block, Heading) for block in found)
