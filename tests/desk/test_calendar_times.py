from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from busy_page import SLOTS, BusyPage
from desk_server import serving
from playwright.sync_api import Page

from composer.domain.queue import QueueItem, Status
from composer.publishing.wall import local_wall, resolve

TITLE = "افتتاح محطة جديدة"
CAIRO = ZoneInfo("Africa/Cairo")
SPRING = date(2027, 4, 30)
"""Cairo skips 00:00 to 01:00."""
AUTUMN = date(2027, 10, 28)
"""Cairo shows 23:00 to 24:00 twice."""

_INSTANTS = """async (step) => {
  const script = document.querySelector('script[src*="calendar.js"]').src;
  const { instant } = await import(script.replace("calendar.js", "calendar/time.js"));
  const number = (text) => Number(text);
  const turns = (day) =>
    [...day.querySelectorAll(".turn")].map(({ dataset: { kind, begins, ends } }) => ({
      kind, begins: number(begins), ends: number(ends),
    }));
  const days = [...document.querySelectorAll(".day")].map((day) => ({
    date: day.dataset.day, begins: Date.parse(day.dataset.begins), turns: turns(day),
  }));
  const minutes = Array.from({ length: 1440 / step }, (_, each) => each * step);
  return days.flatMap((day) => minutes.map((each) => [day.date, each, instant(day, each)]));
}"""


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[BusyPage]:
    """A page with slots, on a desk that is served."""
    with serving(tmp_path, SLOTS) as server:
        yield BusyPage(server)


@pytest.fixture
def cairo(tmp_path: Path) -> Iterator[BusyPage]:
    """A page in Cairo."""
    with serving(tmp_path, f'[site]\nzone = "{CAIRO.key}"\n{SLOTS}') as server:
        yield BusyPage(server)


def only(busy: BusyPage, draft: str) -> QueueItem:
    (found,) = busy.room.store.queue.of_draft(draft)
    return found


def wall(busy: BusyPage, draft: str) -> str:
    return local_wall(only(busy, draft).due, busy.room.outlet().zone)


def test_without_scripts_a_form_gives_the_next_free_slot_or_a_time(busy: BusyPage) -> None:
    day, following = busy.two_days()
    first, second = busy.approved("أول"), busy.approved("ثان")
    guest = busy.server.guest()
    assert TITLE not in guest.look(f"/drafts/{first}/slot").text
    given = guest.post(f"/drafts/{first}/slot", {"when": "slot", "date": "", "time": ""})
    assert (given.status, given.headers["location"]) == (303, f"/items/{only(busy, first).id}")
    assert only(busy, first).slot is not None
    asked = {"when": "at", "date": str(day), "time": "18:05", "breaking": "true"}
    assert guest.post(f"/drafts/{second}/slot", asked).status == 303
    assert (wall(busy, second), only(busy, second).breaking) == (f"{day} 18:05", True)
    again = {"when": "at", "date": str(following), "time": "07:00"}
    assert guest.post(f"/drafts/{second}/slot", again).status == 303
    assert wall(busy, second) == f"{following} 07:00"


@pytest.mark.parametrize(
    ("day", "clock", "told"),
    [
        ("2020-01-01", "10:00", "هذا الوقت مضى"),
        ("2099-01-01", "10:00", "أبعد من عشر سنين"),
        ("", "", "ليس هذا وقتًا مفهومًا"),
        ("2027-02-30", "10:00", "ليس هذا وقتًا مفهومًا"),
    ],
)
def test_a_time_that_cannot_be_is_refused_in_words(
    busy: BusyPage, day: str, clock: str, told: str
) -> None:
    draft = busy.approved(TITLE)
    guest = busy.server.guest()
    answer = guest.post(f"/drafts/{draft}/slot", {"when": "at", "date": day, "time": clock})
    assert answer.status == 422
    assert told in answer.text
    assert busy.room.store.queue.of_draft(draft) == ()


def test_what_the_page_had_before_is_given_a_time_only_by_an_express_word(busy: BusyPage) -> None:
    day, _ = busy.two_days()
    draft = busy.approved(TITLE)
    item = busy.rundown.add(draft, at=f"{day} 13:00").item
    busy.put(item.id, Status.PUBLISHED, post_id="1_1", published=busy.room.now())
    guest = busy.server.guest()
    assert 'name="again"' in guest.look(f"/drafts/{draft}/slot").text
    asked = {"when": "at", "date": str(day), "time": "20:00"}
    assert guest.post(f"/drafts/{draft}/slot", asked).status == 409
    assert guest.post(f"/drafts/{draft}/slot", {**asked, "again": "true"}).status == 303


def test_a_draft_that_is_not_approved_is_given_no_time(busy: BusyPage) -> None:
    draft = busy.draft(TITLE)
    guest = busy.server.guest()
    assert "غير معتمدة كما هي الآن" in guest.look(f"/drafts/{draft}/slot").text
    refused = guest.post(f"/drafts/{draft}/slot", {"when": "slot"})
    assert refused.status == 409
    assert busy.room.store.queue.of_draft(draft) == ()


