"""What a reader who cannot see a card is told: its words, in reading order."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from composer.domain.article import Line
from composer.domain.card import CardContent
from composer.domain.highlight import Comparison, KeyFigure
from composer.posts.count import COLUMN, POINT, ROW, counted
from composer.posts.template import PostTemplates

LONGEST = 1000
"""Characters of an alternative text; screen readers read it in one go, without a pause."""

_PICTURE = "صورة"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value and the head of its column, which is empty in a comparison without columns."""

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
        figure: The number with its unit.
        table_size: Rows and columns, in words that agree; empty where there are no columns.
        columns: The heads of the table.
        rows: Its rows.
        part: Which part of several, in words; empty for the only one.
        topics: The countries that the card is tagged with.
        lines: Every visual line of the card, for a kind that nothing else is known of.
    """

    numbered: tuple[tuple[int, str], ...] = ()
    point_count: str = ""
    figure: str = ""
    table_size: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    part: str = ""
    topics: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


def alt_text(content: CardContent, templates: PostTemplates, *, lines: Sequence[str] = ()) -> str:
    """Return the alternative text of a card.

    It says what the card shows, word for word and in reading order, and ends with the source.
    It never begins with the word for "picture", which a screen reader says by itself. Beyond
    ``LONGEST`` characters it is cut at a word, before the source.

    Args:
        content: What the card was given.
        templates: The theme's templates; the card's kind chooses one.
        lines: The visual lines of the finished card: what its template left out is not told.
    """
    names = (f"alt-{content.kind}", "alt-card")
    shown = _shown(content, "".join(lines)) if lines else content
    rendered = templates.render(*names, card=shown, spoken=_spoken(shown, tuple(lines)))
    said = [words for line in rendered.split("\n") if (words := " ".join(line.split()))]
    if said and said[0].startswith(_PICTURE):
        said[0] = f"{templates.labels['card_text']}: {said[0]}"
    return shortened("\n".join(said), LONGEST)


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


def _shown(content: CardContent, drawn: str) -> CardContent:
    """Return the content without the optional texts that are not among what was drawn."""
    letters = _letters(drawn)

    def kept(line: Line | None) -> Line | None:
        return line if line and _letters(line.text) in letters else None

    said, figure = content.quotation, content.figure
    return replace(
        content,
        title=kept(content.title),
        deck=kept(content.deck),
        credit=kept(content.credit),
        subjects=tuple(each for each in content.subjects if kept(each.name)),
        quotation=said and replace(said, name=kept(said.name), role=kept(said.role)),
        figure=figure and replace(figure, context=kept(figure.context)),
    )


def _letters(text: str) -> str:
    """Return a text without spaces and marks that have no width."""
    plain = unicodedata.normalize("NFC", text)
    return "".join(
        each for each in plain if not each.isspace() and unicodedata.category(each) != "Cf"
    )


def _spoken(content: CardContent, lines: tuple[str, ...]) -> Spoken:
    numbered = tuple(enumerate((each.text for each in content.points), content.first))
    table, figure = content.comparison, content.figure
    return Spoken(
        numbered=numbered,
        point_count=counted(len(numbered), POINT),
        figure=_number(figure) if figure else "",
        table_size=_size(table) if table else "",
        columns=tuple(each.text for each in table.columns) if table else (),
        rows=_rows(table) if table else (),
        part=_part(content),
        topics=tuple(each.name.text for each in content.subjects),
        lines=lines,
    )


def own_words(content: CardContent) -> tuple[str, ...]:
    """Return what an alternative text says of the card itself: counts, numbers, parts."""
    spoken = _spoken(content, ())
    numbers = (str(number) for number, _ in spoken.numbered)
    counts = (spoken.point_count, spoken.table_size, spoken.part)
    return (*(each for each in counts if each), *numbers)


def _part(content: CardContent) -> str:
    return f"الجزء {content.part} من {content.parts}" if content.parts > 1 else ""


def _number(figure: KeyFigure) -> str:
    """Return a number with its unit: a sign stands close to it, a word apart."""
    unit = figure.unit.text if figure.unit else ""
    close = not unit or not unit[0].isalpha()
    return f"{figure.value.text}{unit}" if close else f"{figure.value.text} {unit}"


def _size(table: Comparison) -> str:
    if not table.columns:
        return ""
    return f"{counted(len(table.rows), ROW)} و{counted(len(table.columns), COLUMN)}"


def _rows(table: Comparison) -> tuple[Row, ...]:
    heads = [each.text for each in table.columns[1:]] or [""] * max(map(len, table.rows))
    return tuple(
        Row(
            name=first.text,
            cells=tuple(
                Cell(column=head, text=cell.text) for head, cell in zip(heads, rest, strict=False)
            ),
        )
        for first, *rest in table.rows
    )
