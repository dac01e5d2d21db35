"""The tables that the desk needs beside drafts and queue: lists, versions, reviews, people.

``composer.store.schema`` joins them to the others.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text, text

from composer.store.column import Utc, flag, metadata, number, table

__all__ = ["metadata"]


def _draft() -> Column[str]:
    """Return a key column with the ID of a draft, whose rows go with it."""
    return Column("draft", Text, ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True)


listed = table(
    "listed",
    _draft(),
    Column("words", Text, nullable=False),
    Column("changed", Utc, nullable=False),
    Column("actor", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("moment", Utc),
    CheckConstraint(
        "stage IN ('new', 'approved', 'queued', 'published', 'attention')", name="a_known_stage"
    ),
    Index("listed_changed", "stage", "changed", "draft"),
    Index("listed_moment", "stage", "moment", "draft"),
)
"""What lists look through: a short row for each draft that was not removed, since a draft's own
row is long. ``words`` is its headline as it is searched, ``actor`` who changed it last. Triggers
on items and approvals keep ``stage`` and ``moment`` as the view ``standing`` tells them: the
moment is the nearest due time, the latest publication, or the approval without a time yet."""

draft_version = table(
    "draft_version",
    _draft(),
    Column("number", Integer, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("actor", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("source", Integer),
    Column("undo", Integer),
    Column("redo", Integer),
    flag("approved"),
    Column("image", Text),
    Column("body", Text, nullable=False),
)
"""A draft as it was at a revision, which is its ``number``. ``source`` is the earlier version
whose content it took up again; ``undo`` and ``redo`` are those which a step back or forth brings
up. ``image`` is the first of the post. The first version that a draft ever had is always kept. A
draft that nobody changed has none here: its own row is its only version."""

version_part = table(
    "version_part",
    _draft(),
    Column("digest", Text, primary_key=True),
    Column("body", Text, nullable=False),
)
"""The large parts of a draft's documents, each kept once however many versions have it."""

draft_blob = table(
    "draft_blob",
    _draft(),
    Column("sha256", Text, primary_key=True),
    Index("draft_blob_blob", "sha256"),
)
"""The images that a draft needs beside its present cards: its photograph, those of versions."""

own_text = table(
    "own_text",
    _draft(),
    Column("target", Text, primary_key=True),
    Column("page", Text, nullable=False),
    Column("text", Text),
    Column("post_link", Text),
    Column("comment", Text),
)
"""What a draft says on one page in the place of what it says on all. A column without a value is
as for all; an empty link or comment is none."""

review = table(
    "review",
    _draft(),
    Column("state", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("reason", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    CheckConstraint("state IN ('asked', 'rejected')", name="a_known_review"),
    Index(
        "review_asked",
        "draft",
        sqlite_where=text("state = 'asked'"),
        postgresql_where=text("state = 'asked'"),
    ),
)
"""Where a draft waits for approval, or was sent back. An approval removes the row."""

person = table(
    "person",
    Column("name", Text, primary_key=True),
    Column("shown", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("made", Utc, nullable=False),
    Column("disabled", Utc),
    Column("choices", Text, nullable=False, server_default=text("'{}'")),
    CheckConstraint("role IN ('writer', 'editor', 'publisher')", name="a_known_role"),
)
"""Who may sign in at the desk. ``secret`` is the hash of the password, ``choices`` the JSON object
of what they chose, such as their language."""

visit = table(
    "visit",
    Column("digest", Text, primary_key=True),
    Column("person", Text, ForeignKey("person.name", ondelete="CASCADE"), nullable=False),
    Column("csrf", Text, nullable=False),
    Column("made", Utc, nullable=False),
    Column("seen", Utc, nullable=False),
    Column("ends", Utc, nullable=False),
    Index("visit_person", "person"),
    Index("visit_ends", "ends"),
)
"""Who is signed in, by the hash of the token that their browser holds."""

access = table(
    "access",
    number(),
    Column("digest", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("made", Utc, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("used", Utc),
    Column("revoked", Utc),
    CheckConstraint("role IN ('writer', 'editor', 'publisher')", name="a_known_access_role"),
    Index("access_digest", "digest", unique=True),
)
"""The tokens of other systems, by their hashes."""

attempt = table(
    "attempt",
    number(),
    Column("subject", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Index("attempt_subject", "subject", "at"),
    Index("attempt_at", "at"),
)
"""Sign-ins that failed lately; ``subject`` is a hash, since people type passwords as names."""
