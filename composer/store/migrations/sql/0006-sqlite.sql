-- Revision 0006 for SQLite. Frozen: a change of the tables is a new revision.
-- A blank line ends a statement, so none stands inside one.

ALTER TABLE runner ADD COLUMN queues TEXT DEFAULT 'publish' NOT NULL
