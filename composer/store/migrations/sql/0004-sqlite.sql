-- Revision 0004 for SQLite. Frozen: a change of the tables is a new revision.
-- A blank line ends a statement, so none stands inside one.

CREATE TABLE batch (
    id TEXT NOT NULL,
    begun TEXT NOT NULL,
    person TEXT NOT NULL,
    page TEXT NOT NULL,
    theme TEXT NOT NULL,
    sizes TEXT NOT NULL,
    image TEXT,
    PRIMARY KEY (id)
) STRICT

CREATE INDEX batch_begun ON batch (begun)

CREATE TABLE job (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    batch TEXT NOT NULL,
    position INTEGER NOT NULL,
    source TEXT NOT NULL,
    title TEXT,
    status TEXT NOT NULL,
    digest TEXT,
    payload TEXT,
    picture TEXT,
    fence INTEGER DEFAULT 0 NOT NULL,
    owner TEXT,
    lease TEXT,
    attempts INTEGER DEFAULT 0 NOT NULL,
    draft TEXT,
    known INTEGER DEFAULT 0 NOT NULL,
    kind TEXT,
    reason TEXT,
    changed TEXT NOT NULL,
    CONSTRAINT a_known_state CHECK (status IN ('reading', 'waiting', 'drawing', 'done', 'failed', 'cancelled')),
    CONSTRAINT somebody_has_it_in_hand CHECK (status NOT IN ('reading', 'drawing') OR (owner IS NOT NULL AND lease IS NOT NULL)),
    CONSTRAINT what_is_drawn_was_read CHECK (status NOT IN ('waiting', 'drawing') OR (payload IS NOT NULL AND digest IS NOT NULL)),
    CONSTRAINT what_is_done_has_a_draft CHECK (status <> 'done' OR draft IS NOT NULL),
    CONSTRAINT a_failure_has_a_reason CHECK (status <> 'failed' OR reason IS NOT NULL),
    FOREIGN KEY(batch) REFERENCES batch (id) ON DELETE CASCADE
) STRICT

CREATE INDEX job_done ON job (digest) WHERE status = 'done'

CREATE INDEX job_held ON job (lease) WHERE status IN ('reading', 'drawing')

CREATE INDEX job_picture ON job (picture) WHERE picture IS NOT NULL AND status IN ('reading', 'waiting', 'drawing')

CREATE UNIQUE INDEX job_place ON job (batch, position)

CREATE INDEX job_waiting ON job (position, id) WHERE status = 'waiting'
