"""Measures how long an article of 10 kB, 100 kB and 1 MB takes to read, in each form.

    python benchmarks/reading.py [--runs N] [--hostile] [--peers]

Growth is the time for ten times the text divided by ten: 1 is a straight line, 10 a square. With
``--hostile`` the same is asked of texts that were made to be slow, with ``--peers`` a page is
given to other parsers too, where they are installed.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import json
import time
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path

from composer.domain.article import Article, Bullets, Heading, Quote, Table
from composer.errors import ArticleError
from composer.ingest import read

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "tests" / "fixtures" / "articles"
SIZES = (10_000, 100_000, 1_000_000)
TAGS = {Heading: "h2", Quote: "blockquote"}
HOSTILE = {
    "a million <b>": "<b>",
    "nested divs": "<div>",
    "closed <b>": "<b>x</b>",
    "unclosed <p>": "<p>x",
    "unclosed <li>": "<li>x",
    "nested lists": "<ul><li>x",
    "nested tables": "<table><tr><td>",
    "misnested": "<b><p>x</b>",
    "links": "<a href=x>x</a>",
    "open quotes": '<a b="',
    "spaces in a tag": "<a b ",
    "references": "&nbsp;",
    "comments": "<!--",
    "CDATA": "<![CDATA[",
    "open brackets": "<",
    "one line": "كلمة ",
    "quotations": "قال: «كلمة كلمة كلمة كلمة» ",
    "line ends": "كلمة\n",
}


def main() -> None:
    """Print the tables that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--hostile", action="store_true")
    parser.add_argument("--peers", action="store_true")
    asked = parser.parse_args()
    article = read(SAMPLES / "00-lavrov.txt").article
    table({name: grown(make, article) for name, make in FORMS.items()}, asked.runs)
    if asked.hostile:
        print()
        pieces = {name: [piece * (size // len(piece.encode())) for size in SIZES]
                  for name, piece in HOSTILE.items()}  # fmt: skip
        many = [f"<p {' '.join(f'a{n}=1' for n in range(size // 8))}>x" for size in SIZES]
        table({
            **{name: [page(text).encode() for text in texts] for name, texts in pieces.items()},
            "attributes of one tag": [page(text).encode() for text in many],
        }, asked.runs)  # fmt: skip
    if asked.peers:
        print()
        peers(asked.runs)


def table(sources: dict[str, list[bytes]], runs: int) -> None:
    """Print seconds of this process for each size, and how they grow."""
    print(f"{'s':<24}{'10 kB':>10}{'100 kB':>10}{'1 MB':>10}{'growth':>10}{'':>10}")
    for name, texts in sources.items():
        times = [best(lambda data=data: refused_or_read(data), runs) for data in texts]
        growth = [times[at + 1] / times[at] / 10 for at in range(len(times) - 1)]
        cells = "".join(f"{each:>10.4f}" for each in times)
        print(f"{name:<24}{cells}" + "".join(f"{each:>10.2f}" for each in growth))


def refused_or_read(data: bytes) -> None:
    """Read some bytes, or have them refused."""
    with contextlib.suppress(ArticleError):
        read("benchmark", data=data)


def best(run: Callable[[], object], runs: int) -> float:
    """Return the least CPU time of some runs, in seconds."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def grown(make: Callable[[list[Article]], bytes], article: Article) -> list[bytes]:
    """Return an article in one form, repeated until it has each size."""
    one = len(make([article]))
    return [make([article] * max(1, round(size / one))) for size in SIZES]


def html(articles: list[Article]) -> str:
    """Return articles as the text of a page."""
    return "\n".join(element(block) for each in articles for block in each.blocks)


def element(block: object) -> str:
    """Return a block as an element."""
    if isinstance(block, Bullets):
        return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in block.items)}</ul>"
    if isinstance(block, Table):
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block.rows)
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    tag = TAGS.get(type(block), "p")
    return f"<{tag}>{escape(getattr(block, 'text', ''))}</{tag}>"


def page(body: str) -> str:
    """Return a page of some text."""
    return f"<!DOCTYPE html><html><body><h1>عنوان</h1><article>{body}</article></body></html>"


def feed(articles: list[Article]) -> bytes:
    """Return a feed with one long item."""
    item = f"<item><title>x</title><description>{escape(html(articles))}</description></item>"
    return f"<rss><channel>{item}</channel></rss>".encode()


def word(articles: list[Article]) -> bytes:
    """Return a Word document."""
    texts = (getattr(b, "text", "") or b.plain for each in articles for b in each.blocks)
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in texts)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document><w:body>{body}</w:body></w:document>")
    return packed.getvalue()


def plain(articles: list[Article]) -> bytes:
    """Return plain text."""
    lines = (block.plain.replace("\t", " | ") for each in articles for block in each.blocks)
    return ("عنوان المقال\n" + "\n".join(lines)).encode()


def markdown(articles: list[Article]) -> bytes:
    """Return Markdown."""
    parts = (block.plain for each in articles for block in each.blocks)
    return ("# عنوان المقال\n\n" + "\n\n".join(parts)).encode()


FORMS: dict[str, Callable[[list[Article]], bytes]] = {
    "plain text": plain,
    "plain, windows-1256": lambda articles: plain(articles).decode().encode("cp1256", "ignore"),
    "Markdown": markdown,
    "page": lambda articles: page(html(articles)).encode(),
    "feed": feed,
    "WordPress JSON": lambda articles: json.dumps(
        {"title": {"rendered": "x"}, "content": {"rendered": html(articles)}}
    ).encode(),
    "Word": word,
}


def peers(runs: int) -> None:
    """Print what others take for the page of the sample, and for a tag of 30,000 attributes."""
    sample = (SAMPLES / "00-lavrov.html").read_text(encoding="utf-8")
    hostile = page(f"<p {' '.join(f'a{n}=1' for n in range(30_000))}>x")
    ours = importlib.import_module("composer.ingest.tree").parse_html
    known: dict[str, Callable[[str], object]] = {"ours": ours}
    with contextlib.suppress(ImportError):
        lxml = importlib.import_module("lxml.html")
        known["lxml"] = lambda text: lxml.document_fromstring(text.encode())
    with contextlib.suppress(ImportError):
        readability = importlib.import_module("readability")
        known["readability"] = lambda text: readability.Document(text).summary()
    print(f"{'ms':<24}{'the page':>10}{'hostile':>12}")
    for name, parse in known.items():
        times = [best(lambda p=parse, t=text: p(t), runs) * 1000 for text in (sample, hostile)]
        print(f"{name:<24}{times[0]:>10.1f}{times[1]:>12.1f}")
    whole = best(lambda: read("x", data=sample.encode()), runs) * 1000
    print(f"{'ours, whole reading':<24}{whole:>10.1f}")


if __name__ == "__main__":
    main()
