"""What an article is: a title and blocks of text, each place in it addressable."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

TITLE_BLOCK = -1
"""The block index by which a span points into the headline."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A place in the repaired article.

    Args:
        block: Index of the block, or ``TITLE_BLOCK`` (-1) for the headline.
        start: First character, counted in code points of the block's ``plain`` text.
        end: One past the last character.
    """

    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A text that may reach a card or a post.

    Args:
        text: What the reader sees.
        source: The place in the article it came from; None for the theme's own labels.
        edited: Whether a person changed it.
        emphasis: Ranges of ``text`` (start, end) proposed for emphasis, whole words.
    """

    text: str
    source: Span | None = None
    edited: bool = False
    emphasis: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text."""

    text: str

    @property
    def plain(self) -> str:
        """The text that spans count in."""
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """A line that gives place or date, apart from the text."""

    text: str

    @property
    def plain(self) -> str:
        """The text that spans count in."""
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading inside the article; ``level`` counts from 2 (the headline is 1)."""

    text: str
    level: int = 2

    @property
    def plain(self) -> str:
        """The text that spans count in."""
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list, with or without numbers."""

    items: tuple[str, ...]
    ordered: bool = False

    @property
    def plain(self) -> str:
        r"""The text that spans count in: the items joined by ``\n``."""
        return "\n".join(self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quotation that is a paragraph of its own; ``text`` has neither lead nor marks."""

    text: str
    speaker: str | None = None
    lead: str | None = None

    @property
    def plain(self) -> str:
        r"""The text that spans count in: the words, then ``\n`` and who is named as speaker."""
        attribution = self.lead or self.speaker
        return f"{self.text}\n{attribution}" if attribution else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; ``rows[0]`` is the header and all rows have the same length."""

    rows: tuple[tuple[str, ...], ...]
    caption: str | None = None

    @property
    def plain(self) -> str:
        r"""The text that spans count in: cells joined by ``\t``, rows and caption by ``\n``."""
        cells = "\n".join("\t".join(row) for row in self.rows)
        return f"{cells}\n{self.caption}" if self.caption else cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture in the article; ``src`` as the article gives it."""

    src: str | None = None
    alt: str | None = None
    caption: str | None = None

    @property
    def plain(self) -> str:
        """The text that spans count in: the caption, else the alternative text."""
        return self.caption or self.alt or ""


Block = Paragraph | Dateline | Heading | Bullets | Quote | Table | Figure


class Action(StrEnum):
    """What proofreading did about a finding."""

    REPAIRED = "repaired"
    SHOWN = "shown"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something proofreading found.

    Args:
        rule: Name of the rule.
        action: What was done.
        span: The place in the repaired article.
        before: The characters as they stood.
        after: The characters as they stand now (the same when only flagged).
    """

    rule: str
    action: Action
    span: Span
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as it was understood, after the repairs.

    Args:
        title: The headline; empty when the source has none.
        blocks: Its parts in reading order.
        site: Name of the site, when the source tells it.
        source: Where it was read from, as the user named it.
        section: Section or first category, when the source tells it.
        author: Author, when the source tells it.
        published: Date as ISO 8601 text, when the source tells it.
        link: Canonical address, when the source tells it.
        image: The main picture as the source names it (an address or a path).
        tags: Tags and categories as the source gives them.
        findings: What proofreading found in it.
    """

    title: str
    blocks: tuple[Block, ...]
    site: str | None = None
    source: str = ""
    section: str | None = None
    author: str | None = None
    published: str | None = None
    link: str | None = None
    image: str | None = None
    tags: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def plain(self, block: int) -> str:
        """Return the text of a block in which its spans count; the title's for -1."""
        return self.title if block == TITLE_BLOCK else self.blocks[block].plain

    def at(self, span: Span) -> str:
        """Return the text that a span covers."""
        return self.plain(span.block)[span.start : span.end]

    def texts(self) -> Iterator[tuple[int, str]]:
        """Give block index and text of the title and of each block, in reading order."""
        yield TITLE_BLOCK, self.title
        for index, block in enumerate(self.blocks):
            yield index, block.plain
