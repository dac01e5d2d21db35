"""The API's documents about the queue and what is published."""

from typing import Annotated, Any, Literal

from pydantic import Field

from composer.app.desk.api.model import (
    Answer,
    Asked,
    DraftId,
    Instant,
    ItemId,
    PageName,
    Text,
)

At = Annotated[
    str,
    Field(
        description=(
            "When, in the page's zone: `2026-11-24 18:00`, `18:00`, `tomorrow 18:00`, `+2h`, `now`;"
            " or with an offset, such as `2026-11-24T18:00:00+03:00`."
        ),
        min_length=1,
        max_length=80,
        examples=["2026-11-24 18:00"],
    ),
]

Status = Literal[
    "queued",
    "claimed",
    "uploading",
    "committing",
    "unknown",
    "published",
    "attention",
    "cancelled",
]


class Item(Answer):
    """An item of the queue: a draft with a due time."""

    id: ItemId
    draft: DraftId
    title: str
    """The draft's headline."""
    due: Instant
    zone: str
    """Name of the zone in which the time was asked for."""
    status: Status
    """`unknown` was sent, and it is being looked into; `attention` waits for a person."""
    attempts: int
    """How often the post was about to be made."""
    approval: str
    """Fingerprint of what is sent."""
    page: str
    publisher: str
    """`facebook` or `sandbox`."""
    post_id: str | None
    permalink: str | None
    last_error: str | None
    """What went wrong last, and what to do."""
    page_id: str
    """The page on the platform."""
    local: str
    """The due time in its zone."""
    hijri: str
    """The Hijri date there."""
    wall: str | None
    """The local time that was asked for; null for "now" and for an instant."""
    wall_kind: Literal["ok", "gap", "fold"]
    """Whether that time existed once."""
    slot: str | None
    """The weekly slot that it stands in."""
    breaking: bool
    published: Instant | None
    held_until: Instant | None
    """When the platform itself shows the post, where it was given it to hold."""
    audit: Literal["pending", "ok", "alarm"] | None
    """What the look some minutes after publication saw."""
    comment: Literal["waiting", "committing", "unknown", "posted", "attention"] | None
    """Where the first comment stands."""
    withdrawn: Instant | None
    trace: str | None
    """Names the article in the log, from its reading to its post."""


class Placed(Item):
    """An item that was given a time."""

    near: list[Instant]
    """When the page's other posts nearer than its spacing are due: it waits for them."""


class ItemList(Answer):
    """A part of the queue, in the order in which the items are due."""

    items: list[Item]
    next: str | None
    """The cursor of the next part; null at the end."""


class Enqueue(Asked):
    """Puts an approved draft into the queue."""

    draft: DraftId
    page: PageName = "main"
    at: At | None = None
    """Without it, the page's next free slot."""
    breaking: bool = False
    """It goes first, and not late without a person's word."""
    again: bool = False
    """The page may have had the draft or its article before."""


class Move(Asked):
    """Gives an item another time."""

    at: At | None = None
    """Without it, the page's next free slot."""


class Retry(Asked):
    """Puts an item that waits for a person back into the queue."""

    at: At | None = None
    """Without it, at its own time where that is still to come, else now."""


class Settle(Asked):
    """A person's word about what became of a post, or of its first comment."""

    posted: Annotated[str, Field(min_length=1, max_length=500)] | None
    """ID or address of what is out; null where it is not out and is to be sent again."""
    comment: bool = False
    """It is about the first comment."""
    unseen: bool = False
    """It is believed though the page cannot be asked, or does not show that post."""


class Correction(Asked):
    """Another text for a post that is out."""

    text: Text | None = None
    """The draft gets it and is approved with it; without it, the draft as it is approved."""


class Publish(Asked):
    """Publishes an approved draft now."""

    page: PageName = "main"
    again: bool = False
    """The page may have had the draft or its article before."""


class Call(Answer):
    """A call that publishing would make."""

    method: str
    url: str
    headers: dict[str, str]
    fields: dict[str, str]
    """What is told, by name; secrets are hidden."""
    file: dict[str, Any] | None
    """The file that goes with it: `{field, name, media_type, size}`."""


class Calls(Answer):
    """What publishing would do, in its order."""

    page: str
    publisher: str
    page_id: str
    calls: list[Call]


class Slot(Answer):
    """A weekly slot at its next time."""

    due: Instant
    local: str
    slot: str


class Page(Answer):
    """A page that posts go out to."""

    name: str
    """Its name in the settings."""
    publisher: str
    """`facebook` or `sandbox`."""
    page_id: str
    """The page on the platform."""
    zone: str
    slots: list[str]
    """Its weekly times, as the settings write them."""
    spacing_seconds: int
    """The least time between two posts."""
    next_slot: Slot | None
    """The next free one; null where there is none."""
    paused: bool
    """Nothing is sent to it until a person resumes it."""
    paused_by: str | None
    blocked_until: Instant | None
    """Until when the platform wants to be left alone."""
    last_published: Instant | None
    site: str | None
    """Name of its site."""
    theme: str
    """Name of the theme in which its drafts are made."""
    approvers: list[str]
    """Who may approve for it; empty for who may approve at all."""
    busy: str | None
    """Where the item stands that is being sent, or whose outcome is looked into."""
    queued: int
    """How many items wait for their time."""
    next_due: Instant | None
    """When the first of them is due."""
    attention: int
    """How many items wait for a person."""
    problem: str | None
    """What is wrong with its settings, so that nothing is sent to it; null where nothing is."""


class PageList(Answer):
    """The pages of the settings, `main` first."""

    pages: list[Page]
