"""The tree of tags: mistakes forgiven as browsers do, and nothing that grows without end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.errors import ArticleError
from composer.ingest.tree import Element, parse_html, parse_xml


def shown(element: Element) -> str:
    """Return a tree as nested words: ``p(text b(text))``."""
    parts = [each if isinstance(each, str) else shown(each) for each in element.children]
    inner = " ".join(part for part in parts if part.strip())
    return inner if element.tag == "#root" else f"{element.tag}({inner})"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<p>b", "p(a) p(b)"),
        ("<ul><li>a<li>b</ul>c", "ul(li(a) li(b)) c"),
        ("<li>a<ul><li>b</ul>c<li>d", "li(a ul(li(b)) c) li(d)"),
        ("<table><tr><td>a<td>b<tr><th>c</table>d", "table(tr(td(a) td(b)) tr(th(c))) d"),
        ("<table><thead><tr><th>a<tbody><tr><td>b", "table(thead(tr(th(a))) tbody(tr(td(b))))"),
        ("<table><tr><td><p>a</table>b", "table(tr(td(p(a)))) b"),
        ("<table><tr><td></div>a</table>", "table(tr(td(a)))"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "dl(dt(a) dd(b) dt(c))"),
        ("<b><p>a</b>b</p>c", "b(p(a b)) c"),
        ("<b>a<i>b</b>c</i>d", "b(a i(b)) c d"),
        ("<p>a</p></p></div>b", "p(a) b"),
        ("a<br>b<br/>c</br>d", "a br() b br() c br() d"),
        ("<div>a<p>b</div>c", "div(a p(b)) c"),
        ("<P>A</p>", "p(A)"),
        ("5 < 6 <> <3 a</>", "5 < 6 <> <3 a</>"),
        ("a<!-- <p>b</p> -->c<!--d", "a c"),
        ("a<!-->b<!doctype html>c<?php x ?>d", "a b c d"),
        ("<script>if (a < b) '</p>'</script>c", "script(if (a < b) '</p>') c"),
        ("<style><p></STYLE>c<title>a&amp;<b></title>", "style(<p>) c title(a&<b>)"),
        ("<script>a", "script(a)"),
        ("a<p", "a p()"),
        ("<html><body><p>a</html><body>b", "html(body(p(a b)))"),
        ("<head><title>a</title><body>b", "head(title(a)) body(b)"),
        ("<![CDATA[a]]>b", "b"),
        ("&lt;p&gt; &copy &#1575; &#x6f; &#0; &#xD800; &x;", "<p> © ا o \ufffd \ufffd &x;"),
    ],
)
def test_html_is_understood_as_browsers_do(html: str, expected: str) -> None:
    assert shown(parse_html(html)) == expected


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("<p a=b c='d' e=\"f\" g>", {"a": "b", "c": "d", "e": "f", "g": ""}),
        ("<p A = b a=c>", {"a": "b"}),
        ("<p a=\">\" b='&amp;'>", {"a": ">", "b": "&"}),
        ("<p a=b/c/>", {"a": "b/c/"}),
        ("<p a=b\"c d='e>", {"a": 'b"c', "d": "'e"}),
        ("<p/a/b=c>", {"a": "", "b": "c"}),
        ("<p =a b==c>", {"=a": "", "b": "=c"}),
        ("<p>", {}),
    ],
)
def test_attributes_are_read_however_they_are_written(tag: str, attributes: dict[str, str]) -> None:
    root = parse_html(tag)
    found = root.child("p")
    assert found is not None
    assert dict(found.attributes) == attributes


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<a><B>x</B><b/>y</a>", "a(B(x) b() y)"),
        ("<a><![CDATA[<p>x</p> ]] &amp;]]></a>", "a(<p>x</p> ]] &amp;)"),
        ("<a><p>x<p>y</p></p></a>", "a(p(x p(y)))"),
        ("<a><b>x</a>y", "a(b(x)) y"),
        ("<a><![CDATA[x", "a(x)"),
        ("<title>a<br></title>b", "title(a br()) b"),
    ],
)
def test_xml_is_taken_by_its_word(xml: str, expected: str) -> None:
    assert shown(parse_xml(xml)) == expected


def test_a_document_type_without_definitions_is_no_danger() -> None:
    assert (
        shown(parse_xml('<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x">\n<rss>a</rss>')) == "rss(a)"
    )
    assert shown(parse_xml("<rss><![CDATA[<!DOCTYPE a [<!ENTITY]>]]></rss>")).startswith("rss(<!D")
    with pytest.raises(ArticleError, match="DTD"):
        parse_xml('<?xml version="1.0"?><!doctype x [ <!ENTITY a "b"> ]><x/>')


def test_nesting_without_end_is_flattened() -> None:
    root = parse_html("<div>" * 5000 + "text" + "</div>" * 5000 + "<p>after</p>")
    assert root.text == "textafter"
    assert [each.tag for each in root.elements()] == ["div", "p"]
    depth, element = 0, root
    while inner := element.child("div"):
        depth, element = depth + 1, inner
    assert depth <= 128


def test_a_tree_of_too_many_elements_is_refused() -> None:
    parse_html("<br>" * 49_000)
    parse_xml("<a/>" * 51_000)
    with pytest.raises(ArticleError, match="more elements than any article"):
        parse_html("<br>" * 51_000)


TAGS = st.sampled_from(
    [*("p", "b", "div", "ul", "li", "table", "tr", "td", "br", "a", "h6", "span", "i", "body")]
)
PIECES = st.lists(
    TAGS.map("<{}>".format) | TAGS.map("</{}>".format) | st.sampled_from(["1", "<", "&amp;", " "]),
    max_size=60,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(text=PIECES)
def test_no_text_is_lost_or_doubled_and_blocks_are_known(text: str) -> None:
    root = parse_html(text)
    assert root.text.count("1") == text.count("1")
    for element in root.all():
        inside = [each for each in element.all() if each is not element]
        assert element.holds_block == any(each.tag not in _INLINE for each in inside)


_INLINE = frozenset({"b", "br", "a", "span", "i"})


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=300) | PIECES)
def test_any_text_makes_a_tree(text: str) -> None:
    parse_html(text)
    try:
        parse_xml(text)
    except ArticleError:
        return
