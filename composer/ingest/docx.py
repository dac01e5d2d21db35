"""Word documents: their text, lists, tables and headings. Nothing else in the file is opened.

Three parts of the archive are read, each up to a limit. Macros, pictures and whatever the document
points to outside stay closed.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from composer.domain.article import Article, Bullets, Figure, Heading, Quote, Table
from composer.errors import ArticleError
from composer.ingest.block import footer_of
from composer.ingest.inline import BREAK, Piece, TextLine, lines
from composer.ingest.page import titled
from composer.ingest.tree import Element, parse_xml
from composer.ingest.walk import Part, resolved
from composer.ingest.word import tidy

LIMIT_BYTES = 5 * 1024 * 1024
"""The most that a part may hold when unpacked."""

_MAGIC = b"PK\x03\x04"
_TEXT, _STYLES, _NUMBERING = "word/document.xml", "word/styles.xml", "word/numbering.xml"
_MOST_PARTS = 5000
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError),
    *(ValueError, IndexError),
)
_SKIPPED = frozenset({
    *("w:del", "w:moveFrom", "w:instrText", "w:delText", "w:rPr", "w:pPr", "w:txbxContent"),
    *("mc:Fallback", "w:footnoteReference", "w:endnoteReference", "w:commentReference"),
})  # fmt: skip
_SIGNS = {"w:tab": " ", "w:noBreakHyphen": "‑", "w:br": "\n", "w:cr": "\n"}
_HEADING = re.compile(r"heading ([1-9])$")
_CONTENTS = re.compile(r"toc(?: |$)|toc heading|table of contents", re.IGNORECASE)
_OFF = frozenset({"0", "false", "off", "none"})
_MOST_COLUMNS = 40
_DEEPEST_STYLE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a style says of a paragraph."""

    name: str = ""
    level: int | None = None
    number: str | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Item:
    """A paragraph that is an item of a list."""

    text: str
    ordered: bool


def is_word(data: bytes) -> bool:
    """Tell whether bytes are a Word document, by what is in the archive."""
    if not data.startswith(_MAGIC):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _TEXT in archive.namelist()
    except _BROKEN:
        return False


def read_docx(data: bytes) -> Article:
    """Return the article that a Word document is, before proofreading.

    Raises:
        ArticleError: The archive is damaged, or unpacks to more than an article has.
    """
    document = _Document(_part(data, _STYLES), _part(data, _NUMBERING))
    text = _part(data, _TEXT)
    body = text.first("w:body") or text
    parts = list(_with_lists(document.parts(body)))
    blocks = resolved(parts)
    title, blocks = titled(document.title, blocks)
    footer = footer_of(blocks)
    return Article(title=title, blocks=tuple(blocks[:-1] if footer else blocks), site=footer)


