import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from busy_page import SLOTS, BusyPage
from desk_server import serving
from playwright.sync_api import Page, expect

from composer.app.care import press_over
from composer.app.platform import practice_page
from composer.domain.queue import QueueItem, Status
from composer.domain.role import Role
from composer.engine.clock import MachineClock
from composer.sandbox import Faults, PracticePage

TITLE = "افتتاح محطة جديدة"
ACTIONS = ("cancel", "retry", "send", "settle", "comment", "correct", "withdraw")


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[BusyPage]:
    """A page whose outcomes stay unknown for long, on a desk that is served."""
    with serving(tmp_path, f'{SLOTS}settle = "1d"\nreconcile_after = ["1h"]\n') as server:
        yield BusyPage(server)


def practice(busy: BusyPage) -> PracticePage:
    """Return the practice page that the desk publishes to."""
    return practice_page(busy.room.settings, MachineClock().read, zone=busy.room.outlet().zone)


def item_of(busy: BusyPage, draft: str) -> QueueItem:
    return busy.room.store.queue.of_draft(draft)[0]


def now(busy: BusyPage, name: str) -> QueueItem:
    return busy.room.store.queue.get(name)


def at(busy: BusyPage, tab: Page, path: str) -> Page:
    tab.goto(busy.server.door)
    tab.goto(f"{busy.server.url}{path}")
    return tab


def sent(busy: BusyPage, draft: str) -> QueueItem:
    """Have the desk publish a draft, and wait for it."""
    with press_over(busy.room) as press:
        item = press.queue_now(draft)
    dispatch = busy.server.desk.dispatch
    dispatch.send(busy.room.settings, "sara", item)
    dispatch.wait(item.id, 20)
    return now(busy, item.id)


def test_publish_now_shows_the_calls_and_follows_them_to_the_permalink(
    busy: BusyPage, tab: Page
) -> None:
    draft = busy.approved(TITLE, images=3)
    practice(busy).arm(Faults.parse("slow:seconds=0.4,on=stage"))
    at(busy, tab, f"/drafts/{draft}/publish")
    expect(tab.locator(".publish-page strong")).to_be_visible()
    expect(tab.locator(".calls > li")).to_have_count(4)
    expect(tab.locator(".call-raw").last).to_contain_text(TITLE)
    assert "EAA" not in tab.content()
    tab.get_by_role("button", name="انشر الآن").click()
    step = tab.locator('.way-step[aria-current="step"]')
    expect(step).to_contain_text("رفع الصور")
    link = tab.locator("#permalink")
    expect(link).to_be_visible()
    item = item_of(busy, draft)
    assert item.status is Status.PUBLISHED
    assert link.get_attribute("href") == item.permalink
    expect(tab.locator('.way-step[data-state="done"]')).to_have_count(5)


def test_the_images_of_the_page_are_the_bytes_of_the_preview(busy: BusyPage, tab: Page) -> None:
    draft = busy.approved(TITLE, images=3)
    at(busy, tab, f"/drafts/{draft}/publish")
    shown = [each.get_attribute("src") or "" for each in tab.locator(".publish-images img").all()]
    seen = [hashlib.sha256(tab.request.get(busy.server.url + each).body()) for each in shown]
    tab.get_by_role("button", name="انشر الآن").click()
    expect(tab.locator("#permalink")).to_be_visible()
    (post,) = practice(busy).posts()
    files = [*practice(busy).folder.rglob("*")]
    held = [next(each for each in files if each.name == photo.file) for photo in post.photos]
    assert [each.hexdigest() for each in seen] == [
        hashlib.sha256(each.read_bytes()).hexdigest() for each in held
    ]
    assert len(held) == 3


def test_an_unknown_outcome_is_settled_by_the_post_that_is_there(busy: BusyPage, tab: Page) -> None:
    practice(busy).arm(Faults.parse("cut-after-commit:times=1"))
    item = sent(busy, busy.approved(TITLE))
    assert item.status is Status.UNKNOWN
    at(busy, tab, f"/items/{item.id}")
    candidate = tab.locator(".candidate").first
    expect(candidate).to_contain_text("فيه صورنا")
    expect(candidate).to_contain_text(TITLE)
    candidate.get_by_role("link", name="نُشر: هذا هو").click()
    expect(tab.locator("#settle .candidate-text")).to_have_text(TITLE)
    assert now(busy, item.id).status is Status.UNKNOWN
    tab.get_by_role("button", name="نعم، نُشر").click()
    expect(tab.locator("#permalink")).to_be_visible()
    (post,) = practice(busy).posts()
    found = now(busy, item.id)
    assert (found.status, found.post_id) == (Status.PUBLISHED, post.id)


def test_an_unknown_outcome_is_settled_as_not_posted_and_goes_back_into_the_queue(
    busy: BusyPage, tab: Page
) -> None:
    day, _ = busy.two_days()
    item = busy.queued(TITLE, f"{day} 13:00")
    busy.lose(item.id, sent=busy.room.now() - timedelta(minutes=5))
    at(busy, tab, f"/items/{item.id}")
    expect(tab.locator("#item-enquiry .notice")).to_contain_text("لا تعرض أي منشور")
    tab.locator("#item-acts").get_by_role("link", name="لم يُنشر").click()
    expect(tab.locator("#settle")).to_contain_text("منشورين")
    tab.get_by_role("button", name="نعم، لم يُنشر").click()
    expect(tab.locator("#item")).to_have_attribute("data-status", "queued")
    found = now(busy, item.id)
    assert (found.status, found.doubt, found.due) == (Status.QUEUED, False, item.due)


