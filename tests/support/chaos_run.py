"""One chaos run: real workers, killed and stopped at random, a practice page with random faults.

Three posts with images and one of text alone, on two pages. After some seconds of accidents the
workers are left alone until everything rests; then what the practice page shows is counted.
"""

import multiprocessing
import os
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, fields
from datetime import timedelta
from multiprocessing.context import ForkProcess
from pathlib import Path

from chaos_process import Place, Temper, serve_page, work
from naive_worker import Habit
from quick_clock import QuickClock
from worker_parts import is_at_rest, journal_of, photo_draft, queue_draft, text_draft

from composer.domain.post import Post, Target
from composer.domain.queue import CommentStatus, QueueItem, Status
from composer.engine.clock import MachineClock
from composer.resources import shipped_root
from composer.sandbox import Faults, PracticePage
from composer.sandbox.feed import StoredPost
from composer.sandbox.state import DATABASE
from composer.store.store import Store

ACCIDENTS_S = 3.0
_REST_S = 60.0
_STEP_S = 0.08
_COMMENT = "المصدر في التعليق الأول"
FAULTS = (
    "cut-after-commit:probability=0.6",
    "cut-before-commit:probability=0.6",
    "500-after-commit:probability=0.6",
    "500-before-commit:probability=0.6",
    "1-99-after-commit:probability=0.6",
    "502-html:probability=0.6",
    "502-html-after-commit:probability=0.6",
    "200-text:probability=0.6",
    "delayed-visibility:probability=0.5,seconds=12",
    "slow:probability=0.1,seconds=0.4",
    "throttle-80001:times=1,skip=5,minutes=1",
    "500-before-commit:on=read,probability=0.2",
    "cut-after-commit:on=stage,probability=0.2",
    "cut-after-commit:on=comment,probability=0.5",
)
_context = multiprocessing.get_context("fork")
"""A worker is there within a moment. Nothing is open here when one is forked: see ``Run``."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """What runs came to.

    Args:
        runs: How many there were.
        posts: Items that were to be published.
        published: Those that are, and their post is there.
        attention: Those that wait for a person, who is told why.
        duplicates: Posts too many.
        lost: Items that are neither there nor before a person, or are there against what is told.
        half: Posts that are not what was approved.
        comments: First comments too many, or that are told of and not there.
        stuck: Items that did not come to rest.
        resolved: Unknown outcomes that were found out by looking.
        kills: Workers killed.
        stops: Workers stopped for a while.
        faults: Calls that a fault of the page struck.
    """

    runs: int = 0
    posts: int = 0
    published: int = 0
    attention: int = 0
    duplicates: int = 0
    lost: int = 0
    half: int = 0
    comments: int = 0
    stuck: int = 0
    resolved: int = 0
    kills: int = 0
    stops: int = 0
    faults: int = 0
    told: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count another one's in."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    @property
    def wrong(self) -> int:
        """How many things happened that must never happen."""
        return self.duplicates + self.lost + self.half + self.comments + self.stuck


@dataclass(slots=True, kw_only=True)
class _Crew:
    """The workers of a run: as many as there should be, whatever befalls them."""

    place: Place
    chance: random.Random
    habit: Habit | None
    size: int
    processes: list[ForkProcess] = field(default_factory=list)
    kills: int = 0
    stops: int = 0

    def harm(self) -> None:
        """Kill or stop one of them, or none; one that died is followed by another."""
        self.replace_dead()
        victim = self.chance.choice(self.processes)
        drawn = self.chance.random()
        if drawn < 0.12:
            self._send(victim, signal.SIGKILL)
        elif drawn < 0.24:
            self._send(victim, signal.SIGSTOP)
            self.stops += 1
        elif drawn < 0.6:
            self.go_on()

    def replace_dead(self, *, calm: bool = False) -> None:
        for process in [each for each in self.processes if not each.is_alive()]:
            self.kills += process.exitcode == -signal.SIGKILL
            process.close()
            self.processes.remove(process)
        while len(self.processes) < self.size:
            temper = Temper(
                seed=self.chance.randrange(2**32),
                dies=0.0 if calm else 0.05,
                freezes=0.0 if calm else 0.03,
                habit=self.habit,
            )
            process = _context.Process(target=work, args=(self.place, temper), daemon=True)
            process.start()
            self.processes.append(process)

    def go_on(self) -> None:
        for each in self.processes:
            self._send(each, signal.SIGCONT)

    def calm_down(self) -> None:
        """End all that may have accidents; those that follow them have none."""
        self.go_on()
        for each in self.processes:
            each.kill()
            each.join()
        self.replace_dead(calm=True)

    def end(self) -> None:
        for each in self.processes:
            each.kill()
            each.join()
            each.close()

    def _send(self, process: ForkProcess, number: int) -> None:
        if process.is_alive() and process.pid is not None:
            os.kill(process.pid, number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run, in a process of one thread and without open connections: it forks the others.

    Args:
        folder: Its own, empty.
        store_url: Its database, empty.
        seed: What is drawn from.
        habit: Which naive workers do it; None for the worker that Nashir has.
    """

    folder: Path
    store_url: str
    seed: int
    habit: Habit | None = None

    def tally(self) -> Tally:
        """Do it, and count."""
        chance = random.Random(self.seed)  # noqa: S311 - no secret
        with practice_page(self.folder, QuickClock(MachineClock())) as (page, page_url):
            targets = tuple(
                Target(page=f"p{each}", publisher="facebook", page_id=f"{10**14 + each}")
                for each in range(2)
            )
            place = Place(
                folder=self.folder, store_url=self.store_url, page_url=page_url, targets=targets
            )
            store = place.open_store()
            with store.closing():
                return self._counted(store, page, place, chance)

    def _counted(
        self, store: Store, page: PracticePage, place: Place, chance: random.Random
    ) -> Tally:
        items = _queue(store, place.targets)
        page.arm(Faults.parse(*(seeded(each, chance) for each in chance.sample(FAULTS, 4))))
        crew = _Crew(place=place, chance=chance, habit=self.habit, size=chance.choice((1, 2, 2)))
        try:
            crew.replace_dead()
            page.close()  # it is used again when nobody is forked any more
            _for(ACCIDENTS_S, crew.harm)
            page.arm(Faults())
            crew.calm_down()
            rests = _rests if self.habit else is_at_rest
            _wait(lambda: all(rests(store.queue.get(each.id)) for each in items), crew)
        finally:
            crew.end()
        tally = Tally(runs=1, posts=len(items), kills=crew.kills, stops=crew.stops)
        tally.faults = sum(bool(each.faults) for each in page.calls())
        for item in items:
            count(tally, store, page, store.queue.get(item.id), is_naive=self.habit is not None)
        tally.told = [f"seed {self.seed}: {each}" for each in tally.told]
        return tally


