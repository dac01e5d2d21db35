from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from desk import Office

from composer.app.what_if import what_if
from composer.domain.queue import WallKind
from composer.errors import SettingsError

RIYADH = ZoneInfo("Asia/Riyadh")
SLOTS = '[publishing]\nslots = ["sun-thu 08:00 13:00 20:00"]\nspacing = "20m"\n'


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 24, hour, minute, tzinfo=RIYADH)


def test_a_time_near_to_another_post_tells_which_and_how_long_it_would_wait(office: Office) -> None:
    rundown = office.rundown()
    other = rundown.add(office.approved("أول"), at="18:00").item
    found = what_if(rundown.newsroom, "main", "18:05")
    assert ([each.id for each in found.near], found.goes) == ([other.id], at(18, 20))
    assert what_if(rundown.newsroom, "main", "18:20").near == ()
    assert what_if(rundown.newsroom, "main", "18:05", breaking=True).goes == at(18, 5)


def test_an_item_is_not_in_its_own_way(office: Office) -> None:
    office.set(SLOTS)
    rundown = office.rundown()
    mine = rundown.add(office.approved("أول")).item
    found = what_if(rundown.newsroom, "main", "13:05", but=mine.id)
    assert (found.near, found.goes) == ((), at(13, 5))
    assert what_if(rundown.newsroom, "main", None, but=mine.id).when.due == mine.due
    assert what_if(rundown.newsroom, "main", None).when.due == at(20)


def test_nothing_is_promised_for_a_paused_page(office: Office) -> None:
    rundown = office.rundown()
    rundown.pause()
    assert what_if(rundown.newsroom, "main", "18:00").goes is None


def test_a_time_that_the_clocks_skip_says_so(office: Office) -> None:
    office.set('[site]\nzone = "Africa/Cairo"\n')
    office.now = datetime(2025, 4, 20, tzinfo=RIYADH)
    found = what_if(office.open(), "main", "2025-04-25 00:30")
    assert found.when.kind is WallKind.GAP


def test_a_time_that_has_passed_is_refused(office: Office) -> None:
    with pytest.raises(SettingsError, match="has passed"):
        what_if(office.open(), "main", "2020-01-01 10:00")
