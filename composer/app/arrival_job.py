"""A batch while it is worked on: what is left of it to do, and how it stands."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from composer.app import services
from composer.app.arrival import Arrival, Batch, Stage, Wish
from composer.app.bundle import Bundle
from composer.app.onlooker import UNSEEN, Onlooker
from composer.app.sources import STANDARD_INPUT, Source
from composer.app.web import Web
from composer.app.workshop import Workshop
from composer.errors import NashirError
from composer.ingest import Reading
from composer.settings import Settings

_GROUNDS = 6
"""Backgrounds that a batch keeps: as many as its cards of one size have."""


class Dropped(Exception):  # noqa: N818 - it ends a piece of work, and is seen by nobody
    """The article is not wanted any more."""


class Job:
    """A batch in the works; safe for several threads.

    Args:
        batch: As it was handed in.
        wish: What is wanted.
        settings: What is set, with the wanted page as the main one.
        sources: The articles, in the order of the batch.
        tell: Is called with the batch and the article of it that came further.
    """

    def __init__(
        self,
        batch: Batch,
        wish: Wish,
        settings: Settings,
        sources: Sequence[Source],
        tell: Callable[[Batch, Arrival], None],
    ) -> None:
        self.wish = wish
        self._batch = batch
        self._settings = settings
        self._sources: dict[int, Source] = dict(enumerate(sources, 1))
        self._tell = tell
        self._lock = threading.Lock()
        self._workshop: Workshop | None = None
        self._dropped = False

    @property
    def batch(self) -> Batch:
        """How it stands."""
        return self._batch

    @property
    def waiting(self) -> int:
        """How many of its articles are not over."""
        return len(self._sources)

    def go_on(self) -> None:
        """Do nothing, unless the batch was dropped.

        Raises:
            Dropped: It was.
        """
        if self._dropped:
            raise Dropped

    def drop(self) -> None:
        """Have nothing more made of what is not drawn yet."""
        self._dropped = True
        for each in self._batch.arrivals:
            if each.stage is Stage.QUEUED:
                self.move(each.number, stage=Stage.CANCELLED)

    def read(self, number: int) -> Reading:
        """Read an article.

        Raises:
            ArticleError: It cannot be read.
        """
        source = self._sources.get(number)
        if source is None:
            raise Dropped
        self.go_on()
        self.move(number, stage=Stage.READING)
        reading = services.read(source.name, source.data, item=source.item, web=self._web())
        if source.link is not None:
            reading = replace(reading, article=replace(reading.article, link=source.link))
        self.move(number, title=reading.article.title or None)
        return reading

    def draw(self, number: int, reading: Reading, *, onlooker: Onlooker = UNSEEN) -> Bundle:
        """Make the draft of an article; one thread at a time.

        Args:
            number: That of the article in the batch.
            reading: The article.
            onlooker: Is told what was drawn.

        Raises:
            InputError: It cannot be made.
        """
        self.go_on()
        self.move(number, stage=Stage.DRAWING)
        if self._workshop is None:
            made = services.build(self._settings, self._batch.order, grounds=_GROUNDS)
            self._workshop = replace(made, web=self._web(), onlooker=onlooker)
        return services.pack(self._workshop.draft(reading, self._batch.order), self._workshop)

    def fail(self, number: int, error: Exception) -> None:
        """Note why no draft was made of an article."""
        kind, reason = type(error).__name__, str(error)
        if not isinstance(error, NashirError):
            kind, reason = "Mistake", f"a mistake of the program: {kind}: {reason}"
        source = self._batch.arrivals[number - 1].source or STANDARD_INPUT
        self.move(number, stage=Stage.FAILED, kind=kind, reason=reason.removeprefix(f"{source}: "))

    def move(self, number: int, **news: object) -> None:
        """Note what became of an article, and tell it; of one that is over nothing comes."""
        with self._lock:
            if not self._noted(number, news):
                return
            batch = self._batch
        self._tell(batch, batch.arrivals[number - 1])

    def _noted(self, number: int, news: Mapping[str, object]) -> bool:
        old = self._batch.arrivals[number - 1]
        if old.stage.is_over:
            return False
        fresh = replace(old, **news)  # type: ignore[arg-type] # fields of an arrival
        arrivals = tuple(fresh if each is old else each for each in self._batch.arrivals)
        self._batch = replace(self._batch, arrivals=arrivals)
        if fresh.stage.is_over:
            del self._sources[number]  # its bytes are not needed any more
        if self._batch.is_over:
            self._workshop = None
        return True

    def _web(self) -> Web:
        return Web(lambda: self._settings)


def called(source: Source) -> str:
    """Return what people call a source; nothing of a pasted text."""
    return "" if source.name == STANDARD_INPUT else source.name
