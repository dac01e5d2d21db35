"""The document of a review."""

from composer.app.json_text import Document
from composer.app.queue_document import instant
from composer.store.review import Review


def review_document(review: Review) -> Document:
    """Return that a draft waits for approval, or was sent back."""
    return {
        "state": review.state.value,
        "person": review.person,
        "at": instant(review.at),
        "reason": review.reason,
        "revision": review.revision,
    }
