"""From an address to an article: a site on this machine, whole exchanges."""

import json
from collections.abc import Mapping

import pytest
from articles import FOLDER
from made_docx import docx, paragraph
from site_server import Act, SiteServer, answer, page, site

from composer.domain.article import Article, Paragraph
from composer.errors import ArticleError
from composer.ingest import Reading, read
from composer.ingest.fetch import Fetcher
from composer.ingest.network import Network
from composer.ingest.turn import Turns

LONG = (
    "أعلنت الوزارة اليوم بدء برنامج جديد لتحديث الأسطول في قواعدها الشمالية، بعد أعوام من التأجيل."
)
POST = "/wp-json/wp/v2/posts/7"
API = '<link rel="https://api.w.org/" href="/wp-json/">'


def reading(server: SiteServer, path: str, item: int | None = None) -> Reading:
    network = Network(allow=server.allow)
    fetcher = Fetcher(network, turns=Turns(sleep=lambda _: None))
    return read(server.url(path), item=item, fetcher=fetcher)


def article(routes: Mapping[str, Act], path: str, item: int | None = None) -> Article:
    with site(routes) as server:
        return reading(server, path, item).article


def news(head: str = "", text: str = "نص الصفحة هنا.") -> Act:
    body = f"<h1>عنوان الصفحة</h1><article><p>{text}</p><p>{LONG}</p></article>"
    return page(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>")


def post(text: str = "نص دقيق.", **more: object) -> str:
    content = {"rendered": f"<p>{text}</p>", "protected": False}
    return json.dumps({"title": {"rendered": "عنوان دقيق"}, "content": content, **more})


def json_page(text: str) -> Act:
    return page(text, kind="application/json; charset=UTF-8")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("00-lavrov.html", "text/html; charset=utf-8"),
        ("00-lavrov.rss.xml", "application/rss+xml"),
        ("00-lavrov.atom.xml", "application/atom+xml; charset=utf-8"),
        ("00-lavrov.wpjson.json", "application/json"),
        ("00-lavrov.txt", "text/plain"),
        ("00-lavrov.html", "application/octet-stream"),
    ],
)
def test_each_form_is_read_from_an_address_as_from_a_file(name: str, kind: str) -> None:
    file = FOLDER / name
    found = article({"/a": page(file.read_bytes(), kind=kind)}, "/a")
    expected = read(file).article
    assert (found.title, found.blocks) == (expected.title, expected.blocks)
    assert found.site == expected.site
    assert found.link is not None


def test_a_document_is_read_from_an_address() -> None:
    data = docx(paragraph("عنوان الخبر", style="T") + paragraph(LONG))
    assert article({"/a": page(data, kind="application/octet-stream")}, "/a").title == "عنوان الخبر"


def test_the_encoding_that_a_server_names_counts() -> None:
    text = f"<article><h1>عنوان</h1><p>{LONG}</p></article>".encode("cp1256")
    with site({"/a": page(text, kind="text/html; charset=windows-1256")}) as server:
        found = reading(server, "/a")
    assert found.article.blocks[-1] == Paragraph(text=LONG)
    assert found.findings == ()


def test_an_article_without_an_address_of_its_own_has_the_one_it_came_from() -> None:
    with site({"/a": news()}) as server:
        found = reading(server, "/a").article
        assert found.link == server.url("/a")
        assert found.source == server.url("/a")


@pytest.mark.parametrize("way", ["head", "header"])
def test_the_exact_text_of_a_wordpress_page_is_preferred(way: str) -> None:
    link = f'<link rel="alternate" type="application/json" href="{POST}">'
    told = f'<{POST}>; rel="alternate"; type="application/json", <http://x/>; rel=shortlink'
    start = news(link + '<meta property="og:site_name" content="موقع">')
    body = "<html><meta property=og:site_name content=موقع><article><p>نص الصفحة.</p></article>"
    if way == "header":
        start = page(body, headers=f"Link: {told}\r\n")
    routes = {"/a": start, f"{POST}?_embed=1": json_page(post())}
    with site(routes) as server:
        found = reading(server, "/a").article
        assert server.paths() == ["/a", f"{POST}?_embed=1"]
    assert (found.title, found.blocks) == ("عنوان دقيق", (Paragraph(text="نص دقيق."),))
    assert found.site == "موقع"


