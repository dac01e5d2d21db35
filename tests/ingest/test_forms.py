"""Forms: one article in five of them gives the same blocks; each is told by its content."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from articles import FOLDER, as_plain, block_key, expected_blocks, sample

from composer.errors import ArticleError
from composer.ingest import read
from composer.ingest.form import Form, form_of

ENDINGS = ("txt", "html", "rss.xml", "atom.xml", "wpjson.json")


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_article_gives_the_same_blocks_in_each_form(ending: str) -> None:
    plain = read(FOLDER / "00-lavrov.txt")
    reading = read(FOLDER / f"00-lavrov.{ending}")
    assert reading.article.blocks == plain.article.blocks
    assert reading.article.title == plain.article.title
    assert reading.findings == plain.findings
    found = [block_key(block) for block in reading.article.blocks]
    assert found == expected_blocks(sample("lavrov"))


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        (
            "html",
            {
                "site": "الموقع العربي للدفاع والتسليح",
                "author": "محرر الموقع",
                "published": "2025-11-04T12:00:00+02:00",
                "image": "https://example.org/wp-content/uploads/2026/11/cover.jpg",
                "tags": [],
                "section": None,
            },
        ),
        (
            "rss.xml",
            {
                "site": "الموقع العربي للدفاع والتسليح",
                "author": "محرر الموقع",
                "published": "2025-11-04T10:00:00+00:00",
                "image": None,
                "tags": ["روسيا"],
                "section": "روسيا",
            },
        ),
        (
            "atom.xml",
            {
                "site": "الموقع العربي للدفاع والتسليح",
                "author": "محرر الموقع",
                "published": "2025-11-04T10:00:00+00:00",
                "image": None,
                "tags": [],
                "section": None,
            },
        ),
        (
            "wpjson.json",
            {
                "site": None,
                "author": "محرر الموقع",
                "published": "2025-11-04T12:00:00+02:00",
                "image": "https://example.org/wp-content/uploads/cover.jpg",
                "tags": ["روسيا", "فنزويلا", "تقارير"],
                "section": "تقارير",
            },
        ),
    ],
)
def test_what_a_form_tells_about_the_article_is_read(
    ending: str, expected: dict[str, object]
) -> None:
    article = read(FOLDER / f"00-lavrov.{ending}").article
    assert article.link == "https://example.org/2025/11/russia-venezuela/"
    assert {**expected, "tags": tuple(expected["tags"] or ())} == {  # type: ignore[arg-type]
        name: getattr(article, name) for name in expected
    }


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _marks(text: str) -> str:
    return text.replace("<p>", "<p>\u200f").replace("</p>", "\u200e</p>")


def _no_break(text: str) -> str:
    head, body = text.split("<body", 1)
    return f"{head}<body{body.replace(' في ', '&nbsp;في ')}"


def _upper_case(text: str) -> str:
    for tag in ("p", "ul", "li", "h2", "table", "tr", "td", "th"):
        text = text.replace(f"<{tag}>", f"<{tag.upper()}>").replace(
            f"</{tag}>", f"</{tag.upper()}>"
        )
    return text


def _unclosed(text: str) -> str:
    return text.replace("</li>", "").replace("</td>", "").replace("</tr>", "").replace("</p>", "")


def _spans(text: str) -> str:
    text = text.replace("<p>", '<p><span dir="rtl" style="color:#000">')
    return text.replace("</p>", "</span></p>")


def _bold_headings(text: str) -> str:
    text = text.replace('<h2 class="wp-block-heading">', "<p><strong>")
    return text.replace("</h2>", "</strong></p>")


@pytest.mark.parametrize(
    "change",
    [_crlf, _one_line, _marks, _no_break, _upper_case, _unclosed, _spans, _bold_headings],
    ids=lambda change: change.__name__,
)
def test_a_mangled_page_gives_the_same_blocks(change: Callable[[str], str]) -> None:
    text = (FOLDER / "00-lavrov.html").read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text
    assert (
        read("a", data=changed.encode()).article.blocks
        == read("a", data=text.encode()).article.blocks
    )


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("عنوان\nنص", Form.PLAIN),
        ("عنوان\nالسعر < 5 و > 3", Form.PLAIN),
        ("# عنوان\n\nنص", Form.MARKDOWN),
        ("---\ntitle: عنوان\n---\nنص", Form.MARKDOWN),
        ("# عنوان\n\n<div>a</div>\n<div>b</div>", Form.MARKDOWN),
        ("<!DOCTYPE html><html></html>", Form.HTML),
        ("\n<!-- saved from url=(0020)https://example.org -->\n<html><p>x</html>", Form.HTML),
        ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "a" "b"><html></html>', Form.HTML),
        ("<meta charset='utf-8'><p>عنوان</p>", Form.HTML),
        ("<p>عنوان</p>\n<p>نص</p>", Form.HTML),
        ("<div\n> a</div><p>b</p>", Form.HTML),
        ("عنوان<br>نص<br>نص", Form.HTML),
        ('<?xml version="1.0"?><rss></rss>', Form.FEED),
        ('<?xml version="1.0"?><?xml-stylesheet href="a"?><!-- x --><feed></feed>', Form.FEED),
        ("<rdf:RDF></rdf:RDF>", Form.FEED),
        ('{"id": 1}', Form.JSON),
        ('[{\n  "id": 1}]', Form.JSON),
        ("[]", Form.JSON),
        ("[عنوان] في أقواس", Form.PLAIN),
    ],
)
def test_a_form_is_told_by_its_content(text: str, form: Form) -> None:
    assert form_of(text) is form


def test_the_name_of_a_file_says_nothing() -> None:
    data = (FOLDER / "00-lavrov.html").read_bytes()
    for name in ("a.txt", "a.json", "-", "a"):
        assert len(read(name, data=data).article.blocks) == len(expected_blocks(sample("lavrov")))


@pytest.mark.parametrize("form", ["txt", "html"])
def test_a_single_article_has_no_second_item(form: str) -> None:
    data = (FOLDER / f"00-lavrov.{form}").read_bytes()
    assert read("a", data=data, item=1).article.blocks
    with pytest.raises(ArticleError, match="no article 2: it is a single article"):
        read("a", data=data, item=2)


def test_an_article_pasted_from_a_browser_is_read() -> None:
    article = read(FOLDER / "00-lavrov.txt").article
    pasted = "".join(f"<p>{line}</p>" for line in as_plain(replace(article, site=None)).split("\n"))
    found = read("-", data=f"<meta charset='utf-8'>{pasted}".encode()).article
    assert found.title == article.title
    assert found.blocks[0] == article.blocks[0]


def test_posts_of_wordpress_are_counted_from_one() -> None:
    posts = [
        {"title": {"rendered": f"خبر {n}"}, "content": {"rendered": f"<p>نص {n}</p>"}}
        for n in (1, 2, 3)
    ]
    data = json.dumps(posts).encode()
    assert read("a", data=data).article.title == "خبر 1"
    assert read("a", data=data, item=3).article.title == "خبر 3"
    for item in (0, 4, -1):
        with pytest.raises(ArticleError, match=f"no article {item}: the list of posts holds 3"):
            read("a", data=data, item=item)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '{"code":"rest_no_route","message":"لا يوجد <b>مسار</b>"}',
            "WordPress refuses: لا يوجد مسار",
        ),
        ('{"name": "x"}', "no WordPress post"),
        ('{"content": {"rendered": "x", "protected": true}}', "password"),
        ('{"content": {"rendered": ""}}', "no text of an article"),
        ('{"content": null}', "no text of an article"),
        ("[]", "holds no article"),
        ('{"a": }', "looks like JSON"),
        (f'{{"a": {"[" * 100_000}{"]" * 100_000}}}', "looks like JSON"),
        (f'{{"a": {"1" * 5000}}}', "looks like JSON"),
    ],
    ids=["error", "other", "protected", "empty", "nothing", "no posts", "broken", "deep", "number"],
)
def test_json_that_is_no_post_is_refused(text: str, said: str) -> None:
    with pytest.raises(ArticleError, match=said):
        read("a", data=text.encode())
