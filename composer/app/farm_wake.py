"""Telling the workers of a cluster that there is something to draw."""

import logging

from composer.app.newsroom import Newsroom
from composer.engine.cluster.engine import Engine
from composer.engine.cluster.job import RENDER, Job
from composer.errors import StoreError
from composer.settings import EngineKind

logger = logging.getLogger(__name__)


def wake_farm(newsroom: Newsroom, batch_id: str) -> None:
    """Have a worker look for articles at once; without it each looks every second or so.

    Args:
        newsroom: Where the batch is.
        batch_id: The batch, for the log.
    """
    if newsroom.settings.worker.engine is not EngineKind.CLUSTER:
        return
    wake = Job(kind=RENDER, arguments={"batch": batch_id}, once=f"render {batch_id}")
    try:
        Engine(newsroom.store.database).put([wake])
    except StoreError as error:  # nothing is lost with it: the articles are in the store
        logger.warning("workers not woken", extra={"batch": batch_id, "reason": str(error)})
