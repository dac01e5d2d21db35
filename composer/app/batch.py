"""Many articles at once: on all cores, and one that fails stops none of the others."""

import logging
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from composer.app import services
from composer.app.bundle import Bundle
from composer.app.console import tell_events
from composer.app.order import Order
from composer.app.sources import Source
from composer.app.workshop import Workshop
from composer.errors import NashirError
from composer.settings import Settings

logger = logging.getLogger(__name__)

FEWEST_TO_SHARE = 24
"""Articles, times sizes, from which on a crew is quicker on two cores: its processes take as long
to begin as one takes for ten articles (``benchmarks/batch.py``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An article of which no draft was made.

    Args:
        source: The article as the user named it.
        reason: Why, and what to do.
    """

    source: str
    reason: str

    @classmethod
    def of(cls, source: str, reason: str) -> "Failure":
        """Return the failure of a source; a reason that begins with its name loses it."""
        return cls(source=source, reason=reason.removeprefix(f"{source}: "))


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is made of many articles, and how.

    Args:
        settings: What is set.
        order: What to make.
        jobs: How many processes to use; 1 is this one, None as many as there are cores.
    """

    settings: Settings
    order: Order
    jobs: int | None = None

    def made(
        self, sources: Sequence[Source], workshop: Workshop, *, stop: Callable[[], bool]
    ) -> Generator[Bundle | Failure, None, None]:
        """Give what became of the articles, in their order; it ends early where ``stop`` says so.

        Args:
            sources: The articles.
            workshop: The parts of this process.
            stop: Tells whether to end; asked often.
        """
        hands = self.hands(len(sources))
        if hands > 1:
            yield from self._shared_out(sources, hands, stop)
            return
        for source in sources:
            if stop():
                return
            yield made(workshop, self.order, source)

    def hands(self, count: int) -> int:
        """Return how many processes work on a number of articles."""
        if self.jobs is not None:
            return min(self.jobs, count)
        if count * len(self.order.sizes) < FEWEST_TO_SHARE:
            return 1
        return min(cores(), count)

    def _shared_out(
        self, sources: Sequence[Source], hands: int, stop: Callable[[], bool]
    ) -> Generator[Bundle | Failure, None, None]:
        from composer.app.crew import Lost, share_out  # noqa: PLC0415 - 20 ms, for many only

        with closing(share_out(sources, self._prepared(), hands=hands, stop=stop)) as results:
            for source, result in zip(sources, results, strict=False):
                yield Failure.of(source.name, result.reason) if isinstance(result, Lost) else result

    def _prepared(self) -> "Prepared":
        told = logging.getLogger("composer").isEnabledFor(logging.INFO)
        return Prepared(settings=self.settings, order=self.order, tells_events=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What a process of the crew is told, once, to be able to work."""

    settings: Settings
    order: Order
    tells_events: bool

    def __call__(self) -> Callable[[Source], Bundle | Failure]:
        """Make the parts, and return what makes a draft."""
        if self.tells_events:
            tell_events()
        return partial(made, services.build(self.settings, self.order), self.order)


def made(workshop: Workshop, order: Order, source: Source) -> Bundle | Failure:
    """Return the draft of an article as its files, or why there is none."""

    def make() -> Bundle:
        reading = services.read(source.name, source.data, item=source.item)
        return services.pack(workshop.draft(reading, order), workshop)

    return attempt(source.name, make)


def attempt(source: str, make: Callable[[], Bundle]) -> Bundle | Failure:
    """Make a draft; whatever goes wrong is the failure of this article and of no other."""
    try:
        return make()
    except NashirError as error:
        return Failure.of(source, str(error))
    except MemoryError:
        return Failure.of(source, "there is not enough memory to compose it")
    except Exception as error:  # the others must not suffer for a mistake of ours
        logger.exception("article broke", extra={"source": source})
        mistake = f"a mistake of the program: {type(error).__name__}: {error}"
        return Failure.of(source, f"{mistake}; please report it, with the article")


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