def test_a_post_that_is_not_there_is_not_taken_for_ours(busy: BusyPage) -> None:
    day, _ = busy.two_days()
    item = busy.queued(TITLE, f"{day} 13:00")
    busy.lose(item.id, sent=busy.room.now())
    guest = busy.server.guest()
    path, gone = f"/items/{item.id}/settle", f"{item.page_id}_5"
    assert gone in guest.get(f"{path}?post={gone}").text
    unread = guest.post(path, {"word": "posted", "post": "هذا"})
    missing = guest.post(path, {"word": "posted", "post": gone})
    assert (unread.status, missing.status) == (422, 422)
    assert now(busy, item.id).status is Status.UNKNOWN
    assert guest.post(path, {"word": "posted", "post": gone, "force": "true"}).status == 303
    assert now(busy, item.id).post_id == gone


def test_an_item_page_follows_what_happens_without_being_reloaded(
    busy: BusyPage, tab: Page
) -> None:
    day, following = busy.two_days()
    item = busy.queued(TITLE, f"{day} 13:00")
    at(busy, tab, f"/items/{item.id}")
    expect(tab.locator("#live")).to_have_attribute("data-state", "on")
    tab.evaluate("window.isSame = true")
    busy.rundown.move(item.id, at=f"{following} 20:00")
    expect(tab.locator("#item-head time").first).to_contain_text("20:00")
    busy.rundown.cancel(item.id)
    expect(tab.locator("#item")).to_have_attribute("data-status", "cancelled")
    expect(tab.locator("#item-head .badge")).to_contain_text("ملغى")
    assert tab.evaluate("window.isSame")


def test_a_published_post_is_corrected_and_withdrawn(busy: BusyPage, tab: Page) -> None:
    item = sent(busy, busy.approved(TITLE))
    at(busy, tab, f"/items/{item.id}")
    tab.get_by_role("link", name="تصحيح النص").click()
    tab.get_by_label("النص الجديد").fill("نص مصحح\nبسطرين")
    tab.get_by_role("button", name="صحّح المنشور").click()
    expect(tab.locator("#item-journal")).to_contain_text("صُحّح نصه")
    (post,) = practice(busy).posts()
    assert post.message == "نص مصحح\nبسطرين"
    tab.get_by_role("link", name="سحب المنشور").click()
    tab.get_by_role("button", name="نعم، اسحبه").click()
    expect(tab.locator("#item")).to_have_attribute("data-stage", "withdrawn")
    assert practice(busy).posts() == ()


def test_what_waits_for_a_person_is_put_back_cancelled_or_sent(busy: BusyPage) -> None:
    day, _ = busy.two_days()
    guest = busy.server.guest()
    items = [busy.queued(f"{TITLE} {n}", f"{day} {n + 10}:00") for n in range(3)]
    for each in items:
        busy.put(each.id, Status.ATTENTION, last_error="refused")
    retried, cancelled, hurried = items
    assert guest.post(f"/items/{retried.id}/retry").status == 303
    assert guest.post(f"/items/{cancelled.id}/cancel").status == 303
    assert guest.post(f"/items/{hurried.id}/send").status == 303
    busy.server.desk.dispatch.wait(hurried.id, 20)
    assert [now(busy, each.id).status for each in items] == [
        Status.QUEUED,
        Status.CANCELLED,
        Status.PUBLISHED,
    ]


def test_each_status_has_its_page_with_a_reason_in_words(busy: BusyPage) -> None:
    day, _ = busy.two_days()
    guest = busy.server.guest()
    item = busy.queued(TITLE, f"{day} 13:00")
    assert "لا برنامج نشر يعمل الآن" in guest.get(f"/items/{item.id}").text
    busy.put(item.id, Status.ATTENTION, last_error="(#200) no permission")
    refused = guest.get(f"/items/{item.id}").text
    assert "لم يُقبل، ولم يُنشر شيء" in refused
    assert "(#200) no permission" in refused
    assert guest.get("/items/q99").status == 409


def test_only_publishers_may_act(busy: BusyPage) -> None:
    day, _ = busy.two_days()
    item = busy.queued(TITLE, f"{day} 13:00")
    editor = busy.server.user("karim", Role.EDITOR)
    page = editor.look(f"/items/{item.id}")
    assert 'id="item-acts"' not in page.text
    calendar = editor.look("/calendar").text
    assert "data-moves" not in calendar
    for action in ACTIONS:
        assert editor.post(f"/items/{item.id}/{action}", {"word": "not-posted"}).status == 403
    for path in (f"/drafts/{item.draft}/slot", f"/drafts/{item.draft}/publish"):
        assert editor.get(path).status == 200
        assert editor.post(path, {"when": "slot"}).status == 403
    assert editor.send("/calendar/place", {"item": item.id, "at": f"{day} 20:00"}).status == 403
    assert editor.post("/pages/main/pause").status == 403
    assert now(busy, item.id) == item


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_items_keep_nobody_out(busy: BusyPage, tab: Page, scheme: str) -> None:
    day, _ = busy.two_days()
    item = busy.queued(TITLE, f"{day} 13:00")
    busy.lose(item.id, sent=busy.room.now())
    other = busy.approved("منشور آخر")
    tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    tab.goto(busy.server.door)
    paths = (f"/items/{item.id}", f"/items/{item.id}/settle", f"/drafts/{other}/publish")
    for path in (*paths, f"/drafts/{other}/slot"):
        tab.goto(f"{busy.server.url}{path}", wait_until="networkidle")
        found = Axe().run(tab).response["violations"]
        serious = [each["id"] for each in found if each["impact"] in {"serious", "critical"}]
        assert serious == [], path
