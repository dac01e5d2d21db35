"""Items of the queue for tests, with only what a test says about them out of the ordinary."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from composer.domain.queue import QueueItem

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

_PLAIN = QueueItem(
    id="q1",
    draft="0123456789ab",
    title="عنوان",
    page="main",
    publisher="sandbox",
    page_id="1",
    approval="f" * 64,
    due=NOON,
    zone="Asia/Riyadh",
    wake=NOON,
)


def queue_item(**values: Any) -> QueueItem:  # noqa: ANN401 - whatever a test sets
    """Return an item that is due at noon."""
    return replace(_PLAIN, **values)
