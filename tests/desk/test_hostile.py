"""What no page of ours ever sends: the desk refuses it, in words, and goes on."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from desk_server import Client, DeskServer, serving
from press_room import press_room

from composer.app.press import Press
from composer.domain.queue import Status
from composer.settings import load_settings

HUGE = "9" * 30


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("desk")) as server:
        yield server


@pytest.fixture(scope="module")
def guest(served: DeskServer) -> Client:
    return served.guest()


@pytest.fixture(scope="module")
def draft(served: DeskServer) -> str:
    return served.draft()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/items/q{HUGE}", 409),
        (f"/drafts/DRAFT/versions/{HUGE}", 409),
        (f"/drafts/DRAFT/versions/-{HUGE}", 409),
        (f"/events?after={HUGE}", 422),
    ],
)
def test_a_number_that_no_database_knows_names_nothing(
    guest: Client, draft: str, path: str, status: int
) -> None:
    answer = guest.get(path.replace("DRAFT", draft))
    assert answer.status == status, answer.text


def test_a_change_to_a_revision_that_never_was_changes_nothing(guest: Client, draft: str) -> None:
    asked = {"base": int(HUGE), "change": {"op": "text", "text": "نص آخر"}}
    assert guest.send(f"/drafts/{draft}/changes", asked).status == 409
    assert guest.send(f"/drafts/{draft}/restore/{HUGE}", {"base": 1}).status == 409


def test_half_a_character_in_what_was_asked_does_not_keep_the_answer_from_being_sent(
    guest: Client, draft: str
) -> None:
    asked = {"base": 1, "change": {"op": "text", "text": "نص", "\ud800": 1}}
    answer = guest.send(f"/drafts/{draft}/changes", asked)
    assert answer.status == 422
    assert answer.document["error"]["message"]


# Clicks that come twice.


@pytest.mark.parametrize("where", ["publish", "slot"])
def test_a_page_gets_a_post_once_more_however_often_that_is_clicked(
    served: DeskServer, guest: Client, where: str
) -> None:
    draft = out_already(served, guest, f"خبر نشر مرة {where}")
    form = guest.get(f"/drafts/{draft}/{where}").text
    found = re.search(r'name="after" value="(q\d+)"', form)
    assert found is not None
    day = (served.desk.now() + timedelta(days=3)).date().isoformat()
    asked = {"again": "true", "after": found[1], "date": day, "time": "18:00"}
    with ThreadPoolExecutor(4) as clicks:
        answers = clicks.map(lambda _: guest.post(f"/drafts/{draft}/{where}", asked), range(4))
    assert {each.status for each in answers} <= {303, 409}
    queue = served.desk.newsroom.store.queue
    assert len(queue.of_draft(draft)) == 2


def out_already(served: DeskServer, guest: Client, title: str) -> str:
    """Return a draft that its page has had."""
    draft = served.draft(title)
    assert guest.post(f"/drafts/{draft}/approve", {"revision": "1"}).status == 303
    sent = guest.post(f"/drafts/{draft}/publish")
    item = sent.headers["location"].rpartition("/")[2]
    served.desk.dispatch.wait(item, 20)
    assert served.desk.newsroom.store.queue.get(item).status is Status.PUBLISHED
    return draft


# A desk that was killed.


def test_a_post_that_a_killed_desk_had_in_its_hands_is_sent_by_the_next(tmp_path: Path) -> None:
    room = press_room(tmp_path)
    press = Press.open(load_settings(room.folder), person="sara")
    try:
        item = press.queue_now(room.approved())
        with press.lock() as dead:
            now = press.newsroom.now()
            assert press.work(dead).claims.claim(item.id, lease=timedelta(minutes=5), now=now)
        with serving(room.folder) as server:
            server.desk.dispatch.wait(item.id, 20)
            assert press.newsroom.store.queue.get(item.id).status is Status.PUBLISHED
        assert len(room.posts()) == 1
    finally:
        press.close()
