from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from busy_page import SLOTS, BusyPage
from desk_server import serving
from playwright.sync_api import Error, FloatRect, Locator, Page, expect

from composer.app.newsroom import Newsroom
from composer.domain.queue import QueueItem, Status
from composer.publishing.wall import local_wall

TITLE = "افتتاح محطة جديدة"


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[BusyPage]:
    """A page with slots, on a desk that is served."""
    with serving(tmp_path, SLOTS) as server:
        yield BusyPage(server)


def opened(busy: BusyPage, tab: Page, path: str) -> Page:
    tab.goto(busy.server.door)
    tab.goto(f"{busy.server.url}{path}")
    return tab


def week_of(busy: BusyPage, tab: Page, day: date) -> Page:
    return opened(busy, tab, f"/calendar?on={day}")


def wall(room: Newsroom, item: QueueItem) -> str:
    return local_wall(room.store.queue.get(item.id).due, room.outlet().zone)


def only(room: Newsroom, draft: str) -> QueueItem:
    (found,) = room.store.queue.of_draft(draft)
    return found


def place(tab: Page, day: date, clock: str) -> Locator:
    return tab.locator(f'.place[data-wall="{day} {clock}"]')


MIDDLE = """(target, card) => {
  let board = target.parentElement;
  while (board && board.scrollHeight <= board.clientHeight + 1) board = board.parentElement;
  if (!board) return;
  const middle = (each) => {
    const at = each.getBoundingClientRect();
    return at.y + at.height / 2;
  };
  const places = board.contains(card) ? [middle(target), middle(card)] : [middle(target)];
  const wanted = places.reduce((sum, each) => sum + each, 0) / places.length;
  const frame = board.getBoundingClientRect();
  board.scrollTop += wanted - (frame.y + frame.height / 2);
}"""
"""Scrolls both to the middle: near an edge the board scrolls by itself while one drags."""


def in_sight(card: Locator, target: Locator) -> tuple[FloatRect, FloatRect]:
    """Return where both stand; the board may be drawn anew while one looks."""
    for _ in range(20):
        with suppress(Error):
            target.evaluate(MIDDLE, card.element_handle(timeout=5000), timeout=5000)
            start, end = card.bounding_box(timeout=5000), target.bounding_box(timeout=5000)
            if start and end:
                return start, end
    raise AssertionError(target)


def drag(tab: Page, card: Locator, target: Locator, *, drop: bool = True, below: float = 0) -> None:
    """Drag a card onto something, as a hand does."""
    expect(tab.locator(".is-sent")).to_have_count(0)
    start, end = in_sight(card, target)
    tab.mouse.move(start["x"] + start["width"] / 2, start["y"] + 12)
    tab.mouse.down()
    tab.mouse.move(start["x"] + start["width"] / 2 + 8, start["y"] + 20)
    tab.mouse.move(end["x"] + end["width"] / 2, end["y"] + 12 + below, steps=4)
    if drop:
        tab.mouse.up()


def test_a_card_is_dragged_from_the_tray_into_a_slot_and_on_to_another(
    busy: BusyPage, tab: Page
) -> None:
    draft = busy.approved(TITLE)
    day, following = busy.two_days()
    week_of(busy, tab, day)
    tray = tab.locator(f'.tray [data-key="{draft}"]')
    drag(tab, tray, place(tab, day, "13:00"))
    expect(tab.locator(".toast")).to_contain_text("13:00")
    item = only(busy.room, draft)
    assert wall(busy.room, item) == f"{day} 13:00"
    card = tab.locator(f'.day-rows [data-key="{item.id}"]')
    expect(card).to_be_visible()
    expect(tray).to_have_count(0)
    drag(tab, card, place(tab, following, "20:00"))
    expect(tab.locator(f'.day[data-day="{following}"] [data-key="{item.id}"]')).to_have_attribute(
        "data-minute", "1200.0"
    )
    assert wall(busy.room, item) == f"{following} 20:00"
    tab.get_by_role("button", name="تراجع").last.click()
    expect(tab.locator(f'.day[data-day="{day}"] [data-key="{item.id}"]')).to_be_visible()
    assert wall(busy.room, item) == f"{day} 13:00"


