"""What a page says of its article: headline, author, date, site and the like."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from composer.ingest.date import iso_date
from composer.ingest.inline import flat
from composer.ingest.linked_data import LinkedData
from composer.ingest.tree import Element
from composer.ingest.word import tidy

_PARTING = re.compile(r"\s+[-–—|•»:·]\s+")
_BY = re.compile(r"^(?:بواسطة|بقلم|كتب(?:ه|ته|ت)?|by|إعداد|الكاتب)\b[\s:]*", re.IGNORECASE)
_DATES = (
    *("article:published_time", "og:article:published_time", "datepublished", "pubdate", "date"),
    *("dc.date.issued", "dc.date", "parsely-pub-date", "publish-date"),
)
_TITLE_NAMES = frozenset({"entry-title", "post-title", "article-title", "single-title"})
_TELLING = frozenset({"meta", "link", "base", "title", "h1", "h2", "h3", "time", "a"})
_LONGEST_NAME = 80


def joined(address: str | None, reference: str) -> str:
    """Return a reference as an address of its own, where what it counts from is known."""
    try:
        return urljoin(address, reference.strip()) if address else reference.strip()
    except ValueError:
        return reference.strip()


class About:
    """What a page says of its article; empty where it is silent.

    Args:
        page: The page.
        address: Where it was fetched from.
    """

    def __init__(self, page: Element, address: str | None) -> None:
        self._data = LinkedData(page)
        self._telling = [
            each for each in page.all() if each.tag in _TELLING or "itemprop" in each.attributes
        ]
        self._meta: dict[str, list[str]] = {}
        self._links: dict[str, str] = {}
        for each in self._telling:
            if each.tag == "meta":
                name = each.get("property") or each.get("name") or each.get("itemprop")
                self._meta.setdefault(name.strip().lower(), []).append(tidy(each.get("content")))
            elif each.tag in {"link", "base"} and each.get("href").strip():
                for word in each.words("rel") or [each.tag]:
                    self._links.setdefault(word, each.get("href").strip())
        self._base = joined(address, self._links.get("base", "")) if address else None

    @property
    def is_article(self) -> bool:
        """Whether the page says that it is an article."""
        return self._data.found or self.told("og:type") == "article"

    @property
    def is_site(self) -> bool:
        """Whether the page says that it is a whole site."""
        return self.told("og:type") == "website"

    @property
    def site(self) -> str | None:
        """The name of the site."""
        return self.told("og:site_name") or self._data.site or self.told("application-name") or None

    @property
    def title(self) -> str:
        """The headline: the one that readers see, where it can be told."""
        return _first(self._titles())

    @property
    def author(self) -> str | None:
        """Who wrote it."""
        named = [self._data.text("author"), self.told("author"), self.told("article:author")]
        named += [_BY.sub("", flat(each)) for each in self._telling if _names_author(each)]
        return next((name for name in named if _is_name(name)), None)

    @property
    def published(self) -> str | None:
        """When it was published, as ISO 8601 text."""
        found = [self._data.text("datePublished"), *(self.told(name) for name in _DATES)]
        found += [
            each.get("datetime") or each.get("content")
            for each in self._of("time")
            if "updated" not in each.words("class")
        ]
        return next((date for each in found if (date := iso_date(each))), None)

    @property
    def section(self) -> str | None:
        """The section of the site."""
        return self.told("article:section") or _first(self._data.texts("articleSection")) or None

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of the article."""
        found = [*self._meta.get("article:tag", []), *self._data.texts("keywords")]
        found += [flat(each) for each in self._of("a") if "tag" in each.words("rel")]
        return tuple(dict.fromkeys(each for each in found if 0 < len(each) <= _LONGEST_NAME))

    @property
    def link(self) -> str | None:
        """The canonical address."""
        found = (self._links.get("canonical"), self.told("og:url"), self._data.address("url"))
        absolute = (self.absolute(each) for each in found if each)
        return next((each for each in absolute if each and _is_web(each)), None)

    @property
    def image(self) -> str | None:
        """The main picture."""
        told = [self.told(f"og:image{part}") for part in (":secure_url", ":url", "")]
        return _first([*told, self._data.address("image"), self.told("twitter:image")]) or None

    def told(self, name: str) -> str:
        """Return what a ``meta`` element says."""
        return _first(self._meta.get(name, []))

    def absolute(self, reference: str | None) -> str | None:
        """Return a reference as an address, where the page says what it counts from."""
        if not reference:
            return None
        if self._base is None and reference.startswith("/") and self.link:
            return joined(self.link, reference)
        return joined(self._base, reference)

    def _titles(self) -> Iterator[str]:
        heads = [text for each in self._of("h1") if (text := flat(each)) != self.site]
        yield from (flat(each) for each in self._of("h1", "h2", "h3") if _is_headline(each))
        if len(heads) == 1:
            yield heads[0]
        yield self._data.text("headline")
        yield self._without_site(self.told("og:title"))
        yield from heads
        yield from (self._without_site(tidy(each.text)) for each in self._of("title"))

    def _of(self, *tags: str) -> list[Element]:
        return [each for each in self._telling if each.tag in tags]

    def _without_site(self, title: str) -> str:
        """Leave out the site's name at the end of a title."""
        parts = _PARTING.split(title)
        site = self.site
        unknown = site is None and len(parts[0]) > len(parts[-1])
        if len(parts) > 1 and (parts[-1] == site or unknown):
            return title[: title.rindex(parts[-1])].rstrip(" -–—|•»:·")
        return title


def _first(texts: Iterable[str]) -> str:
    return next((each for each in texts if each), "")


def _is_headline(element: Element) -> bool:
    marked = "headline" in element.words("itemprop")
    return marked or not _TITLE_NAMES.isdisjoint(element.words("class"))


def _names_author(element: Element) -> bool:
    return "author" in element.words("rel") or "author" in element.words("itemprop")


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_NAME and "/" not in text and not text.startswith("@")


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://"))
