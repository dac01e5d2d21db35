"""Where quotations stand in a text."""

import re
from dataclasses import dataclass

OPENING = '“„‟«»”"'
_FAMILY = {"“": "c", "”": "c", "„": "c", "‟": "c", "«": "g", "»": "g", '"': "s"}
_MARK = re.compile('[“”„‟«»"]')


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation: ``start`` and ``end`` count the marks in; ``closed`` is false at a loose end."""

    start: int
    end: int
    closed: bool = True

    def inner(self, text: str) -> tuple[int, int]:
        """Return where the words begin and end, without marks and the white space beside them."""
        start, end = self.start + 1, self.end - self.closed
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        return start, end


def quoted(text: str) -> list[Quoted]:
    """Return the outermost quotations of a text in order.

    Marks of one family close each other whichever way they point, since Arabic text is typed
    with both “…” and ”…“. An inch mark after a digit opens nothing. A quotation that is never
    closed reaches to the end of the text.
    """
    found: list[Quoted] = []
    open_marks: list[tuple[str, int]] = []
    for match in _MARK.finditer(text):
        family, place = _FAMILY[match.group()], match.start()
        if open_marks and open_marks[-1][0] == family:
            _, start = open_marks.pop()
            if not open_marks:
                found.append(Quoted(start, place + 1))
        elif not _is_inch(text, place):
            open_marks.append((family, place))
    if open_marks:
        found.append(Quoted(open_marks[0][1], len(text), closed=False))
    return found


def _is_inch(text: str, place: int) -> bool:
    return text[place] == '"' and place > 0 and text[place - 1].isdigit()
