import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaged_zone import ZONES, moments, packaged_zone

from composer.domain.queue import WallKind
from composer.publishing.at import parse_at
from composer.publishing.wall import Resolved

RIYADH = packaged_zone("Asia/Riyadh")
CAIRO = packaged_zone("Africa/Cairo")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # 15:00 in Riyadh


def at(text: str) -> Resolved:
    return parse_at(text, zone=RIYADH, now=NOW)


@pytest.mark.parametrize(
    ("text", "wall", "instant"),
    [
        ("2026-11-24 18:00", "2026-11-24 18:00", "2026-11-24T15:00Z"),
        ("2026-11-24T18:00", "2026-11-24 18:00", "2026-11-24T15:00Z"),
        ("  2026-11-24   18:00 ", "2026-11-24 18:00", "2026-11-24T15:00Z"),
        ("٢٠٢٦-١١-٢٤ ١٨:٠٠", "2026-11-24 18:00", "2026-11-24T15:00Z"),
        ("۲۰۲۶-۱۱-۲۴ ۱۸:۰۰", "2026-11-24 18:00", "2026-11-24T15:00Z"),
        ("\u200f2026-11-24 18:00\u200f", "2026-11-24 18:00", "2026-11-24T15:00Z"),
        ("\u206818:00\u2069", "2026-11-24 18:00", "2026-11-24T15:00Z"),
        ("18:00", "2026-11-24 18:00", "2026-11-24T15:00Z"),
        ("١٨:٠٠", "2026-11-24 18:00", "2026-11-24T15:00Z"),
        ("15:00", "2026-11-24 15:00", "2026-11-24T12:00Z"),
        ("14:59", "2026-11-24 14:59", "2026-11-24T11:59Z"),  # somebody typed for a minute
        ("14:58", "2026-11-25 14:58", "2026-11-25T11:58Z"),
        ("today 18:00", "2026-11-24 18:00", "2026-11-24T15:00Z"),
        ("Tomorrow 08:00", "2026-11-25 08:00", "2026-11-25T05:00Z"),
    ],
)
def test_a_local_time_is_understood(text: str, wall: str, instant: str) -> None:
    assert at(text) == Resolved(instant=datetime.fromisoformat(instant), wall=wall)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("now", "2026-11-24T12:00Z"),
        ("NOW", "2026-11-24T12:00Z"),
        ("+2h", "2026-11-24T14:00Z"),
        ("+٩٠m", "2026-11-24T13:30Z"),
        ("+1h30m", "2026-11-24T13:30Z"),
        ("+1d", "2026-11-25T12:00Z"),
        ("+45s", "2026-11-24T12:00:45Z"),
        ("2026-11-24T18:00Z", "2026-11-24T18:00Z"),
        ("2026-11-24 18:00 z", "2026-11-24T18:00Z"),
        ("2026-11-24T18:00:30.5+02:00", "2026-11-24T16:00:30.500Z"),
        ("2026-11-24 10:00 -05:00", "2026-11-24T15:00Z"),
        ("2026-11-24T18:00+0300", "2026-11-24T15:00Z"),
    ],
)
def test_an_instant_is_understood_and_has_no_local_time_that_could_move_it(
    text: str, instant: str
) -> None:
    assert at(text) == Resolved(instant=datetime.fromisoformat(instant), wall=None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-11-24 14:58", "has passed: it is 2026-11-24 15:00 now in Asia/Riyadh"),
        ("2025-11-24 18:00", "has passed"),
        ("today 08:00", "has passed"),
        ("2026-11-24T11:00Z", "has passed: it is 2026-11-24 15:00 now in Asia/Riyadh"),
        ("2062-11-24 18:00", "more than ten years away"),
        ("9999-12-31 23:59", "more than ten years away"),
        ("9999-12-31 23:59 -05:00", "farther away than a calendar counts"),
        ("0001-01-01 00:00", "farther away than a calendar counts"),
        ("+999999999999999d", "farther away than a calendar counts"),
        ("+20000d", "more than ten years away"),
        ("2026-02-30 18:00", "there is no day 2026-02-30"),
        ("2026-02-30T18:00Z", "there is no day 2026-02-30"),
        ("2026-11-24T25:00Z", "is no time"),
        ("8:00", "'8:00' is no time of day; write 08:00"),
        ("8pm", "write 20:00"),
        ("tomorrow 24:00", "write 00:00 of the day after"),
        ("2026-11-24 18:00:30", "'18:00:30' is no time of day"),
        ("18", "write 18:00"),
        ("soon", "'soon' is no time; write now, 18:00, tomorrow 18:00, 2026-11-25 18:00 or +2h"),
        ("", "'' is no time"),
        ("+", "is no time"),
        ("2h", "is no time"),
        ("-2h", "is no time"),
        ("2026-11-24", "is no time"),
        ("24/11/2026 18:00", "is no time"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_write(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        at(text)


def test_a_time_that_cairo_skips_tomorrow_is_the_end_of_its_gap() -> None:
    evening = datetime(2025, 4, 24, 18, tzinfo=UTC)
    for text in ("00:30", "tomorrow 00:30", "2025-04-25 00:30"):
        found = parse_at(text, zone=CAIRO, now=evening)
        assert found.instant == datetime(2025, 4, 24, 22, tzinfo=UTC)
        assert (found.kind, found.wall) == (WallKind.GAP, "2025-04-25 00:30")


def test_tomorrow_is_counted_where_the_page_is() -> None:
    late = datetime(2026, 11, 24, 22, tzinfo=UTC)  # already the 25th in Riyadh
    assert parse_at("tomorrow 08:00", zone=RIYADH, now=late).wall == "2026-11-26 08:00"


@given(st.sampled_from(ZONES), st.times(), st.data())
def test_a_time_of_day_is_at_most_two_days_ahead_and_never_long_past(
    zone: ZoneInfo, asked: object, data: st.DataObject
) -> None:
    now = data.draw(moments(zone))
    found = parse_at(f"{asked:%H:%M}", zone=zone, now=now)
    assert timedelta(minutes=-1) <= found.instant - now <= timedelta(days=2)


@given(st.text() | st.from_regex(r"\+?[0-9: TZ+.dhms-]{1,24}", fullmatch=True))
def test_any_text_is_understood_or_refused_as_a_mistake(text: str) -> None:
    try:
        found = at(text)
    except ValueError as error:
        assert str(error)  # noqa: PT017 - both ends are right; which, other tests tell
    else:
        assert found.instant.utcoffset() == timedelta(0)
