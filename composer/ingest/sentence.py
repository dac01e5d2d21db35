"""Where the sentences of an Arabic text begin and end."""

import re
from collections.abc import Iterator

from composer.ingest.quotation_marks import quoted

_END = re.compile(r"(?:[.!؟?]+|…)([”»“\")\]]*)(?=\s|$)|\n")
_INITIAL = re.compile(
    r"(?:^|[\s(«“\"])و?(?:[^\W\d_]|[A-Z]\.[A-Z]|Mr|Mrs|Dr|St|No|vs|Inc|Ltd|Corp|Jr|إلخ)$"
)
_LOOK_BACK = 8


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Give start and end of each sentence, without the white space between them.

    A sentence never ends inside a quotation, nor after an initial («د.», «J.») or within a number.
    A line feed, which parts the items of a list, always ends one.
    """
    inside = [(place.start, place.end) for place in quoted(text)]
    start = at = 0
    for match in _END.finditer(text):
        end = match.end()
        while at < len(inside) and inside[at][1] < end:
            at += 1
        if text[match.start()] != "\n":
            if at < len(inside) and inside[at][0] < match.start() and end < inside[at][1]:
                continue
            if _INITIAL.search(text, max(0, match.start() - _LOOK_BACK), match.start()):
                continue
        yield from _trimmed(text, start, end)
        start = end
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
