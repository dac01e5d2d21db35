"""The rendering farm as a part of ``nashir worker``: processes that draw, kept going beside it.

The engine only wakes them. Without it the worker looks each second whether there is something to
draw. While there is nothing for some minutes, there are no processes, and none of their memory.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from composer.app import log
from composer.app.batch import cores
from composer.app.farm_crew import FarmCrew, Told, hands_folder, hands_lock
from composer.app.farm_hand import Hand
from composer.app.newsroom import Newsroom
from composer.app.onlooker import UNSEEN, Onlooker
from composer.domain.secret import Secret
from composer.engine.cluster.job import RENDER, Task
from composer.engine.lock import alive
from composer.engine.metronome import Chore
from composer.store.farm import Farm
from composer.store.farm_claim import FarmClaims

_TEND_S = 1
_PATIENCE_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FarmDuty:
    """Who draws in a worker.

    Args:
        newsroom: Where articles wait.
        at_once: How many articles at the same time; never more than there are cores.
        form: How the processes log; None for not at all.
        secrets: What must not stand in the log.
        onlooker: Is told what was made, for metrics.
    """

    newsroom: Newsroom
    at_once: int
    form: log.Form | None = None
    secrets: tuple[Secret, ...] = ()
    onlooker: Onlooker = UNSEEN
    _crew: FarmCrew = field(init=False)

    def __post_init__(self) -> None:
        told = Told(
            settings=self.newsroom.settings,
            patience_s=_PATIENCE_S,
            form=self.form,
            secrets=self.secrets,
            reports=True,
        )
        crew = FarmCrew(told, min(self.at_once, cores()), onlooker=self.onlooker)
        object.__setattr__(self, "_crew", crew)

    @property
    def task(self) -> Task:
        """What the engine's jobs of the queue ``render`` do: they wake."""
        return Task(kind=RENDER, do=self._wake)

    @property
    def chore(self) -> Chore:
        """What keeps the processes going; for a thread of its own."""
        return Chore(name="the rendering farm", every_s=_TEND_S, do=self._tend)

    def once(self, *, stop: Callable[[], bool]) -> None:
        """Draw all that waits, in this process.

        Raises:
            StoreError: The store cannot be used.
        """
        room = self.newsroom
        with hands_lock(room) as lock:
            hand = Hand(
                settings=room.settings,
                store=room.store,
                lock=lock,
                now=room.now,
                onlooker=self.onlooker,
            )
            hand.take_back()
            while not stop() and hand.draw_next():
                pass

    @contextmanager
    def ending(self) -> Iterator[None]:
        """End the processes, each when the article in its hand is done, beside what else ends."""
        self._crew.dismiss()
        try:
            yield
        finally:
            self._crew.close()

    def _tend(self) -> None:
        """Take back what dead hands held, and have processes while there is something to draw.

        Raises:
            StoreError: The store cannot be used now.
        """
        room = self.newsroom
        database, folder = room.store.database, hands_folder(room)
        FarmClaims(database, owner="").take_back(partial(alive, folder), now=room.now())
        if Farm(database).is_waited():
            self._crew.tend()
        else:
            self._crew.clear()

    def _wake(self, **arguments: object) -> None:
        """Have the processes look for work at once, of whichever batch."""
        del arguments
        self._crew.wake()
