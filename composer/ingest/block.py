"""What every form with markup makes of its parts: the rules that they share."""

from collections.abc import Iterable, Sequence

from composer.domain.article import Block, Heading, Paragraph, Quote
from composer.ingest.line import Row, site_of
from composer.ingest.quotation_marks import quoted
from composer.ingest.speech import as_quote, attribution
from composer.ingest.word import tidy

LEAST_LEVEL = 2
"""The level of the highest heading inside an article; the headline is 1."""

_BOLD_HEADING_CHARACTERS = 90


def is_bold_heading(text: str) -> bool:
    """Tell whether a paragraph that is bold as a whole is a heading."""
    return 0 < len(text) <= _BOLD_HEADING_CHARACTERS and text[-1] not in ".،؛"


def paragraph(text: str) -> Block:
    """Return a paragraph, or the quotation that it is as a whole."""
    return as_quote(text) or Paragraph(text=text)


def quotation(lines: Sequence[str], *, speaker: str | None = None) -> Quote | None:
    """Return what a quotation that is marked as one says; None when nothing.

    Args:
        lines: Its lines; the last may name the speaker after a dash.
        speaker: Who is named apart from the lines.
    """
    named = speaker or (attribution(lines[-1]) if len(lines) > 1 else None)
    text = " ".join(lines[:-1] if named and not speaker else lines).strip()
    if not text:
        return None
    quote = None if named else as_quote(text)
    return quote or Quote(text=_unmarked(text), speaker=named)


def lowered(block: Block) -> Block:
    """Return a heading at the highest level that there is inside an article, or lower."""
    if isinstance(block, Heading) and block.level < LEAST_LEVEL:
        return Heading(text=block.text)
    return block


def with_speakers(blocks: Iterable[Block]) -> list[Block]:
    """Give the quotations whose lead names nobody the speaker before."""
    speaker: str | None = None
    found: list[Block] = []
    for block in blocks:
        each = block
        if isinstance(block, Quote):
            speaker = block.speaker or speaker
            if block.lead and not block.speaker:
                each = Quote(text=block.text, lead=block.lead, speaker=speaker)
        found.append(each)
    return found


def footer_of(blocks: Sequence[Block]) -> str | None:
    """Return the site's name that a last line such as «name | Facebook» gives."""
    last = blocks[-1] if blocks else None
    return site_of(Row(last.text, tidy(last.text))) if isinstance(last, Paragraph) else None


def _unmarked(text: str) -> str:
    found = quoted(text)
    if len(found) == 1 and found[0].closed and found[0].start == 0 and found[0].end == len(text):
        start, end = found[0].inner(text)
        return text[start:end] or text
    return text