def _part(data: bytes, name: str) -> Element:
    """Return the tree of one part of the archive; empty where the archive has no such part."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > _MOST_PARTS:
                msg = "the Word document has more parts than an article has"
                raise ArticleError(msg)
            if name not in archive.namelist():
                return parse_xml("")
            with archive.open(name) as part:
                found = part.read(LIMIT_BYTES + 1)
    except _BROKEN as error:
        msg = f"the Word document is damaged ({error}); save it again as .docx"
        raise ArticleError(msg) from error
    if len(found) > LIMIT_BYTES:
        limit = LIMIT_BYTES // 1024**2
        msg = f"the Word document unpacks to more than {limit} MB of text"
        raise ArticleError(msg)
    return parse_xml(found.decode("utf-8-sig", errors="replace"))


class _Document:
    """The paragraphs of a document, understood by its styles and its lists."""

    def __init__(self, styles: Element, numbering: Element) -> None:
        self.title = ""
        self._styles = _styles(styles)
        self._ordered = _ordered_lists(numbering)

    def parts(self, body: Element) -> Iterator[Part | _Item]:
        """Give the parts of a body in order; the paragraph in the style «Title» is the headline."""
        for each in body.elements():
            if each.tag == "w:p":
                yield from self._paragraph(each)
            elif each.tag == "w:tbl":
                yield from self._table(each)
            elif each.tag == "w:sdt" and not _is_contents(each):
                yield from self.parts(each.child("w:sdtContent") or each)
            elif each.tag in {"w:ins", "w:moveTo", "w:customXml", "w:smartTag"}:
                yield from self.parts(each)

    def _paragraph(self, element: Element) -> Iterator[Part | _Item]:
        about = element.child("w:pPr")
        style = self._styles.get(_value(about, "w:pStyle"), Style())
        found = list(lines(_pieces(element, bold=style.bold)))
        yield from _pictures(element)
        if not found or _CONTENTS.match(style.name):
            return
        level = _level(about, style)
        text = " ".join(line.text for line in found)
        if style.name == "title" and not self.title:
            self.title = text
        elif level is not None:
            yield Heading(text=text, level=level)
        elif style.name in {"quote", "intense quote"}:
            yield Quote(text=text)
        elif number := _number(about, style):
            yield _Item(text, number in self._ordered)
        else:
            yield from found

    def _table(self, element: Element) -> Iterator[Part | _Item]:
        rows: list[tuple[str, ...]] = []
        for row in element.all():
            if row.tag == "w:tr":
                rows.append(_cells(row, rows[-1] if rows else ()))
        width = max(map(len, rows), default=0)
        if len(rows) > 1 and 1 < width <= _MOST_COLUMNS:
            yield Table(rows=tuple(row + ("",) * (width - len(row)) for row in rows))
            return
        for each in element.all():
            if each.tag == "w:tc":
                yield from self.parts(each)


def _with_lists(parts: Iterator[Part | _Item]) -> Iterator[Part]:
    """Join the items that follow one another into lists."""
    for kind, group in groupby(parts, lambda each: isinstance(each, _Item) and (each.ordered,)):
        run = list(group)
        items = tuple(each.text for each in run if isinstance(each, _Item))
        if items:
            yield Bullets(items=items, ordered=kind == (True,))
        yield from (each for each in run if not isinstance(each, _Item))


def _pieces(element: Element, *, bold: bool) -> Iterator[Piece]:
    """Give the text of a paragraph as it is shown when all changes are accepted."""
    if element.tag == "w:r":
        look = element.child("w:rPr")
        if look is not None and _is_on(look, "w:vanish"):
            return
        bold = _is_on(look, "w:b") if look is not None and look.child("w:b") else bold
    for child in element.elements():
        if child.tag == "w:t":
            yield Piece(child.text, bold)
        elif child.tag in _SIGNS:
            sign = _SIGNS[child.tag]
            yield BREAK if sign == "\n" else Piece(sign, bold)
        elif child.tag not in _SKIPPED:
            yield from _pieces(child, bold=bold)


def _pictures(element: Element) -> Iterator[Figure]:
    for each in element.all():
        if each.tag == "wp:docPr" and tidy(each.get("descr")):
            yield Figure(alt=tidy(each.get("descr")))


def _cells(row: Element, above: tuple[str, ...]) -> tuple[str, ...]:
    """Return the texts of a row; a cell that goes on from above has the text from there."""
    found: list[str] = []
    for cell in row.elements():
        if cell.tag != "w:tc" or len(found) > _MOST_COLUMNS:
            continue
        about = cell.child("w:tcPr")
        merged = about.child("w:vMerge") if about else None
        text = " ".join(line.text for each in _paragraphs(cell) for line in each)
        if merged is not None and merged.get("w:val") != "restart":
            text = above[len(found)] if len(found) < len(above) else ""
        span = _value(about, "w:gridSpan")
        count = int(span) if span.isdecimal() and len(span) < 3 else 1  # noqa: PLR2004 - digits
        found += [text] * min(max(1, count), _MOST_COLUMNS)
    return tuple(found)


def _paragraphs(cell: Element) -> Iterator[list[TextLine]]:
    for each in cell.all():
        if each.tag == "w:p":
            yield list(lines(_pieces(each, bold=False)))


def _value(about: Element | None, name: str) -> str:
    child = about.child(name) if about else None
    return child.get("w:val") if child else ""


def _is_on(about: Element, name: str) -> bool:
    child = about.child(name)
    return child is not None and child.get("w:val").lower() not in _OFF


def _is_contents(element: Element) -> bool:
    gallery = element.first("w:docPartGallery")
    return gallery is not None and _CONTENTS.search(gallery.get("w:val")) is not None


def _level(about: Element | None, style: Style) -> int | None:
    """Return the level of a heading, from 1; None for a paragraph."""
    own = _value(about, "w:outlineLvl")
    if own.isdecimal() and len(own) == 1:
        return int(own) + 1 if int(own) < 9 else None  # noqa: PLR2004 - 9 is body text
    return style.level


def _number(about: Element | None, style: Style) -> str | None:
    own = about.child("w:numPr") if about else None
    if own is None:
        return style.number
    number = _value(own, "w:numId")
    return None if number in {"", "0"} else number


def _styles(root: Element) -> dict[str, Style]:
    """Return the styles by ID; each takes from the one it is based on what it does not say."""
    elements = {each.get("w:styleid"): each for each in root.all() if each.tag == "w:style"}
    return {name: _style(element, elements) for name, element in elements.items()}


def _style(element: Element, known: dict[str, Element], depth: int = 0) -> Style:
    below = known.get(_value(element, "w:basedOn"))
    base = _style(below, known, depth + 1) if below and depth < _DEEPEST_STYLE else Style()
    name = _value(element, "w:name").lower()
    about, look = element.child("w:pPr"), element.child("w:rPr")
    heading = _HEADING.match(name)
    level = int(heading[1]) if heading else _level(about, base)
    return Style(
        name=name,
        level=level,
        number=_number(about, base),
        bold=_is_on(look, "w:b") if look and look.child("w:b") else base.bold,
    )


def _ordered_lists(root: Element) -> frozenset[str]:
    """Return the numbers of the lists whose items are counted."""
    formats: dict[str, str] = {}
    for each in root.all():
        if each.tag == "w:abstractNum":
            level = each.child("w:lvl")
            formats[each.get("w:abstractnumid")] = _value(level, "w:numFmt")
    return frozenset(
        each.get("w:numid")
        for each in root.all()
        if each.tag == "w:num"
        and formats.get(_value(each, "w:abstractNumId"), "bullet") not in {"bullet", "none", ""}
    )
