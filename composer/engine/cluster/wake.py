"""Wakes whoever serves a page: right after something was queued for it, and at its instant."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from composer.engine.cluster.engine import Engine
from composer.engine.cluster.job import BREAKING, SERVE, Argument, Job, Urgency
from composer.store.ahead import Call

logger = logging.getLogger(__name__)

_AHEAD = timedelta(hours=1)


def wake_now(target: str, *, breaking: bool = False) -> Job:
    """Return the job that has a page served now; while it waits, there is one for each page.

    No lock of the engine keeps two workers off one page: the store does that, by the one item
    that a page has under way. A lock here would keep the page of a killed worker waiting.
    """
    arguments: dict[str, Argument] = {"target": target}
    if breaking:
        name = f"{target} breaking"
        return Job(kind=BREAKING, arguments=arguments, once=name, urgency=Urgency.BREAKING)
    return Job(kind=SERVE, arguments=arguments, once=target)


def wake_at(target: str, at: datetime, *, breaking: bool = False) -> Job:
    """Return the job that has a page served at an instant; there is one for each of them."""
    job = wake_now(target, breaking=breaking)
    name = f"{job.once} {at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    return replace(job, at=at, once=name, urgency=Urgency.BREAKING if breaking else Urgency.LATER)


class Wakes:
    """Puts the jobs for what was just queued, moved or let out.

    Args:
        engine: Where they are put.
        now: The wall clock, in UTC.
    """

    def __init__(self, engine: Engine, *, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def ring(self, calls: Sequence[Call]) -> None:
        """Put a job for each call that is for now or the next hour; whatever happens, go on.

        What was queued is queued. An engine that cannot be reached costs a few seconds until the
        sweeper finds it, and is told of in the log.
        """
        now = self._now()
        jobs = [_job(each, now) for each in calls if each.at - now < _AHEAD]
        if not jobs:
            return
        try:
            self._engine.put(jobs)
        except Exception as error:  # noqa: BLE001 - nothing of the engine may spoil what is queued
            facts = {"pages": len(jobs), "error": str(error)}
            logger.warning("workers not woken: they find it by themselves", extra=facts)


def _job(call: Call, now: datetime) -> Job:
    if call.at <= now:
        return wake_now(call.target, breaking=call.breaking)
    return wake_at(call.target, call.at, breaking=call.breaking)
