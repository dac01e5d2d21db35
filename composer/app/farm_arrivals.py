"""The desk's batches where workers draw: they are in the store, and a restart forgets none.

The desk reads what is handed in, as it may have to wait for sites, and then only tells how the
articles go on, whoever draws them. Batches of the command line are shown, too.
"""

import logging
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from queue import SimpleQueue

from composer.app.arrival import (
    MOST_KEPT,
    Arrival,
    Batch,
    Stage,
    Wish,
    check_room,
    check_sources,
)
from composer.app.farm_counter import HOLD_S, Counter
from composer.app.farm_crew import hands_lock
from composer.app.farm_wake import wake_farm
from composer.app.newsroom import Newsroom
from composer.app.order import Order
from composer.app.sources import Source
from composer.domain.render import RenderBatch, RenderJob, RenderStatus
from composer.engine.clock import ticks
from composer.engine.lock import RunnerLock
from composer.errors import StoreError
from composer.store.farm import Farm

logger = logging.getLogger(__name__)

_READERS = 2
_LOOK_S = 0.4
_LAST_WAIT_S = 2.0
_MOST_FOLLOWED = 200
"""Articles of a batch that is followed; the page of a larger one looks for itself, as all do."""

_STAGES = {
    RenderStatus.READING: Stage.QUEUED,
    RenderStatus.WAITING: Stage.QUEUED,
    RenderStatus.DRAWING: Stage.DRAWING,
    RenderStatus.DONE: Stage.DONE,
    RenderStatus.FAILED: Stage.FAILED,
    RenderStatus.CANCELLED: Stage.CANCELLED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unread:
    """An article that waits to be read."""

    counter: Counter
    batch: str
    position: int
    source: Source


class FarmArrivals:
    """The way of articles to the workers that draw them; see ``Reception``.

    Args:
        newsroom: Returns the newsroom with the settings as they are now.
        tell: Is called with a batch and the article of it that came further, from any thread.
    """

    def __init__(
        self, newsroom: Callable[[], Newsroom], *, tell: Callable[[Batch, Arrival], None]
    ) -> None:
        self._newsroom = newsroom
        self._news = _News(self._stands, tell)
        self._mine: frozenset[str] = frozenset()
        self._unread: SimpleQueue[_Unread | None] = SimpleQueue()
        self._reading: set[tuple[str, int]] = set()
        self._lock = threading.Lock()
        self._owner: RunnerLock | None = None
        self._last: Counter | None = None
        self._threads: list[threading.Thread] = []
        self._ended = threading.Event()

    @property
    def waiting(self) -> int:
        """How many articles that were handed in at this desk are not over."""
        return self._news.open(self._mine)

    def begin(self, sources: Sequence[Source], wish: Wish) -> Batch:
        """Take articles in hand, and return at once; see ``Reception``."""
        check_sources(sources)
        with self._lock:
            check_room(len(sources), waiting=self.waiting)
            counter = self._last = self._counter(wish)
            begun = counter.begin(sources, person=wish.person)
            batch = self._shown(begun, self._farm.jobs(begun.id))
            self._mine = (self._mine & self._news.followed) | {batch.id}
            self._follow(batch)
        for position, source in enumerate(sources, start=1):
            article = _Unread(counter=counter, batch=batch.id, position=position, source=source)
            self._unread.put(article)
        return batch

    def batch(self, batch_id: str) -> Batch | None:
        """Return how a batch stands, and follow it; None where none of that name is known."""
        found = self._stands(batch_id)
        if found is not None and not found.is_over and len(found.arrivals) <= _MOST_FOLLOWED:
            with self._lock:
                self._follow(found)
        return found

    def recent(self, limit: int = MOST_KEPT) -> tuple[Batch, ...]:
        """Return the last batches, the last begun first."""
        found = self._farm.batches(limit=limit)
        jobs = self._farm.jobs_of([each.id for each in found])
        return tuple(self._shown(each, jobs[each.id]) for each in found)

    def cancel(self, batch_id: str) -> Batch | None:
        """Drop what is not drawn yet of a batch; return how it stands then."""
        self._farm.cancel(batch_id, now=self._newsroom().now())
        self._news.look()
        return self.batch(batch_id)

    def close(self) -> None:
        """Read nothing more; what was read is drawn all the same."""
        self._ended.set()
        for _ in self._threads:
            self._unread.put(None)
        for each in self._threads:
            each.join(_LAST_WAIT_S)
        if self._owner is not None:
            self._owner.release()

    @property
    def _farm(self) -> Farm:
        return Farm(self._newsroom().store.database)

    def _counter(self, wish: Wish) -> Counter:
        room = self._newsroom()
        if self._owner is None:
            self._owner = hands_lock(room)
        order = replace(wish.order, local=False)
        return Counter.open(room, self._owner, order, page=wish.page, again=wish.again)

    def _stands(self, batch_id: str) -> Batch | None:
        found = self._farm.batch(batch_id)
        return None if found is None else self._shown(found, self._farm.jobs(batch_id))

    def _follow(self, batch: Batch) -> None:
        self._news.follow(batch)
        if self._threads or self._ended.is_set():
            return
        works = (*(self._read_on,) * _READERS, self._watch)
        self._threads = [
            threading.Thread(target=each, name="arrivals", daemon=True) for each in works
        ]
        for thread in self._threads:
            thread.start()

    def _read_on(self) -> None:
        while (article := self._unread.get()) is not None and not self._ended.is_set():
            place = article.batch, article.position
            self._reading.add(place)
            self._news.look()
            try:
                article.counter.read_one(article.batch, article.position, article.source)
            except StoreError as error:  # told as lost when the lease ends
                logger.warning("article not noted", extra={"reason": str(error)})
            finally:
                self._reading.discard(place)
            self._news.look()
            wake_farm(article.counter.newsroom, article.batch)

    def _watch(self) -> None:
        """Tell what others do, and go on with what is still to be read, however long that takes."""
        held_s = ticks()
        while not self._ended.wait(_LOOK_S):
            self._news.look()
            if ticks() - held_s > HOLD_S:
                held_s = ticks()
                self._hold()

    def _hold(self) -> None:
        counter = self._last
        try:
            if counter is not None and self._reading:
                counter.hold()
        except StoreError as error:  # there is time for some more tries
            logger.warning("articles not held", extra={"reason": str(error)})

    def _shown(self, batch: RenderBatch, jobs: Sequence[RenderJob]) -> Batch:
        order = Order(theme=batch.theme, sizes=batch.sizes, image=batch.image, local=False)
        return Batch(
            id=batch.id,
            begun=batch.begun,
            person=batch.person,
            page=batch.page,
            order=order,
            arrivals=tuple(map(self._arrival, jobs)),
        )

    def _arrival(self, job: RenderJob) -> Arrival:
        stage = Stage.KNOWN if job.known else _STAGES[job.status]
        is_open = job.status is RenderStatus.READING
        if is_open and (job.batch, job.position) in self._reading:
            stage = Stage.READING
        return Arrival(
            number=job.position,
            source=job.source,
            stage=stage,
            title=job.title,
            draft=job.draft,
            kind=job.kind,
            reason=job.reason,
        )


class _News:
    """What was told already of the batches that go on, and what is new.

    Args:
        batch: Returns how a batch stands.
        tell: Is called with a batch and the article of it that came further.
    """

    def __init__(
        self,
        batch: Callable[[str], Batch | None],
        tell: Callable[[Batch, Arrival], None],
    ) -> None:
        self._batch = batch
        self._tell = tell
        self._told: dict[str, Batch] = {}
        self._lock = threading.Lock()

    def open(self, names: Collection[str]) -> int:
        """Return how many articles of some batches are not over, as far as it was told."""
        told = (each for each in tuple(self._told.values()) if each.id in names)
        return sum(len(each.arrivals) - each.finished for each in told)

    @property
    def followed(self) -> frozenset[str]:
        """The batches that are told of."""
        return frozenset(tuple(self._told))

    def follow(self, batch: Batch) -> None:
        """Tell of a batch from now on, until it is over."""
        self._told.setdefault(batch.id, batch)

    def look(self) -> None:
        """Tell what came further since the last look."""
        news: list[tuple[Batch, Arrival]] = []
        with self._lock:
            for name in tuple(self._told):
                news += self._news_of(name)
        for batch, arrival in news:
            self._tell(batch, arrival)

    def _news_of(self, name: str) -> list[tuple[Batch, Arrival]]:
        try:
            batch = self._batch(name)
        except StoreError as error:
            logger.warning("batch cannot be followed", extra={"reason": str(error)})
            return []
        told = self._told[name]
        if batch is None or batch.is_over:
            del self._told[name]
        else:
            self._told[name] = batch
        pairs = zip(told.arrivals, batch.arrivals if batch else (), strict=False)
        return [(batch, new) for old, new in pairs if batch is not None and new != old]
