"""Whether what is about to be published says only what its article says.

A text is borne out when it is made of whole pieces (lines of the article, the theme's own labels,
lines that a person edited) with nothing but punctuation between them. A number must keep its
unit: «38» may stand alone, but not before a «مليار» that the article does not put there.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from composer.domain.article import Article, Line, Span
from composer.domain.highlight import Highlights
from composer.ingest.measure import UNITS
from composer.ingest.word import MARKS, bare

_PART = rf"[^\W_{MARKS}][\w{MARKS}]*"
_TOKEN = re.compile(rf"(?:(?<![\w.,])[-+−](?=\d))?{_PART}(?:[.,٫٬:/’'-]{_PART})*|[%٪‰$€£¥°…]")
_THOUSANDS = re.compile(r"(?<=\d)[,٬](?=\d{3}(?!\d))")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٪−", "01234567890123456789.%-")
_CUT = "…"
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign; a number by its value, whatever its digits."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=2048)
def tokens(text: str) -> tuple[Token, ...]:
    """Return what a text says, without spaces, punctuation and decoration."""
    return tuple([Token(_value(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(text)])


def _value(word: str) -> str:
    """Return a word as it is, a number in Latin digits without marks between thousands."""
    if not any(mark.isdigit() for mark in word):
        return "%" if word == "٪" else word
    return _THOUSANDS.sub("", word.translate(_DIGITS))


def lines_of(highlights: Highlights) -> Iterator[Line]:
    """Give every line that an article offers to cards and posts."""
    for each in highlights.candidates:
        yield from filter(None, (each.line, each.shown))
    for quote in highlights.quotes:
        yield from filter(None, (quote.text, quote.name, quote.role))
    for figure in highlights.figures:
        yield from filter(None, (figure.value, figure.unit, figure.label, figure.context))
    if highlights.comparison:
        table = highlights.comparison
        yield from table.columns
        yield from (cell for row in table.rows for cell in row)
        yield from filter(None, (table.title, table.entity))
    yield from (country.name for country in (*highlights.subjects, *highlights.countries))
    yield from filter(None, (highlights.headline, highlights.deck, highlights.conclusion))


def misquoted(article: Article, lines: Iterable[Line]) -> Line | None:
    """Return the first line that does not stand where it says it does; None when all do.

    A line that a person edited stands nowhere and is theirs to answer for.
    """
    for line in lines:
        if not line.edited and (
            line.source is None or not _stands(article, line.text, line.source)
        ):
            return line
    return None


def parted_figure(article: Article, highlights: Highlights) -> Line | None:
    """Return the first number whose unit does not stand right behind it in the article."""
    for figure in highlights.figures:
        value, unit = figure.value, figure.unit
        if unit is None or value.edited or unit.edited:
            continue
        number, place = value.source, unit.source
        beside = number and place and number.block == place.block and number.end <= place.start
        if (
            not (number and place and beside)
            or article.plain(number.block)[number.end : place.start].strip()
        ):
            return value
    return None


def _stands(article: Article, text: str, place: Span) -> bool:
    inside = -1 <= place.block < len(article.blocks) and 0 <= place.start <= place.end
    return inside and article.at(place) == text


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What bears out the texts made of one article.

    Args:
        article: The article after its repairs.
        pieces: Whole texts that may be said: their first word, and what follows it.
        measured: Numbers with the first word of their unit.
        edited: What people wrote.
    """

    article: Article
    pieces: Mapping[str, frozenset[tuple[str, ...]]] = field(default_factory=dict)
    measured: frozenset[tuple[str, str]] = frozenset()
    edited: frozenset[str] = frozenset()

    @classmethod
    def of(cls, article: Article, *, lines: Iterable[Line], own: Iterable[str]) -> "Evidence":
        """Return what bears out the texts made of an article.

        Args:
            article: The article after its repairs.
            lines: What was picked from it, and what people edited.
            own: The theme's labels, the site's name, the address: whole texts that may stand
                anywhere.
        """
        said = frozenset[tuple[str, str]]().union(*(measured(t) for _, t in article.texts()))
        return cls(article=article, measured=said).along_with(*own, lines=lines)

    def along_with(self, *own: str, lines: Iterable[Line] = ()) -> "Evidence":
        """Return the same with more texts of our own, such as page marks, and more lines."""
        lines = tuple(lines)
        known = dict.fromkeys([*own, *(line.text for line in lines)])
        pieces = dict(self.pieces)
        for text in known:
            first, *rest = [token.text for token in tokens(text)] or [""]
            pieces[first] = pieces.get(first, frozenset()) | {tuple(rest)}
        return replace(
            self,
            pieces=pieces,
            measured=self.measured.union(*map(measured, known)),
            edited=self.edited.union(line.text for line in lines if line.edited),
        )

    def unsaid(self, stretches: Sequence[tuple[str, Span | None]]) -> str | None:
        """Return what of a card's text is not borne out; None when all of it is.

        Args:
            stretches: What the text says, stretch by stretch, each with its place in the article
                where it has one.
        """
        for text, place in stretches:
            if place is None:
                if not self._is_edited(text) and (found := self._uncovered(text)):
                    return found
            elif not _stands(self.article, text, place) and not self._is_edited(text):
                return text
        return self._mismeasured("".join(text for text, _ in stretches))

    def unsaid_in(self, text: str) -> str | None:
        """Return what of a post or an alternative text is not borne out; None when all is."""
        return self._uncovered(text) or self._mismeasured(text)

    def _is_edited(self, text: str) -> bool:
        return any(text in whole for whole in self.edited)

    def _uncovered(self, text: str) -> str | None:
        """Return the words from the first that no row of whole pieces reaches."""
        found = tokens(text)
        words = tuple(token.text for token in found)
        reached = {0}
        furthest = 0
        for at in range(len(words)):
            if at in reached:
                furthest = at
                reached.update(self._ends(words, at))
        if len(words) in reached:
            return None
        last = min(furthest + _SHOWN, len(found)) - 1
        return text[found[furthest].start : found[last].end]

    def _ends(self, words: tuple[str, ...], at: int) -> Iterator[int]:
        """Give where a piece that begins at a word ends; one that is cut short ends at «…»."""
        if words[at] == _CUT:
            yield at + 1
        for rest in self.pieces.get(words[at], ()):
            end = at + 1 + len(rest)
            said = words[at + 1 : end]
            if said == rest:
                yield end
            elif _CUT in said and said[: said.index(_CUT)] == rest[: said.index(_CUT)]:
                yield at + 1 + said.index(_CUT)

    def _mismeasured(self, text: str) -> str | None:
        """Return a number with a unit that it does not have in the article."""
        unknown = measured(text) - self.measured
        return " ".join(min(unknown)) if unknown else None


@lru_cache(maxsize=2048)
def measured(text: str) -> frozenset[tuple[str, str]]:
    """Return each number that has a unit right behind it, with the first word of the unit."""
    found = tokens(text)
    return frozenset(
        (one.text, other.text)
        for one, other in pairwise(found)
        if one.text[-1].isdigit()
        and bare(other.text) in UNITS
        and not text[one.end : other.start].strip(" ")
    )


def is_founded(hashtag: str, article: Article) -> bool:
    """Tell whether the words of a hashtag stand together in the article or what it is filed under.

    Args:
        hashtag: Without ``#``; its words joined by underscores.
        article: The article.
    """
    wanted = " ".join(word for word in hashtag.split("_") if word)
    joined = f"لل{wanted[2:]}" if wanted.startswith("ال") else wanted
    filed = (*article.tags, article.section or "", article.site or "")
    texts = (*filed, *(text for _, text in article.texts()))
    return any(wanted in (said := _spelled(text)) or joined in said for text in texts)


def _spelled(text: str) -> str:
    return " ".join(re.findall(r"\w+", bare(text).replace("_", " ")))
