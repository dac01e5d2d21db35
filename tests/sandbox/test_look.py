import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from practice_caller import PAGE, Caller, SetClock, in_process, png

from composer.posts.direction import right_to_left
from composer.resources import shipped_root
from composer.sandbox import PRACTICE_TOKEN, PracticePage
from composer.sandbox.view import shown_time
from composer.sandbox.words import Fold, fold_of, lines_of

LATER = {"published": "false", "unpublished_content_type": "SCHEDULED"}
HOSTILE = (
    "<script>alert(1)</script> \"'><img src=x onerror=alert(1)> {{ 7*7 }} &amp; \u202eقلب\u202c"
)


class Seen(HTMLParser):
    """What a browser makes of a page: its elements, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [
            found
            for name, found in self.elements
            if name == tag and all(found.get(key) == value for key, value in wanted.items())
        ]


def _see(caller: Caller, path: str = "/") -> Seen:
    found = caller.client.get(path)
    assert found.status_code == 200
    return Seen(found.text)


def test_the_page_is_arabic_and_runs_from_right_to_left(each_caller: Caller) -> None:
    seen = _see(each_caller)
    assert seen.all("html") == [{"lang": "ar", "dir": "rtl"}]
    assert "صفحة التدريب" in seen.text
    assert "لا منشورات بعد" in seen.text


def test_posts_are_shown_newest_first_with_their_time(caller: Caller, clock: SetClock) -> None:
    caller.create("الأول\nسطر ثان")
    clock.forward(hours=3, minutes=5)
    caller.create("الثاني")
    seen = _see(caller)
    assert seen.text.index("الثاني") < seen.text.index("الأول")
    times = [each["datetime"] for each in seen.all("time")]
    assert times == ["2026-11-23T18:05:00+03:00", "2026-11-23T15:00:00+03:00"]
    assert "23 نوفمبر 2026 الساعة 6:05 م" in seen.text


def test_times_are_shown_in_the_zone_of_the_page(tmp_path: Path) -> None:
    root = shipped_root()
    page = PracticePage(
        tmp_path,
        templates=root / "templates",
        fonts=None,
        clock=SetClock(datetime(2026, 7, 1, 21, 30, tzinfo=UTC)),
        zone=ZoneInfo("Africa/Cairo"),
    )
    with in_process(page) as caller:
        caller.create("نص")
        assert "2 يوليو 2026 الساعة 12:30 ص" in _see(caller).text


@pytest.mark.parametrize(
    ("hour", "text"),
    [(0, "12:00 ص"), (1, "1:00 ص"), (11, "11:00 ص"), (12, "12:00 م"), (23, "11:00 م")],
)
def test_hours_are_counted_to_twelve(hour: int, text: str) -> None:
    assert shown_time(datetime(2026, 5, 4, hour, tzinfo=UTC)).text.endswith(
        f"مايو 2026 الساعة {text}"
    )


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 8])
@pytest.mark.parametrize(
    ("shape", "width", "height"),
    [("portrait", 8, 10), ("square", 9, 9), ("landscape", 12, 6)],
)
def test_photos_stand_as_the_first_one_wants(
    caller: Caller, count: int, shape: str, width: int, height: int
) -> None:
    photos = [caller.stage(data=png(width, height), alt=f"وصف {each}") for each in range(count)]
    caller.create("نص", photos)
    seen = _see(caller)
    shown = min(count, 4)
    assert seen.all("div", **{"class": f"photos {shape} n{shown}"})
    pictures = seen.all("img")
    assert [each["src"] for each in pictures] == [f"/photos/{each}" for each in photos[:shown]]
    assert [each["alt"] for each in pictures] == [f"وصف {each}" for each in range(shown)]
    assert (f"+{count - 4}" in seen.text) == (count > 4)
    assert all(f"وصف {each}" in seen.text for each in range(count))


def test_a_photo_is_shown_whole_with_its_alternative_text(each_caller: Caller) -> None:
    photos = [each_caller.stage(alt="جدول\nصف أول"), each_caller.stage()]
    post = each_caller.create("نص", photos)
    seen = _see(each_caller, f"/photos/{photos[0]}/view")
    assert seen.all("img", src=f"/photos/{photos[0]}", alt="جدول\nصف أول", width="4", height="5")
    assert "صورة 1 من 2" in seen.text
    assert seen.all("a", rel="next", href=f"/photos/{photos[1]}/view")
    assert not seen.all("a", rel="prev")
    assert seen.all("a", href=f"/{PAGE}/posts/{post.partition('_')[2]}/")
    assert "بلا نص بديل" in _see(each_caller, f"/photos/{photos[1]}/view").text


def test_a_photo_comes_as_it_was_uploaded(each_caller: Caller) -> None:
    data = png(7, 9, 120)
    photo = each_caller.stage(data=data)
    path = f"/photos/{photo}"
    assert each_caller.client.get(path).status_code == 404
    post = each_caller.create("نص", [photo])
    found = each_caller.client.get(path)
    assert found.content == data
    assert found.headers["Content-Type"] == "image/png"
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    each_caller.delete(post)
    assert each_caller.client.get(path).status_code == 404
    assert each_caller.client.get(f"{path}/view").status_code == 404


def test_scheduled_posts_have_a_list_of_their_own(caller: Caller, clock: SetClock) -> None:
    when = clock.later(hours=2)
    caller.create("ينتظر", scheduled_publish_time=when, **LATER)
    caller.create("ظاهر")
    caller.create("مسودة", published="false")
    text = caller.client.get("/").text
    waiting = text[text.index('id="scheduled"') :]
    assert "ينتظر" in waiting
    assert "الساعة 5:00 م" in waiting
    assert "ظاهر" not in waiting
    assert "مسودة" not in text
    clock.forward(hours=2)
    assert 'id="scheduled"' not in caller.client.get("/").text


def test_what_was_taken_down_is_not_shown(caller: Caller) -> None:
    post = caller.create("يسحب")
    path = f"/{PAGE}/posts/{post.partition('_')[2]}/"
    assert "يسحب" in _see(caller, path).text
    caller.delete(post)
    assert "يسحب" not in _see(caller).text
    found = caller.client.get(path)
    assert found.status_code == 404
    assert "هذا المحتوى غير متاح" in found.text


def test_the_address_of_a_post_leads_to_it(each_caller: Caller, clock: SetClock) -> None:
    shown = each_caller.node(each_caller.create("ظاهر"))["permalink_url"]
    assert "ظاهر" in each_caller.client.get(shown).text
    when = clock.later(hours=1)
    post = each_caller.create("ينتظر", scheduled_publish_time=when, **LATER)
    waiting = each_caller.node(post)["permalink_url"]
    assert "ينتظر" in each_caller.client.get(waiting).text


def test_a_post_hidden_from_the_lists_is_on_the_page_for_nobody(caller: Caller) -> None:
    for path in (f"/{PAGE}/posts/x/", f"/{PAGE}/posts/{'9' * 30}/", "/pages/nonsense", "/photos/x"):
        assert caller.client.get(path).status_code == 404


def test_a_link_post_shows_where_it_leads(caller: Caller) -> None:
    caller.create("خبر", link="https://www.example.org/a?b=1&c=2")
    seen = _see(caller)
    link = seen.all("a", **{"class": "preview"})[0]
    assert link["href"] == "https://www.example.org/a?b=1&c=2"
    assert "noopener" in link["rel"]
    assert "www.example.org" in seen.text


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//x", "http://[x"])
def test_no_link_leads_into_the_browser_itself(caller: Caller, link: str) -> None:
    caller.create(f"نص {link}", link=link)
    seen = _see(caller)
    assert not seen.all("a", **{"class": "preview"})
    assert not [each for each in seen.all("a") if not each["href"].startswith(("/", "#"))]


def test_comments_stand_below_their_post(caller: Caller) -> None:
    post = caller.create("نص")
    for each in range(5):
        caller.post(f"{post}/comments", message=f"تعليق {each} https://example.org/{each}.")
    seen = _see(caller)
    assert all(f"تعليق {each}" in seen.text for each in range(3))
    assert "تعليق 3" not in seen.text
    assert "وتعليقات أخرى: 2" in seen.text
    assert seen.all("a", href="https://example.org/0")


def test_hostile_texts_are_only_text(each_caller: Caller, page: PracticePage) -> None:
    page.add_page(PAGE, HOSTILE, PRACTICE_TOKEN)
    photo = each_caller.stage(alt=HOSTILE)
    post = each_caller.create(HOSTILE, [photo])
    each_caller.post(f"{post}/comments", message=HOSTILE)
    for path in ("/", f"/photos/{photo}/view", f"/{PAGE}/posts/{post.partition('_')[2]}/"):
        seen = _see(each_caller, path)
        assert not seen.all("script")
        assert all(each["src"].startswith("/photos/") for each in seen.all("img"))
        assert not [each for _, found in seen.elements for each in found if each.startswith("on")]
        assert "{{ 7*7 }}" in seen.text or path.endswith("view")
        assert "49" not in seen.text
        assert "<script>alert(1)</script>" in seen.text or path.endswith("view")


def test_a_very_long_text_is_shown_whole(caller: Caller) -> None:
    long = ("كلمة #وسم https://example.org/" + "أ" * 30 + " ") * 1000
    assert len(long) > 60_000
    caller.create(long[:60_000])
    assert long[:60_000].rstrip() in _see(caller).text


def test_each_line_finds_its_own_direction(caller: Caller) -> None:
    caller.create(f"F-35 first\n{right_to_left('F-35 تتفوق على Su-57')}\n\nنص")
    text = caller.client.get("/").text
    words = text[text.index('<div class="words">') :]
    lines = re.findall(r'<p dir="auto">(.*?)</p>', words)
    assert lines[:4] == ["F-35 first", "\u200fF-35 تتفوق على Su-57", "", "نص"]


def test_long_texts_are_folded(caller: Caller) -> None:
    caller.create("سطر\n" * 9)
    assert "عرض المزيد" in _see(caller).text
    post = caller.create("سطر\n" * 4)
    assert _see(caller).text.count("عرض المزيد") == 1
    assert "عرض المزيد" not in _see(caller, f"/{PAGE}/posts/{post.partition('_')[2]}/").text


def test_the_fold_depends_on_the_screen() -> None:
    assert fold_of("") is Fold.NOWHERE
    assert fold_of("س" * 200) is Fold.NOWHERE
    assert fold_of("س" * 300) is Fold.NARROW
    assert fold_of("س" * 500) is Fold.EVERYWHERE
    assert fold_of("س\n" * 6) is Fold.EVERYWHERE


def test_many_posts_are_shown_page_by_page(caller: Caller) -> None:
    for each in range(45):
        caller.create(f"منشور رقم {each}.")
    first, second, third = (_see(caller, f"/?page={each}") for each in (1, 2, 3))
    counts = [len(each.all("article")) for each in (first, second, third)]
    assert counts == [20, 20, 5]
    assert first.all("a", rel="next")
    assert not first.all("a", rel="prev")
    assert not third.all("a", rel="next")
    assert third.all("a", rel="prev")
    assert _see(caller, "/?page=" + "9" * 50).all("article") == first.all("article")


def test_other_pages_are_listed(caller: Caller, page: PracticePage) -> None:
    page.add_page("110000000000001", "الموقع الثاني", PRACTICE_TOKEN)
    caller.create("هناك", page="110000000000001")
    assert _see(caller).all("a", href="/pages/110000000000001")
    seen = _see(caller, "/pages/110000000000001")
    assert "هناك" in seen.text
    assert seen.all("a", href=f"/pages/{PAGE}")


def test_nothing_comes_from_outside(each_caller: Caller) -> None:
    each_caller.create("نص", [each_caller.stage()])
    found = each_caller.client.get("/")
    policy = found.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "script-src" not in policy
    seen = Seen(found.text)
    addresses = [each["href"] for each in seen.all("link")] + [e["src"] for e in seen.all("img")]
    assert addresses
    assert all(each.startswith("/") and not each.startswith("//") for each in addresses)
    style = each_caller.client.get("/practice/style.css")
    assert style.headers["Content-Type"].startswith("text/css")
    fonts = re.findall(r'url\("([^"]+)"\)', style.text)
    assert fonts
    for each in fonts:
        font = each_caller.client.get(each)
        assert font.headers["Content-Type"] == "font/ttf"
        assert font.content[:4] == b"\0\1\0\0"
    assert not [each for _, attributes in seen.elements for each in attributes if each == "style"]


@pytest.mark.parametrize(
    "name", ["OFL.txt", "../cairo/OFL.txt", "%2e%2e%2fx", "IBMPlexSansArabic_x.ttf"]
)
def test_only_the_fonts_of_the_page_are_served(each_caller: Caller, name: str) -> None:
    assert each_caller.client.get(f"/fonts/{name}").status_code == 404


def test_without_fonts_the_page_does_without(tmp_path: Path) -> None:
    root = shipped_root()
    page = PracticePage(tmp_path, templates=root / "templates", fonts=None, clock=SetClock())
    with in_process(page) as caller:
        assert _see(caller).all("html")
        path = "/fonts/IBMPlexSansArabic_400Regular.ttf"
        assert caller.client.get(path).status_code == 404


def test_looking_changes_nothing_and_is_no_call(each_caller: Caller, page: PracticePage) -> None:
    each_caller.create("نص", [each_caller.stage()])
    before = page.calls()
    for path in ("/", f"/pages/{PAGE}", "/practice/style.css", "/practice/faults"):
        assert each_caller.client.get(path).status_code == 200
        assert each_caller.client.head(path).status_code == 200
    assert each_caller.client.post("/").status_code == 405
    assert page.calls() == before


@given(text=st.text(max_size=200))
def test_the_parts_of_a_text_make_the_whole(text: str) -> None:
    lines = ["".join(part.text for part in line) for line in lines_of(text)]
    assert lines == text.splitlines()


@pytest.mark.parametrize(
    ("text", "links", "tags"),
    [
        ("انظر https://example.org/a.", ["https://example.org/a"], []),
        ("(https://example.org/a)", ["https://example.org/a"], []),
        ("https://example.org/a، ثم #وسم_جديد!", ["https://example.org/a"], ["#وسم_جديد"]),
        ("http://[x #a", [], ["#a"]),
        ("javascript:x # وسم", [], []),
    ],
)
def test_addresses_and_hashtags_are_found(text: str, links: list[str], tags: list[str]) -> None:
    parts = lines_of(text)[0]
    assert [each.href for each in parts if each.href] == links
    assert [each.text for each in parts if each.is_tag] == tags
