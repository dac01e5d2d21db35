"""The tables, as queries see them; ``migrations`` brings a database to this shape.

An instant is text in ISO 8601 in UTC on SQLite, so that it can be read by eye and sorts by time,
and ``timestamptz`` on PostgreSQL. A flag is 0 or 1: SQLite's strict tables know no boolean.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    REAL,
    TIMESTAMP,
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from composer.domain.queue import BUSY, Audit, CommentStatus, Status, WallKind


class Utc(TypeDecorator[datetime]):
    """An aware instant."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return ``timestamptz`` where there is one."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - the type is the database's
        """Refuse a naive datetime; write UTC with six digits, so that text sorts as time does."""
        if value is None:
            return None
        if value.utcoffset() is None:
            msg = "an instant must be timezone-aware"
            raise ValueError(msg)
        value = value.astimezone(UTC)
        if dialect.name == "postgresql":
            return value
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - same
        """Return the instant in UTC."""
        del dialect
        if value is None or isinstance(value, datetime):
            return value and value.astimezone(UTC)
        return datetime.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """Yes or no."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:  # noqa: FBT001 - SQLAlchemy's signature
        """Write 0 or 1."""
        del dialect
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        """Read 0 or 1."""
        del dialect
        return None if value is None else bool(value)


def _one_of(column: str, values: type[Status | Audit | CommentStatus | WallKind]) -> str:
    listed = ", ".join(f"'{each.value}'" for each in values)
    return f"{column} IN ({listed})"


def _flag(name: str) -> Column[Any]:
    return Column(name, Flag, nullable=False, server_default=text("0"))


def _count(name: str) -> Column[Any]:
    return Column(name, Integer, nullable=False, server_default=text("0"))


def _number() -> Column[Any]:
    """Return a primary key that counts up and never comes twice."""
    kind = BigInteger().with_variant(Integer, "sqlite")
    return Column("id", kind, primary_key=True, autoincrement=True)


metadata = MetaData()


def _table(name: str, *parts: SchemaItem) -> Table:
    """Return a strict table whose numbers, where it counts its rows, never come twice."""
    counting = any(isinstance(each, Column) and each.autoincrement is True for each in parts)
    return Table(name, metadata, *parts, sqlite_strict=True, sqlite_autoincrement=counting)


meta = _table(
    "meta",
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Facts about this database: ``id`` (random, made once), ``restored`` (an instant, while the
items of a restored backup have not been looked after yet)."""

draft = _table(
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
    Index("draft_title", "title_key"),
    Index("draft_link", "link"),
    Index("draft_changed", "changed"),
)
"""A draft. ``document`` is the ``draft.json`` it came with. ``link`` is the article's own
address and ``title_key`` the hash of its headline, by which the same article is known again.
``text``, ``post_link`` and ``comment`` are the post as it stands now. A draft that was removed
keeps its row, so that its article is known again; its cards are gone."""

draft_card = _table(
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

content = _table(
    "content",
    Column("fingerprint", Text, primary_key=True),
    Column("target", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""A post as it was approved, never changed: ``body`` is its JSON."""

content_blob = _table(
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

approval = _table(
    "approval",
    _number(),
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

item = _table(
    "item",
    _number(),
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
    _flag("breaking"),
    _flag("unspaced"),
    Column("status", Text, nullable=False, server_default=Status.QUEUED.value),
    Column("wake", Utc, nullable=False),
    _count("fence"),
    Column("owner", Text),
    Column("lease", Utc),
    _count("attempts"),
    _count("failures"),
    _count("looks"),
    Column("intent", Utc),
    _flag("doubt"),
    Column("post_id", Text),
    Column("permalink", Text),
    Column("published", Utc),
    Column("held_until", Utc),
    Column("audit", Text),
    Column("audit_due", Utc),
    Column("comment", Text),
    Column("comment_wake", Utc),
    Column("comment_owner", Text),
    _count("comment_fence"),
    _count("comment_looks"),
    _count("comment_failures"),
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
    Index("item_draft", "draft"),
    Index("item_target_due", "target", "due"),
    Index("item_approval", "approval"),
)
"""The queue. Triggers refuse a move that ``composer.domain.queue.MOVES`` does not name, a fence
that shrinks, and a row that does not begin as ``queued``."""

photo = _table(
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

watch = _table(
    "watch",
    Column("subject", Text, primary_key=True),
    Column("boot", Text, primary_key=True),
    Column("ticks", Double().with_variant(REAL, "sqlite"), nullable=False),
)
"""When each machine began to wait for something, on its own monotonic clock. A machine that
was started anew, or another one, begins the wait again."""

page = _table(
    "page",
    Column("target", Text, primary_key=True),
    Column("name", Text, nullable=False),
    _flag("paused"),
    Column("paused_by", Text),
    Column("blocked_until", Utc),
    Column("last_item", BigInteger().with_variant(Integer, "sqlite")),
    Column("last_published", Utc),
)
"""What holds for a whole page: a pause by a person, a wait that the platform asked for, and the
last post, from which the next keeps its distance."""

journal = _table(
    "journal",
    _number(),
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

notice = _table(
    "notice",
    _number(),
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
    _count("failures"),
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

runner = _table(
    "runner",
    Column("owner", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("version", Text, nullable=False),
    Column("started", Utc, nullable=False),
    Column("beat", Utc, nullable=False),
    Column("stopped", Utc),
)
"""The runners and when each was last alive."""
