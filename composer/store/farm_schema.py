"""The tables of the rendering farm: batches, and the articles in them that are drawn.

``composer.store.schema`` joins them to the others.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text, text

from composer.store.column import Utc, count, flag, number, table
from composer.store.desk_schema import metadata  # with its tables among them

__all__ = ["metadata"]

batch = table(
    "batch",
    Column("id", Text, primary_key=True),
    Column("begun", Utc, nullable=False),
    Column("person", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("sizes", Text, nullable=False),
    Column("image", Text),
    Index("batch_begun", "begun"),
)
"""Articles that were handed in together; ``sizes`` is a JSON list, ``image`` the photograph
that was asked for."""

_OPEN = "status IN ('reading', 'waiting', 'drawing')"

job = table(
    "job",
    number(),
    Column("batch", Text, ForeignKey("batch.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("title", Text),
    Column("status", Text, nullable=False),
    Column("digest", Text),
    Column("payload", Text),
    Column("picture", Text),
    count("fence"),
    Column("owner", Text),
    Column("lease", Utc),
    count("attempts"),
    Column("draft", Text),
    flag("known"),
    Column("kind", Text),
    Column("reason", Text),
    Column("changed", Utc, nullable=False),
    CheckConstraint(
        "status IN ('reading', 'waiting', 'drawing', 'done', 'failed', 'cancelled')",
        name="a_known_state",
    ),
    CheckConstraint(
        "status NOT IN ('reading', 'drawing') OR (owner IS NOT NULL AND lease IS NOT NULL)",
        name="somebody_has_it_in_hand",
    ),
    CheckConstraint(
        "status NOT IN ('waiting', 'drawing') OR (payload IS NOT NULL AND digest IS NOT NULL)",
        name="what_is_drawn_was_read",
    ),
    CheckConstraint("status <> 'done' OR draft IS NOT NULL", name="what_is_done_has_a_draft"),
    CheckConstraint("status <> 'failed' OR reason IS NOT NULL", name="a_failure_has_a_reason"),
    Index("job_place", "batch", "position", unique=True),
    Index(
        "job_waiting",
        "position",
        "id",
        sqlite_where=text("status = 'waiting'"),
        postgresql_where=text("status = 'waiting'"),
    ),
    Index(
        "job_held",
        "lease",
        sqlite_where=text("status IN ('reading', 'drawing')"),
        postgresql_where=text("status IN ('reading', 'drawing')"),
    ),
    Index(
        "job_done",
        "digest",
        sqlite_where=text("status = 'done'"),
        postgresql_where=text("status = 'done'"),
    ),
    Index(
        "job_picture",
        "picture",
        sqlite_where=text(f"picture IS NOT NULL AND {_OPEN}"),
        postgresql_where=text(f"picture IS NOT NULL AND {_OPEN}"),
    ),
)
"""The articles of batches. ``payload`` is the JSON of what is drawn, an article as it was read
with what was ordered; it goes when the article is over. ``digest`` is the hash of all that the
draft depends on: the same digest, the same draft."""
