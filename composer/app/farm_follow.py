"""Following a batch of the rendering farm until it is over: by looking, and drawing where need be.

With the cluster's engine workers draw, wherever they run. With the embedded one there are none:
whoever follows the batch draws it, on all cores.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from composer.app.batch import FEWEST_TO_SHARE, cores
from composer.app.farm_crew import FarmCrew, Told
from composer.app.farm_hand import Hand
from composer.app.newsroom import Newsroom
from composer.domain.render import RenderBatch, RenderJob, RenderStatus
from composer.engine.clock import ticks
from composer.engine.lock import RunnerLock
from composer.settings import EngineKind
from composer.store.farm import Farm

_LOOK_S = 0.3
_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """Who follows a batch.

    Args:
        newsroom: Where it is.
        lock: This process's own.
        stop: Tells whether to end.
        jobs: How many processes draw where this program does it; None for as many as pay.
    """

    newsroom: Newsroom
    lock: RunnerLock
    stop: Callable[[], bool]
    jobs: int | None = None

    def finished(self, batch: RenderBatch, *, lonely: Callable[[], None]) -> Iterator[RenderJob]:
        """Give the articles as they are over, until all are or ``stop`` says so.

        Args:
            batch: The batch.
            lonely: Called once where for some seconds nobody took an article in hand.
        """
        known: set[int] = set()
        started = ticks()
        with self._drawing(batch) as draw:
            while True:
                left = self._farm.open(batch.id)
                over = set(range(1, batch.total + 1)) - left - known
                yield from self._farm.jobs(batch.id, positions=over) if over else ()
                known |= over
                if not left or self.stop():
                    return
                if started and self._is_lonely(batch, started):
                    started = 0.0
                    lonely()
                draw()

    def _is_lonely(self, batch: RenderBatch, started: float) -> bool:
        if draws_here(self.newsroom) or ticks() - started < _PATIENCE_S:
            return False
        found = self._farm.batch(batch.id)
        return found is not None and found.counts.get(RenderStatus.WAITING, 0) == batch.total

    @contextmanager
    def _drawing(self, batch: RenderBatch) -> Iterator[Callable[[], None]]:
        """Give what is done between two looks."""
        if not draws_here(self.newsroom):
            yield lambda: time.sleep(_LOOK_S)
            return
        settings = self.newsroom.settings
        hand = Hand(
            settings=settings, store=self.newsroom.store, lock=self.lock, now=self.newsroom.now
        )
        hand.take_back()
        size = self._hands(batch)
        if size <= 1:
            yield lambda: self._draw_one(hand, batch.id)
            return
        with FarmCrew(Told(settings=settings, batch=batch.id), size) as crew:

            def tend() -> None:
                crew.tend()
                time.sleep(_LOOK_S)

            yield tend

    def _draw_one(self, hand: Hand, batch_id: str) -> None:
        if not hand.draw_next(batch_id):  # what is left is in the hands of another program
            hand.take_back()
            time.sleep(_LOOK_S)

    def _hands(self, batch: RenderBatch) -> int:
        """Return how many processes draw; see ``composer.app.batch``."""
        left = len(self._farm.open(batch.id))
        if self.jobs is not None:
            return min(self.jobs, left)
        return 1 if left * len(batch.sizes) < FEWEST_TO_SHARE else min(cores(), left)

    @property
    def _farm(self) -> Farm:
        return Farm(self.newsroom.store.database)


def draws_here(newsroom: Newsroom) -> bool:
    """Tell whether whoever follows a batch draws it: there are no workers."""
    return newsroom.settings.worker.engine is EngineKind.EMBEDDED
