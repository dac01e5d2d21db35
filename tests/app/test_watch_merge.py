"""What a look at a feed means, whatever the feed holds."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.app.watch_merge import Merged, News, Rules, first_look, instant, next_look
from composer.app.watch_record import Feed, Record, Standing
from composer.errors import StoreError
from composer.ingest.listing import Entry

URL = "https://example.org/feed"
START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

entries = st.builds(
    lambda number, state, age: Entry(
        number=1,
        names=(f"name {number}", f"link {number}"),
        digest=str(state),
        title=f"خبر {number}",
        link=None,
        published=None if age is None else (START + timedelta(hours=age)).isoformat(),
    ),
    st.integers(0, 9),
    st.integers(0, 2),
    st.none() | st.integers(-20, 20),
)
feeds = st.lists(st.lists(entries, max_size=6), min_size=1, max_size=6)
rules = st.builds(Rules, newest=st.integers(0, 4), updates=st.booleans())


def looked(record: Record, listed: Sequence[Entry], now: datetime, rule: Rules) -> Merged:
    """Look at a feed, and draft all that waits."""
    feed = record.feed(URL)
    look = first_look if feed is None else next_look
    merged = look(record, listed, url=URL, now=now, rules=rule)
    record.change(
        feeds=[feed or Feed(url=URL, began=now)], articles=merged.articles, gone=merged.gone
    )
    return merged


@settings(max_examples=60, deadline=None)
@given(shown=feeds, rule=rules)
def test_each_article_is_new_once_and_none_is_overlooked(
    shown: list[list[Entry]], rule: Rules
) -> None:
    with TemporaryDirectory() as folder:
        record = Record(folder=Path(folder))
        found: list[str] = []
        for turn, listed in enumerate(shown):
            merged = looked(record, listed, START + timedelta(minutes=turn), rule)
            found += [known.key for news, known in merged.news if news is News.NEW]
            drafted = [known for news, known in merged.news if news is News.NEW]
            assert all(each.standing is Standing.WAITING for each in drafted)
        first = {each.names[0] for each in shown[0]}
        later = {each.names[0] for listed in shown[1:] for each in listed} - first
        assert len(found) == len(set(found))
        assert len(first & set(found)) == min(rule.newest, len(first))
        assert later <= set(found)
        assert Record.load(Path(folder)) == record


@settings(max_examples=30, deadline=None)
@given(listed=st.lists(entries, max_size=6), rule=rules)
def test_the_same_feed_again_means_nothing(listed: list[Entry], rule: Rules) -> None:
    unique = list({each.names: each for each in listed}.values())
    with TemporaryDirectory() as folder:
        record = Record(folder=Path(folder))
        looked(record, unique, START, rule)
        again = next_look(record, unique, url=URL, now=START, rules=rule)
        assert again == Merged(articles=())


def entry(number: int) -> Entry:
    name = (f"name {number}",)
    return Entry(number=1, names=name, digest="a", title="خبر", link=None, published=None)


def test_an_article_that_has_long_been_gone_is_forgotten(tmp_path: Path) -> None:
    record = Record(folder=tmp_path)
    looked(record, [entry(1), entry(2)], START, Rules(newest=0))
    looked(record, [entry(2)], START + timedelta(days=179), Rules())
    assert record.find(["name 1"]) is not None
    looked(record, [entry(2)], START + timedelta(days=181), Rules())
    assert record.find(["name 1"]) is None
    assert record.find(["name 2"]) is not None


def test_what_could_not_be_kept_is_not_known(tmp_path: Path) -> None:
    record = Record(folder=tmp_path / "watch")
    looked(record, [entry(1)], START, Rules())
    before = Record.load(tmp_path / "watch")
    (tmp_path / "watch").rename(tmp_path / "away")
    (tmp_path / "watch").touch()
    with pytest.raises(StoreError):
        looked(record, [entry(1), entry(2)], START, Rules())
    assert record == before
    assert record.find(["name 2"]) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-03-01T12:00:00+03:00", START),
        ("2026-03-01T09:00:00", START),
        ("2026-03-01", datetime(2026, 3, 1, 23, 59, 59, 999999, tzinfo=UTC)),
        ("yesterday", None),
        (None, None),
    ],
)
def test_a_date_is_an_instant_as_exact_as_it_is(text: str | None, found: datetime | None) -> None:
    assert instant(text) == found
