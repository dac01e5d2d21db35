"""What happens to a text between the article and us: it must be read all the same."""

import re
from collections.abc import Callable
from textwrap import fill

import pytest
from articles import SOURCES, as_plain, block_key, expected_blocks, sample

from composer.domain.article import Article
from composer.ingest import read, read_article
from composer.ingest.hard_wrap import unwrapped

Mutation = Callable[[str], str]
LEAST_EQUAL = 0.97


def _every_line(change: Mutation) -> Mutation:
    return lambda text: "\n".join(change(line) for line in text.split("\n"))


def _tabs(line: str) -> str:
    if not line.startswith("|"):
        return line
    return "\t".join(cell.strip() for cell in line.strip("|").split("|"))


def _without_rule(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not re.fullmatch(r"[|\s-]{5,}", line))


def _contents(text: str) -> str:
    return re.sub(r"^محتويات هذا المقال.*\n", "", text)


MUTATIONS: dict[str, Mutation] = {
    "windows line ends": lambda text: text.replace("\n", "\r\n"),
    "no-break spaces": _every_line(lambda line: re.sub(r"(?<=\w) (?=\w)", "\u00a0", line)),
    "direction marks": _every_line(lambda line: f"\u200f{line}\u200e" if line else line),
    "en-dash bullets": _every_line(lambda line: re.sub(r"^- ", "– ", line)),
    "tabs between cells": lambda text: _every_line(_tabs)(_without_rule(text)),
    "no table of contents": _contents,
    "double spacing": lambda text: re.sub(r"\n+", "\n\n", text),
    "doubled spaces": _every_line(lambda line: line.replace(" ", "  ")),
    "bullets lost": _every_line(lambda line: re.sub(r"^(?:[-•*]|\d\.) ", "", line)),
}


def _wrapped(text: str, width: int) -> str:
    """Break every line at a width, with an empty line between paragraphs, as mail programs do."""
    lines = (
        fill(line, width, break_long_words=False, break_on_hyphens=False)
        if not line.startswith("|")
        else line
        for line in text.split("\n")
    )
    return re.sub(r"(?<!\|)\n\n(?=- |\|)", "\n", "\n\n".join(lines))


def _equal_share(article: Article, name: str) -> float:
    """Return which share of the expected blocks stands at its place in its words."""
    wanted = expected_blocks(sample(name), figures=False, levels=False)
    found = [block_key(block, levels=False) for block in article.blocks]
    return sum(a == b for a, b in zip(wanted, found, strict=False)) / max(len(wanted), len(found))


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_mangled_text_gives_the_same_blocks(mutation: str) -> None:
    shares = []
    for name in SOURCES:
        text = (
            sample(name).text
            if name != "02-economy-growth"
            else as_plain(read_article(sample(name).path))
        )
        article = read("a.txt", data=MUTATIONS[mutation](text).encode()).article
        assert article.title == sample(name).expected["title"]
        assert article.site == sample(name).expected["site"]
        shares.append(_equal_share(article, name))
    assert sum(shares) / len(shares) >= LEAST_EQUAL


@pytest.mark.parametrize("width", [60, 70, 78])
@pytest.mark.parametrize("name", SOURCES)
def test_a_text_that_was_wrapped_is_read_by_its_paragraphs(name: str, width: int) -> None:
    text = as_plain(read_article(sample(name).path))
    article = read("a.txt", data=_wrapped(text, width).encode()).article
    assert article.title == sample(name).expected["title"]
    assert _equal_share(article, name) >= LEAST_EQUAL


@pytest.mark.parametrize("name", SOURCES)
def test_a_text_that_was_not_wrapped_is_left_alone(name: str) -> None:
    text = as_plain(read_article(sample(name).path))
    assert unwrapped(text) == text


@pytest.mark.parametrize(
    "line",
    [
        "سطر قصير من قصيدة لا يملأ عرض الصفحة",
        "أعلنت الوزارة نتائج الاختبار الأول للسفينة في البحر أمس.",
    ],
)
def test_short_lines_and_whole_sentences_are_no_wrapped_text(line: str) -> None:
    lines = [f"{'ا' * (at % 7)} {line}".strip() for at in range(12)]
    ragged = "\n".join(lines)
    text = f"عنوان الخبر الذي هو أطول من كل سطر آخر في هذا النص القصير جدا\n{ragged}"
    assert unwrapped(text) == text


def test_the_mutations_do_change_the_texts() -> None:
    texts = [sample(name).text for name in SOURCES]
    for change in MUTATIONS.values():
        assert any(change(text) != text for text in texts)
