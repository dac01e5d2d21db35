"""The API's documents about drafts."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from composer.app.desk.api.model import (
    Answer,
    Asked,
    DraftId,
    Instant,
    ItemId,
    PageName,
    Revision,
    Text,
)
from composer.app.desk.api.queue_model import Item, Status

State = Literal["new", "approved", "queued", "published", "attention"]


class Image(Answer):
    """An image of a post; `GET /images/{sha256}` gives its bytes."""

    file: str
    media_type: str
    width: int
    """In pixels."""
    height: int
    """In pixels."""
    bytes: int
    sha256: str
    alt_text: str
    """What is told to a reader who cannot see it."""


class OtherCard(Image):
    """A card of the draft that is not in its post."""

    number: int
    """Its place in the draft, counted from 1."""
    kind: str
    size: str


class Post(Answer):
    """What a reader would meet on the page."""

    text: str
    link: str | None
    comment: str | None
    """The first comment below it."""
    images: list[Image]


class CardCheck(Answer):
    """A check of a posted card that did not simply pass."""

    file: str
    rule: str
    level: Literal["warn", "fail"]
    detail: str


class Voided(Answer):
    """What ended an approval."""

    reason: str
    at: Instant | None
    actor: str | None


class LastApproval(Answer):
    """The last approval of a draft for a page."""

    approval: str
    """Fingerprint of all that it binds."""
    approver: str
    at: Instant
    accepted: list[str]
    """What was flagged, and the approver accepted."""
    valid: bool
    voided: Voided | None


class JournalLine(Answer):
    """One thing that happened."""

    at: Instant
    actor: str
    event: str
    item: str | None
    detail: dict[str, Any]


class Review(Answer):
    """That a draft waits for approval, or was sent back."""

    state: Literal["asked", "rejected"]
    person: str
    at: Instant
    reason: str
    """Why it was sent back, or what was said when it was asked for."""
    revision: Revision


class OwnText(Answer):
    """What a page says of its own; what is null is common to all pages, an empty text is none."""

    page: str
    text: str | None
    link: str | None
    comment: str | None


class Draft(Answer):
    """All that is known of a draft, or of an item with the post as it was approved for it."""

    draft: DraftId
    title: str
    """The headline."""
    theme: str | None
    source: str | None
    """What the article was read from."""
    link: str | None
    """The article's own address."""
    made: Instant | None
    changed: Instant | None
    revision: int | None
    """Grows with each change; this and the three before it are null once a draft was removed."""
    trace: str | None
    """Names the article in the log, from its reading to its post; null where nobody knows it."""
    page: str
    """The page that the approval is told for."""
    publisher: str
    page_id: str
    post: Post
    own: OwnText | None
    """What of the post is the page's own; null where all is common, and of an item."""
    own_pages: list[str]
    """The pages for which the draft says something of its own."""
    others: list[OtherCard]
    flagged: list[str]
    """What proofreading wants a person to see."""
    checks: list[CardCheck]
    approval: LastApproval | None
    items: list[Item]
    journal: list[JournalLine]
    review: Review | None = None
    """Null where nobody asked since its approval; an item has none."""


class Card(Answer):
    """A card of a draft, as it was drawn."""

    kind: str
    size: str
    theme: str
    file: str
    format: Literal["png", "jpeg"]
    width: int
    height: int
    bytes: int
    sha256: str
    alt_text: str
    key: str
    """What names it in changes, such as `highlights-1-portrait`."""
    position: int
    """Its place in the draft, counted from 1."""
    posted: bool
    """Whether it is an image of the post."""
    lines: list[dict[str, Any]]
    """What is drawn: `{text, box: [x, y, w, h], font, px, color, ground, source}`."""
    checks: list[dict[str, Any]]
    """`{rule, level: ok|warn|fail, detail}`."""


class Edit(Answer):
    """A place that a person changed."""

    field: str
    """Such as `headline`, `points[2]`, `text`."""
    original: str
    """What the article or the template says there."""
    text: str


class Decision(Answer):
    """That somebody saw a flag and left it so."""

    by: str
    at: Instant
    note: str


class Source(Answer):
    """A place in the article."""

    block: int
    start: int
    end: int


class Flag(Answer):
    """Something that a person should see, and decide about before an approval."""

    key: str
    """What names it in the changes `decide` and `undecide`."""
    rule: str
    what: str
    """The words in question."""
    field: str | None
    card: str | None
    source: Source | None
    before: str
    after: str
    proposed: str
    """What should stand there, where that is known."""
    decision: Decision | None


class Hindrance(Answer):
    """Why a draft cannot be approved yet."""

    rule: str
    detail: str
    card: str | None
    flag: str | None
    """Key of the flag that waits for a decision; null for a check that failed."""


class Composed(Answer):
    """A draft as it was composed, with what people changed on its cards since.

    The parts are described in the documentation of the `compose` document. The post as it stands is
    that of the draft itself.
    """

    draft: DraftId
    title: str
    theme: str
    cards: list[Card]
    post: dict[str, Any]
    findings: list[dict[str, Any]]
    """What proofreading found."""
    notes: list[str]
    """What was left out, and why."""
    revision: Revision
    why_fixed: str | None
    """Why the cards cannot be drawn anew; null where they can."""
    edits: list[Edit]
    flags: list[Flag]
    hindrances: list[Hindrance]
    """Why it cannot be approved yet; empty where it can."""


