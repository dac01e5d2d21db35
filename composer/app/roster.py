"""Which programs work on a store at this moment, and which of them publish."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from composer.app.newsroom import Newsroom
from composer.app.press import RUNNERS
from composer.engine.lock import alive, holders
from composer.settings import Settings
from composer.store.runner import Runner

DESKS = "desks"
"""The folder in the workspace's state in which desks hold their locks."""

SILENT = timedelta(minutes=2)
"""A runner that was not heard of for longer is dead, unless its lock tells otherwise."""


def living_runners(newsroom: Newsroom) -> tuple[Runner, ...]:
    """Return the runners and workers that live now, the one that was heard of last first."""
    now, settings = newsroom.now(), newsroom.settings
    return tuple(each for each in newsroom.store.runners.all() if is_alive(each, settings, now=now))


def publishing_runners(newsroom: Newsroom) -> tuple[Runner, ...]:
    """Return those of them that send posts: a worker may only draw."""
    return tuple(each for each in living_runners(newsroom) if each.publishes)


def is_alive(runner: Runner, settings: Settings, *, now: datetime) -> bool:
    """Tell whether a runner lives: by its lock on this machine, by its last sign from another."""
    if runner.stopped is not None:
        return False
    lives = alive(settings.state / RUNNERS, runner.owner)
    return now - runner.beat < SILENT if lives is None else lives


def programs(settings: Settings, runners: Sequence[Runner], *, now: datetime) -> tuple[str, ...]:
    """Name the programs that use a store now: here by their locks, elsewhere by their signs.

    Args:
        settings: Of the workspace.
        runners: Those that the store knows.
        now: In UTC.
    """
    living = [each for each in runners if is_alive(each, settings, now=now)]
    known = {each.owner for each in living}
    others = (each for each in holders(settings.state / RUNNERS) if each not in known)
    return (
        *(f"nashir run or worker (process {each.pid} on {each.host})" for each in living),
        *(f"a command that publishes ({_process(each)})" for each in others),
        *(f"nashir desk ({_process(each)})" for each in holders(settings.state / DESKS)),
    )


def _process(owner: str) -> str:
    """Return the process that the name of a lock tells of: MACHINE-PROCESS-RANDOM."""
    return f"process {owner.split('-')[-2]}"
