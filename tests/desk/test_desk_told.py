"""The desk says why nothing happens, and what happened already."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from busy_page import SLOTS, BusyPage
from desk_server import Client, serving

from composer.app.care import press_over
from composer.app.platform import practice_page
from composer.domain.queue import QueueItem, Status
from composer.domain.role import Role
from composer.engine.clock import MachineClock
from composer.sandbox import Faults
from composer.store.change import DraftChange

TITLE = "افتتاح محطة جديدة"
EDITED = "عُدّلت بعد اعتمادها"
KEPT = "لا يخرج إلى هذه الصفحة شيء حتى يُحسم مصير منشور آخر:"


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[BusyPage]:
    """A page whose outcomes stay unknown for long, on a desk that is served."""
    with serving(tmp_path, f'{SLOTS}settle = "1d"\nreconcile_after = ["1h"]\n') as server:
        yield BusyPage(server)


def lost(busy: BusyPage) -> QueueItem:
    """Return an item of which nobody knows whether it was posted."""
    item = busy.queued("المنشور المجهول", f"{busy.day(1)} 13:00")
    busy.lose(item.id, sent=busy.room.now())
    return busy.room.store.queue.get(item.id)


def edit(busy: BusyPage, draft: str, text: str = "نص آخر") -> None:
    room = busy.room
    room.store.drafts.edit(
        draft, DraftChange(text=text), expected_revision=None, now=room.now(), actor="huda"
    )


def english(guest: Client) -> Client:
    assert guest.post("/account/look", {"language": "en"}).status == 303
    return guest


def test_what_waits_for_an_unknown_outcome_says_so_and_leads_there(busy: BusyPage) -> None:
    kept = lost(busy)
    with press_over(busy.room) as press:
        item = press.queue_now(busy.approved(TITLE))
    guest = busy.server.guest()
    page = guest.get(f"/items/{item.id}").text
    assert KEPT in page
    assert f'href="/items/{kept.id}"' in page
    assert "يخرج" not in page.replace(KEPT, "")
    assert "Nothing goes out on this page until" in english(guest).get(f"/items/{item.id}").text


def test_publishing_now_says_beforehand_what_it_would_wait_for(busy: BusyPage) -> None:
    draft, guest = busy.approved(TITLE), busy.server.guest()
    assert KEPT not in guest.get(f"/drafts/{draft}/publish").text
    kept = lost(busy)
    page = guest.get(f"/drafts/{draft}/publish").text
    assert KEPT in page
    assert f'href="/items/{kept.id}"' in page
    assert KEPT not in guest.get(f"/drafts/{kept.draft}/publish").text


def test_only_what_is_due_waits_for_a_post_that_is_being_sent(busy: BusyPage) -> None:
    sending = busy.queued("يُرسل الآن", f"{busy.day(1)} 08:00")
    later = busy.queued("غدًا", f"{busy.day(1)} 13:00")
    with press_over(busy.room) as press:
        due = press.queue_now(busy.approved(TITLE))
    now = busy.room.now()
    busy.put(sending.id, Status.CLAIMED, owner="home/host-1-00000000", lease=now)
    guest, link = busy.server.guest(), f'data-waits-for="{sending.id}"'
    assert link in guest.get(f"/items/{due.id}").text
    assert link not in guest.get(f"/items/{later.id}").text
    assert "data-waits-for" not in guest.get(f"/items/{sending.id}").text


def test_a_draft_that_was_changed_after_its_approval_is_no_new_one(busy: BusyPage) -> None:
    draft, guest = busy.approved(TITLE), busy.server.guest()
    assert EDITED not in guest.get(f"/drafts/{draft}").text
    edit(busy, draft)
    bar = guest.get(f"/drafts/{draft}/post").text
    rows = guest.get("/drafts/list").text
    for shown in (bar, rows):
        assert EDITED in shown
        assert 'data-state="new"' not in shown
    assert "Changed after its approval" in english(guest).get(f"/drafts/{draft}/post").text
    busy.room.approve(draft)
    assert EDITED not in guest.get(f"/drafts/{draft}/post").text


def test_a_queued_draft_that_was_changed_after_its_approval_says_both(busy: BusyPage) -> None:
    item, guest = busy.queued(TITLE, f"{busy.day(1)} 13:00"), busy.server.guest()
    edit(busy, item.draft)
    for shown in (f"/drafts/{item.draft}/post", "/drafts/list?tab=queue"):
        text = guest.get(shown).text
        assert EDITED in text
        assert 'data-state="queued"' in text


def test_a_rejection_is_not_taken_for_a_change(busy: BusyPage) -> None:
    draft, room, guest = busy.approved(TITLE), busy.room, busy.server.guest()
    room.store.drafts.reject(draft, reason="بلا مصدر", now=room.now(), actor="huda")
    assert EDITED not in guest.get(f"/drafts/{draft}").text


def test_who_asked_for_approval_is_told_instead_of_asking_again(busy: BusyPage) -> None:
    draft, room = busy.draft(TITLE), busy.room
    writer = busy.server.user("huda", Role.WRITER, shown="هدى")
    before = writer.get(f"/drafts/{draft}/post").text
    assert 'data-act="ask"' in before
    assert 'id="asked"' not in before
    room.store.drafts.ask(draft, now=room.now(), actor="huda")
    asked = writer.get(f"/drafts/{draft}/post").text
    assert 'data-act="ask"' not in asked
    assert "طُلب الاعتماد (" in asked
    assert "هدى" in asked.partition('id="asked"')[2].partition("</span>")[0]
    room.store.drafts.reject(draft, reason="بلا مصدر", now=room.now(), actor="sara")
    assert 'data-act="ask"' in writer.get(f"/drafts/{draft}/post").text


@pytest.mark.parametrize(
    ("away", "told"),
    [
        (0.9, "عند الإرسال"),
        (-0.9, "عند الإرسال"),
        (1.5, "بعد الإرسال بثانية"),
        (-3.5, "قبل الإرسال بـ 3 ثوانٍ"),
    ],
)
def test_within_a_second_a_post_was_there_as_it_was_sent(
    busy: BusyPage, away: float, told: str
) -> None:
    practice = practice_page(busy.room.settings, MachineClock().read, zone=busy.room.outlet().zone)
    practice.arm(Faults.parse("cut-after-commit:times=1"))
    with press_over(busy.room) as press:
        item = press.queue_now(busy.approved(TITLE))
    dispatch = busy.server.desk.dispatch
    dispatch.send(busy.room.settings, "sara", item)
    dispatch.wait(item.id, 20)
    (post,) = practice.posts()
    created = datetime.fromtimestamp(post.created, UTC)
    busy.put(item.id, Status.UNKNOWN, intent=created - timedelta(seconds=away))
    page = busy.server.guest().get(f"/items/{item.id}/enquiry").text
    assert f'<span class="small mute">{told}</span>' in page
