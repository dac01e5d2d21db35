"""Text inside a block: its lines, and whether all of a line is bold or leads somewhere else."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from composer.ingest.tree import BLOCKS, Element

_SPACE = re.compile("[ \t\n\r\f]+")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\ufdd0-\ufdef\ufffe\uffff]")
_BOLD_TAGS = frozenset({"b", "strong"})
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|bolder|normal|lighter|[1-9]00)", re.IGNORECASE)
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_POWER = re.compile(r"[+-]?[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of one look; a line break is a piece of its own."""

    text: str
    bold: bool = False
    link: bool = False


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text; ``bold`` and ``link`` say that all of it is."""

    text: str
    bold: bool = False
    link: bool = False


BREAK = Piece("\n")


def pieces(
    element: Element, *, bold: bool = False, link: bool = False, without: Collection[str] = ()
) -> Iterator[Piece]:
    """Give the text of an element piece by piece; a block inside it begins a line and ends one.

    Args:
        element: The element.
        bold: Whether what is around it is bold.
        link: Whether what is around it is a link.
        without: Tags that are left out.
    """
    bold, link = is_bold(element, bold=bold), link or element.tag == "a"
    for child in element.children:
        if isinstance(child, str):
            yield Piece(_SPACE.sub(" ", _UNSEEN.sub("", child)), bold, link)
        elif child.tag not in without:
            yield from _pieces_of(child, bold=bold, link=link, without=without)


def _pieces_of(
    child: Element, *, bold: bool, link: bool, without: Collection[str]
) -> Iterator[Piece]:
    if child.tag == "br":
        yield BREAK
    elif child.tag == "img":
        yield Piece(emoji_of(child), bold, link)
    elif child.tag == "sup" and _POWER.fullmatch(child.text.strip()):
        yield Piece(child.text.strip().translate(_RAISED), bold, link)
    elif child.tag == "q":
        yield Piece("“", bold, link)
        yield from pieces(child, bold=bold, link=link, without=without)
        yield Piece("”", bold, link)
    elif child.tag in BLOCKS:
        yield BREAK
        yield from pieces(child, bold=bold, link=link, without=without)
        yield BREAK
    else:
        yield from pieces(child, bold=bold, link=link, without=without)


def is_bold(element: Element, *, bold: bool) -> bool:
    """Tell whether the text of an element is bold, where that around it is or is not."""
    style = element.get("style")
    weight = _WEIGHT.findall(style) if style else []
    if weight:
        return weight[-1].lower() not in {"normal", "lighter", "100", "200", "300", "400", "500"}
    return bold or element.tag in _BOLD_TAGS


def emoji_of(image: Element) -> str:
    """Return the sign that a picture in the text stands for; empty for any other picture."""
    names = image.words("class")
    return image.get("alt") if "emoji" in names or "wp-smiley" in names else ""


def lines(found: Iterable[Piece]) -> Iterator[TextLine]:
    """Give the lines that pieces make, without those that are empty."""
    line: list[Piece] = []
    for piece in (*found, BREAK):
        if piece is not BREAK:
            line.append(piece)
            continue
        text = _SPACE.sub(" ", "".join(each.text for each in line)).strip(" ")
        if text.strip():
            shown = [each for each in line if each.text.strip()]
            bold = all(each.bold for each in shown)
            yield TextLine(text, bold, all(each.link for each in shown))
        line.clear()


def flat(element: Element, *, without: Collection[str] = ()) -> str:
    """Return all text of an element in one line."""
    return " ".join(line.text for line in lines(pieces(element, without=without)))
