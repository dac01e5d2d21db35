"""Feeds: each item whole, in whatever dialect, and none that is dangerous."""

import pytest
from articles import FOLDER

from composer.domain.article import Article, Figure, Paragraph
from composer.errors import ArticleError
from composer.ingest import Reading, read

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>موقع</title><link>https://example.org/</link>{}</channel></rss>"""
BODY = "<content:encoded><![CDATA[<p>نص الخبر كله هنا.</p>]]></content:encoded>"


def feed(*items: str) -> Reading:
    return read("feed", data=RSS.format("".join(f"<item>{item}</item>" for item in items)).encode())


def article(item: str) -> Article:
    return feed(item).article


def test_items_are_counted_from_one_in_the_order_of_the_feed() -> None:
    data = RSS.format("".join(f"<item><title>خبر {n}</title>{BODY}</item>" for n in (1, 2, 3)))
    for item, title in ((None, "خبر 1"), (1, "خبر 1"), (3, "خبر 3")):
        assert read("feed", data=data.encode(), item=item).article.title == title
    for item in (0, 4, -1):
        with pytest.raises(
            ArticleError, match=rf"feed: there is no article {item}: the feed holds 3 articles"
        ):
            read("feed", data=data.encode(), item=item)


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("<title>خبر &amp; آخر</title>", "خبر & آخر"),
        ("<title>خبر &amp;#8220;أول&amp;#8221;</title>", "خبر “أول”"),
        ("<title><![CDATA[خبر &#8220;أول&#8221;]]></title>", "خبر “أول”"),
        ("<title>خبر <b>أول</b></title>", "خبر أول"),
        ("<title>&lt;b&gt;خبر&lt;/b&gt; أول</title>", "خبر أول"),
    ],
)
def test_a_headline_is_text_however_it_is_escaped(item: str, title: str) -> None:
    assert article(item + BODY).title == title


def test_the_whole_text_is_preferred_to_its_summary() -> None:
    found = feed(f"<title>خبر</title><description>ملخص […]</description>{BODY}")
    assert found.article.blocks == (Paragraph(text="نص الخبر كله هنا."),)
    assert found.findings == ()


@pytest.mark.parametrize("ending", ["[…]", "[&hellip;]", "…", "..."])
def test_a_mere_summary_is_flagged(ending: str) -> None:
    found = feed(f"<title>خبر</title><description>ملخص الخبر {ending}</description>")
    assert [each.rule for each in found.findings] == ["summary-only"]
    whole = feed("<title>خبر</title><description>الخبر كله.</description>")
    assert whole.findings == ()


def test_what_an_item_tells_is_read() -> None:
    found = article(
        "<title>خبر</title><guid>https://example.org/a</guid><dc:creator>هدى</dc:creator>"
        "<pubDate>Tue, 04 Nov 2025 10:00:00 +0200</pubDate><category>أ</category>"
        '<category>ب</category><media:content medium="image" url="https://example.org/i.jpg"/>'
        + BODY
    )
    assert (found.link, found.author) == ("https://example.org/a", "هدى")
    assert found.published == "2025-11-04T10:00:00+02:00"
    assert (found.section, found.tags, found.site) == ("أ", ("أ", "ب"), "موقع")
    assert found.image == "https://example.org/i.jpg"


def test_what_is_no_date_and_no_address_is_left_out() -> None:
    found = article(
        "<title>خبر</title><link>مكان</link><guid isPermaLink='false'>https://example.org/?p=1</guid>"
        f"<pubDate>أمس</pubDate><author>a@example.org</author>{BODY}"
    )
    assert (found.link, found.author, found.published) == (None, None, None)


def test_addresses_in_an_item_count_from_its_page() -> None:
    found = article(
        "<title>خبر</title><link>https://example.org/2025/a/</link><description><![CDATA["
        '<p>نص.</p><img src="../i.jpg">]]></description>'
    )
    assert found.blocks[1] == Figure(src="https://example.org/2025/i.jpg")
    assert found.image == "https://example.org/2025/i.jpg"