def test_a_finger_lifts_a_card_by_resting_on_it(busy: BusyPage, tab: Page) -> None:
    day, _ = busy.two_days()
    draft = busy.approved(TITLE)
    week_of(busy, tab, day)
    card, slot = tab.locator(f'.tray [data-key="{draft}"]'), place(tab, day, "13:00")
    start, end = in_sight(card, slot)
    finger = tab.context.new_cdp_session(tab)

    def touch(kind: str, x: float = 0, y: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    middle = start["x"] + start["width"] / 2
    touch("touchStart", middle, start["y"] + 12)
    expect(tab.locator(".ghost")).to_have_count(1)
    touch("touchMove", middle + 20, start["y"] + 20)
    touch("touchMove", end["x"] + end["width"] / 2, end["y"] + 12)
    touch("touchEnd")
    expect(tab.locator(".toast")).to_contain_text("13:00")
    assert wall(busy.room, only(busy.room, draft)) == f"{day} 13:00"


def test_what_is_near_is_shown_while_dragging_and_a_way_back_takes_the_time_away(
    busy: BusyPage, tab: Page
) -> None:
    day, _ = busy.two_days()
    busy.queued("منشور أول", f"{day} 13:00")
    draft = busy.approved(TITLE)
    week_of(busy, tab, day)
    hour = tab.locator(".day-ground").first.bounding_box()
    assert hour
    taken = tab.locator(".day-rows .entry")
    ten_minutes = hour["height"] / 24 / 6
    drag(tab, tab.locator(f'[data-key="{draft}"]'), taken, drop=False, below=ten_minutes)
    drop = tab.locator(".drop")
    expect(drop).to_contain_text("13:10")
    expect(drop).to_contain_text("منشور أول")
    expect(drop).to_contain_text("13:20")
    tab.mouse.up()
    expect(tab.locator(".toast.warn")).to_contain_text("13:00")
    assert wall(busy.room, only(busy.room, draft)) == f"{day} 13:10"
    expect(tab.locator(f'[data-draft="{draft}"] .entry-remark.warn')).to_contain_text("13:20")
    tab.get_by_role("button", name="تراجع").click()
    expect(tab.locator(f'.tray [data-key="{draft}"]')).to_be_visible()
    assert only(busy.room, draft).status is Status.CANCELLED


def test_a_time_that_has_passed_and_escape_put_the_card_back(busy: BusyPage, tab: Page) -> None:
    day, _ = busy.two_days()
    item = busy.queued(TITLE, f"{day} 13:00")
    week_of(busy, tab, busy.day(-7))
    left = busy.approved("منشور آخر")
    tab.reload()
    drag(tab, tab.locator(f'.tray [data-key="{left}"]'), tab.locator(".place").nth(4))
    expect(tab.locator(".toast.warn")).to_be_visible()
    assert busy.room.store.queue.of_draft(left) == ()
    week_of(busy, tab, day)
    drag(tab, tab.locator(f'[data-key="{item.id}"]'), place(tab, day, "20:00"), drop=False)
    tab.keyboard.press("Escape")
    tab.mouse.up()
    expect(tab.locator(".ghost, .drop")).to_have_count(0)
    assert wall(busy.room, item) == f"{day} 13:00"


def test_what_the_desk_refuses_goes_back_and_says_why(busy: BusyPage, tab: Page) -> None:
    day, _ = busy.two_days()
    draft = busy.approved(TITLE)
    week_of(busy, tab, day)
    tab.route("**/events", lambda route: route.abort())
    tab.evaluate("document.dispatchEvent(new Event('none'))")
    card = tab.locator(f'.tray [data-key="{draft}"]')
    drag(tab, card, place(tab, day, "13:00"), drop=False)
    busy.room.remove([draft])
    tab.mouse.up()
    expect(tab.locator(".toast.bad")).to_contain_text("حُذفت هذه المسودة")
    expect(card).to_have_count(0)


def test_a_card_is_carried_by_keyboard(busy: BusyPage, tab: Page) -> None:
    day, following = busy.two_days()
    item = busy.queued(TITLE, f"{day} 13:00")
    week_of(busy, tab, day)
    said = tab.locator("#calendar-said")
    grab = tab.locator(f'[data-key="{item.id}"] .entry-grab')
    grab.focus()
    tab.keyboard.press("Enter")
    expect(said).to_contain_text(TITLE)
    tab.keyboard.press("ArrowDown")
    expect(said).to_contain_text("20:00، موعد خالٍ")
    tab.keyboard.press("ArrowLeft")
    expect(tab.locator(f'.day[data-day="{following}"] .drop')).to_contain_text("20:00")
    tab.keyboard.press("PageUp")
    tab.keyboard.press("Shift+ArrowUp")
    expect(said).to_contain_text("18:55")
    tab.keyboard.press("Enter")
    expect(tab.locator(".toast")).to_contain_text("18:55")
    assert wall(busy.room, item) == f"{following} 18:55"
    expect(tab.locator(f'[data-key="{item.id}"] .entry-open')).to_be_focused()
    tab.keyboard.press("Space")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Escape")
    expect(said).to_contain_text("أُعيدت إلى مكانها")
    assert wall(busy.room, item) == f"{following} 18:55"


def test_a_card_is_carried_into_another_week(busy: BusyPage, tab: Page) -> None:
    day, _ = busy.two_days()
    item = busy.queued(TITLE, f"{day} 13:00")
    week_of(busy, tab, day)
    tab.locator(f'[data-key="{item.id}"] .entry-grab').focus()
    tab.keyboard.press("Enter")
    for away in range(1, 8):
        tab.keyboard.press("ArrowLeft")
        expect(tab.locator("#calendar-said")).to_contain_text("13:00")
        if (day + timedelta(days=away)).weekday() == 6:
            expect(tab.locator(f'.day[data-day="{day + timedelta(days=away)}"]')).to_be_visible()
    tab.keyboard.press("Enter")
    expect(tab.locator(".toast")).to_contain_text("13:00")
    assert wall(busy.room, item) == f"{day + timedelta(days=7)} 13:00"


def test_in_a_month_a_card_keeps_its_time_and_a_draft_takes_a_free_slot(
    busy: BusyPage, tab: Page
) -> None:
    day, following = busy.two_days()
    item = busy.queued(TITLE, f"{day} 09:35")
    draft = busy.approved("منشور آخر")
    opened(busy, tab, f"/calendar?view=month&on={day}")
    cell = tab.locator(f'.cell[data-day="{following}"]')
    drag(tab, tab.locator(f'[data-key="{item.id}"]'), cell)
    expect(cell.locator(f'[data-key="{item.id}"]')).to_be_visible()
    expect(tab.locator(".toast")).to_contain_text("09:35")
    assert wall(busy.room, item) == f"{following} 09:35"
    drag(tab, tab.locator(f'.tray [data-key="{draft}"]'), cell)
    expect(tab.locator(".toast").last).to_contain_text("08:00")
    expect(cell.locator(".entry")).to_have_count(2)
    assert wall(busy.room, only(busy.room, draft)) == f"{following} 08:00"


def test_the_calendar_follows_what_others_do(busy: BusyPage, tab: Page) -> None:
    day, _ = busy.two_days()
    draft = busy.approved(TITLE)
    week_of(busy, tab, day)
    expect(tab.locator(f'.tray [data-key="{draft}"]')).to_be_visible()
    expect(tab.locator("#live")).to_have_attribute("data-state", "on")
    item = busy.rundown.add(draft, at=f"{day} 08:00").item
    expect(tab.locator(f'.day[data-day="{day}"] [data-key="{item.id}"]')).to_be_visible()
    busy.rundown.pause()
    expect(tab.locator("#board > .notice.warn")).to_contain_text("sara")


def test_a_page_is_paused_and_resumed(busy: BusyPage, tab: Page) -> None:
    opened(busy, tab, "/calendar")
    tab.get_by_role("button", name="إيقاف النشر مؤقتًا").click()
    expect(tab.locator("#board > .notice.warn")).to_contain_text("sara")
    assert busy.rundown.paused() == {"main": "sara"}
    tab.get_by_role("button", name="استئناف النشر").click()
    expect(tab.locator("#board > .notice.warn")).to_have_count(0)
    assert busy.rundown.paused() == {}


def test_on_a_phone_the_days_are_a_list_and_times_are_set_in_a_form(
    busy: BusyPage, tab: Page
) -> None:
    day, _ = busy.two_days()
    draft = busy.approved(TITLE)
    tab.set_viewport_size({"width": 390, "height": 844})
    week_of(busy, tab, day)
    assert tab.evaluate("document.scrollingElement.scrollWidth") == 390
    expect(tab.locator(".hours")).to_be_hidden()
    tab.get_by_role("link", name="تحديد موعد").click()
    dialog = tab.locator("dialog[open]")
    dialog.get_by_label("التاريخ").fill(str(day))
    dialog.get_by_label("الساعة").fill("18:05")
    expect(dialog.locator("#slot-meaning")).to_contain_text("18:05")
    dialog.get_by_role("button", name="تثبيت الموعد").click()
    expect(tab.locator(".toast")).to_contain_text("18:05")
    item = only(busy.room, draft)
    assert wall(busy.room, item) == f"{day} 18:05"
    expect(tab.locator(f'.day[data-day="{day}"] [data-key="{item.id}"]')).to_be_visible()


@pytest.mark.parametrize("path", ["/calendar", "/calendar?view=month"])
def test_the_calendar_keeps_nobody_out(busy: BusyPage, tab: Page, path: str) -> None:
    day, _ = busy.two_days()
    busy.queued(TITLE, f"{day} 13:00")
    busy.approved("منشور آخر")
    opened(busy, tab, path)
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        found = Axe().run(tab).response["violations"]
        serious = [each["id"] for each in found if each["impact"] in {"serious", "critical"}]
        assert serious == []
