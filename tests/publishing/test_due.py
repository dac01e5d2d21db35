from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from packaged_zone import packaged_zone

from composer.domain.queue import QueueItem, Status, WallKind
from composer.publishing.due import Lateness, lateness, recompute

DUE = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("late", "grace", "expected"),
    [
        (timedelta(seconds=-1), HOUR, Lateness.EARLY),
        (timedelta(0), HOUR, Lateness.ON_TIME),
        (timedelta(seconds=60), HOUR, Lateness.ON_TIME),
        (timedelta(seconds=61), HOUR, Lateness.LATE),
        (HOUR, HOUR, Lateness.LATE),
        (HOUR + timedelta(seconds=1), HOUR, Lateness.MISSED),
        (timedelta(seconds=1), timedelta(0), Lateness.ON_TIME),  # no runner is quicker
        (timedelta(seconds=61), timedelta(0), Lateness.MISSED),
    ],
)
def test_lateness_is_told(late: timedelta, grace: timedelta, expected: Lateness) -> None:
    assert lateness(DUE, now=DUE + late, grace=grace) is expected


ITEM = QueueItem(
    id="q1",
    draft="d1",
    title="عنوان",
    page="main",
    publisher="sandbox",
    page_id="1",
    approval="0",
    zone="Africa/Casablanca",
    wall="2026-11-24 16:00",
    due=DUE,
    wake=DUE,
)


def test_a_local_time_moves_with_the_rules_of_its_zone() -> None:
    # Queued by the rules under which Morocco keeps summer time but for Ramadan, as those of
    # Algeria do all year; then the country gave it up.
    before = packaged_zone("Africa/Casablanca", rules_of="Africa/Algiers")
    assert list(recompute([ITEM], lambda _: before)) == []
    ((moved, found),) = recompute([ITEM], packaged_zone)
    assert moved is ITEM
    assert found.instant == DUE + HOUR
    assert (found.kind, found.wall) == (WallKind.OK, "2026-11-24 16:00")


def test_a_local_time_that_falls_into_a_new_gap_is_told_as_such() -> None:
    midnight = datetime(2026, 4, 23, 22, tzinfo=UTC)
    queued = replace(ITEM, zone="Africa/Cairo", wall="2026-04-24 00:00", due=midnight)
    ((_, found),) = recompute([queued], packaged_zone)
    assert (found.instant, found.kind) == (midnight, WallKind.GAP)


@pytest.mark.parametrize(
    "item",
    [
        replace(ITEM, wall=None),
        *(replace(ITEM, status=each) for each in Status if each is not Status.QUEUED),
    ],
    ids=lambda item: f"{item.status} {item.wall}",
)
def test_only_what_waits_for_a_local_time_moves(item: QueueItem) -> None:
    assert list(recompute([item], packaged_zone)) == []


def test_an_item_keeps_the_zone_in_which_it_was_asked_for() -> None:
    zones = {"q1": "Asia/Riyadh", "q2": "Asia/Baghdad", "q3": "Africa/Cairo"}
    items = [
        replace(ITEM, id=name, zone=zone, wall="2026-11-24 18:00") for name, zone in zones.items()
    ]
    assert [(each.id, found.instant) for each, found in recompute(items)] == [("q3", DUE + HOUR)]
