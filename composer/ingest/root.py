"""Which part of a page is its article."""

from composer.ingest.tree import BLOCKS, Element

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

_RANKS_OF_TAGS = {"article": len(_NAMES) + 1, "main": len(_NAMES) + 2}


def content_of(page: Element) -> Element:
    """Return what holds the article: by what it is called, else by where the text is."""
    found: dict[int, list[Element]] = {}
    for element in page.all():
        rank = _rank(element)
        if rank is not None:
            found.setdefault(rank, []).append(element)
    for rank in sorted(found):
        best = max(found[rank], key=lambda each: len(each.text))
        if len(best.text.strip()) >= _LEAST_CHARACTERS:
            return best
    body = page.first("body")
    return page if body is None else densest(body)


def articles_of(page: Element) -> list[Element]:
    """Return the parts of a page that are marked as an article each, none inside another."""
    found: list[Element] = []
    stack = [page]
    while stack:
        element = stack.pop()
        if element.tag == "article":
            found.append(element)
        else:
            stack.extend(element.elements())
    return found


def _rank(element: Element) -> int | None:
    """Return how surely an element is what holds the article, 0 first; None for any other."""
    if not element.attributes:
        return _RANKS_OF_TAGS.get(element.tag)
    if "articlebody" in element.words("itemprop"):
        return 0
    names = {*element.words("class"), *element.words("id")}
    rank = next((n for n, known in enumerate(_NAMES, 1) if not known.isdisjoint(names)), None)
    if rank is None and "main" in element.words("role"):
        return _RANKS_OF_TAGS["main"]
    return _RANKS_OF_TAGS.get(element.tag) if rank is None else rank


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
        block = _block_around(element, parents)
        if size >= _LEAST_TEXT or (size and block.tag in _TEXTS):
            around = parents.get(id(block), block) if block.tag in _TEXTS else block
            scores[id(around)] = scores.get(id(around), 0.0) + size * (1 + own.count("،") / 10)
    return parents, scores


def _block_around(element: Element, parents: dict[int, Element]) -> Element:
    """Return the block that an element is in, itself if it is one."""
    while element.tag not in BLOCKS and id(element) in parents:
        element = parents[id(element)]
    return element


def _sums(body: Element, scores: dict[int, float]) -> dict[int, float]:
    """Return for each element what it and all inside it score."""
    sums: dict[int, float] = {}
    for element in reversed(list(body.all())):
        inside = sum(sums[id(child)] for child in element.elements())
        sums[id(element)] = inside + scores.get(id(element), 0.0)
    return sums
