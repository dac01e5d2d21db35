"""Whether the program lives, and whether it can do its work: for who starts and stops programs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from composer.app.newsroom import Newsroom
from composer.errors import NashirError

_NO_IMAGE = "0" * 64
"""The name of an image that is nowhere: asking for it shows whether one can ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found.

    Args:
        status: ``ok``, ``away`` where something that is needed cannot be reached, ``stopping``, or
            ``stuck``.
        parts: ``ok`` or ``away`` for each part that was looked at. Why it is away stands in the
            log and in ``nashir doctor``: whoever asks here need not be known.
    """

    status: str
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_ok(self) -> bool:
        """Whether all is well."""
        return self.status == "ok"


def _is_felt() -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Looks at the program.

    Args:
        newsroom: Gives its newsroom.
        stopping: Tells whether it was asked to end: nothing new should come to it.
        alive: Tells whether its work goes on; False where it has hung for minutes, so that only a
            new start helps.
        engine: Asks the engine that wakes it, where there is one; raises where it is away.
    """

    newsroom: Callable[[], Newsroom]
    stopping: Callable[[], bool] = lambda: False
    alive: Callable[[], bool] = _is_felt
    engine: Callable[[], object] | None = None

    def lives(self) -> Finding:
        """Tell whether the process lives; nothing outside of it is asked."""
        return Finding(status="ok" if self.alive() else "stuck")

    def ready(self) -> Finding:
        """Tell whether it can work: store, images and engine answer, and it is not stopping."""
        store = self.newsroom().store
        asked: dict[str, Callable[[], object]] = {
            "store": store.restored,
            "images": lambda: store.blobs.has(_NO_IMAGE),
        }
        if self.engine is not None:
            asked["engine"] = self.engine
        parts = {name: _word(ask) for name, ask in asked.items()}
        if self.stopping():
            return Finding(status="stopping", parts=parts)
        is_whole = all(each == "ok" for each in parts.values())
        return Finding(status="ok" if is_whole else "away", parts=parts)


def _word(ask: Callable[[], object]) -> str:
    try:
        ask()
    except (NashirError, OSError):
        return "away"
    return "ok"
