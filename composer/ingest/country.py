"""The countries of an article: which it names, how often, and which its headline is about."""

import re
from collections.abc import Iterator

from composer.domain.article import TITLE_BLOCK, Article, Line, Span
from composer.domain.highlight import Country
from composer.ingest.entity import Gazetteer
from composer.ingest.word import fold

_MOST_SUBJECTS = 2
_AMBIGUOUS = "عمان"
_OMAN = re.compile(r"سلطنه عمان|مسقط|العماني|السلطان")
_JORDAN = re.compile(r"(?<!\w)[وبلفك]*(?:ال)?اردن")


def countries_of(article: Article, gazetteer: Gazetteer) -> tuple[Country, ...]:
    """Return the countries that the article names, most often first."""
    found: dict[str, list[Line]] = {}
    oman = _means_oman(article)
    for index, text in article.texts():
        for code, line in _named(index, text, gazetteer):
            if oman or line.text != _AMBIGUOUS:
                found.setdefault(code, []).append(line)
    countries = [
        Country(code=code, name=_clearest(lines), count=len(lines)) for code, lines in found.items()
    ]
    return tuple(sorted(countries, key=lambda country: -country.count))


def subjects_of(article: Article, gazetteer: Gazetteer) -> tuple[Country, ...]:
    """Return the first two countries that the headline names, in its order."""
    found: dict[str, Country] = {}
    oman = _means_oman(article)
    for code, line in _named(TITLE_BLOCK, article.title, gazetteer):
        if oman or line.text != _AMBIGUOUS:
            found.setdefault(code, Country(code=code, name=line))
    return tuple(found.values())[:_MOST_SUBJECTS]


def _means_oman(article: Article) -> bool:
    """Tell whether «عمان» without its vowel is Oman in this article, and not Jordan's capital."""
    text = " ".join(fold(text) for _, text in article.texts())
    return _OMAN.search(text) is not None or _JORDAN.search(text) is None


def _named(index: int, text: str, gazetteer: Gazetteer) -> Iterator[tuple[str, Line]]:
    for mention in gazetteer.mentions(text):
        span = Span(block=index, start=mention.start, end=mention.end)
        yield mention.code, Line(text=text[mention.start : mention.end], source=span)


def _clearest(lines: list[Line]) -> Line:
    """Return the first form of a name that is not grown together with «لـ»."""
    return next((line for line in lines if not line.text.startswith("لل")), lines[0])
