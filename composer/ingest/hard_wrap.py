"""Plain text whose lines were broken at a fixed width: its paragraphs made whole again."""

import re
from itertools import pairwise

from composer.ingest.line import Row, bullet, cells, site_of
from composer.ingest.word import tidy

_WIDTHS = range(40, 101)
_LEAST_JOINTS = 5
_LEAST_SHARE = 0.8
_LEAST_RUNNING = 0.5
_CLOSED = re.compile(r"[.!؟?:؛…][”»\"“)\]]*$")


def unwrapped(text: str) -> str:
    """Return the text with the lines of each paragraph joined, when it surely was wrapped.

    It was, when no line is wider than some width, nearly every line that another follows is so
    full that the next one's first word would not have fitted, and many of them stop in
    mid-sentence. Lists, tables and headings keep their lines.
    """
    lines = [line.strip() for line in text.split("\n")]
    width = max((len(line) for line in lines if not _is_table(line)), default=0)
    if width not in _WIDTHS:
        return text
    joints = [pair for pair in pairwise(lines) if all(pair) and not _begins(pair[1])]
    full = [pair for pair in joints if _is_full(*pair, width)]
    running = [pair for pair in full if not _CLOSED.search(pair[0])]
    if len(full) < max(_LEAST_JOINTS, _LEAST_SHARE * len(joints)):
        return text
    return _joined(lines, width) if len(running) >= _LEAST_RUNNING * len(full) else text


def _joined(lines: list[str], width: int) -> str:
    found = lines[:1]
    for before, line in pairwise(lines):
        if before and line and not _begins(line) and _is_full(before, line, width):
            found[-1] += f" {line}"
        else:
            found.append(line)
    return "\n".join(found)


def _is_full(line: str, following: str, width: int) -> bool:
    """Tell whether the first word of the next line would not have fitted."""
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width


def _begins(line: str) -> bool:
    """Tell whether a line is surely the first of its block."""
    row = Row(line, tidy(line))
    opens = bullet(row) is not None or site_of(row) is not None
    return bool(row.plain) and (opens or _is_table(line))


def _is_table(line: str) -> bool:
    row = Row(line, tidy(line))
    return bool(row.plain) and cells(row) is not None
