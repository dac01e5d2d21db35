"""Whatever comes in: an article, or one error of ours; and never slowly."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.errors import ArticleError
from composer.ingest import read

GENEROUS_S = 4.0  # of this process's own time, on a slow machine
SIZE = 250_000

PARTS = st.sampled_from([
    *("<p>", "</p>", "<b>", "</b>", "<br>", "<h2>", "</h2>", "<ul>", "<ol>", "<li>", "</ul>"),
    *("<blockquote>", "</blockquote>", "<cite>", "</cite>", "<table>", "<tr>", "<td>", "</table>"),
    *("<td colspan=3>", "<th rowspan=2>", "<caption>", "<figure>", "<img src=a.png>", "</figure>"),
    *("<figcaption>", "<div>", "</div>", "<a href=#x>", "</a>", "<sup>2</sup>", "<!--", "-->"),
    *("<script>", "</script>", "<![CDATA[", "]]>", "<item>", "<title>", "</title>", "<entry>"),
    *("قال لافروف: ", "«كلمة كلمة كلمة كلمة»", "كلمة ", "في . ", "- ", "1. ", "|", "\n", "\t", "☟"),
    *("&nbsp;", "&#1575;", "\u200f", "Ø§Ù„", "\x00", "—", "{", "}", '"', ":", "[", "]", "#", ">"),
])  # fmt: skip
BODIES = st.lists(PARTS | st.text(max_size=5), max_size=60).map("".join)
FRAMES = st.sampled_from([
    "{}",
    "<!DOCTYPE html><html><body>{}</body></html>",
    "<html><article>{}</article></html>",
    "<p>{}</p><p>x</p>",
    '<?xml version="1.0"?><rss><channel><item><content>{}</content></item></channel></rss>',
    '<feed><entry><content type="xhtml"><div>{}</div></content></entry></feed>',
    "# x\n\n{}",
])  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(body=BODIES, frame=FRAMES)
def test_any_markup_is_read_or_refused_with_our_error(body: str, frame: str) -> None:
    try:
        reading = read("a", data=frame.replace("{}", body).encode(errors="replace"))
    except ArticleError:
        return
    for finding in reading.findings:
        assert reading.article.at(finding.span) == finding.after
    for _, text in reading.article.texts():
        assert "\x00" not in text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("<p>x</p>"),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from([
            *("title", "content", "rendered", "date", "date_gmt", "link", "_embedded", "author"),
            *("wp:term", "name", "taxonomy", "yoast_head_json", "og_image", "url", "protected"),
        ]),
        inner,
        max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(content=JSON, more=st.dictionaries(st.sampled_from(["title", "_embedded", "date"]), JSON))
def test_any_json_is_read_or_refused_with_our_error(content: object, more: object) -> None:
    import json

    post = {"content": content, **(more if isinstance(more, dict) else {})}
    for data in (post, [post], content):
        try:
            read("a", data=json.dumps(data).encode())
        except ArticleError:
            continue


PAGE = "<html><body><article>{}</article></body></html>"
FEED = "<rss><channel><item><title>x</title><description>{}</description></item></channel></rss>"


@pytest.mark.parametrize(
    "piece",
    [
        *("<b>", "<div>", "<p>x", "<li>x", "<ul><li>x", "<table><tr><td>", "<tr><td>x", "<td>x"),
        *(
            "<a href=x>",
            "<a b='",
            '<a b="',
            "<a ",
            "<",
            "</",
            "</p>",
            "<!--",
            "<![CDATA[",
            "&nbsp;",
        ),
        *("&", "<b>x</b>", "<b><p>", "<font></p>", "<br>", "<h2>x</h2>", "<h2>مرتبط</h2>", "]]>"),
        *("<p>- x</p>", "<p>قال: «كلمة كلمة كلمة كلمة»</p>", "<blockquote>x", "<script>", "<img>"),
        *("<figure><img src=a>", "<article>x", "<span>", "<sup>", "<q>", "<p hidden>x", "<meta>"),
        *("<div class=share>x</div>", "<script type=application/ld+json>[</script>", "كلمة ", "x"),
        *("<item>", "<link>", "<time datetime=x>", "<a rel=tag>x</a>", "<title>x", "<pre>x\n"),
    ],
)
@pytest.mark.parametrize("frame", ["{}", PAGE, FEED])
def test_a_quarter_megabyte_of_anything_is_read_in_time(piece: str, frame: str) -> None:
    data = frame.replace("{}", piece * (SIZE // len(piece.encode()))).encode()
    start = time.process_time()
    with contextlib.suppress(ArticleError):
        read("a", data=data)
    assert time.process_time() - start < GENEROUS_S


def test_a_tag_with_very_many_attributes_is_read_in_time() -> None:
    tag = f"<p {' '.join(f'a{n}=1' for n in range(60_000))}>نص.</p>"
    start = time.process_time()
    read("a", data=PAGE.replace("{}", tag).encode())
    assert time.process_time() - start < GENEROUS_S


def test_a_text_of_too_many_lines_is_refused() -> None:
    with pytest.raises(ArticleError, match="more than 50,000 lines"):
        read("a", data=("سطر\n" * 50_001).encode())


def test_text_between_twenty_thousand_open_tags_is_found() -> None:
    data = PAGE.replace("{}", f"{'<div>' * 20_000}<p>نص الخبر هنا.</p>").encode()
    assert read("a", data=data).article.blocks[0].plain == "نص الخبر هنا."
