"""The machines of a chaos run with the engine, and all that befalls them."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from multiprocessing.context import ForkProcess
from pathlib import Path

import psycopg
from chaos_flaw import Flaw, publishing_of
from chaos_machine import LEASE_S, PUBLISHING, SETTLE_S, Machine, Mood, be_worker
from chaos_netns import Network, network
from chaos_server import Fall, RunServer
from chaos_wire import Order, Wire, Wires, strung

_ACCIDENTS_S = 5.0
_BEGIN_S = 20.0
_USUALLY_BEGUN_S = 1.0
_MOST_SLOW = 4.0
_LAST_WORD_S = 1.5
_STEP_S = 0.05
_HERE = "127.0.0.1"
_MOST_WRONG_S = 20
_LONGEST_CUT_S = 1.5
_LONGEST_FORGET_S = 2.0
_LONGEST_SLEEP_S = LEASE_S + 0.75 * SETTLE_S
"""Who sleeps for longer than a lease and a settle time together may wake with a call half sent:
that is the one thing no worker can help. So nobody sleeps for that long."""

_FORGET = (
    "DELETE FROM procrastinate_jobs",
    "DELETE FROM procrastinate_jobs WHERE status = 'todo'",
    "DELETE FROM procrastinate_jobs WHERE status = 'doing'",
    "DELETE FROM procrastinate_jobs WHERE random() < 0.5",
)
_context = multiprocessing.get_context("fork")
"""A worker is there within a moment. Nothing is open here when one is forked."""


class Deed(Enum):
    """What is done to a run on purpose, beside what its workers do to themselves."""

    KILL = auto()
    STOP = auto()
    CUT = auto()
    FORGET = auto()
    FALL = auto()


_USUAL = {Deed.KILL: 3, Deed.STOP: 2, Deed.CUT: 4, Deed.FORGET: 4, Deed.FALL: 1}


@dataclass(slots=True, kw_only=True)
class Harm:
    """What was done how often.

    Args:
        kills: Workers killed.
        stops: Workers stopped for a while.
        oversleeps: Those that were stopped for longer than a lease.
        moves: Machines that never came back: what they held only a lease tells.
        cuts: Wires cut.
        pulls: Cables of a network of its own pulled.
        forgotten: Rows of the engine deleted.
        falls: Times that the database server went down.
    """

    kills: int = 0
    stops: int = 0
    oversleeps: int = 0
    moves: int = 0
    cuts: int = 0
    pulls: int = 0
    forgotten: int = 0
    falls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What all machines of a run have in common.

    Args:
        folder: Below which their workspaces are.
        images: Address of the disk that they share.
        server: The database.
        page_port: Where the practice page listens.
        page_ids: The pages.
        epoch: What all clocks show at tick zero.
        flaw: What is broken in the workers.
    """

    folder: Path
    images: str
    server: RunServer
    page_port: int
    page_ids: tuple[str, ...]
    epoch: datetime
    flaw: Flaw | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """How a machine reaches the others.

    Args:
        store_url: The database, as it is called from there.
        page_url: The practice page.
        cut: Cuts some of it.
        mend: Makes it whole; true where what was under way is to arrive.
        network: The network that the machine is in.
    """

    store_url: str
    page_url: str
    cut: Callable[[random.Random], None]
    mend: Callable[[bool], None]
    network: Network | None = None


@dataclass(slots=True, kw_only=True)
class _Post:
    """The place of one worker: whoever takes it has the same way to the others."""

    way: _Way
    machine: Machine
    process: ForkProcess
    asleep: float | None = None
    wakes: float = 0.0
    cut_until: float | None = None


