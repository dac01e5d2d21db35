"""What a page tells search engines about its article in JSON-LD."""

import json
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from composer.ingest.tree import Element
from composer.ingest.word import tidy

_KINDS = ("article", "posting", "report")
_MOST = 400


class LinkedData:
    """The article among the things that a page describes; every answer is empty where it is silent.

    Args:
        page: The page.
    """

    def __init__(self, page: Element) -> None:
        things = [thing for data in _parsed(page) for thing in _things(data)][:_MOST]
        self._known = {str(each["@id"]): each for each in things if len(each) > 1 and "@id" in each}
        self._article = next((each for each in things if _is_article(each)), {})
        self._site = next((each for each in things if _kinds(each) == ["website"]), {})

    @property
    def found(self) -> bool:
        """Whether the page says that it is an article."""
        return bool(self._article)

    def text(self, name: str) -> str:
        """Return a property of the article as one text."""
        return next(self._texts(self._article.get(name), "name"), "")

    def texts(self, name: str) -> list[str]:
        """Return a property of the article as a list, also where commas part it."""
        found = [
            part for text in self._texts(self._article.get(name), "name") for part in _parts(text)
        ]
        return [text for text in map(tidy, found) if text]

    def address(self, name: str) -> str:
        """Return a property of the article that is an address."""
        return next(self._texts(self._article.get(name), "url", "contentUrl"), "")

    @property
    def site(self) -> str:
        """The name of the site."""
        return self.text("publisher") or next(self._texts(self._site.get("name"), "name"), "")

    def _texts(self, value: object, *keys: str) -> Iterator[str]:
        """Give the texts of a value: its own, its list's, or those of its properties ``keys``."""
        for each in value[:_MOST] if isinstance(value, list) else [value]:
            if isinstance(each, Mapping):
                thing = {**self._known.get(str(each.get("@id")), {}), **each}
                found = [thing.get(key) for key in keys]
            else:
                found = [each]
            yield from (tidy(unescape(text)) for text in found if isinstance(text, str) and text)


def _parts(text: str) -> list[str]:
    return text.replace("،", ",").split(",")


def _parsed(page: Element) -> Iterator[object]:
    for each in page.all():
        if each.tag == "script" and "ld+json" in each.get("type").lower():
            try:
                yield json.loads(each.text, strict=False)
            except (ValueError, RecursionError):
                continue


def _things(data: object) -> Iterator[Mapping[str, Any]]:
    """Give the objects at the top of a document and in its graph."""
    for each in data if isinstance(data, list) else [data]:
        if isinstance(each, Mapping):
            yield each
            graph = each.get("@graph")
            if isinstance(graph, list):
                yield from (thing for thing in graph if isinstance(thing, Mapping))


def _kinds(thing: Mapping[str, Any]) -> list[str]:
    kind = thing.get("@type")
    return [str(each).lower() for each in (kind if isinstance(kind, list) else [kind])]


def _is_article(thing: Mapping[str, Any]) -> bool:
    return any(kind.endswith(_KINDS) for kind in _kinds(thing))
