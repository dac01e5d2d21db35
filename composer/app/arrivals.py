"""Makes drafts of what people hand in at the desk, in the background, one drawing at a time.

This is the way on one machine. Batches are kept in memory only: a restart loses the articles that
were not finished; what was finished is in the store. Where workers draw, batches are in the store:
see ``composer.app.farm_arrivals``.
"""

import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from queue import SimpleQueue

from composer.app.arrival import (
    MOST_KEPT,
    MOST_WAITING,
    Arrival,
    Batch,
    Stage,
    Wish,
    check_room,
    check_sources,
)
from composer.app.arrival_job import Dropped, Job, called
from composer.app.bundle import Bundle
from composer.app.folder import write_folder
from composer.app.newsroom import Newsroom
from composer.app.onlooker import UNSEEN, Onlooker
from composer.app.sources import Source
from composer.errors import NashirError, StoreError
from composer.ingest import Reading
from composer.store.met import drafts_met

__all__ = ["MOST_WAITING", "Arrivals", "Wish"]

logger = logging.getLogger(__name__)

_HANDS = 2
"""Threads: one may wait for a site while the other draws."""

_LAST_WAIT_S = 2.0
"""How long the end waits for each of them; one that waits for a site ends with the program."""


class Arrivals:
    """The way of articles into the store.

    Args:
        newsroom: Returns the newsroom with the settings as they are now.
        tell: Is called with a batch and the article of it that came further, from any thread.
        onlooker: Is told what was made, for metrics.
    """

    def __init__(
        self,
        newsroom: Callable[[], Newsroom],
        *,
        tell: Callable[[Batch, Arrival], None],
        onlooker: Onlooker = UNSEEN,
    ) -> None:
        self._newsroom = newsroom
        self._onlooker = onlooker
        self._tell = tell
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._waiting: SimpleQueue[tuple[Job, int] | None] = SimpleQueue()
        self._hands: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._drawing = threading.Lock()
        self._writing = threading.Lock()
        self._ended = False

    @property
    def waiting(self) -> int:
        """How many articles are not over."""
        with self._lock:
            return sum(each.waiting for each in self._jobs.values())

    def begin(self, sources: Sequence[Source], wish: Wish) -> Batch:
        """Take articles in hand, and return at once.

        Args:
            sources: Addresses, or texts with their bytes.
            wish: What to make of them.

        Raises:
            ArticleError: One is neither, or there are too many.
            SettingsError: There is no such page.
        """
        check_sources(sources)
        room = self._newsroom()
        page = room.settings.page(wish.page)
        batch = Batch(
            id=secrets.token_urlsafe(9),
            begun=room.now(),
            person=wish.person,
            page=wish.page,
            order=replace(wish.order, local=False),
            arrivals=tuple(
                Arrival(number=number, source=called(each))
                for number, each in enumerate(sources, 1)
            ),
        )
        self._put(Job(batch, wish, replace(room.settings, main=page), sources, self._tell))
        return batch

    def batch(self, batch_id: str) -> Batch | None:
        """Return how a batch stands; None where none of that name is remembered."""
        with self._lock:
            job = self._jobs.get(batch_id)
        return None if job is None else job.batch

    def recent(self, limit: int = MOST_KEPT) -> tuple[Batch, ...]:
        """Return the batches that are remembered, the last begun first."""
        with self._lock:
            return tuple(job.batch for job in reversed(self._jobs.values()))[:limit]

    def cancel(self, batch_id: str) -> Batch | None:
        """Drop what is not drawn yet of a batch; return how it stands then."""
        with self._lock:
            job = self._jobs.get(batch_id)
        if job is None:
            return None
        job.drop()
        return job.batch

    def close(self) -> None:
        """Drop everything; a draft that is being put into the store is let in."""
        with self._writing:
            self._ended = True
        for _ in self._hands:
            self._waiting.put(None)
        for hand in self._hands:
            hand.join(_LAST_WAIT_S)

    def _put(self, job: Job) -> None:
        with self._lock:
            check_room(job.waiting, waiting=sum(each.waiting for each in self._jobs.values()))
            self._jobs[job.batch.id] = job
            self._forget()
            while len(self._hands) < _HANDS:
                hand = threading.Thread(target=self._work, name="arrivals", daemon=True)
                self._hands.append(hand)
                hand.start()
        for each in job.batch.arrivals:
            self._waiting.put((job, each.number))

    def _forget(self) -> None:
        """Forget the oldest batches that are over."""
        over = [name for name, each in self._jobs.items() if each.batch.is_over]
        for name in over[: max(len(self._jobs) - MOST_KEPT, 0)]:
            del self._jobs[name]

    def _work(self) -> None:
        while (given := self._waiting.get()) is not None:
            job, number = given
            try:
                self._make(job, number)
            except Dropped:
                job.move(number, stage=Stage.CANCELLED)
            except NashirError as error:
                logger.info("arrival failed", extra={"batch": job.batch.id, "reason": str(error)})
                job.fail(number, error)
            except Exception as error:  # the others must not suffer for a mistake of ours
                logger.exception("arrival broke", extra={"batch": job.batch.id})
                job.fail(number, error)

    def _make(self, job: Job, number: int) -> None:
        """Go the whole way with one article."""
        self._go_on()
        reading = job.read(number)
        self._go_on()
        known = self._known(reading)
        if known is not None and not job.wish.again:
            job.move(number, stage=Stage.KNOWN, draft=known)
            return
        with self._drawing:
            self._go_on()
            bundle = job.draw(number, reading, onlooker=self._onlooker)
        stage = Stage.DONE if self._keep(job, bundle) else Stage.KNOWN
        job.move(number, stage=stage, draft=bundle.id)
        facts = {"batch": job.batch.id, "draft": bundle.id, "trace": bundle.trace}
        logger.info("arrival done", extra=facts)

    def _known(self, reading: Reading) -> str | None:
        """Return the draft that there is of an article."""
        article = reading.article
        if not article.title:
            return None
        database = self._newsroom().store.database
        return next(iter(drafts_met(database, title=article.title, link=article.link)), None)

    def _keep(self, job: Job, bundle: Bundle) -> bool:
        """Put a draft into the store; tell whether it was not there.

        Raises:
            Dropped: It is not wanted any more.
            StoreError: It was refused.
        """
        with self._writing:
            self._go_on()
            job.go_on()
            room = self._newsroom()
            inbox = room.store.inbox
            folder = inbox / bundle.id
            write_folder(folder, bundle.files_in(folder))
            found = room.store.drafts.take_in(inbox, now=room.now(), actor=job.wish.person)
        self._onlooker.made(len(found.taken))
        refused = next((each for each in found.refused if each.name == bundle.id), None)
        if refused is not None:
            raise StoreError(refused.reason)
        return bundle.id in found.taken

    def _go_on(self) -> None:
        if self._ended:
            raise Dropped