class EntryItem(Answer):
    """What a list tells of an item."""

    id: ItemId
    status: Status
    page: str


class DraftEntry(Answer):
    """A draft in a list."""

    draft: DraftId
    title: str
    state: State
    theme: str
    made: Instant
    changed: Instant
    revision: int
    images: int
    """How many its post has."""
    link: str | None
    """The article's own address."""
    changed_by: str
    image: str | None
    """SHA-256 of the first image of its post."""
    due: Instant | None
    """When it goes out next."""
    approved: list[str]
    """The pages that it is approved for as it stands."""
    review: Review | None
    items: list[EntryItem]
    """The most pressing first, five at most."""
    last_error: str | None


class Counts(Answer):
    """How many drafts each tab of the list holds."""

    drafts: int
    review: int
    queue: int
    published: int
    attention: int


class DraftList(Answer):
    """A part of the drafts."""

    drafts: list[DraftEntry]
    next: str | None
    """The cursor of the next part; null at the end."""
    counts: Counts


class PostChange(Asked):
    """New values for a draft's post; what is left out stays as it is."""

    text: Text | None = None
    link: Annotated[str, Field(max_length=4_000)] | None = None
    """The address of a link post; empty for none."""
    comment: Text | None = None
    """The first comment; empty for none."""
    alt_texts: dict[Annotated[str, Field(pattern="^[1-9][0-9]{0,2}$")], Text] | None = None
    """By the place of their card in the draft, counted from 1: `{"1": "…"}`."""
    order: list[Annotated[int, Field(ge=1, le=1_000)]] | None = None
    """The places of the cards that are posted, in their new order; the others stay behind them."""
    page: PageName | None = None
    """The page of which text, link and comment shall be its own; null: what all pages say."""
    common: bool = False
    """Let go of what that page has of its own, before anything new."""

    @model_validator(mode="after")
    def _of_one_page(self) -> Self:
        if self.page is not None and (self.alt_texts or self.order is not None):
            msg = "the images are those of all pages: change them without page"
            raise ValueError(msg)
        if self.common and self.page is None:
            msg = "common wants page: which page shall say what is common again?"
            raise ValueError(msg)
        return self


class Edited(Answer):
    """What a change left behind."""

    draft: DraftId
    title: str
    revision: Revision
    changed: bool
    """Whether anything is different."""
    voided: list[str]
    """The pages for which it was approved until now."""
    waiting: list[Item]
    """Items of the queue that are not sent before a new approval."""
    post: Post
    """What pages without a text of their own get."""
    own: list[OwnText]


class ChangeDraft(Asked):
    """Changes one place of a draft."""

    revision: Revision
    """The revision that you saw."""
    change: dict[str, Any]
    """What to change; `op` says which of the changes it is."""


class Changed(Edited):
    """What a change of one place left behind."""

    redrawn: list[str]
    """Keys of the cards whose image is another now."""
    hindrances: list[Hindrance]
    """Why it cannot be approved yet; empty where it can."""


class Approve(Asked):
    """Allows a draft, as it stood at a revision, to be published on a page."""

    revision: Revision
    """The revision that the approver saw."""
    page: PageName = "main"
    accept: bool = False
    """What is flagged and not decided about counts as accepted, as with `nashir approve`."""


class Approved(Answer):
    """What an approval did."""

    draft: DraftId
    title: str
    revision: Revision
    page: str
    approval: str
    """Fingerprint of all that it binds."""
    approver: str
    at: Instant
    accepted: list[str]
    renewed: int
    """How many waiting items carry this approval now."""
    stuck: list[Item]
    """Those of them that wait for a person; retrying sends them."""
    post: Post


class Ask(Asked):
    """Asks for approval."""

    note: Annotated[str, Field(max_length=10_000)] = ""
    """What is said to the editor."""
    revision: Revision | None = None
    """The revision that the writer saw; the present one without it."""


class Reject(Asked):
    """Sends a draft back."""

    reason: Annotated[str, Field(min_length=1, max_length=10_000)]
    """What is to be mended."""
    revision: Revision | None = None
    """The revision that the editor saw; the present one without it."""


class Restore(Asked):
    """Brings up a version."""

    version: Revision
    """Its number."""


class VersionEntry(Answer):
    """A version in the list."""

    number: int
    """The revision that it was."""
    at: Instant
    actor: str
    label: str
    """What was changed."""
    source: int | None
    """The earlier version whose content it took up again."""
    image: str | None
    """SHA-256 of the first image of its post."""
    approved: bool
    current: bool


class Version(VersionEntry):
    """What a draft was at a revision."""

    title: str
    post: Post


class VersionList(Answer):
    """What a draft was, the newest first."""

    versions: list[VersionEntry]
    undo: int | None
    """The version that an undo brings up."""
    redo: int | None
    """The version that a redo brings up."""
