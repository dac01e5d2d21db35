"""How a batch looks on its page, and what is told of it as it goes on."""

from collections.abc import Mapping

from composer.app.arrival import Arrival, Batch


def batch_event(batch: Batch, arrival: Arrival) -> Mapping[str, object]:
    """Return what open pages are told when an article came further."""
    return {
        "batch": batch.id,
        "number": arrival.number,
        "stage": arrival.stage.value,
        "draft": arrival.draft,
        "finished": batch.finished,
        "total": len(batch.arrivals),
        "over": batch.is_over,
    }
