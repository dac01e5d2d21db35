"""One chaos run with the engine: some machines, a PostgreSQL server, a practice page.

Six posts, two of them of text alone, on three pages. For some seconds workers are killed and
frozen, wires cut, the engine's rows deleted, the server let fall. Then all is left alone until
everything rests, and what the page shows is counted.
"""

import random
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from chaos_crew import Crew, Harm, Site, crew
from chaos_flaw import Flaw
from chaos_machine import PUBLISHING, QUICK
from chaos_run import FAULTS, Tally, count, practice_page, seeded
from chaos_server import RunServer
from quick_clock import late_clock
from worker_parts import is_at_rest, photo_draft, queue_draft, text_draft

from composer.app.outlet import policy
from composer.domain.post import Target
from composer.domain.queue import QueueItem, Status
from composer.engine.clock import MachineClock
from composer.errors import StoreError
from composer.sandbox import Faults, PracticePage
from composer.store.images import ImagePlace
from composer.store.store import Store

_PAGE_IDS = tuple(f"{10**14 + each}" for each in range(3))
_REST_S = 90.0
_LATE = timedelta(days=2)
"""The clocks of a run are behind the engine's own, which is the server's: so what the engine was
told to do later it does too early, and must do no harm with it."""

_TRUSTING = (
    "allow-same-text:probability=1",
    "500-after-commit:probability=0.5",
    f"delayed-visibility:probability=0.7,seconds={2 * QUICK}",
)
_COMMENT = "المصدر في التعليق الأول"


TRIED = ("faults", "kills", "stops", "oversleeps", "moves", "cuts", "forgotten", "falls")
"""What a series of runs must have met with, each at least once."""


@dataclass(slots=True, kw_only=True)
class EngineTally(Tally):
    """What runs with the engine came to.

    Args:
        needless: Items that wait for a person though the rules call for none.
        oversleeps: Workers stopped for longer than a lease.
        moves: Workers that died with their machine.
        cuts: Wires cut.
        pulls: Cables of a network of its own pulled.
        forgotten: Rows of the engine deleted.
        falls: Times that the database server went down.
    """

    needless: int = 0
    oversleeps: int = 0
    moves: int = 0
    cuts: int = 0
    pulls: int = 0
    forgotten: int = 0
    falls: int = 0

    @property
    def wrong(self) -> int:
        """How many things happened that must never happen."""
        return self.duplicates + self.lost + self.half + self.comments + self.stuck + self.needless

    @property
    def untried(self) -> tuple[str, ...]:
        """What was never done to any of the runs: it is not known whether they bear it."""
        return tuple(each for each in TRIED if not getattr(self, each))

    def suffered(self, harm: Harm) -> None:
        """Note what was done to a run."""
        for name, number in asdict(harm).items():
            setattr(self, name, number)


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRun:
    """One run, in a process of one thread and without open connections: it forks the others.

    Args:
        folder: Its own, empty.
        server: Its database server.
        seed: What is drawn from.
        flaw: What is broken in its workers; None for those that Nashir has.
        own_network: Whether a worker is in a network of its own, which few machines allow.
    """

    folder: Path
    server: RunServer
    seed: int
    flaw: Flaw | None = None
    own_network: bool = False

    def tally(self) -> EngineTally:
        """Do it, and count."""
        chance = random.Random(self.seed)  # noqa: S311 - no secret
        is_trusting = chance.random() < 0.5
        clock = late_clock(MachineClock(), by=QUICK, late=_LATE)
        with ExitStack() as open_:
            page, page_url = open_.enter_context(
                practice_page(self.folder, clock, is_trusting=is_trusting)
            )
            store = self._store()
            items = _queue(store, clock.wall(), chance)
            page.arm(_faults(chance, is_trusting=is_trusting))
            store.close()  # they are used again when nobody is forked any more
            page.close()
            workers = open_.enter_context(self._crew(chance, clock.begin, page_url))
            workers.suffer()
            page.arm(Faults())
            workers.calm_down()
            workers.wait(lambda: _all_rest(store, items), most_s=_REST_S)
            workers.end()
            open_.callback(store.close)
            return self._counted(store, page, items, workers.harm)

    @property
    def _images(self) -> str:
        return (self.folder / "images").as_uri()

    def _store(self) -> Store:
        state, disk = self.folder / ".nashir", self.folder / "images"
        for each in (state, disk):
            each.mkdir(exist_ok=True)
        return Store.open(
            self.server.url,
            workspace=self.folder,
            state=state,
            images=ImagePlace(url=self._images),
            wait_s=10,
        )

    def _crew(
        self, chance: random.Random, epoch: datetime, page_url: str
    ) -> AbstractContextManager[Crew]:
        site = Site(
            folder=self.folder,
            images=self._images,
            server=self.server,
            page_port=int(page_url.rpartition(":")[2]),
            page_ids=_PAGE_IDS,
            epoch=epoch,
            flaw=self.flaw,
        )
        size = chance.choice((2, 2, 3, 4))
        return crew(site, chance, size=size, own_network=self.own_network)

    def _counted(
        self, store: Store, page: PracticePage, items: Sequence[QueueItem], harm: Harm
    ) -> EngineTally:
        tally = EngineTally(runs=1, posts=len(items))
        tally.suffered(harm)
        tally.faults = sum(bool(each.faults) for each in page.calls())
        for each in items:
            found = store.queue.get(each.id)
            count(tally, store, page, found, is_naive=False)
            if found.status is Status.ATTENTION and not _needs_a_person(store, found):
                tally.needless += 1
                tally.told.append(f"needs nobody: {found}")
        tally.told = [f"seed {self.seed}: {each}" for each in tally.told]
        return tally


def _queue(store: Store, now: datetime, chance: random.Random) -> list[QueueItem]:
    targets = [
        Target(page=name, publisher="sandbox", page_id=page_id)
        for name, page_id in zip(("main", "p1", "p2"), _PAGE_IDS, strict=True)
    ]
    drafts = [
        photo_draft(store, comment=_COMMENT),
        photo_draft(store),
        text_draft(store),
        photo_draft(store),
        text_draft(store),
        photo_draft(store, comment=_COMMENT),
    ]
    return [
        queue_draft(
            store,
            draft,
            targets[place % len(targets)],
            now=now,
            due=now + timedelta(seconds=chance.uniform(0, 4 * QUICK)),
            breaking=chance.random() < 0.3,
        )
        for place, draft in enumerate(drafts)
    ]


def _faults(chance: random.Random, *, is_trusting: bool) -> Faults:
    """Return what the page does wrong; one that trusts everybody is slow to show its posts."""
    given = (*chance.sample(FAULTS, 4), *(_TRUSTING if is_trusting else ()))
    return Faults.parse(*(seeded(each, chance) for each in given))


def _all_rest(store: Store, items: Sequence[QueueItem]) -> bool:
    try:
        return all(is_at_rest(store.queue.get(each.id)) for each in items)
    except StoreError:
        return False


def _needs_a_person(store: Store, item: QueueItem) -> bool:
    """Tell whether the rules put an item before a person: no more can be known, or be tried."""
    wanted = policy(PUBLISHING)
    is_text = not store.drafts.content(item.approval).images
    return (
        (is_text and item.doubt)
        or item.attempts >= wanted.most_attempts
        or item.failures >= len(wanted.retry_after)
    )
