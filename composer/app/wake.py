"""Has the workers of a cluster woken by whatever program queues something."""

from collections.abc import Callable
from datetime import datetime

from composer.settings import EngineKind, Settings
from composer.store.store import Store

_PATIENCE_S = 0.5
"""So much, at most, queueing takes longer because of an engine that does not answer."""


def wake_workers(store: Store, settings: Settings, *, now: Callable[[], datetime]) -> None:
    """Let a store wake workers from now on, where the settings say that there are any.

    By whatever door something is queued, moved, tried again or let out: it is written in the
    journal, and the journal rings.

    Args:
        store: The store, just opened.
        settings: What is set.
        now: The wall clock, in UTC.
    """
    cluster = settings.worker.engine is EngineKind.CLUSTER
    if not cluster or store.database.dialect != "postgresql":
        return
    from composer.engine.cluster.engine import Engine  # noqa: PLC0415 - seldom needed
    from composer.engine.cluster.wake import Wakes  # noqa: PLC0415 - same
    from composer.store.ahead import Bell  # noqa: PLC0415 - same

    wakes = Wakes(Engine(store.database, patience_s=_PATIENCE_S), now=now)
    store.journal.also_tell(Bell(store.database, wakes.ring).hear)
