"""Sends what is due now, where no runner would."""

from composer.app.desk.api.caller import Caller
from composer.app.roster import publishing_runners
from composer.domain.queue import QueueItem


def see_off(known: Caller, item: QueueItem) -> None:
    """Have the desk itself send an item that is due, unless a runner lives that does it."""
    if not publishing_runners(known.newsroom):
        known.desk.dispatch.send(known.newsroom.settings, known.name, item)
