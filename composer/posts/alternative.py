"""What a reader who cannot see a card is told: its words, in reading order."""

from dataclasses import dataclass

from composer.domain.card import CardContent
from composer.domain.highlight import Comparison
from composer.posts.count import COLUMN, POINT, ROW, counted
from composer.posts.template import PostTemplates

LONGEST = 1000
"""Characters of an alternative text; screen readers read it in one go, without a pause."""

_PICTURE = "صورة"
_NAMED = "نص البطاقة: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value and the head of its column."""

    column: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table: what it is about, and what is said of it."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What a template needs beyond the card's content.

    Args:
        numbered: The highlights with their numbers.
        point_count: How many there are, in words that agree.
        table_size: Rows and columns, in words that agree.
        columns: The heads of the table.
        rows: Its rows.
    """

    numbered: tuple[tuple[int, str], ...] = ()
    point_count: str = ""
    table_size: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


def alt_text(content: CardContent, templates: PostTemplates) -> str:
    """Return the alternative text of a card.

    Every text of the card stands in it as it is; it ends with the source, and never begins
    with the word for "picture", which a screen reader says by itself. Beyond ``LONGEST``
    characters it is cut at a word, before the source.
    """
    names = (f"alt-{content.kind}", "alt-card")
    rendered = templates.render(*names, card=content, spoken=_spoken(content))
    lines = [words for line in rendered.split("\n") if (words := " ".join(line.split()))]
    if lines and lines[0].startswith(_PICTURE):
        lines[0] = _NAMED + lines[0]
    return shortened("\n".join(lines), LONGEST)


def shortened(text: str, longest: int) -> str:
    """Return a text of at most ``longest`` characters whose last line is whole."""
    if len(text) <= longest:
        return text
    body, _, last = text.rpartition("\n")
    room = longest - len(last) - len("…\n")
    if room <= 0 or not body:
        return text[:longest].rpartition(" ")[0] or text[:longest]
    kept = body[: room + 1]
    end = max(kept.rfind(" "), kept.rfind("\n"))
    return f"{kept[:end].rstrip(' ،؛:')}…\n{last}"


def _spoken(content: CardContent) -> Spoken:
    table = content.comparison
    if table is None:
        numbered = tuple(enumerate((each.text for each in content.points), content.first))
        return Spoken(numbered=numbered, point_count=counted(len(numbered), POINT))
    rows, columns = counted(len(table.rows), ROW), counted(len(table.columns), COLUMN)
    return Spoken(
        table_size=f"{rows} و{columns}",
        columns=tuple(each.text for each in table.columns),
        rows=_rows(table),
    )


def _rows(table: Comparison) -> tuple[Row, ...]:
    heads = [each.text for each in table.columns[1:]]
    return tuple(
        Row(
            name=first.text,
            cells=tuple(
                Cell(column=head, text=cell.text) for head, cell in zip(heads, rest, strict=True)
            ),
        )
        for first, *rest in table.rows
    )
