import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from schedule import Scheduler

from composer.domain.notice import Notice
from composer.engine.courier import WAITS, Courier
from composer.engine.metronome import Chore, Metronome
from composer.engine.runner import Pulse, Runner
from composer.engine.stop import Stop
from composer.engine.trouble import Troubles
from composer.errors import PublishError, Rejected, StoreError, Unavailable
from composer.store.store import Store

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that the test moves."""

    seconds: float = 100.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Told:
    """What people were told; with ``failing`` nothing can be stored."""

    texts: list[str] = field(default_factory=list)
    failing: bool = False

    def __call__(self, text: str) -> None:
        if self.failing:
            msg = "disk full"
            raise StoreError(msg)
        self.texts.append(text)


def troubles(clock: Clock, told: Told | None = None) -> Troubles:
    return Troubles(told or Told(), clock)


def failing(error: Exception) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


def put_clock_back(scheduler: Scheduler) -> None:
    """Do what an hour less on the wall clock does: everything seems an hour further away."""
    for job in scheduler.jobs:
        assert job.next_run is not None
        job.next_run += timedelta(hours=1)


def test_every_chore_is_done_at_the_first_beat_in_its_order() -> None:
    done: list[str] = []
    chores = [Chore(name=name, every_s=60, do=partial(done.append, name)) for name in "abc"]
    metronome = Metronome(chores, ticks=Clock(), troubles=troubles(Clock()))
    for _ in range(3):
        metronome.beat()
    assert done == ["a", "b", "c"]


def test_a_clock_that_is_put_back_silences_a_chore_for_three_intervals_at_most() -> None:
    clock, made, done = Clock(), list[Scheduler](), list[float]()

    def make() -> Scheduler:
        made.append(Scheduler())
        return made[-1]

    chore = Chore(name="tick", every_s=1, do=lambda: done.append(clock.seconds))
    metronome = Metronome([chore], ticks=clock, troubles=troubles(clock), scheduler=make)
    metronome.beat()
    put_clock_back(made[-1])
    for _ in range(8):
        clock.seconds += 0.5
        metronome.beat()
    assert done == [100.0, 103.5]
    assert len(made) == 2


def test_an_error_ends_one_turn_of_one_chore_only() -> None:
    clock, told, done = Clock(), Told(), list[int]()
    chores = [
        Chore(name="bad", every_s=60, do=failing(ValueError("a slip"))),
        Chore(name="good", every_s=60, do=lambda: done.append(1)),
    ]
    Metronome(chores, ticks=clock, troubles=troubles(clock, told)).beat()
    assert done == [1]
    assert len(told.texts) == 1
    assert "bad" in told.texts[0]
    assert "ValueError: a slip" in told.texts[0]


def test_a_trouble_that_lasts_is_logged_once_a_minute_and_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock, told = Clock(), Told()
    kept = troubles(clock, told)
    for _ in range(121):
        with kept.watched("publishing"):
            failing(StoreError("database is locked"))()
        clock.seconds += 1
    assert len(told.texts) == 1
    assert [each.getMessage() for each in caplog.records] == ["failed"] * 3
    assert caplog.records[0].exc_info is None, "it is no slip of the program"


def test_a_trouble_that_cannot_be_told_is_told_when_it_can() -> None:
    clock, told = Clock(), Told(failing=True)
    kept = troubles(clock, told)
    for failure in (True, True, False, False):
        told.failing = failure
        with kept.watched("publishing"):
            failing(StoreError("disk full"))()
    assert len(told.texts) == 1


def test_a_trouble_that_comes_again_is_told_again(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    told = Told()
    kept = troubles(Clock(), told)
    for error in (StoreError("disk full"), None, StoreError("disk full")):
        with kept.watched("publishing"):
            if error is not None:
                raise error
    assert len(told.texts) == 2
    assert [each.getMessage() for each in caplog.records] == ["failed", "works again", "failed"]


def test_an_unexpected_error_is_logged_with_where_it_happened(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with troubles(Clock()).watched("publishing"):
        failing(TypeError("a slip"))()
    assert "in fail" in caplog.text


def test_asking_to_end_goes_through_every_trouble() -> None:
    with pytest.raises(KeyboardInterrupt), troubles(Clock()).watched("publishing"):
        raise KeyboardInterrupt


def test_a_pulse_is_felt_until_nothing_has_moved_for_five_minutes() -> None:
    clock = Clock()
    pulse = Pulse(clock)
    clock.seconds += 299
    assert pulse.is_felt
    pulse("uploaded")
    clock.seconds += 299
    assert pulse.is_felt
    clock.seconds += 2
    assert not pulse.is_felt


def test_a_slow_chore_beside_keeps_nothing_waiting() -> None:
    clock, stop, free, freed = Clock(), Stop(), threading.Event(), list[bool]()

    def tick() -> None:
        free.set()
        stop.ask()

    Runner(
        chores=[Chore(name="tick", every_s=1, do=tick)],
        beside={"slow": [Chore(name="slow", every_s=1, do=lambda: freed.append(free.wait(5)))]},
        ticks=clock,
        tell=Told(),
        stop=stop,
        pulse=Pulse(clock),
    ).run()
    assert freed in ([True], []), "the tick came only after the slow chore had given up"


@dataclass
class Channel:
    """A way to tell people that fails as often as it is told to."""

    errors: list[PublishError] = field(default_factory=list)
    arrived: list[Notice] = field(default_factory=list)

    def deliver(self, notice: Notice) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.arrived.append(notice)


@dataclass
class Wall:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(
        "sqlite:///nashir.db",
        workspace=tmp_path,
        state=tmp_path,
        channels=("webhook",),
    )
    with opened.closing():
        with opened.database.write() as connection:
            opened.notices.write(
                connection,
                at=NOW,
                kind="attention",
                title="عنوان",
                text="look",
                item=17,
                page="main",
                looks=2,
            )
        yield opened


def test_a_notice_arrives_once_with_what_it_tells(kept: Store) -> None:
    channel = Channel()
    courier = Courier(kept.notices, {"webhook": channel}, now=Wall())
    assert (courier.round(), courier.round()) == (1, 0)
    (notice,) = channel.arrived
    assert (notice.item, notice.title, notice.detail) == ("q17", "عنوان", {"looks": "2"})


def test_a_notice_is_tried_again_after_growing_waits_and_then_given_up(kept: Store) -> None:
    channel = Channel(errors=[Unavailable("away")] * (len(WAITS) + 1))
    wall = Wall()
    courier = Courier(kept.notices, {"webhook": channel}, now=wall)
    for wait in WAITS:
        courier.round()
        wall.now += wait - timedelta(seconds=1)
        left = len(channel.errors)
        courier.round()
        assert len(channel.errors) == left, "it was tried before its time"
        wall.now += timedelta(seconds=1)
    courier.round()
    assert channel.errors == []
    assert kept.notices.lost() == 1
    wall.now += timedelta(days=30)
    assert courier.round() == 0


def test_a_notice_that_another_runner_is_delivering_is_left_to_it(kept: Store) -> None:
    first, second = Channel(), Channel()
    other = Courier(kept.notices, {"webhook": second}, now=Wall())

    @dataclass
    class Slow(Channel):
        def deliver(self, notice: Notice) -> None:
            assert other.round() == 0
            first.deliver(notice)

    assert Courier(kept.notices, {"webhook": Slow()}, now=Wall()).round() == 1
    assert len(first.arrived) == 1
    assert second.arrived == []


def test_a_notice_whose_courier_died_is_delivered_by_the_next(kept: Store) -> None:
    channel, wall = Channel(), Wall()
    kept.notices.take(1, now=NOW, until=NOW + timedelta(minutes=2))
    courier = Courier(kept.notices, {"webhook": channel}, now=wall)
    assert courier.round() == 0
    wall.now += timedelta(minutes=2)
    assert courier.round() == 1


def test_a_receiver_that_asks_for_a_longer_wait_gets_it(kept: Store) -> None:
    channel = Channel(errors=[Unavailable("busy", wait_s=600)])
    wall = Wall()
    courier = Courier(kept.notices, {"webhook": channel}, now=wall)
    courier.round()
    wall.now += timedelta(seconds=599)
    assert courier.round() == 0
    wall.now += timedelta(seconds=1)
    assert courier.round() == 1


@pytest.mark.parametrize("channels", [{"webhook": Channel(errors=[Rejected("410")])}, {}])
def test_a_notice_that_can_never_arrive_is_given_up(
    kept: Store, channels: dict[str, Channel]
) -> None:
    assert Courier(kept.notices, channels, now=Wall()).round() == 0
    assert kept.notices.lost() == 1


def test_a_courier_that_is_to_end_leaves_the_rest_for_later(kept: Store) -> None:
    channel = Channel()
    assert (
        Courier(kept.notices, {"webhook": channel}, now=Wall(), stopping=lambda: True).round() == 0
    )
    assert channel.arrived == []