@pytest.mark.parametrize(
    "tail",
    [
        'The post <a href="/a">خبر</a> appeared first on <a href="/">موقع</a>.',
        'ظهرت المقالة <a href="/a">خبر</a> أولاً على <a href="/">موقع</a>.',
    ],
)
def test_what_wordpress_puts_below_each_item_is_left_out(tail: str) -> None:
    item = f"<title>خبر</title><description><![CDATA[<p>نص.</p><p>{tail}</p>]]></description>"
    assert article(item).blocks == (Paragraph(text="نص."),)


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>موقع</title>
<entry><title type="html">خبر &lt;i&gt;أول&lt;/i&gt;</title><link rel="self" href="https://example.org/x"/>
<link rel="alternate" href="https://example.org/a"/><author><name>هدى</name></author>
<published>2025-11-04T10:00:00Z</published><category term="t" label="وسم"/>{}</entry></feed>"""


@pytest.mark.parametrize(
    "content",
    [
        '<content type="html">&lt;p&gt;نص &lt;b&gt;أول&lt;/b&gt;.&lt;/p&gt;</content>',
        '<content type="xhtml"><div xmlns="x"><p>نص <b>أول</b>.</p></div></content>',
        '<content type="text">نص أول.</content>',
        '<summary type="html"><![CDATA[<p>نص أول.</p>]]></summary>',
    ],
    ids=["html", "xhtml", "text", "summary"],
)
def test_an_atom_entry_is_read_in_each_of_its_types(content: str) -> None:
    found = read("feed", data=ATOM.format(content).encode()).article
    assert (found.title, found.blocks) == ("خبر أول", (Paragraph(text="نص أول."),))
    assert (found.link, found.author) == ("https://example.org/a", "هدى")
    assert (found.published, found.tags) == ("2025-11-04T10:00:00+00:00", ("وسم",))


def test_a_feed_of_the_first_kind_is_read() -> None:
    text = (
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/"><channel><title>موقع</title></channel>'
        "<item><title>خبر</title><description>نص الخبر.</description></item></rdf:RDF>"
    )
    found = read("feed", data=text.encode()).article
    assert (found.title, found.site, found.blocks) == (
        "خبر",
        "موقع",
        (Paragraph(text="نص الخبر."),),
    )


@pytest.mark.parametrize(
    "item",
    [
        f"<title>خبر & آخر</title>{BODY}",
        f"<title>خبر</title><link>https://example.org/?a=1&b=2</link>{BODY}",
        f"<title>خبر&nbsp;أول</title>{BODY}",
        "<title>خبر</title><description><p>نص الخبر كله هنا.",
    ],
)
def test_a_feed_with_mistakes_is_read_all_the_same(item: str) -> None:
    assert article(item).blocks[-1] == Paragraph(text="نص الخبر كله هنا.")


@pytest.mark.parametrize(
    "start",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd" [ ]>',
        '<!ENTITY a "b">',
    ],
)
def test_a_feed_with_entities_of_its_own_is_refused(start: str) -> None:
    with pytest.raises(ArticleError, match="DTD"):
        read("feed", data=f"{start}<rss><channel><item>{BODY}</item></channel></rss>".encode())


def test_what_only_looks_like_a_feed_is_refused() -> None:
    for data, said in ((b"<rss></rss>", "no feed"), (b"<rss><channel/></rss>", "holds no article")):
        with pytest.raises(ArticleError, match=said):
            read("feed", data=data)
    with pytest.raises(ArticleError, match="no text of an article"):
        feed("<title>خبر</title>")


def test_the_encoding_that_a_feed_declares_is_checked() -> None:
    text = (FOLDER / "00-lavrov.rss.xml").read_text(encoding="utf-8")
    data = text.replace('encoding="UTF-8"', 'encoding="windows-1256"').encode("cp1256", "ignore")
    found = read("feed", data=data)
    assert found.article.title == "روسيا تؤكد أنها لن تدافع عن فنزويلا"
    assert not [each for each in found.findings if each.rule.startswith("read-as")]
