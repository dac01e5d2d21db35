import re
from pathlib import Path
from typing import Any

import pytest
from program import EXAMPLES, nashir

from composer.app.services import load_theme

EXAMPLE_FILES = ("lavrov.txt", "usv.txt", "growth.md", "fleets.txt")
WORD = re.compile(r"[^\W\d_]+")


def letters(text: str) -> str:
    return "".join(text.split())


def words_of(*texts: str | None) -> list[str]:
    """Return the words of some texts, without numbers and signs."""
    return WORD.findall(" ".join(filter(None, texts)))


def plain(block: dict[str, Any]) -> str:
    """The text that places count in, as the documentation of the documents gives it."""
    if "items" in block:
        return "\n".join(block["items"])
    if "rows" in block:
        cells = "\n".join("\t".join(row) for row in block["rows"])
        return f"{cells}\n{block['caption']}" if block["caption"] else cells
    if block["type"] == "quote":
        attribution = block.get("lead") or block["speaker"]
        return f"{block['text']}\n{attribution}" if attribution else str(block["text"])
    return str(block["text"])


def text_at(article: dict[str, Any], source: dict[str, int]) -> str:
    whole = article["title"] if source["block"] == -1 else plain(article["blocks"][source["block"]])
    return str(whole[source["start"] : source["end"]])


@pytest.mark.parametrize("theme", ["midnight", "paper", "signal"])
@pytest.mark.parametrize("example", EXAMPLE_FILES)
def test_every_line_stands_at_its_place_in_the_article_or_is_a_label(
    example: str, theme: str, tmp_path: Path
) -> None:
    article = nashir("read", EXAMPLES / example, "--json", cwd=tmp_path).document
    words = ("--theme", theme, "--size", "portrait", "--size", "link", "--json")
    draft = nashir("compose", EXAMPLES / example, *words, cwd=tmp_path).document
    labels = " ".join(load_theme(theme).labels.values())
    own = {*words_of(labels, article["site"], article["section"], article["title"])}
    lines = [line for card in draft["cards"] for line in card["lines"]]
    assert lines
    for line in lines:
        if line["source"]:
            assert letters(line["text"]) in letters(text_at(article, line["source"])), line
        else:
            assert {*words_of(line["text"])} <= own, line


@pytest.mark.parametrize("theme", ["midnight", "paper", "signal"])
@pytest.mark.parametrize("example", EXAMPLE_FILES)
def test_the_alternative_text_says_every_word_of_the_article_on_the_card(
    example: str, theme: str, tmp_path: Path
) -> None:
    words = ("--theme", theme, "--size", "square", "--size", "link", "--json")
    draft = nashir("compose", EXAMPLES / example, *words, cwd=tmp_path).document
    for card in draft["cards"]:
        told = letters(card["alt_text"])
        for line in card["lines"]:
            assert not line["source"] or letters(line["text"]) in told, (card["file"], line["text"])


def test_every_highlight_stands_at_its_place(tmp_path: Path) -> None:
    for example in EXAMPLE_FILES:
        article = nashir("read", EXAMPLES / example, "--json", cwd=tmp_path).document
        found = nashir("highlights", EXAMPLES / example, "--json", cwd=tmp_path).document
        assert found["candidates"]
        for each in (*found["candidates"], *found["quotes"]):
            assert letters(each["text"]) == letters(text_at(article, each["source"]))
        for each in found["figures"]:
            assert each["value"] in text_at(article, each["source"])