def _rests(item: QueueItem) -> bool:
    return item.status in {Status.PUBLISHED, Status.ATTENTION}


@contextmanager
def practice_page(
    folder: Path, clock: QuickClock, *, is_trusting: bool = False
) -> Iterator[tuple[PracticePage, str]]:
    """Serve a practice page in a process of its own; give it and its address.

    Args:
        folder: The run's.
        clock: The page's.
        is_trusting: The page shows a photo in as many posts as anybody wants.
    """
    heard, told = _context.Pipe(duplex=False)
    process = _context.Process(
        target=serve_page,
        args=(folder, clock, told),
        kwargs={"is_trusting": is_trusting},
        daemon=True,
    )
    process.start()
    told.close()
    page = PracticePage(folder / "page", templates=shipped_root(), fonts=None, clock=clock.wall)
    try:
        yield page, heard.recv()
    finally:
        page.close()
        process.terminate()
        process.join()
        heard.close()


def _queue(store: Store, targets: Sequence[Target]) -> list[QueueItem]:
    now = QuickClock(MachineClock()).wall()
    drafts = [
        photo_draft(store, comment=_COMMENT),
        photo_draft(store),
        photo_draft(store, comment=_COMMENT),
        text_draft(store),
    ]
    step = timedelta(seconds=12)
    return [
        queue_draft(store, draft, targets[place % 2], now=now, due=now + place * step)
        for place, draft in enumerate(drafts)
    ]


def seeded(fault: str, chance: random.Random) -> str:
    return f"{fault},seed={chance.randrange(10**6)}"


def _for(seconds: float, harm: Callable[[], None]) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        harm()
        time.sleep(_STEP_S)


def _wait(rests: Callable[[], bool], crew: _Crew) -> None:
    end = time.monotonic() + _REST_S
    while not rests() and time.monotonic() < end:
        crew.replace_dead(calm=True)
        time.sleep(_STEP_S)


def count(
    tally: Tally, store: Store, page: PracticePage, item: QueueItem, *, is_naive: bool
) -> None:
    """Hold what the page shows against what the store says of an item."""
    post = store.drafts.content(item.approval)
    made = [each for each in page.posts(item.page_id) if _shows(each, post)]
    before = tally.wrong
    tally.duplicates += max(0, len(made) - 1)
    tally.half += sum(not _is_whole(each, post) for each in made)
    tally.stuck += not (_rests(item) if is_naive else is_at_rest(item))
    match item.status:
        case Status.PUBLISHED:
            is_there = any(is_naive or each.id == item.post_id for each in made)
            tally.published += is_there
            tally.lost += not is_there
        case Status.ATTENTION:
            tally.attention += 1
            tally.lost += (bool(made) and not item.doubt) or not item.last_error
        case _:
            pass
    if not is_naive:
        tally.comments += _wrong_comments(page, item, made)
        events = Counter(journal_of(store, item))
        tally.resolved += max(0, events["unknown"] - (item.status is Status.ATTENTION))
    if tally.wrong > before:
        seen = [f"{each.id}: {each.message!r} {len(each.photos)}" for each in made]
        tally.told.append(f"{item} {seen} {journal_of(store, item)}")


def _shows(made: StoredPost, post: Post) -> bool:
    hashes = {each.sha256 for each in post.images}
    return made.message == post.text or any(each.sha256 in hashes for each in made.photos)


def _is_whole(made: StoredPost, post: Post) -> bool:
    shown = [(each.sha256, each.alt_text) for each in made.photos]
    return made.message == post.text and shown == [
        (each.sha256, each.alt_text) for each in post.images
    ]


def _wrong_comments(page: PracticePage, item: QueueItem, made: Sequence[StoredPost]) -> int:
    query = f"SELECT count(*) FROM comment WHERE post IN ({','.join('?' * len(made))})"  # noqa: S608 - marks alone
    with closing(sqlite3.connect(page.folder / DATABASE)) as state:
        written = int(state.execute(query, [each.number for each in made]).fetchone()[0])
    is_missing = item.comment is CommentStatus.POSTED and not written
    return max(0, written - 1) + is_missing
