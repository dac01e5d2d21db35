"""The JSON document of a batch of the rendering farm.

A field may be added, never renamed. ``None`` stands where there is nothing. Instants are in UTC.
"""

from collections.abc import Sequence

from composer.app.json_text import Document
from composer.app.queue_document import instant
from composer.domain.render import RenderBatch, RenderJob, RenderStatus


def batch_row(batch: RenderBatch) -> Document:
    """Return one entry of what ``nashir batch --json`` prints."""
    return {
        "batch": batch.id,
        "begun": instant(batch.begun),
        "person": batch.person,
        "page": batch.page,
        "theme": batch.theme,
        "sizes": list(batch.sizes),
        "over": batch.is_over,
        "total": batch.total,
        "counts": {each.value: batch.counts.get(each, 0) for each in RenderStatus},
    }


def batch_document(batch: RenderBatch, jobs: Sequence[RenderJob]) -> Document:
    """Return what ``nashir batch ID --json`` prints."""
    return {**batch_row(batch), "articles": [_article(each) for each in jobs]}


def _article(job: RenderJob) -> Document:
    return {
        "number": job.position,
        "source": job.source,
        "title": job.title,
        "state": job.status.value,
        "draft": job.draft,
        "known": job.known,
        "reason": job.reason,
        "attempts": job.attempts,
    }
