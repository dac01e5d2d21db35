-- Revision 0003 for SQLite. Frozen: a change of the tables is a new revision.
-- A blank line ends a statement, so none stands inside one.

CREATE TABLE own_text (
    draft TEXT NOT NULL,
    target TEXT NOT NULL,
    page TEXT NOT NULL,
    text TEXT,
    post_link TEXT,
    comment TEXT,
    PRIMARY KEY (draft, target),
    FOREIGN KEY(draft) REFERENCES draft (id) ON DELETE CASCADE
) STRICT

CREATE INDEX item_attention ON item (target) WHERE status = 'attention'
