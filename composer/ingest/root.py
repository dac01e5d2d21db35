"""Which part of a page is its article."""

from collections.abc import Callable, Iterator

from composer.ingest.tree import Element

_NAMES = (
    frozenset({"entry-content", "post-content", "article-content", "article-body", "post-body"}),
    frozenset({"td-post-content", "single-content", "story-body", "article__body", "article-text"}),
    frozenset({"content-body", "news-content", "the-content", "post_content", "articlebody"}),
    frozenset({"elementor-widget-theme-post-content", "entry", "story", "post-text"}),
)
_LEAST_CHARACTERS = 80
_TEXTS = frozenset({"p", "li", "blockquote", "td", "pre", "h2", "h3", "h4", "dd"})
_LEAST_TEXT = 25
_WHOLE_SHARE = 0.75

Test = Callable[[Element], bool]


def content_of(page: Element) -> Element:
    """Return what holds the article: by what it is called, else by where the text is."""
    for test in _tests():
        found = list(_outermost(page, test))
        best = max(found, key=lambda each: len(each.text), default=None)
        if best is not None and len(best.text.strip()) >= _LEAST_CHARACTERS:
            return best
    return densest(page.first("body") or page)


def articles_of(page: Element) -> list[Element]:
    """Return the parts of a page that are marked as an article each, none inside another."""
    return list(_outermost(page, lambda each: each.tag == "article"))


def _tests() -> Iterator[Test]:
    yield lambda each: "articlebody" in each.words("itemprop")
    for names in _NAMES:
        yield (
            lambda each, names=names: (
                not names.isdisjoint(  # type: ignore[misc]
                    (*each.words("class"), *each.words("id"))
                )
            )
        )
    yield lambda each: each.tag == "article"
    yield lambda each: each.tag == "main" or "main" in each.words("role")


def _outermost(element: Element, test: Test) -> Iterator[Element]:
    stack = [element]
    while stack:
        each = stack.pop()
        if test(each):
            yield each
        else:
            stack.extend(each.elements())


def densest(body: Element) -> Element:
    """Return the smallest element with nearly all running text; links are no running text.

    Text counts for the element around its paragraph, and half for the one around that, as in
    readers of browsers; the winner then grows to whatever holds three quarters of all of it.
    """
    parents, scores = _scores(body)
    whole = sum(scores.values())
    best = max(scores, key=lambda key: scores[key], default=None)
    if best is None or not whole:
        return body
    element: Element | None = next(each for each in body.all() if id(each) == best)
    inside = _sums(body, scores)
    while element is not None and inside[id(element)] < _WHOLE_SHARE * whole:
        element = parents.get(id(element))
    return element or body


def _scores(body: Element) -> tuple[dict[int, Element], dict[int, float]]:
    """Return the parent of each element, and how much running text stands right inside it."""
    parents: dict[int, Element] = {}
    scores: dict[int, float] = {}
    stack = [(body, 0)]
    while stack:
        element, links = stack.pop()
        for child in element.elements():
            parents[id(child)] = element
            stack.append((child, links + (child.tag == "a")))
        own = "".join(each for each in element.children if isinstance(each, str)).strip()
        size = 0 if links else len(own)
        if size >= _LEAST_TEXT or (size and element.tag in _TEXTS):
            around = parents.get(id(element), element) if element.tag in _TEXTS else element
            scores[id(around)] = scores.get(id(around), 0.0) + size * (1 + own.count("،") / 10)
    return parents, scores


def _sums(body: Element, scores: dict[int, float]) -> dict[int, float]:
    """Return for each element what it and all inside it score."""
    sums: dict[int, float] = {}
    for element in reversed(list(body.all())):
        inside = sum(sums[id(child)] for child in element.elements())
        sums[id(element)] = inside + scores.get(id(element), 0.0)
    return sums
