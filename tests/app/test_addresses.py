"""Addresses on the command line: fetched where they may be, refused in one message elsewhere."""

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image
from program import EXAMPLES, nashir
from site_server import Act, SiteServer, page, site

LAVROV = (EXAMPLES / "lavrov.txt").read_bytes()
FEED = (
    "<rss><channel><title>موقع</title>"
    "<item><title>خبر أول</title><description>نص الخبر الأول كله هنا.</description></item>"
    "<item><title>خبر ثان</title><description>نص الخبر الثاني كله هنا.</description></item>"
    "</channel></rss>"
)


def picture(kind: str = "PNG") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "#0a7").save(data, kind)
    return data.getvalue()


def allow(folder: Path, server: SiteServer) -> None:
    text = f'[fetch]\nallow = ["{server.allow[0]}"]\n'
    (folder / "nashir.toml").write_text(text, encoding="utf-8")


def article(image: str) -> Act:
    return page(
        f'<html><head><meta property="og:image" content="{image}"></head><body><h1>عنوان الخبر</h1>'
        "<article><p>أعلنت الوزارة اليوم بدء برنامج جديد لتحديث الأسطول في قواعدها الشمالية.</p>"
        "<p>وقالت إن البرنامج يمتد خمسة أعوام، ويشمل عشرين سفينة.</p></article></body></html>"
    )


def test_an_allowed_address_is_read_and_its_items_are_counted(tmp_path: Path) -> None:
    with site({"/feed": page(FEED, kind="text/xml")}) as server:
        allow(tmp_path, server)
        url = server.url("/feed")
        assert nashir("read", url, "--json", cwd=tmp_path).document["title"] == "خبر أول"
        second = nashir("read", url, "--item", "2", "--json", cwd=tmp_path)
        assert second.document["title"] == "خبر ثان"
        assert second.document["source"] == url
        third = nashir("highlights", url, "--item", "3", cwd=tmp_path)
        assert third.code == 1
        assert third.err.startswith(f"nashir: {url}: there is no article 3: the feed holds 2")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("http://127.0.0.1:9/", "[fetch] in nashir.toml"),
        ("http://169.254.169.254/latest/meta-data/", "private network"),
        ("https://user:secret@example.org/", "password"),
        ("ftp://example.org/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        (f"http://{'a' * 5000}/", "no address"),
        ("x" * 5000, "cannot be read"),
    ],
)
def test_what_is_not_fetched_is_one_message(source: str, said: str, tmp_path: Path) -> None:
    run = nashir("read", source, cwd=tmp_path)
    assert run.code == 1
    assert said in run.err
    assert run.err.count("\n") == 1
    assert "secret" not in run.err.replace(source, "")
    assert "Traceback" not in run.err


def compose(folder: Path, routes: Mapping[str, Act], *words: str) -> tuple[int, str, list[str]]:
    """Compose the article of a site; return code, messages and what was asked for."""
    with site(routes) as server:
        allow(folder, server)
        words = tuple(word.replace("SITE", server.url("")) for word in words)
        run = nashir("compose", server.url("/a"), "--card", "headline", *words, cwd=folder)
        return run.code, run.err, server.paths()


@pytest.mark.parametrize("image", ["auto", "SITE/i.png"])
def test_the_picture_is_fetched_when_asked_for(image: str, tmp_path: Path) -> None:
    routes = {"/a": article("/i.png"), "/i.png": page(picture(), kind="image/png")}
    code, _, paths = compose(tmp_path, routes, "--image", image)
    assert code == 0
    assert paths == ["/a", "/i.png"]


def test_the_picture_is_not_fetched_unless_asked_for(tmp_path: Path) -> None:
    code, _, paths = compose(tmp_path, {"/a": article("/i.png")})
    assert code == 0
    assert paths == ["/a"]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (page("<p>x</p>"), "no picture"),
        (page(b"x", kind="image/png"), "not a picture that can be read"),
    ],
)
def test_what_is_no_picture_is_refused(act: Act, said: str, tmp_path: Path) -> None:
    code, err, _ = compose(tmp_path, {"/a": article("/i.png"), "/i.png": act}, "--image", "auto")
    assert code == 1
    assert "/i.png: " in err
    assert said in err


def test_an_article_without_a_picture_is_composed_with_a_note(tmp_path: Path) -> None:
    code, err, _ = compose(tmp_path, {"/a": article("")}, "--image", "auto")
    assert code == 0
    assert "names no picture" in err


def test_a_file_is_composed_without_the_network(tmp_path: Path) -> None:
    with site({"/i.png": page(picture(), kind="image/png")}) as server:
        allow(tmp_path, server)
        html = f'<h1>عنوان الخبر</h1><p>نص الخبر كله هنا.</p><img src="{server.url("/i.png")}">'
        (tmp_path / "a.html").write_text(html, encoding="utf-8")
        assert nashir("compose", "a.html", "--card", "headline", cwd=tmp_path).code == 0
        assert server.requests == []


def test_each_form_is_read_from_standard_input(tmp_path: Path) -> None:
    for data, title in (
        (LAVROV, "روسيا تؤكد أنها لن تدافع عن فنزويلا"),
        (LAVROV.decode().encode("cp1256", "ignore"), "روسيا تؤكد أنها لن تدافع عن فنزويلا"),
        (FEED.encode(), "خبر أول"),
        ("<h1>عنوان</h1><p>نص.</p>".encode(), "عنوان"),
    ):
        run = nashir("read", "-", "--json", cwd=tmp_path, stdin=data)
        assert run.document["title"] == title
