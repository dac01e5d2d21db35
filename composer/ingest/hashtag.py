"""Hashtags: the countries and people of an article, then what its site files it under."""

import re
from collections import Counter
from collections.abc import Sequence

from composer.domain.article import Article
from composer.domain.highlight import Country, Quotation
from composer.ingest.lexicon import FUNCTION_WORDS
from composer.ingest.word import bare, tokens

_MOST = 5
_ENOUGH = 3
_LONGEST = 40
_NAMED_OFTEN = 2
_NAME_WORDS = 2
_BREAK = re.compile(r"[\s\-–_/]+")
_UNFIT = re.compile(r"[^\w]+")
_BODIES = frozenset({
    *("وزارة", "هيئة", "منظمة", "شركة", "مجلس", "حلف", "وكالة", "جامعة", "بنك", "مصرف", "البنك"),
    *("الاتحاد", "اتحاد", "البحرية", "الجيش", "القوات", "محكمة", "صندوق", "مجموعة"),
})  # fmt: skip


def hashtags_of(
    article: Article,
    countries: Sequence[Country],
    subjects: Sequence[Country],
    quotes: Sequence[Quotation],
) -> tuple[str, ...]:
    """Return up to five hashtags without ``#``, best first; no less sure ones beyond three."""
    often = [
        country.name.text
        for country in countries
        if country.count >= _NAMED_OFTEN or country.name.text in article.tags
    ]
    places = list(dict.fromkeys([*(country.name.text for country in subjects), *often]))
    people = [q.name.text for q in quotes if q.name and len(q.name.text.split()) >= _NAME_WORDS]
    sure = [*places[:_ENOUGH], *people, *places[_ENOUGH:]]
    for more in (_filed(article), _bodies(article), [c.name.text for c in countries]):
        if len(_fit(sure)) < _ENOUGH:
            sure += more
    return tuple(_fit(sure)[:_MOST])


def _fit(names: Sequence[str]) -> list[str]:
    """Return the names that make a hashtag, each once."""
    made = (_hashtag(name) for name in names)
    return list(dict.fromkeys(tag for tag in made if tag))


def _hashtag(name: str) -> str | None:
    parts = (_UNFIT.sub("", part) for part in _BREAK.split(bare(name).strip()))
    tag = "_".join(part for part in parts if part)
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
                word.bare in _BODIES
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
