"""What a single line of plain text is."""

import re
from dataclasses import dataclass

from composer.ingest.lexicon import LIST_LEADS, MONTHS, REPORTING
from composer.ingest.quotation_marks import OPENING
from composer.ingest.word import INVISIBLE, tidy, words

_EDGE = re.compile(rf"^[\s{INVISIBLE}]+|[\s{INVISIBLE}]+$")
_GAP = rf"[\s{INVISIBLE}\ufe0f]"
_BULLET = re.compile(rf"(?:[-–—*](?![-–—*\d])|[•●▪◦‣·■□✔✓➤►◆◇▫◾◽🔹🔸🔵🔴✅➡👉]){_GAP}*(?=\S)")
_NUMBER = re.compile(rf"(?:\d{{1,2}}|[٠-٩]{{1,2}})(?:[.)]{_GAP}+|[-–]{_GAP}*(?=[^\d\s]))(?=\S)")
_CONTENTS = re.compile(
    r"^(?:جدول ال|قائمة ال|فهرس ال)?محتويات(?: هذا| هذه)?(?: ال\w+)?\W*$|^المحتويات\W*$"
)
_SITE = re.compile(
    r"^([^|]{2,80}?) ?\| ?(?:Facebook|X|Twitter|Instagram|Telegram|YouTube|LinkedIn|Threads"
    r"|فيسبوك|تويتر|إكس|تيليغرام|تلغرام|إنستغرام|يوتيوب)$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r":?-{1,}:?")
_CELL = re.compile(r"(?<!\\)\|")
_LABEL = re.compile(r"^([^:؟.]{2,40}): ?(?=[^\s/])")
_DATE = re.compile(r"\b\d{1,2}[/-]\d{1,2}[/-]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b[٠-٩]{4}\b")

_HEADING_WORDS = 7
_HEADING_WORDS_APART = 10
_HEADING_WORDS_COLON = 5
_HEADING_CHARACTERS = 110
_HEADLINE_CHARACTERS = 240
_ITEM_WORDS = 30
_LABEL_WORDS = 4
_DATELINE_WORDS = 9


@dataclass(frozen=True, slots=True)
class Row:
    """A line that is not empty.

    Args:
        text: As it stands, without white space at its edges.
        plain: The same with single spaces and no invisible characters.
        apart: Whether an empty line stands beside it, and that means something.
        after_gap: Whether an empty line stands before it, and that means something.
    """

    text: str
    plain: str
    apart: bool = False
    after_gap: bool = False


def rows(text: str) -> list[Row]:
    """Return the lines of a text; in a text that is spaced throughout, gaps mean nothing."""
    lines = [_EDGE.sub("", line) for line in text.split("\n")]
    full = [index for index, line in enumerate(lines) if line]
    gaps = [index > 0 and not lines[index - 1] for index in full]
    airy = sum(gaps) >= 0.8 * max(1, len(full) - 1)
    found = []
    for position, index in enumerate(full):
        before = gaps[position] and not airy
        after = position + 1 < len(full) and gaps[position + 1] and not airy
        line = lines[index]
        found.append(Row(line, tidy(line), apart=before or after, after_gap=before))
    return found


def is_contents_marker(row: Row) -> bool:
    """Tell whether the line opens a table of contents («محتويات هذا المقال ☟»)."""
    return _CONTENTS.match(row.plain) is not None


def site_of(row: Row) -> str | None:
    """Return the site's name that a footer such as «name | Facebook» gives."""
    match = _SITE.match(row.plain)
    return match[1].strip() if match else None


def bullet(row: Row) -> tuple[str, bool] | None:
    """Return the item without its mark, and whether the mark was a number."""
    for pattern, ordered in ((_BULLET, False), (_NUMBER, True)):
        match = pattern.match(row.text)
        if match:
            return _EDGE.sub("", row.text[match.end() :]), ordered
    return None


def cells(row: Row) -> list[str] | None:
    """Return the cells of a table row; an empty list for the rule below the header."""
    if "\t" in row.text:
        return [_EDGE.sub("", cell) for cell in row.text.split("\t")]
    if row.text.count("|") < 1 or site_of(row):
        return None
    inner = row.text.removeprefix("|").removesuffix("|")
    found = [_EDGE.sub("", cell).replace("\\|", "|") for cell in _CELL.split(inner)]
    return [] if all(_SEPARATOR.fullmatch(cell) for cell in found) else found


def is_list_lead(text: str) -> bool:
    """Tell whether a list must follow: «… ما يأتي:»."""
    found = words(text[-40:])
    return text.endswith(":") and bool(found) and found[-1] in LIST_LEADS


def is_heading(row: Row) -> bool:
    """Tell whether the line is a heading inside the article."""
    text = row.plain
    if len(text) > _HEADING_CHARACTERS or text[-1] in '.،؛,;…"”»' or text[0] in OPENING:
        return False
    count = len(words(text))
    if text.endswith(":"):
        return 0 < count <= _HEADING_WORDS_COLON and not (
            set("،,") & set(text) or is_list_lead(text)
        )
    return 0 < count <= (_HEADING_WORDS_APART if row.apart else _HEADING_WORDS)


def is_headline(row: Row) -> bool:
    """Tell whether the first line is the headline and not the first paragraph."""
    text = row.plain
    return len(text) <= _HEADLINE_CHARACTERS and text[-1] not in ".،؛:,;" and cells(row) is None


def is_item(row: Row) -> bool:
    """Tell whether the line is short enough for a list item that lost its bullet."""
    return len(row.plain.split()) <= _ITEM_WORDS


def is_labelled(row: Row) -> bool:
    """Tell whether the line is an item such as «لموسكو: الحفاظ على نفوذها»."""
    match = _LABEL.match(row.plain)
    if match is None or row.plain[match.end()] in OPENING:
        return False
    label = words(match[1])
    return 0 < len(label) <= _LABEL_WORDS and not REPORTING & set(label) and is_item(row)


def is_dateline(row: Row) -> bool:
    """Tell whether the line gives a date and little else."""
    found = words(row.plain)
    if len(found) > _DATELINE_WORDS or row.plain.endswith("."):
        return False
    if _DATE.search(row.plain):
        return True
    return bool(MONTHS & set(found)) and _YEAR.search(row.plain) is not None
