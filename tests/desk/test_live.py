"""What happens is told to open pages: over a real desk, by a client that reads line by line."""

import asyncio
import http.client
import json
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from desk_server import Client, DeskServer, serving
from stores import add_draft

from composer.app.desk.live import Live
from composer.store.journal import Journal, JournalLine
from composer.store.store import Store

Told = TypeVar("Told")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("desk")) as server:
        yield server


def done(work: Coroutine[None, None, Told]) -> Told:
    """Run what is asynchronous in a thread of its own: a browser's test leaves a loop in ours."""
    with ThreadPoolExecutor(1) as one:
        return one.submit(asyncio.run, work).result()


class Ear:
    """Reads events as they come."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self._answer = answer

    def hear(self) -> tuple[str, int | None, Any]:
        """Return name, number and data of the next event."""
        event: dict[str, str] = {}
        end = time.monotonic() + 30
        while line := self._answer.readline().decode():
            assert time.monotonic() < end, "only heartbeats came"
            name, _, value = line.rstrip("\n").partition(": ")
            if name:
                event[name] = value
            elif "data" in event:
                number = int(event["id"]) if "id" in event else None
                return event["event"], number, json.loads(event["data"])
            else:
                event.clear()
        msg = "the line was closed"
        raise EOFError(msg)


@contextmanager
def listening(guest: Client, path: str = "/events", **headers: str) -> Iterator[Ear]:
    line = http.client.HTTPConnection("127.0.0.1", guest.port, timeout=20)
    cookie = "; ".join(f"{name}={value}" for name, value in guest.cookies.items())
    line.request("GET", path, headers={"Cookie": cookie, **headers})
    answer = line.getresponse()
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.readline() == b"retry: 1000\n"
    try:
        yield Ear(answer)
    finally:
        answer.close()
        line.close()


def test_what_others_do_in_the_store_is_told_within_a_second(served: DeskServer) -> None:
    guest = served.guest()
    last = served.desk.newsroom.store.journal.last()
    with listening(guest, f"/events?after={last}") as ear:
        draft = served.draft("خبر أول")
        name, number, data = ear.hear()
    assert (name, data["draft"], data["event"]) == ("change", draft, "taken in")
    assert number == data["line"]
    assert data["actor"] == "sara"
    assert data["revision"] == 1


def test_what_happened_since_the_page_was_made_is_told_first(served: DeskServer) -> None:
    guest = served.guest()
    last = served.desk.newsroom.store.journal.last()
    drafts = [served.draft(f"خبر {number}") for number in range(3)]
    with listening(guest, f"/events?after={last}") as ear:
        assert [ear.hear()[2]["draft"] for _ in drafts] == drafts
    with listening(guest, **{"Last-Event-ID": str(last + 1)}) as ear:
        assert [ear.hear()[2]["draft"] for _ in drafts[1:]] == drafts[1:]


class CountedJournal(Journal):
    """Counts how often it was looked at."""

    looks = 0

    def since(self, number: int, limit: int = 500) -> tuple[JournalLine, ...]:
        self.looks += 1
        return super().since(number, limit)


def test_each_line_is_told_once_though_the_journal_is_looked_at_again(
    sqlite_store: Store,
) -> None:
    journal = CountedJournal(sqlite_store.database)

    async def scene() -> None:
        live = Live(journal)
        first = live.listen("a", person="p")
        assert await anext(first) == b"retry: 1000\n\n"
        assert await anext(first) == b""
        second = live.listen("b", person="p", after=0)
        assert await anext(second) == b"retry: 1000\n\n"
        add_draft(sqlite_store)  # the follower tells both of it
        line = journal.last()
        assert f"id: {line}\n".encode() in await anext(first)
        assert f"id: {line}\n".encode() in await anext(second)  # as one that was missed
        looks = journal.looks
        while journal.looks < looks + 2:  # noqa: ASYNC110 - the looks are taken in threads
            await asyncio.sleep(0.01)
        live.tell("batch", {})
        for each in (first, second):
            told = await anext(each)
            assert b"event: batch" in told
            assert b"event: change" not in told
            await each.aclose()

    done(scene())


def test_what_stands_in_no_journal_is_told_too(served: DeskServer) -> None:
    guest = served.guest()
    with listening(guest) as ear:
        served.desk.live.tell("batch", {"id": "b1", "title": "خبر\nبسطرين"})
        assert ear.hear() == ("batch", None, {"id": "b1", "title": "خبر\nبسطرين"})


def test_signing_out_ends_the_line_at_once(served: DeskServer) -> None:
    guest, other = served.guest(), served.guest()
    with listening(guest) as ear, listening(other) as still:
        assert guest.post("/sign-out").status == 303
        with pytest.raises(EOFError):
            ear.hear()
        served.desk.live.tell("batch", {"id": "b2"})
        assert still.hear()[2] == {"id": "b2"}


@pytest.mark.parametrize("how", ["disable", "password"])
def test_who_is_kept_out_by_another_program_hears_no_more(tmp_path: Path, how: str) -> None:
    with serving(tmp_path) as served:
        omar, sara = served.user("omar"), served.user("sara")
        people, now = served.desk.newsroom.store.people, served.desk.now()
        with listening(omar) as ear, listening(sara) as other:
            served.desk.live.tell("batch", {"id": "b0"})
            assert (ear.hear()[0], other.hear()[0]) == ("batch", "batch")
            if how == "disable":
                people.disable("omar", now=now, actor="admin")
            else:
                people.set_secret("omar", "another hash", now=now, actor="admin")
            with pytest.raises(EOFError):
                ear.hear()
            assert other.hear()[0] == "change"


def test_whose_session_ended_while_the_line_began_hears_nothing(served: DeskServer) -> None:
    live = served.desk.live

    async def scene() -> list[bytes]:
        async with asyncio.timeout(10):
            return [each async for each in live.listen("a", person="p", still=lambda: False)]

    assert done(scene()) == [b"retry: 1000\n\n"]


def test_many_pages_are_served_and_too_many_of_one_person_silence_the_oldest(
    tmp_path: Path,
) -> None:
    with serving(tmp_path) as server:
        guest = server.guest()
        lines = [listening(guest) for _ in range(21)]
        ears = [each.__enter__() for each in lines]
        with pytest.raises(EOFError):
            ears[0].hear()
        server.desk.live.tell("batch", {"id": "b3"})
        assert [each.hear()[2]["id"] for each in ears[1:]] == ["b3"] * 20
        assert guest.get("/account").status == 200  # no thread is held by those who listen
        for each in lines:
            each.__exit__(None, None, None)


def test_the_desk_ends_at_once_though_pages_are_open(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        guest = server.guest()
        line = listening(guest)
        ear = line.__enter__()
    with pytest.raises(EOFError):  # ``serving`` has joined the server's thread
        ear.hear()
    line.__exit__(None, None, None)