@pytest.mark.parametrize(
    "act",
    [
        answer(status="401 Unauthorized"),
        answer(status="404 Not Found"),
        json_page('{"code": "rest_forbidden", "message": "x"}'),
        json_page(post().replace("false", "true")),
        json_page("{"),
        news(),
        lambda _: None,
    ],
    ids=["password", "missing", "refused", "protected", "broken", "a page", "nothing"],
)
def test_where_the_exact_text_is_not_public_the_page_is_read(act: Act) -> None:
    start = news(f'<link rel="alternate" type="application/json" href="{POST}">')
    found = article({"/a": start, f"{POST}?_embed=1": act}, "/a")
    assert (found.title, found.blocks[0]) == ("عنوان الصفحة", Paragraph(text="نص الصفحة هنا."))


def test_the_interface_of_another_host_is_not_asked() -> None:
    link = f'<link rel="alternate" type="application/json" href="https://other.example{POST}">'
    assert article({"/a": news(link)}, "/a").title == "عنوان الصفحة"


@pytest.mark.parametrize("path", [POST, "/wp-json/wp/v2/posts?slug=x"])
def test_a_post_is_asked_for_with_author_and_picture(path: str) -> None:
    mark = "&" if "?" in path else "?"
    author = {"author": [{"name": "هدى &amp; سامر"}]}
    text = post(link="https://example.org/a", date="2025-11-04T12:00:00", _embedded=author)
    text = f"[{text}]" if "?" in path else text
    found = article({f"{path}{mark}_embed=1": json_page(text)}, path)
    assert (found.author, found.link) == ("هدى & سامر", "https://example.org/a")
    assert found.published == "2025-11-04T12:00:00"


def home(extra: str = "") -> Act:
    links = f'{API}<link rel="alternate" type="application/rss+xml" href="/feed/">{extra}'
    cards = "".join(f"<article><h2>خبر {n}</h2><p>{LONG}</p></article>" for n in range(5))
    return page(f'<html><head>{links}</head><body class="home blog">{cards}</body></html>')


FEED = page(
    "<rss><channel><title>موقع</title>"
    f"<item><title>أول</title><description>{LONG}</description></item>"
    f"<item><title>ثان</title><description>{LONG}</description></item></channel></rss>",
    kind="application/rss+xml",
)


def test_the_first_page_of_a_site_names_its_feed() -> None:
    with site({"/": home()}) as server, pytest.raises(ArticleError) as caught:
        reading(server, "/")
    assert f"its feed, {server.url('/feed/')}" in str(caught.value)
    assert str(caught.value).startswith(server.url("/"))


def test_a_number_at_the_first_page_means_the_newest_articles() -> None:
    posts = f"[{post('أول.')}, {post('ثان.')}]"
    routes = {"/": home(), "/wp-json/wp/v2/posts?_embed=1": json_page(posts)}
    assert article(routes, "/", 2).blocks == (Paragraph(text="ثان."),)
    assert article({"/": home(), "/feed/": FEED}, "/", 2).title == "ثان"
    with pytest.raises(ArticleError, match="no article 3: the feed holds 2"):
        article({"/": home(), "/feed/": FEED}, "/", 3)


def test_an_item_that_is_only_a_summary_is_read_from_its_page() -> None:
    def feed(link: str) -> Act:
        item = (
            f"<item><title>خبر</title><link>{link}</link><description>ملخص […]</description></item>"
        )
        return page(f"<rss><channel>{item}</channel></rss>", kind="text/xml")

    with site({"/a": news(), "/feed": FEED}) as server:
        routes: dict[str, Act] = {"/feed": feed(server.url("/a")), "/gone": feed(server.url("/x"))}
        with site(routes) as other:
            network = Network(allow=(*server.allow, *other.allow))
            fetcher = Fetcher(network, turns=Turns(sleep=lambda _: None))
            found = read(other.url("/feed"), fetcher=fetcher)
            assert found.article.title == "عنوان الصفحة"
            assert found.findings == ()
            summary = read(other.url("/gone"), fetcher=fetcher)
            assert [each.rule for each in summary.findings] == ["summary-only"]


def test_without_a_fetcher_no_address_is_fetched() -> None:
    with pytest.raises(ArticleError, match="not fetched here"):
        read("https://example.org/a")


def test_a_file_is_read_without_the_network() -> None:
    class Nobody:
        def get(self, url: str, **_: object) -> None:
            raise AssertionError(url)

    for name in ("html", "rss.xml", "atom.xml", "wpjson.json"):
        read(FOLDER / f"00-lavrov.{name}", fetcher=Nobody())  # type: ignore[arg-type]