def test_a_part_of_a_page_gets_a_dialog_and_a_word_in_the_corner(busy: BusyPage) -> None:
    draft = busy.approved(TITLE)
    guest = busy.server.guest()
    dialog = guest.get(f"/drafts/{draft}/slot", HX_Request="true").text
    assert "<dialog" in dialog
    assert "<html" not in dialog
    given = guest.post(f"/drafts/{draft}/slot", {"when": "slot"}, HX_Request="true")
    assert given.status == 200
    assert 'hx-swap-oob="beforeend:#toasts"' in given.text


@pytest.mark.parametrize("view", ["week", "month"])
@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "1582-10-10", "2000-02-29"])
def test_the_calendar_opens_on_any_day(busy: BusyPage, view: str, on: str) -> None:
    assert busy.server.guest().get(f"/calendar?view={view}&on={on}").status == 200


def test_what_is_no_day_is_refused(busy: BusyPage) -> None:
    guest = busy.server.guest()
    assert guest.get("/calendar?on=2026-13-01").status == 422
    assert guest.get("/calendar?view=year").status == 422


def test_a_headline_is_never_markup(busy: BusyPage) -> None:
    day, _ = busy.two_days()
    busy.queued('<script>alert(1)</script>"><b>{{ 7*7 }}', f"{day} 13:00")
    busy.approved("<img src=x>")
    page = busy.server.guest().get(f"/calendar?on={day}").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{ 7*7 }}" in page


def test_days_of_changing_clocks_say_so(cairo: BusyPage) -> None:
    guest = cairo.server.guest()
    spring = guest.get(f"/calendar?on={SPRING}").text
    assert 'data-kind="gap" data-begins="0" data-ends="60"' in spring
    assert "يوم من 23 ساعة" in spring
    autumn = guest.get(f"/calendar?on={AUTUMN}").text
    assert 'data-kind="fold" data-begins="1380" data-ends="1440"' in autumn
    assert "يوم من 25 ساعة" in autumn


@pytest.mark.parametrize(
    ("day", "clock", "told", "due"),
    [
        (SPRING, "00:30", "الساعات تتخطى 00:30", datetime(2027, 4, 29, 22, 0, tzinfo=UTC)),
        (AUTUMN, "23:30", "الوقت 23:30 يأتي مرتين", datetime(2027, 10, 28, 20, 30, tzinfo=UTC)),
    ],
)
def test_a_time_that_is_skipped_or_comes_twice_is_told_before_and_after(
    cairo: BusyPage, day: date, clock: str, told: str, due: datetime
) -> None:
    draft = cairo.approved(TITLE)
    guest = cairo.server.guest()
    meaning = guest.get(f"/drafts/{draft}/slot/meaning?date={day}&time={clock}").text
    assert told in meaning
    placed = guest.send("/calendar/place", {"draft": draft, "at": f"{day} {clock}"})
    assert (placed.document["tone"], told in placed.document["text"]) == ("warn", True)
    assert only(cairo, draft).due == due


@pytest.mark.parametrize(
    ("zone", "days"),
    [  # clocks are changed at the edge of a day, and in the middle of one
        ("Africa/Cairo", (SPRING, AUTUMN)),
        ("Europe/London", (date(2027, 3, 28), date(2027, 10, 31))),
    ],
)
def test_the_script_means_the_same_instants_as_the_desk(
    tmp_path: Path, tab: Page, zone: str, days: tuple[date, ...]
) -> None:
    with serving(tmp_path, f'[site]\nzone = "{zone}"\n{SLOTS}') as server:
        tab.goto(server.door)
        for on in days:
            tab.goto(f"{server.url}/calendar?on={on}")
            found = tab.evaluate(_INSTANTS, 5)
            assert len(found) == 7 * 288
            for day, minute, instant_ms in found:
                local = datetime.combine(date.fromisoformat(day), time())
                meant = resolve(local + timedelta(minutes=minute), ZoneInfo(zone)).instant
                assert datetime.fromtimestamp(instant_ms / 1000, UTC) == meant


def test_moving_back_and_forth_is_asked_of_one_place(busy: BusyPage) -> None:
    day, following = busy.two_days()
    draft = busy.approved(TITLE)
    guest = busy.server.guest()
    first = guest.send("/calendar/place", {"draft": draft, "at": f"{day} 13:00"}).document
    assert first["undo"] == {"cancel": first["item"]}
    moved = guest.send("/calendar/place", {"item": first["item"], "at": f"{following} 20:00"})
    assert guest.send("/calendar/place", moved.document["undo"]).status == 200
    assert wall(busy, draft) == f"{day} 13:00"
    assert guest.send("/calendar/place", {"item": first["item"], "at": "gestern"}).status == 422
    assert guest.send("/calendar/place", {"item": "q99", "at": f"{day} 13:00"}).status == 409
