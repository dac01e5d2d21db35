"""The tables, as queries see them; ``migrations`` brings a database to this shape.

What the desk keeps beside drafts and queue is in ``composer.store.desk_schema``, what the rendering
farm does in ``composer.store.farm_schema``.
"""

from sqlalchemy import (
    REAL,
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    Text,
    text,
)

from composer.domain.queue import BUSY, Audit, CommentStatus, Status, WallKind
from composer.store.column import Flag, Utc, count, flag, number, table
from composer.store.farm_schema import metadata  # with its tables and the desk's among them

__all__ = ["metadata"]


def _one_of(column: str, values: type[Status | Audit | CommentStatus | WallKind]) -> str:
    listed = ", ".join(f"'{each.value}'" for each in values)
    return f"{column} IN ({listed})"


meta = table(
    "meta",
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Facts about this database: ``id`` (random, made once), ``restored`` (an instant, while the
items of a restored backup have not been looked after yet)."""

draft = table(
    "draft",
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("title_key", Text, nullable=False),
    Column("link", Text),
    Column("source", Text),
    Column("theme", Text, nullable=False),
    Column("made", Utc, nullable=False),
    Column("changed", Utc, nullable=False),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    Column("text", Text, nullable=False),
    Column("post_link", Text),
    Column("comment", Text),
    Column("document", Text, nullable=False),
    Column("removed", Utc),
    Column("trace", Text),
    Index("draft_title", "title_key"),
    Index("draft_link", "link"),
    Index("draft_changed", "changed"),
)
"""A draft. ``document`` is the ``draft.json`` it came with. ``link`` is the article's own
address and ``title_key`` the hash of its headline, by which the same article is known again.
``text``, ``post_link`` and ``comment`` are the post as it stands now. A draft that was removed
keeps its row, so that its article is known again; its cards are gone. ``trace`` is that of its
article, see ``composer.domain.trace``; a draft that an older program made has none."""

draft_card = table(
    "draft_card",
    Column("draft", Text, ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("size", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("alt_text", Text, nullable=False),
    Column("posted", Flag, nullable=False),
    Index("draft_card_blob", "sha256"),
)
"""The cards of a draft in their order; those ``posted`` are the images of the post."""

content = table(
    "content",
    Column("fingerprint", Text, primary_key=True),
    Column("target", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""A post as it was approved, never changed: ``body`` is its JSON."""

content_blob = table(
    "content_blob",
    Column(
        "fingerprint",
        ForeignKey("content.fingerprint", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("sha256", Text, primary_key=True),
    Index("content_blob_blob", "sha256"),
)
"""The images that a content needs, so that none is swept away."""

approval = table(
    "approval",
    number(),
    Column("draft", Text, ForeignKey("draft.id", ondelete="CASCADE"), nullable=False),
    Column("target", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("fingerprint", Text, ForeignKey("content.fingerprint"), nullable=False),
    Column("approver", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("accepted", Text, nullable=False),
    Column("voided", Utc),
    Index("approval_draft", "draft"),
    Index(
        "one_approval",
        "draft",
        "target",
        unique=True,
        sqlite_where=text("voided IS NULL"),
        postgresql_where=text("voided IS NULL"),
    ),
)
"""Who approved what for which page; ``accepted`` is the JSON list of flags that stood then."""

_BUSY = "status IN ({})".format(", ".join(f"'{each}'" for each in sorted(BUSY)))

item = table(
    "item",
    number(),
    Column("draft", Text, ForeignKey("draft.id"), nullable=False),
    Column("page", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("page_id", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("approval", Text, ForeignKey("content.fingerprint"), nullable=False),
    Column("due", Utc, nullable=False),
    Column("zone", Text, nullable=False),
    Column("wall", Text),
    Column("wall_kind", Text, nullable=False, server_default=WallKind.OK.value),
    Column("slot", Text),
    flag("breaking"),
    flag("unspaced"),
    Column("status", Text, nullable=False, server_default=Status.QUEUED.value),
    Column("wake", Utc, nullable=False),
    count("fence"),
    Column("owner", Text),
    Column("lease", Utc),
    count("attempts"),
    count("failures"),
    count("looks"),
    Column("intent", Utc),
    flag("doubt"),
    Column("post_id", Text),
    Column("permalink", Text),
    Column("published", Utc),
    Column("held_until", Utc),
    Column("audit", Text),
    Column("audit_due", Utc),
    Column("comment", Text),
    Column("comment_wake", Utc),
    Column("comment_owner", Text),
    count("comment_fence"),
    count("comment_looks"),
    count("comment_failures"),
    Column("comment_id", Text),
    Column("withdrawn", Utc),
    Column("last_error", Text),
    CheckConstraint(_one_of("status", Status), name="a_known_status"),
    CheckConstraint(_one_of("wall_kind", WallKind), name="a_known_wall_kind"),
    CheckConstraint(f"audit IS NULL OR {_one_of('audit', Audit)}", name="a_known_audit"),
    CheckConstraint(
        f"comment IS NULL OR {_one_of('comment', CommentStatus)}", name="a_known_comment"
    ),
    CheckConstraint(
        "status <> 'published' OR post_id IS NOT NULL", name="a_published_item_has_a_post"
    ),
    CheckConstraint(
        "status NOT IN ('committing', 'unknown') OR intent IS NOT NULL",
        name="an_intent_before_the_call",
    ),
    CheckConstraint(
        "status NOT IN ('claimed', 'uploading', 'committing')"
        " OR (owner IS NOT NULL AND lease IS NOT NULL)",
        name="a_busy_item_has_an_owner",
    ),
    CheckConstraint("status <> 'cancelled' OR doubt = 0", name="no_cancelling_in_doubt"),
    Index(
        "one_busy_item_a_page",
        "target",
        unique=True,
        sqlite_where=text(_BUSY),
        postgresql_where=text(_BUSY),
    ),
    Index(
        "item_queued",
        "wake",
        sqlite_where=text("status = 'queued'"),
        postgresql_where=text("status = 'queued'"),
    ),
    Index(
        "item_attention",
        "target",
        sqlite_where=text("status = 'attention'"),
        postgresql_where=text("status = 'attention'"),
    ),
    Index(
        "item_unknown",
        "wake",
        sqlite_where=text("status = 'unknown'"),
        postgresql_where=text("status = 'unknown'"),
    ),
    Index(
        "item_held",
        "lease",
        sqlite_where=text("status IN ('claimed', 'uploading', 'committing')"),
        postgresql_where=text("status IN ('claimed', 'uploading', 'committing')"),
    ),
    Index(
        "item_audit",
        "audit_due",
        sqlite_where=text("audit = 'pending'"),
        postgresql_where=text("audit = 'pending'"),
    ),
    Index(
        "item_comment",
        "comment_wake",
        sqlite_where=text("comment IN ('waiting', 'committing', 'unknown')"),
        postgresql_where=text("comment IN ('waiting', 'committing', 'unknown')"),
    ),
    Index("item_draft", "draft", "status", "due"),
    Index(
        "item_shown_later",
        "held_until",
        sqlite_where=text("held_until IS NOT NULL"),
        postgresql_where=text("held_until IS NOT NULL"),
    ),
    Index("item_target_due", "target", "due"),
    Index("item_approval", "approval"),
)
"""The queue. Triggers refuse a move that ``composer.domain.queue.MOVES`` does not name, a fence
that shrinks, and a row that does not begin as ``queued``."""

photo = table(
    "photo",
    Column(
        "item",
        BigInteger().with_variant(Integer, "sqlite"),
        ForeignKey("item.id"),
        primary_key=True,
    ),
    Column("position", Integer, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("photo_id", Text, nullable=False),
    Column("staged", Utc, nullable=False),
    Column("temporary", Flag, nullable=False),
)
"""The images of an item that the platform has, by the IDs that it gave them."""

watch = table(
    "watch",
    Column("subject", Text, primary_key=True),
    Column("boot", Text, primary_key=True),
    Column("ticks", Double().with_variant(REAL, "sqlite"), nullable=False),
)
"""When each machine began to wait for something, on its own monotonic clock. A machine that
was started anew, or another one, begins the wait again."""

page = table(
    "page",
    Column("target", Text, primary_key=True),
    Column("name", Text, nullable=False),
    flag("paused"),
    Column("paused_by", Text),
    Column("blocked_until", Utc),
    Column("last_item", BigInteger().with_variant(Integer, "sqlite")),
    Column("last_published", Utc),
)
"""What holds for a whole page: a pause by a person, a wait that the platform asked for, and the
last post, from which the next keeps its distance."""

journal = table(
    "journal",
    number(),
    Column("at", Utc, nullable=False),
    Column("actor", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("draft", Text),
    Column("item", BigInteger().with_variant(Integer, "sqlite")),
    Column("detail", Text, nullable=False),
    Index("journal_draft", "draft"),
    Index("journal_item", "item"),
)
"""Everything that happened to a draft or an item. Triggers refuse to change or delete a line."""

notice = table(
    "notice",
    number(),
    Column("at", Utc, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("item", BigInteger().with_variant(Integer, "sqlite")),
    Column("draft", Text),
    Column("page", Text),
    Column("detail", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("wake", Utc),
    count("failures"),
    Column("sent", Utc),
    Column("last_error", Text),
    Index(
        "notice_due",
        "wake",
        sqlite_where=text("sent IS NULL AND wake IS NOT NULL"),
        postgresql_where=text("sent IS NULL AND wake IS NOT NULL"),
    ),
)
"""What a person has to be told, a row for each channel; sent at least once."""

runner = table(
    "runner",
    Column("owner", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("version", Text, nullable=False),
    Column("started", Utc, nullable=False),
    Column("beat", Utc, nullable=False),
    Column("stopped", Utc),
    Column("queues", Text, nullable=False, server_default="publish"),
)
"""The runners and when each was last alive."""
