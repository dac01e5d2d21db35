"""The articles of feeds, to choose from."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from watched_site import Site, Watcher, news, watched_site

from composer.app.feed_entries import feed_at, watched_feeds
from composer.app.newsroom import Newsroom
from composer.app.watch_merge import Rules
from composer.app.watch_record import Record, Standing
from composer.errors import ArticleError, StoreError
from composer.ingest.fetch import Fetcher
from composer.ingest.network import Network
from composer.ingest.turn import Turns
from composer.settings import load_settings
from composer.store.file import LEFT

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    opened = Newsroom.open(load_settings(tmp_path), now=lambda: NOW, person="sara")
    yield opened
    opened.close()


@pytest.fixture
def site() -> Iterator[Site]:
    with watched_site() as served:
        yield served


def web(site: Site) -> Fetcher:
    return Fetcher(Network(allow=site.server.allow), turns=Turns(sleep=lambda _: None), limit_s=5.0)


def test_what_watch_has_met_is_shown_the_newest_first(newsroom: Newsroom, site: Site) -> None:
    folder = newsroom.settings.state
    watcher = Watcher(folder=folder, site=site, rules=Rules(newest=1))
    site.show(news(3, 2, 1))
    watcher.look()
    watcher.later(hours=1)
    site.show(news(4, 3, 2, 1))
    watcher.look()
    (feed,) = watched_feeds(newsroom)
    assert feed.url == site.feed
    assert [each.title for each in feed.entries] == [f"خبر رقم {number}" for number in (4, 3, 2, 1)]
    assert [each.standing for each in feed.entries[:2]] == [Standing.DRAFTED, Standing.DRAFTED]
    assert {each.standing for each in feed.entries[2:]} == {Standing.PASSED}
    # The watcher of this test makes drafts that no store has: none is shown.
    assert {each.draft for each in feed.entries} == {None}


def test_nothing_is_shown_where_nobody_watches(newsroom: Newsroom) -> None:
    assert watched_feeds(newsroom) == ()


def test_looking_at_the_record_leaves_what_its_writer_is_writing(newsroom: Newsroom) -> None:
    folder = newsroom.settings.state / "watch"
    folder.mkdir(parents=True)
    Record.load(folder).change()
    half = folder / f"{LEFT}half"
    half.write_text("half")
    watched_feeds(newsroom)
    assert half.exists()
    Record.load(folder)
    assert not half.exists()


def test_a_damaged_record_is_told(newsroom: Newsroom) -> None:
    folder = newsroom.settings.state / "watch"
    folder.mkdir(parents=True)
    (folder / "record.json").write_text("{")
    with pytest.raises(StoreError, match="is damaged"):
        watched_feeds(newsroom)


def test_a_feed_is_fetched_to_choose_from_it(newsroom: Newsroom, site: Site) -> None:
    site.show(news(2, 1))
    found = feed_at(newsroom, site.feed, web=web(site), now=NOW)
    assert [each.link for each in found.entries] == [site.server.url("/2"), site.server.url("/1")]
    assert all(each.published for each in found.entries)


@pytest.mark.parametrize("address", ["feed.xml", "/etc/passwd", "http://127.0.0.1:1/feed"])
def test_what_is_no_feed_is_told_by_its_address(
    newsroom: Newsroom, site: Site, address: str
) -> None:
    with pytest.raises(ArticleError, match=f"^{address}: "):
        feed_at(newsroom, address, web=web(site), now=NOW)
