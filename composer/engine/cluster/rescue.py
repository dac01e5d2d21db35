"""Puts the jobs of workers that fell silent back: killed, frozen, or cut off from the network."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from composer.errors import StoreError

if TYPE_CHECKING:
    from procrastinate.manager import JobManager

logger = logging.getLogger(__name__)

SILENT_S = 20.0
"""A worker that was not heard of for longer counts as dead; it sends a sign every five seconds."""


async def rescue(jobs: "JobManager", *, queues: Sequence[str]) -> int:
    """Let other workers do what silent ones had in hand; return how many jobs that were.

    Several workers may do this at once. Where the same thing waits already, the job is dropped.

    Args:
        jobs: Procrastinate's jobs.
        queues: Those of these queues.

    Raises:
        StoreError: They cannot be asked for.
    """
    from procrastinate import exceptions  # noqa: PLC0415 - an extra, slow to load
    from procrastinate.jobs import Status  # noqa: PLC0415 - same

    try:
        stalled = await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENT_S)
    except exceptions.ConnectorException as error:
        msg = "the engine's jobs cannot be asked for"
        raise StoreError(msg) from error
    rescued = 0
    for each in [each for each in stalled if each.queue in queues]:
        try:
            await jobs.retry_job(each)
        except exceptions.UniqueViolation:
            await jobs.finish_job(each, status=Status.ABORTED, delete_job=True)
        except exceptions.ConnectorException:
            continue  # another worker was quicker
        rescued += 1
        logger.warning("job of a silent worker", extra={"queue": each.queue, "job": each.id})
    return rescued
