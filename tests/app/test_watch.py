"""Watching a real site on this machine: what becomes a draft, what is tried again, what is kept."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from site_server import answer, page, redirect
from watched_site import BODY, START, News, Site, Watcher, changed, news, titles, watched_site

from composer.app.watch_merge import RETRY_AFTER, Rules
from composer.errors import StoreError

LONG = " ".join([BODY] * 4)


@pytest.fixture
def site() -> Iterator[Site]:
    with watched_site() as found:
        yield found


@pytest.fixture
def watcher(site: Site, tmp_path: Path) -> Watcher:
    return Watcher(tmp_path, site)


def messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.levelno >= logging.INFO]


def test_the_newest_few_of_a_new_feed_become_drafts_and_no_older_one_ever(
    watcher: Watcher, site: Site
) -> None:
    site.show(news(5, 4, 3, 2, 1))
    looked = watcher.look()
    assert watcher.made == ["خبر رقم 3", "خبر رقم 4", "خبر رقم 5"]
    assert [each.title for each in looked.made] == watcher.made
    assert watcher.drafts() == titles(3, 4, 5)
    site.show(news(5, 4, 3, 2, 1), mark=False)
    assert watcher.look().made == []
    assert watcher.drafts() == titles(3, 4, 5)


def test_the_newest_are_those_of_the_newest_dates_wherever_they_stand(
    watcher: Watcher, site: Site
) -> None:
    watcher.rules = Rules(newest=2)
    five, four, three = news(5, 4, 3)
    site.show([three, five, four])
    watcher.look()
    assert watcher.drafts() == titles(4, 5)


def test_of_a_new_feed_no_article_need_become_a_draft(watcher: Watcher, site: Site) -> None:
    watcher.rules = Rules(newest=0)
    site.show(news(2, 1))
    assert watcher.look().made == []
    site.show([News(number=3), *news(2, 1)])
    assert [each.title for each in watcher.look().made] == ["خبر رقم 3"]


def test_every_new_article_becomes_a_draft_once_whatever_is_started_anew(
    watcher: Watcher, site: Site
) -> None:
    site.show(news(1))
    watcher.look()
    for newest in range(2, 5):
        site.show(news(*range(newest, 0, -1)))
        watcher.later(minutes=5)
        watcher.look()
        watcher.empty_inbox()
        watcher.look()
    assert watcher.made == [f"خبر رقم {number}" for number in range(1, 5)]


def test_an_unchanged_feed_is_not_sent_again(watcher: Watcher, site: Site) -> None:
    site.show(news(1))
    watcher.look()
    record = (watcher.folder / "watch" / "record.json").read_bytes()
    watcher.later(minutes=5)
    watcher.look()
    first, second = (each for each in site.server.requests if " /feed " in each)
    assert "If-None-Match" not in first
    assert "If-None-Match" in second
    assert (watcher.folder / "watch" / "record.json").read_bytes() == record


def test_an_article_that_moves_up_because_another_was_deleted_is_passed_by(
    watcher: Watcher, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    items = news(5, 4, 3, 2, 1)
    site.show(items[:3])
    watcher.look()
    site.show([items[0], *items[2:4]])
    assert watcher.look().made == []
    assert "older article passed by" in messages(caplog)


def test_an_article_that_appears_late_is_new(watcher: Watcher, site: Site) -> None:
    site.show(news(1))
    watcher.look()
    late = News(number=2, published=START - timedelta(hours=2))
    site.show([late, *news(1)])
    assert [each.title for each in watcher.look().made] == [late.title]


def test_one_article_in_two_feeds_is_one_draft(watcher: Watcher, site: Site) -> None:
    site.show(news(2, 1))
    site.show(news(3, 2), path="/sport")
    watcher.look(site.feed, site.server.url("/sport"))
    assert sorted(watcher.made) == titles(1, 2, 3)


def test_an_update_is_said_and_becomes_a_draft_only_when_asked_for(
    watcher: Watcher, site: Site
) -> None:
    (one,) = news(1)
    site.show([one])
    watcher.look()
    site.show([changed(one, "نص آخر تماما في هذا الخبر.")])
    looked = watcher.look()
    assert ([each.title for each in looked.updated], looked.made) == ([one.title], [])
    assert watcher.look().updated == []
    watcher.rules = Rules(updates=True)
    site.show([changed(one, "نص ثالث تماما في هذا الخبر.")])
    looked = watcher.look()
    assert (looked.updated, [each.title for each in looked.made]) == ([], [one.title])
    assert watcher.made == [one.title] * 2


def test_an_article_that_fails_is_tried_a_few_times_and_then_reported_once(
    watcher: Watcher, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    two, one = news(2, 1)
    watcher.unable = {one.title}
    site.show([two, one])
    looked = watcher.look()
    assert [each.title for each in looked.made] == [two.title]  # the other one goes on
    assert len(looked.failed) == 1
    assert watcher.look().failed == []  # not before its time
    for wait in RETRY_AFTER:
        watcher.now += wait
        assert len(watcher.look().failed) == 1
    watcher.later(days=3)
    assert watcher.look().failed == []
    assert messages(caplog).count("article given up") == 1
    assert messages(caplog).count("article failed") == len(RETRY_AFTER)
    watcher.unable = set()
    watcher.look()
    assert watcher.made == [two.title]
    site.show([two, changed(one, "نص مصحح لهذا الخبر.")])
    watcher.look()
    assert watcher.made == [two.title, one.title]


def test_an_article_that_failed_is_made_when_it_can_be_though_its_feed_is_unchanged(
    watcher: Watcher, site: Site
) -> None:
    (one,) = news(1)
    watcher.unable = {one.title}
    site.show([one])
    watcher.look()
    watcher.unable = set()
    watcher.later(minutes=1)
    assert watcher.start().wait(site.feed) == timedelta(0)
    assert [each.title for each in watcher.look().made] == [one.title]


def summary(number: int) -> News:
    return News(number=number, whole=False)


def article_page(item: News, text: str = LONG) -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{item.title}</title></head><body><h1>{item.title}</h1>"
        f"<article><p>{text}</p><p>{text[::-1]}</p></article></body></html>"
    )


def test_a_feed_of_summaries_leads_to_the_pages(watcher: Watcher, site: Site) -> None:
    one = summary(1)
    site.show([one])
    site.routes["/1"] = page(article_page(one))
    assert [each.title for each in watcher.look().made] == [one.title]
    (folder,) = (watcher.folder / "inbox").iterdir()
    assert LONG in (folder / "post.txt").read_text("utf-8")
    assert json.loads((folder / "draft.json").read_bytes())["source"] == site.server.url("/1")


def test_a_summary_never_becomes_a_draft(watcher: Watcher, site: Site) -> None:
    one = summary(1)
    site.show([one])
    site.routes["/1"] = answer(status="503 Service Unavailable")
    assert "503" in watcher.look().failed[0].reason
    assert watcher.made == []
    site.routes["/1"] = page(article_page(one))
    watcher.later(minutes=2)
    watcher.look()
    assert watcher.made == [one.title]


def test_pages_that_robots_are_asked_to_leave_alone_are_not_fetched(
    watcher: Watcher, site: Site
) -> None:
    site.show([summary(1)])
    site.routes["/robots.txt"] = page("User-agent: *\nDisallow: /", kind="text/plain")
    site.routes["/1"] = page(article_page(summary(1)))
    assert "robots.txt" in watcher.look().failed[0].reason
    assert "/1" not in site.server.paths()
    assert "/feed" in site.server.paths()  # a person named it


def test_a_site_leads_to_its_list_and_the_list_is_asked_from_then_on(
    watcher: Watcher, site: Site
) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    site.routes["/"] = page(f"<!DOCTYPE html><html><head>{head}</head><body></body></html>")
    site.show(news(1))
    home = site.server.url("/")
    watcher.look(home)
    watcher.later(minutes=5)
    watcher.look(home)
    assert site.server.paths().count("/") == 1
    assert watcher.made == ["خبر رقم 1"]
    del site.routes["/feed"]  # it moves
    assert "404" in watcher.look(home).failed[0].reason
    site.show(news(2, 1), path="/new")
    site.routes["/"] = page(f"<!DOCTYPE html><head>{head.replace('/feed', '/new')}</head>")
    watcher.look(home)
    assert watcher.made == ["خبر رقم 1", "خبر رقم 2"]


def test_a_wordpress_site_is_read_through_its_interface(watcher: Watcher, site: Site) -> None:
    head = '<link rel="https://api.w.org/" href="/wp-json/">'
    site.routes["/"] = page(f"<!DOCTYPE html><html><head>{head}</head><body></body></html>")
    posts = [
        {
            "guid": {"rendered": f"https://site/?p={number}"},
            "title": {"rendered": f"خبر رقم {number}"},
            "link": site.server.url(f"/{number}"),
            "content": {"rendered": f"<p>{BODY}</p>", "protected": False},
        }
        for number in (2, 1)
    ]
    listed = page(json.dumps(posts), kind="application/json; charset=UTF-8")
    site.routes["/wp-json/wp/v2/posts?_embed=1"] = listed
    watcher.look(site.server.url("/"))
    assert watcher.made == ["خبر رقم 1", "خبر رقم 2"]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (answer(status="500 Internal Server Error"), "HTTP 500"),
        (page("<rss><channel><item><title>خبر</title>", kind="text/xml"), "breaks off"),
        (page("<rss", kind="text/xml"), ""),
        (page("", kind="text/xml"), ""),
        (page('{"code": "x"}', kind="application/json"), "WordPress"),
        (page("<!DOCTYPE html><html><p>نص</p></html>"), "names no feed"),
        (redirect("/bad"), "leads on"),
        (redirect("http://10.0.0.1/feed"), "private"),
        (lambda connection: connection.close(), ""),
    ],
    ids=["500", "cut", "malformed", "empty", "refused", "page", "loop", "private", "hung up"],
)
def test_a_feed_that_cannot_be_read_stops_no_other_and_loses_nothing(
    act: object, said: str, watcher: Watcher, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    bad = site.server.url("/bad")
    site.show(news(1), path="/bad")
    watcher.look(bad)
    watcher.empty_inbox()
    site.routes["/bad"] = act  # type: ignore[assignment] # one of the acts above
    site.show(news(11), path="/feed")
    for _ in range(2):
        watcher.later(hours=6)
        looked = watcher.look(bad, site.feed)
        assert said in looked.failed[0].reason
        assert looked.failed[0].source == bad
    assert watcher.drafts() == titles(11)
    assert messages(caplog).count("feed failed") == 1  # and not each time
    site.show(news(2, 1), path="/bad")
    watcher.look(bad)
    assert "feed works again" in messages(caplog)
    assert watcher.drafts() == titles(2, 11)


def test_a_feed_that_moves_for_good_is_followed(watcher: Watcher, site: Site) -> None:
    site.routes["/old"] = redirect("/feed", "301 Moved Permanently")
    site.show(news(1))
    watcher.look(site.server.url("/old"))
    assert watcher.made == ["خبر رقم 1"]


def test_a_feed_that_fails_is_left_alone_for_longer_each_time(watcher: Watcher, site: Site) -> None:
    site.routes["/feed"] = answer(status="502 Bad Gateway")
    waits = []
    for _ in range(10):
        watcher.look()
        watch = watcher.start()
        assert not watch.may_ask(site.feed)
        waits.append(watch.wait(site.feed))
        watcher.now += waits[-1]
        assert watcher.start().may_ask(site.feed)
    assert waits[:3] == [timedelta(minutes=each) for each in (10, 20, 40)]
    assert waits[-1] == timedelta(hours=6)


def test_a_clock_that_was_set_back_does_not_silence_a_feed(watcher: Watcher, site: Site) -> None:
    site.routes["/feed"] = answer(status="502 Bad Gateway")
    watcher.look()
    assert not watcher.start().may_ask(site.feed)
    watcher.later(days=-2)
    assert watcher.start().may_ask(site.feed)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("3600", timedelta(hours=1)),
        (f"{START + timedelta(hours=2):%a, %d %b %Y %H:%M:%S} GMT", timedelta(hours=2)),
        ("9999999", timedelta(days=1)),
        ("1", timedelta(minutes=10)),
        ("soon", timedelta(minutes=10)),
        ("-5", timedelta(minutes=10)),
    ],
)
def test_a_feed_is_left_alone_for_as_long_as_it_asks(
    header: str, wait: timedelta, watcher: Watcher, site: Site
) -> None:
    site.routes["/feed"] = answer(
        status="429 Too Many Requests", headers=f"Retry-After: {header}\r\n"
    )
    watcher.look()
    assert watcher.start().wait(site.feed) == wait


def test_a_feed_of_which_nothing_is_known_any_more_warns(
    watcher: Watcher, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.show(news(2, 1))
    watcher.look()
    site.show([News(number=number) for number in (9, 8)])
    watcher.look()
    assert "feed may have lost articles: ask it more often" in messages(caplog)
    assert sorted(watcher.made) == titles(1, 2, 8, 9)


def test_two_items_of_one_name_are_one_article(watcher: Watcher, site: Site) -> None:
    (one,) = news(1)
    site.show([one, one])
    watcher.look()
    site.show([one, one, News(number=2), News(number=2)])
    watcher.look()
    assert watcher.made == ["خبر رقم 1", "خبر رقم 2"]


def test_a_damaged_record_is_refused_and_kept(watcher: Watcher, site: Site) -> None:
    site.show(news(1))
    watcher.look()
    record = watcher.folder / "watch" / "record.json"
    for damaged in ("{", '{"feeds": [{}]}', '{"articles": 3}', "[]"):
        record.write_text(damaged, encoding="utf-8")
        with pytest.raises(StoreError, match="damaged"):
            watcher.start()
        assert record.read_text("utf-8") == damaged
