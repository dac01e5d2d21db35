"""Threads that serve pages: several at once, none twice, and one kept for breaking news."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from composer.engine.team import Signs, Team
from composer.engine.trouble import Troubles
from composer.errors import StoreError
from composer.publishing.lookout import DuePage

PATIENCE_S = 20.0


@dataclass
class Clock:
    """A clock that the test moves."""

    seconds: float = 100.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Desk:
    """What is served; a page whose name begins with ``slow`` hangs until the test lets it go."""

    let_go: threading.Event = field(default_factory=threading.Event)
    served: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def serve(self, target: str) -> None:
        self._note(self.begun, target)
        if target.startswith("bad"):
            msg = "disk full"
            raise StoreError(msg)
        if target.startswith("slow"):
            assert self.let_go.wait(PATIENCE_S)
        self._note(self.served, target)

    def wait_for(self, where: list[str], *targets: str) -> None:
        with self.news:
            assert self.news.wait_for(lambda: set(targets) <= set(where), PATIENCE_S), where

    def _note(self, where: list[str], target: str) -> None:
        with self.news:
            where.append(target)
            self.news.notify_all()


def due(*targets: str, breaking: bool = False) -> list[DuePage]:
    return [DuePage(target=each, breaking=breaking) for each in targets]


@contextmanager
def team(
    desk: Desk, *, at_once: int = 2, clock: Clock | None = None, told: list[str] | None = None
) -> Iterator[tuple[Team, Signs]]:
    clock, told = clock or Clock(), [] if told is None else told
    signs = Signs(clock)
    made = Team(
        desk.serve, at_once=at_once, troubles=Troubles(told.append, clock), signs=signs, ticks=clock
    )
    made.begin()
    try:
        yield made, signs
    finally:
        desk.let_go.set()
        made.end()


def test_a_page_that_hangs_holds_up_no_other() -> None:
    desk = Desk()
    with team(desk) as (made, _):
        made.offer(due("slow", "a", "b", "c"))
        desk.wait_for(desk.served, "a", "b", "c")
        made.offer(due("slow", "d"))
        desk.wait_for(desk.served, "d")
        assert desk.begun.count("slow") == 1, "it is in hand"
    assert desk.served[-1] == "slow"


def test_breaking_news_goes_out_though_all_threads_hang() -> None:
    desk = Desk()
    with team(desk, at_once=2) as (made, _):
        made.offer(due("slow1", "slow2"))
        desk.wait_for(desk.begun, "slow1", "slow2")
        made.offer([*due("a"), *due("b", breaking=True)])
        desk.wait_for(desk.served, "b")
        assert desk.served == ["b"]


def test_no_page_is_in_two_hands() -> None:
    desk, most = Desk(), 0
    lock, inside = threading.Lock(), list[str]()

    def serve(target: str) -> None:
        nonlocal most
        with lock:
            assert target not in inside
            inside.append(target)
            most = max(most, len(inside))
        desk.serve(target)
        with lock:
            inside.remove(target)

    made = Team(
        serve,
        at_once=4,
        troubles=Troubles(lambda _: None, Clock()),
        signs=Signs(Clock()),
        ticks=Clock(),
    )
    made.begin()
    for _ in range(200):
        made.offer(due("a", "b", "c"))
    desk.wait_for(desk.served, "a", "b", "c")
    made.end()
    assert most <= 3
    assert sorted(desk.begun) == sorted(desk.served)


def test_the_end_waits_for_what_is_in_hand_and_leaves_the_rest() -> None:
    desk = Desk()
    with team(desk, at_once=1) as (made, _):
        made.offer(due("slow"))
        desk.wait_for(desk.begun, "slow")
        made.offer(due("slow", "a"))
        ending = threading.Thread(target=made.end)
        ending.start()
        assert desk.served == []
        desk.let_go.set()
        ending.join(PATIENCE_S)
        assert not ending.is_alive()
    assert desk.served == ["slow"]


def test_a_page_with_an_error_is_left_alone_for_a_while_and_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk, clock, told = Desk(), Clock(), list[str]()
    with team(desk, clock=clock, told=told) as (made, _):
        made.offer(due("bad", "bad2", "a"))
        desk.wait_for(desk.begun, "bad", "bad2", "a")
        made.offer(due("bad", "b"))
        desk.wait_for(desk.served, "b")
        assert desk.begun.count("bad") == 1
        clock.seconds += 11
        made.offer(due("bad"))
        with desk.news:
            assert desk.news.wait_for(lambda: desk.begun.count("bad") == 2, PATIENCE_S)
    assert len(told) == 1, "the same error on another page is no news"
    assert "disk full" in told[0]
    assert [each.getMessage() for each in caplog.records] == ["failed", "failed"]


def test_a_thread_that_gives_no_sign_is_told_once() -> None:
    desk, clock = Desk(), Clock()
    with team(desk, clock=clock) as (made, signs):
        made.offer(due("slow", "a"))
        desk.wait_for(desk.begun, "slow", "a")
        desk.wait_for(desk.served, "a")
        clock.seconds += 299
        assert signs.fell_silent() == ()
        clock.seconds += 2
        assert signs.fell_silent() == ("slow",)
        assert signs.fell_silent() == ()


def test_a_sign_counts_for_the_page_of_its_own_thread() -> None:
    clock = Clock()
    signs = Signs(clock)
    signs.began("mine")
    other = threading.Thread(target=lambda: signs.began("other"))
    other.start()
    other.join()
    clock.seconds += 200
    signs("claimed")
    clock.seconds += 200
    assert signs.fell_silent() == ("other",)
    signs.ended()
    clock.seconds += 1000
    assert signs.fell_silent() == ()
