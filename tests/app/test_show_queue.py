from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from composer.app.show_queue import clock_remark, show_items, status_words
from composer.domain.queue import Audit, QueueItem, Status, WallKind

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
ITEM = QueueItem(
    id="q1",
    draft="abcdef",
    title="عنوان",
    page="main",
    publisher="sandbox",
    page_id="1",
    approval="f" * 64,
    due=NOW,
    wake=NOW,
    zone="Asia/Riyadh",
)
OUT = replace(ITEM, status=Status.PUBLISHED, post_id="1_2")


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (ITEM, "queued"),
        (replace(ITEM, breaking=True), "queued, breaking"),
        (replace(ITEM, status=Status.UPLOADING), "being sent"),
        (replace(ITEM, status=Status.UNKNOWN), "unknown, being looked into"),
        (replace(ITEM, status=Status.ATTENTION, breaking=True), "needs a person"),
        (replace(ITEM, status=Status.CANCELLED), "cancelled"),
        (OUT, "published"),
        (replace(OUT, breaking=True), "published"),
        (replace(OUT, audit=Audit.OK), "published"),
        (replace(OUT, audit=Audit.ALARM), "published, look at it"),
        (replace(OUT, held_until=NOW + timedelta(hours=1)), "held until 2026-11-24 11:00"),
        (replace(OUT, held_until=NOW), "published"),
        (replace(OUT, held_until=NOW + timedelta(hours=1), withdrawn=NOW), "withdrawn"),
    ],
)
def test_where_an_item_stands_is_said_in_plain_words(item: QueueItem, words: str) -> None:
    assert status_words(item, NOW) == words


def test_every_status_has_its_words() -> None:
    assert all(status_words(replace(ITEM, status=each), NOW) for each in Status)


def test_only_what_clocks_change_is_remarked_on() -> None:
    asked = replace(ITEM, wall="2026-04-24 00:30")
    assert clock_remark(asked) is None
    assert "skip 2026-04-24 00:30" in (clock_remark(replace(asked, wall_kind=WallKind.GAP)) or "")
    assert "twice" in (clock_remark(replace(asked, wall_kind=WallKind.FOLD)) or "")


def test_what_is_to_be_done_stands_below_its_item(capsys: pytest.CaptureFixture[str]) -> None:
    stuck = replace(ITEM, id="q12", page="sport", last_error="the token is dead: log in")
    gone = replace(stuck, id="q3", status=Status.CANCELLED)
    show_items([ITEM, stuck, gone], NOW, unapproved={"q12"})
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "q1",
        "عنوان",
        "q12",
        "عنوان",
        "!",
        "!",
        "q3",
        "عنوان",
    ]
    assert "changed after its approval" in lines[4]
    assert lines[4].endswith("nashir approve abcdef --page sport")
    assert lines[5] == "    ! the token is dead: log in"
    assert lines[0].startswith(
        "q1   main   queued     2026-11-24 10:00 Asia/Riyadh  UTC 2026-11-24 07:00  "
    )