@dataclass(slots=True, kw_only=True)
class Crew:
    """As many workers as there should be, whatever befalls them.

    Args:
        site: Where they work.
        chance: What is drawn from.
        ways: One for each.
        harm: Counts what was done.
    """

    site: Site
    chance: random.Random
    ways: Sequence[_Way]
    harm: Harm = field(default_factory=Harm)
    _posts: list[_Post] = field(default_factory=list)
    _machines: int = 0
    _calm: bool = False
    _rows: str = ""
    _forget_until: float = 0.0

    def suffer(self) -> None:
        """Let accidents happen, until the last one has had its consequences."""
        for way in self.ways:
            machine = self._new_machine(way)
            self._posts.append(_Post(way=way, machine=machine, process=self._start(machine)))
        plan = self._plan()
        slowness = self._slowness()
        begun = time.monotonic()
        while plan or self._is_harmed:
            while plan and plan[-1][0] * slowness < time.monotonic() - begun:
                self._do(plan.pop()[1])
            self._look_after_all()
            time.sleep(_STEP_S)
        time.sleep(_LAST_WORD_S * slowness)

    def calm_down(self) -> None:
        """End all that may have accidents; those that follow them have none."""
        self._calm = True
        for each in self._posts:
            each.process.kill()
            each.process.join()
        self._look_after_all()

    def wait(self, rests: Callable[[], bool], *, most_s: float) -> None:
        """Wait until everything rests."""
        end = time.monotonic() + most_s
        while not rests() and time.monotonic() < end:
            self._look_after_all()
            time.sleep(5 * _STEP_S)

    def end(self) -> None:
        """End all of them."""
        for each in self._posts:
            each.process.kill()
            each.process.join()
            each.process.close()
        self._posts.clear()

    def _slowness(self) -> float:
        """Wait until the work has begun; return how many times slower that was than usual."""
        begun = time.monotonic()
        end = begun + _BEGIN_S
        while time.monotonic() < end and not any(each.machine.has_begun for each in self._posts):
            self._look_after_all()
            time.sleep(_STEP_S)
        return min(max((time.monotonic() - begun) / _USUALLY_BEGUN_S, 1.0), _MOST_SLOW)

    @property
    def _is_harmed(self) -> bool:
        """Whether the last accident still has consequences."""
        return (
            any(each.asleep or each.cut_until for each in self._posts)
            or self._forget_until > time.monotonic()
        )

    def _plan(self) -> list[tuple[float, Deed]]:
        """Return what happens when, the last of it first."""
        deeds = [deed for deed, most in _USUAL.items() for _ in range(self._some(most))]
        moments = [(self.chance.uniform(0.3, _ACCIDENTS_S), deed) for deed in deeds]
        return sorted(moments, key=lambda each: each[0], reverse=True)

    def _some(self, most: int) -> int:
        return self.chance.randint(most // 2, most)

    def _do(self, deed: Deed) -> None:
        post = self.chance.choice(self._posts)
        match deed:
            case Deed.KILL if post.asleep is None:  # who sleeps is to wake, and find its claim lost
                post.process.kill()
            case Deed.STOP:
                _send(post.process, signal.SIGSTOP)
            case Deed.CUT if post.cut_until is None:
                post.way.cut(self.chance)
                post.cut_until = time.monotonic() + self.chance.uniform(0.2, _LONGEST_CUT_S)
                self.harm.cuts += post.way.network is None
                self.harm.pulls += post.way.network is not None
            case Deed.FORGET:
                self._rows = self.chance.choice(_FORGET)
                self._forget_until = time.monotonic() + self.chance.uniform(0.1, _LONGEST_FORGET_S)
            case Deed.FALL:
                self.site.server.restart(self.chance.choice(tuple(Fall)))
                self.harm.falls += 1
            case _:
                pass

    def _look_after_all(self) -> None:
        now = time.monotonic()
        if now < self._forget_until:
            with suppress(psycopg.OperationalError):  # it is down, or a row is held
                self.harm.forgotten += self.site.server.delete(self._rows)
        for each in self._posts:
            if each.cut_until is not None and each.cut_until <= now:
                each.way.mend(self.chance.random() < 0.5)
                each.cut_until = None
            self._look_after(each, now)

    def _look_after(self, post: _Post, now: float) -> None:
        """Wake a worker whose time has come; one that died is followed by another."""
        if not post.process.is_alive():
            self._replace(post)
        elif post.asleep is None and _is_stopped(post.process):
            post.asleep, post.wakes = now, now + self._nap(post)
            self.harm.stops += 1
        elif post.asleep is not None and post.wakes <= now:
            if now - post.asleep < _LONGEST_SLEEP_S:
                _send(post.process, signal.SIGCONT)
                self.harm.oversleeps += now - post.asleep > LEASE_S
            else:
                post.process.kill()
            post.asleep = None

    def _nap(self, post: _Post) -> float:
        """Return for how long a worker sleeps; the first of a run oversleeps, but never all."""
        is_alone = all(each.asleep is not None for each in self._posts if each is not post)
        if not is_alone and (self.harm.stops == 0 or self.chance.random() < 0.5):
            return self.chance.uniform(1.15, 1.55) * LEASE_S
        return self.chance.uniform(0.1, 1.0)

    def _replace(self, post: _Post) -> None:
        self.harm.kills += post.process.exitcode == -signal.SIGKILL
        post.process.close()
        if self.chance.random() < 0.5:
            post.machine = self._new_machine(post.way)
            self.harm.moves += 1
        post.asleep = None
        post.process = self._start(post.machine)

    def _new_machine(self, way: _Way) -> Machine:
        self._machines += 1
        machine = Machine(
            number=self._machines,
            folder=self.site.folder / f"machine-{self._machines}",
            store_url=way.store_url,
            images=self.site.images,
            page_url=way.page_url,
            page_ids=self.site.page_ids,
            publishing=publishing_of(self.site.flaw, PUBLISHING),
            epoch=self.site.epoch,
            wrong=timedelta(seconds=self.chance.uniform(-_MOST_WRONG_S, _MOST_WRONG_S)),
            network=way.network,
        )
        machine.folder.mkdir()
        return machine

    def _start(self, machine: Machine) -> ForkProcess:
        mood = Mood(
            seed=self.chance.randrange(2**32),
            dies=0.0 if self._calm else 0.03,
            freezes=0.0 if self._calm else 0.03,
            flaw=self.site.flaw,
        )
        process = _context.Process(target=be_worker, args=(machine, mood), daemon=True)
        process.start()
        return process


@contextmanager
def crew(
    site: Site, chance: random.Random, *, size: int, own_network: bool = False
) -> Iterator[Crew]:
    """Give a crew; nobody of it is left after the block.

    Args:
        site: Where they work.
        chance: What is drawn from.
        size: How many there are.
        own_network: Whether one of them is in a network of its own.
    """
    with ExitStack() as open_:
        ends = [(_HERE, site.server.port), (_HERE, site.page_port)]
        wires = open_.enter_context(strung([Wire(to=end) for _ in range(size) for end in ends]))
        ways = [_wired(site, wires, number) for number in range(size)]
        if own_network:
            ways[0] = open_.enter_context(_away(site))
        made = Crew(site=site, chance=chance, ways=ways)
        open_.callback(made.end)
        yield made


def _wired(site: Site, wires: Wires, number: int) -> _Way:
    """Return a way over two wires."""
    store, page = 2 * number, 2 * number + 1

    def cut(chance: random.Random) -> None:
        for each in chance.choice(((store,), (page,), (store, page))):
            wires.tell(each, Order.CUT)

    def mend(arrives: bool) -> None:  # noqa: FBT001 - a callback
        for each in (store, page):
            wires.tell(each, Order.MEND if arrives else Order.BREAK)

    return _Way(
        store_url=site.server.url_by(wires.ports[store]),
        page_url=f"http://{_HERE}:{wires.ports[page]}",
        cut=cut,
        mend=mend,
    )


@contextmanager
def _away(site: Site) -> Iterator[_Way]:
    """Give a way out of a network of its own: relays stand where its cable ends.

    To the practice page there is one inside, too: a page may only be called without encryption
    where it is on the caller's own machine.
    """
    ends = [(_HERE, site.server.port), (_HERE, site.page_port)]
    with ExitStack() as open_:
        away = open_.enter_context(network(0))
        outer = open_.enter_context(strung([Wire(to=end, host=away.outside) for end in ends]))
        store, page = outer.ports
        inner = open_.enter_context(strung([Wire(to=(away.outside, page))], network=away))

        def cut(chance: random.Random) -> None:
            del chance
            away.pull()

        def mend(arrives: bool) -> None:  # noqa: FBT001 - a callback
            del arrives
            away.plug()

        yield _Way(
            store_url=site.server.url_by(store, host=away.outside),
            page_url=f"http://{_HERE}:{inner.ports[0]}",
            cut=cut,
            mend=mend,
            network=away,
        )


def _is_stopped(process: ForkProcess) -> bool:
    with suppress(OSError):
        shown = Path(f"/proc/{process.pid}/stat").read_text("ascii", errors="replace")
        return shown.rpartition(")")[2].split()[0] == "T"
    return False


def _send(process: ForkProcess, number: int) -> None:
    if process.is_alive() and process.pid is not None:
        os.kill(process.pid, number)
