"""Batches of the rendering farm as a person reads them in a terminal."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from composer.app.columns import columns
from composer.app.console import say
from composer.domain.render import RenderBatch, RenderJob, RenderStatus
from composer.publishing.wall import local_wall

_WORDS = {
    RenderStatus.READING: "being read",
    RenderStatus.WAITING: "waiting",
    RenderStatus.DRAWING: "being drawn",
    RenderStatus.DONE: "done",
    RenderStatus.FAILED: "failed",
    RenderStatus.CANCELLED: "cancelled",
}


def show_batches(batches: Sequence[RenderBatch], zone: ZoneInfo) -> None:
    """Print batches: ID, when each was begun, by whom, how many of its articles stand where."""
    rows = [(each.id, local_wall(each.begun, zone), each.person, counted(each)) for each in batches]
    for line in columns(rows):
        say(line)


def show_batch(batch: RenderBatch, jobs: Sequence[RenderJob], zone: ZoneInfo) -> None:
    """Print how a batch stands, then its articles: where each stands, its draft, its headline."""
    say(f"{batch.id}  {local_wall(batch.begun, zone)}  {batch.person}  {counted(batch)}")
    rows = [
        (str(each.position), _words(each), each.draft or "", each.title or each.source)
        for each in jobs
    ]
    for line, job in zip(columns(rows), jobs, strict=True):
        say(f"  {line}")
        if job.reason:
            say(f"      ! {job.reason}")


def show_done(job: RenderJob) -> None:
    """Print an article whose draft is in the store."""
    say(f"{job.draft}  {_words(job):18}  {job.title}")


def counted(batch: RenderBatch) -> str:
    """Return how many articles of a batch stand where, in words."""
    told = [f"{batch.counts[each]} {_WORDS[each]}" for each in RenderStatus if each in batch.counts]
    return ", ".join(told) or "no article"


def _words(job: RenderJob) -> str:
    return "was there already" if job.known else _WORDS[job.status]
