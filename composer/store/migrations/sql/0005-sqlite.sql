-- Revision 0005 for SQLite. Frozen: a change of the tables is a new revision.
-- A blank line ends a statement, so none stands inside one.

ALTER TABLE draft ADD COLUMN trace TEXT
