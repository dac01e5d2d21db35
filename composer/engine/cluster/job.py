"""What the engine can be asked for: kinds of work, jobs, and how a worker does them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

Argument = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of work; the names are stored.

    Args:
        name: That of the task.
        queue: In which its jobs wait; a worker takes the queues that it is told.
    """

    name: str
    queue: str


SERVE = Kind(name="serve", queue="publish")
"""Do all that is due for a page: the argument ``target`` is its key, such as ``facebook:123``."""

BREAKING = Kind(name="serve", queue="breaking")
"""The same in a queue of its own, for which each worker keeps a thread free: breaking news goes out
when all others hang on slow pages."""

RENDER = Kind(name="render", queue="render")
"""Draw the cards of an article."""

QUEUES = (SERVE.queue, RENDER.queue)
"""What a worker can be told to take; who takes the first one takes breaking news, too."""


class Urgency(IntEnum):
    """Which of the jobs that may be done now goes first; greater goes first."""

    LATER = 0
    NOW = 1
    BREAKING = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One thing to do.

    Args:
        kind: What.
        arguments: What it is done with; no secret, for they are stored.
        at: Not before this instant; None for now.
        once: What names the job while it waits: another one of that name only raises its urgency.
        lock: Of the jobs that name the same, one is done at a time, in their order.
        urgency: Which one goes first.
    """

    kind: Kind
    arguments: Mapping[str, Argument]
    at: datetime | None = None
    once: str | None = None
    lock: str | None = None
    urgency: Urgency = Urgency.NOW

    def __post_init__(self) -> None:
        if self.at is not None and self.at.utcoffset() is None:
            msg = "at must be timezone-aware"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """How a worker does the jobs of a kind.

    Args:
        kind: Which.
        do: Does one, in a thread, given its arguments by their names. It may be called for the
            same job again, and for two jobs at the same time.
    """

    kind: Kind
    do: Callable[..., object]
