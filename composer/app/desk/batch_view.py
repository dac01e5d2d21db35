"""How a batch looks on its page, and what is told of it as it goes on."""

from collections.abc import Mapping
from dataclasses import dataclass

from composer.app.arrival import Arrival, Batch, Stage
from composer.app.desk.reason import reason_told
from composer.app.desk.words import Words
from composer.app.handed_in import is_fetchable
from composer.store.database import Database
from composer.store.met import first_images

_STATES: Mapping[Stage, str] = {
    Stage.QUEUED: "queued",
    Stage.READING: "underway",
    Stage.DRAWING: "underway",
    Stage.DONE: "published",
    Stage.KNOWN: "review",
    Stage.FAILED: "attention",
    Stage.CANCELLED: "cancelled",
}
_WHOLE = 100
_PARTS: Mapping[Stage, int] = {Stage.QUEUED: 0, Stage.READING: 25, Stage.DRAWING: 60}
"""Percent of the work on an article that is done when it comes to a stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An article of a batch as its page shows it.

    Args:
        arrival: The article.
        state: By which its badge is coloured.
        stage: Where it stands, in words.
        told: Why no draft was made of it; empty where one was, or may be.
        again: Its address, where it may be handed in once more.
        image: Hash of its draft's first card; empty where there is none.
    """

    arrival: Arrival
    state: str
    stage: str
    told: str
    again: str
    image: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """A batch as its page shows it.

    Args:
        batch: The batch.
        rows: Its articles.
        told: How it stands as a whole, in words.
        only: ID of the one draft that came of it; empty where there are several, or none.
        part: How much of the work is done, in percent.
    """

    batch: Batch
    rows: tuple[Row, ...]
    told: str
    only: str
    part: int


def batch_view(batch: Batch, words: Words, database: Database | None = None) -> BatchView:
    """Return how a batch looks.

    Args:
        batch: The batch.
        words: The texts of the person's language.
        database: Where the images of its drafts are looked for; None for no images.
    """
    drafts = [each.draft for each in batch.arrivals if each.draft]
    images = {} if database is None else first_images(database, drafts)
    first = batch.arrivals[0]
    alone = len(batch.arrivals) == 1 and first.stage is Stage.DONE
    return BatchView(
        batch=batch,
        rows=tuple(_row(each, words, images) for each in batch.arrivals),
        told=_told(batch, words),
        only=first.draft or "" if alone else "",
        part=round(sum(map(_part, batch.arrivals)) / len(batch.arrivals)),
    )


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


def _part(arrival: Arrival) -> int:
    if arrival.stage is Stage.QUEUED and arrival.title:  # it was read, and waits for a worker
        return _PARTS[Stage.READING]
    return _WHOLE if arrival.stage.is_over else _PARTS[arrival.stage]


def _row(arrival: Arrival, words: Words, images: Mapping[str, str]) -> Row:
    over = arrival.stage in {Stage.FAILED, Stage.KNOWN, Stage.CANCELLED}
    return Row(
        arrival=arrival,
        state=_STATES[arrival.stage],
        stage=words(f"new.stage_{arrival.stage}"),
        told=_row_told(arrival, words),
        again=arrival.source if over and is_fetchable(arrival.source) else "",
        image=images.get(arrival.draft or "", ""),
    )


def _row_told(arrival: Arrival, words: Words) -> str:
    """Return why no draft was made of an article, and what to do."""
    if arrival.stage is Stage.FAILED:
        return reason_told(words, arrival.reason)
    return words("new.known_hint") if arrival.stage is Stage.KNOWN else ""


def _told(batch: Batch, words: Words) -> str:
    if not batch.is_over:
        return words("new.going", finished=batch.finished, total=len(batch.arrivals))
    made = words("new.made", count=batch.count(Stage.DONE))
    others = ((Stage.KNOWN, "known"), (Stage.FAILED, "failed"), (Stage.CANCELLED, "cancelled"))
    counts = ((name, batch.count(stage)) for stage, name in others)
    return " · ".join(
        [made, *(words(f"new.{name}", count=count) for name, count in counts if count)]
    )
