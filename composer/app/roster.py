"""Which programs publish from a store at this moment."""

from datetime import datetime, timedelta

from composer.app.newsroom import Newsroom
from composer.app.press import RUNNERS
from composer.engine.lock import alive
from composer.settings import Settings
from composer.store.runner import Runner

SILENT = timedelta(minutes=2)
"""A runner that was not heard of for longer is dead, unless its lock tells otherwise."""


def living_runners(newsroom: Newsroom) -> tuple[Runner, ...]:
    """Return the runners that publish now, the one that was heard of last first."""
    now, settings = newsroom.now(), newsroom.settings
    return tuple(each for each in newsroom.store.runners.all() if is_alive(each, settings, now=now))


def is_alive(runner: Runner, settings: Settings, *, now: datetime) -> bool:
    """Tell whether a runner lives: by its lock on this machine, by its last sign from another."""
    if runner.stopped is not None:
        return False
    lives = alive(settings.state / RUNNERS, runner.owner)
    return now - runner.beat < SILENT if lives is None else lives
