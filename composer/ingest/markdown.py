"""Markdown with front matter. Its libraries are imported only when a source is Markdown."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import frontmatter
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from yaml import YAMLError  # type: ignore[import-untyped]

from composer.domain.article import Article, Block, Bullets, Figure, Heading, Paragraph, Table
from composer.errors import ArticleError
from composer.ingest.block import (
    footer_of,
    is_bold_heading,
    lowered,
    paragraph,
    quotation,
    with_speakers,
)
from composer.ingest.word import tidy

_TAG = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}
_SCALARS = (str, int, float, date)


def read_markdown(text: str) -> Article:
    """Return the article that a Markdown text is, as it stands, before proofreading.

    Raises:
        ArticleError: When the front matter is no YAML.
    """
    front, content = _front_matter(text)
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(content))
    blocks = with_speakers([block for node in tree.children for block in _read(node)])
    site = _text(front, "site") or footer_of(blocks)
    title, blocks = _split_title(
        _text(front, "title"), blocks[:-1] if footer_of(blocks) else blocks
    )
    categories = _names(front, "section", "category", "categories")
    return Article(
        title=title,
        blocks=tuple(lowered(block) for block in blocks),
        site=site,
        section=categories[0] if categories else None,
        author=_text(front, "author", "authors"),
        published=_text(front, "date", "published"),
        link=_text(front, "link", "canonical", "canonical_url", "url", "permalink"),
        image=_text(front, "image", "cover", "featured_image", "thumbnail"),
        tags=tuple(dict.fromkeys([*_names(front, "tags", "keywords"), *categories])),
    )


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    try:
        front, content = frontmatter.parse(text)
    except (YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        msg = f"the front matter between the lines «---» is not valid YAML: {reason}"
        raise ArticleError(msg) from error
    return front, content


def _text(front: dict[str, Any], *keys: str) -> str | None:
    names = _names(front, *keys)
    return names[0] if names else None


def _names(front: dict[str, Any], *keys: str) -> list[str]:
    for key in keys:
        value = front.get(key)
        values = value if isinstance(value, list) else [value]
        names = [tidy(_spelled(each)) for each in values if isinstance(each, _SCALARS)]
        if any(names):
            return [name for name in names if name]
    return []


def _spelled(value: object) -> str:
    iso = getattr(value, "isoformat", None)
    return str(iso()) if iso else str(value)


def _split_title(given: str | None, blocks: list[Block]) -> tuple[str, list[Block]]:
    """Take the headline from the front matter, else from the first heading or bold line."""
    first = blocks[0] if blocks else None
    if isinstance(first, Heading) and (not given or tidy(first.text) == given):
        return first.text, blocks[1:]
    if given:
        return given, blocks
    top = next((b for b in blocks if isinstance(b, Heading) and b.level == 1), None)
    if top is not None:
        return top.text, [block for block in blocks if block is not top]
    return "", blocks


def _read(node: SyntaxTreeNode) -> Iterator[Block]:
    read = _READERS.get(node.type)
    if read is not None:
        yield from read(node)


def _inline(node: SyntaxTreeNode) -> str:
    """Return the text that a node shows, without its markup."""
    if node.type in _BREAKS:
        return _BREAKS[node.type]
    if node.type in {"text", "code_inline"}:
        return node.content
    if node.type in {"image", "html_inline"}:
        return ""
    return "".join(_inline(child) for child in node.children)


def _heading(node: SyntaxTreeNode) -> Iterator[Block]:
    text = _inline(node).strip()
    if text:
        yield Heading(text=text, level=int(node.tag[1:]))


def _paragraph(node: SyntaxTreeNode) -> Iterator[Block]:
    parts = node.children[0].children
    shown = [part for part in parts if part.type not in _BREAKS and _shows(part)]
    if len(shown) == 1 and shown[0].type == "image":
        yield _figure(shown[0])
        return
    text = _inline(node).strip()
    if len(shown) == 1 and shown[0].type == "strong" and is_bold_heading(text):
        yield Heading(text=text)
    elif text:
        yield paragraph(text)


def _shows(node: SyntaxTreeNode) -> bool:
    return node.type == "image" or bool(_inline(node).strip())


def _figure(node: SyntaxTreeNode) -> Figure:
    src, title = node.attrs.get("src"), node.attrs.get("title")
    return Figure(
        src=str(src) if src else None,
        alt=tidy(node.content) or None,
        caption=tidy(str(title)) if title else None,
    )


def _list(node: SyntaxTreeNode) -> Iterator[Block]:
    items = [item for child in node.children for item in _items(child)]
    if items:
        yield Bullets(items=tuple(items), ordered=node.type == "ordered_list")


def _items(node: SyntaxTreeNode) -> Iterator[str]:
    """Give the text of a list item, then the items of the lists inside it."""
    inner = [child for child in node.children if child.type.endswith("_list")]
    text = " ".join(_inline(child).strip() for child in node.children if child not in inner)
    if text.strip():
        yield text.replace("\n", " ").strip()
    for child in inner:
        for item in child.children:
            yield from _items(item)


def _blockquote(node: SyntaxTreeNode) -> Iterator[Block]:
    if any(child.type != "paragraph" for child in node.children):
        yield from (block for child in node.children for block in _read(child))
        return
    quote = quotation([line for child in node.children for line in _lines(child)])
    if quote:
        yield quote


def _lines(node: SyntaxTreeNode) -> list[str]:
    """Return the lines of a paragraph; an attribution may stand on a line of its own."""
    parts = node.children[0].children
    breaks = [-1, *(i for i, part in enumerate(parts) if part.type in _BREAKS), len(parts)]
    lines = ("".join(map(_inline, parts[a + 1 : b])).strip() for a, b in pairwise(breaks))
    return [line for line in lines if line]


def _table(node: SyntaxTreeNode) -> Iterator[Block]:
    rows = [
        tuple(_inline(cell).strip() for cell in row.children)
        for part in node.children
        for row in part.children
    ]
    if rows:
        yield Table(rows=tuple(rows))


def _code(node: SyntaxTreeNode) -> Iterator[Block]:
    if node.content.strip():
        yield Paragraph(text=" ".join(node.content.split()))


def _html(node: SyntaxTreeNode) -> Iterator[Block]:
    text = " ".join(_TAG.sub(" ", node.content).split())
    if text:
        yield Paragraph(text=text)


_READERS: dict[str, Callable[[SyntaxTreeNode], Iterator[Block]]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "bullet_list": _list,
    "ordered_list": _list,
    "blockquote": _blockquote,
    "table": _table,
    "fence": _code,
    "code_block": _code,
    "html_block": _html,
}
