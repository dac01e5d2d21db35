"""Hashtags: the countries and people of an article, then what its site files it under."""

import re
from collections import Counter
from collections.abc import Sequence

from composer.domain.article import Article
from composer.domain.highlight import Country, Quotation
from composer.ingest.lexicon import (
    BODIES,
    CUES,
    FUNCTION_WORDS,
    NEGATIONS,
    PREPOSITIONS,
    TITLES,
)
from composer.ingest.word import bare, tokens, words

_MOST = 5
_ENOUGH = 3
_LONGEST = 40
_NAMED_OFTEN = 2
_NAME_WORDS = 2
_MATTER_WORDS = (3, 2)
_LEADING = PREPOSITIONS | CUES | NEGATIONS
_ORDINALS = frozenset({"الأول", "الأولى", "الثاني", "الثانية", "الثالث", "الثالثة", "الرابع"})
_BREAK = re.compile(r"[\W_]+")


def hashtags_of(
    article: Article,
    countries: Sequence[Country],
    subjects: Sequence[Country],
    quotes: Sequence[Quotation],
) -> tuple[str, ...]:
    """Return up to five hashtags without ``#``, best first; no less sure ones beyond three."""
    names = {country.code: country.name.text for country in countries}
    often = [
        names[country.code]
        for country in countries
        if country.count >= _NAMED_OFTEN or names[country.code] in article.tags
    ]
    places = list(dict.fromkeys([*(names[each.code] for each in subjects), *often]))
    sure = [*places[:_ENOUGH], *_people(quotes), *places[_ENOUGH:]]
    for more in (_filed(article), _bodies(article), _matters(article), names.values()):
        if len(_fit(sure)) < _ENOUGH:
            sure += more
    return tuple(_fit(sure)[:_MOST])


def _people(quotes: Sequence[Quotation]) -> list[str]:
    """Return the people quoted by their full names; an office is no name."""
    names = [quote.name.text for quote in quotes if quote.name]
    return [
        name
        for name in names
        if len(name.split()) >= _NAME_WORDS and TITLES.isdisjoint(words(name))
    ]


def _fit(names: Sequence[str]) -> list[str]:
    """Return the names that make a hashtag, each once, a name in its longest form."""
    made = list(dict.fromkeys(tag for name in names if (tag := _hashtag(name))))
    return [
        tag
        for tag in made
        if "_" not in tag or not any(other.startswith(f"{tag}_") for other in made)
    ]


def _hashtag(name: str) -> str | None:
    tag = "_".join(filter(None, _BREAK.split(bare(name))))
    fits = 1 < len(tag) <= _LONGEST and not tag.replace("_", "").isdigit()
    return tag if fits else None


def _filed(article: Article) -> list[str]:
    return [*article.tags, *([article.section] if article.section else [])]


def _bodies(article: Article) -> list[str]:
    """Return organisations that the article names at least twice, in their longest form."""
    counts: Counter[str] = Counter()
    longest: dict[str, str] = {}
    for _, text in article.texts():
        found = tokens(text)
        for at, word in enumerate(found[:-1]):
            following = found[at + 1].bare
            if (
                word.bare in BODIES
                and following.startswith("ال")
                and following not in FUNCTION_WORDS
            ):
                name = f"{word.bare} {following}"
                counts[name] += 1
                third = found[at + 2].bare if at + 2 < len(found) else ""
                if third.startswith("ال") and third.endswith(("ية", "ي")):
                    longest.setdefault(name, f"{name} {third}")
    return [
        longest.get(name, name) for name, count in counts.most_common() if count >= _NAMED_OFTEN
    ]


def _matters(article: Article) -> list[str]:
    """Return what the headline names and the text names again («الناقل الوطني للمياه»)."""
    body = " ".join(f" {' '.join(words(text))} " for at, text in article.texts() if at >= 0)
    found: list[str] = []
    title = tokens(article.title)
    for size in _MATTER_WORDS:
        for at in range(len(title) - size + 1):
            run = title[at : at + size]
            before = title[at - 1].bare if at else ""
            name = " ".join(word.bare for word in run)
            beside = article.title[run[0].start : run[-1].end].count(" ") == size - 1
            known = any(name in longer for longer in found)
            if beside and not known and _is_matter(name.split(), before) and f" {name} " in body:
                found.append(name)
    return found


def _is_matter(name: list[str], before: str) -> bool:
    """Tell whether words name something by themselves, and are not cut from a longer name."""
    first, last = name[0], name[-1]
    opens = first in BODIES or (first.startswith("ال") and (not before or before in _LEADING))
    closes = last.startswith(("ال", "لل")) and last not in _ORDINALS
    agrees = not last.endswith("ية") or first.endswith(("ة", "ات")) or first in BODIES
    return opens and closes and agrees and (FUNCTION_WORDS | CUES | TITLES).isdisjoint(name)
