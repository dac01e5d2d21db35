-- Revision 0001 for SQLite. Frozen: a change of the tables is a new revision.
-- A blank line ends a statement, so none stands inside one.

CREATE TABLE meta (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
) STRICT

CREATE TABLE draft (
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    link TEXT,
    source TEXT,
    theme TEXT NOT NULL,
    made TEXT NOT NULL,
    changed TEXT NOT NULL,
    revision INTEGER DEFAULT 1 NOT NULL,
    text TEXT NOT NULL,
    post_link TEXT,
    comment TEXT,
    document TEXT NOT NULL,
    removed TEXT,
    PRIMARY KEY (id)
) STRICT

CREATE INDEX draft_changed ON draft (changed)

CREATE INDEX draft_link ON draft (link)

CREATE INDEX draft_title ON draft (title_key)

CREATE TABLE draft_card (
    draft TEXT NOT NULL,
    position INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    file TEXT NOT NULL,
    kind TEXT NOT NULL,
    size TEXT NOT NULL,
    media_type TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    alt_text TEXT NOT NULL,
    posted INTEGER NOT NULL,
    PRIMARY KEY (draft, position),
    FOREIGN KEY(draft) REFERENCES draft (id) ON DELETE CASCADE
) STRICT

CREATE INDEX draft_card_blob ON draft_card (sha256)

CREATE TABLE content (
    fingerprint TEXT NOT NULL,
    target TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (fingerprint)
) STRICT

CREATE TABLE content_blob (
    fingerprint TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (fingerprint, sha256),
    FOREIGN KEY(fingerprint) REFERENCES content (fingerprint) ON DELETE CASCADE
) STRICT

CREATE INDEX content_blob_blob ON content_blob (sha256)

CREATE TABLE approval (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    draft TEXT NOT NULL,
    target TEXT NOT NULL,
    page TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    approver TEXT NOT NULL,
    at TEXT NOT NULL,
    accepted TEXT NOT NULL,
    voided TEXT,
    FOREIGN KEY(draft) REFERENCES draft (id) ON DELETE CASCADE,
    FOREIGN KEY(fingerprint) REFERENCES content (fingerprint)
) STRICT

CREATE INDEX approval_draft ON approval (draft)

CREATE UNIQUE INDEX one_approval ON approval (draft, target) WHERE voided IS NULL

CREATE TABLE item (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    draft TEXT NOT NULL,
    page TEXT NOT NULL,
    publisher TEXT NOT NULL,
    page_id TEXT NOT NULL,
    target TEXT NOT NULL,
    approval TEXT NOT NULL,
    due TEXT NOT NULL,
    zone TEXT NOT NULL,
    wall TEXT,
    wall_kind TEXT DEFAULT 'ok' NOT NULL,
    slot TEXT,
    breaking INTEGER DEFAULT 0 NOT NULL,
    unspaced INTEGER DEFAULT 0 NOT NULL,
    status TEXT DEFAULT 'queued' NOT NULL,
    wake TEXT NOT NULL,
    fence INTEGER DEFAULT 0 NOT NULL,
    owner TEXT,
    lease TEXT,
    attempts INTEGER DEFAULT 0 NOT NULL,
    failures INTEGER DEFAULT 0 NOT NULL,
    looks INTEGER DEFAULT 0 NOT NULL,
    intent TEXT,
    doubt INTEGER DEFAULT 0 NOT NULL,
    post_id TEXT,
    permalink TEXT,
    published TEXT,
    held_until TEXT,
    audit TEXT,
    audit_due TEXT,
    comment TEXT,
    comment_wake TEXT,
    comment_owner TEXT,
    comment_fence INTEGER DEFAULT 0 NOT NULL,
    comment_looks INTEGER DEFAULT 0 NOT NULL,
    comment_failures INTEGER DEFAULT 0 NOT NULL,
    comment_id TEXT,
    withdrawn TEXT,
    last_error TEXT,
    CONSTRAINT a_known_status CHECK (status IN ('queued', 'claimed', 'uploading', 'committing', 'unknown', 'published', 'attention', 'cancelled')),
    CONSTRAINT a_known_wall_kind CHECK (wall_kind IN ('ok', 'gap', 'fold')),
    CONSTRAINT a_known_audit CHECK (audit IS NULL OR audit IN ('pending', 'ok', 'alarm')),
    CONSTRAINT a_known_comment CHECK (comment IS NULL OR comment IN ('waiting', 'committing', 'unknown', 'posted', 'attention')),
    CONSTRAINT a_published_item_has_a_post CHECK (status <> 'published' OR post_id IS NOT NULL),
    CONSTRAINT an_intent_before_the_call CHECK (status NOT IN ('committing', 'unknown') OR intent IS NOT NULL),
    CONSTRAINT a_busy_item_has_an_owner CHECK (status NOT IN ('claimed', 'uploading', 'committing') OR (owner IS NOT NULL AND lease IS NOT NULL)),
    CONSTRAINT no_cancelling_in_doubt CHECK (status <> 'cancelled' OR doubt = 0),
    FOREIGN KEY(draft) REFERENCES draft (id),
    FOREIGN KEY(approval) REFERENCES content (fingerprint)
) STRICT

CREATE INDEX item_approval ON item (approval)

CREATE INDEX item_audit ON item (audit_due) WHERE audit = 'pending'

CREATE INDEX item_comment ON item (comment_wake) WHERE comment IN ('waiting', 'committing', 'unknown')

CREATE INDEX item_draft ON item (draft)

CREATE INDEX item_held ON item (lease) WHERE status IN ('claimed', 'uploading', 'committing')

CREATE INDEX item_queued ON item (wake) WHERE status = 'queued'

CREATE INDEX item_target_due ON item (target, due)

CREATE INDEX item_unknown ON item (wake) WHERE status = 'unknown'

CREATE UNIQUE INDEX one_busy_item_a_page ON item (target) WHERE status IN ('claimed', 'committing', 'unknown', 'uploading')

CREATE TABLE photo (
    item INTEGER NOT NULL,
    position INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    photo_id TEXT NOT NULL,
    staged TEXT NOT NULL,
    "temporary" INTEGER NOT NULL,
    PRIMARY KEY (item, position),
    FOREIGN KEY(item) REFERENCES item (id)
) STRICT

CREATE TABLE watch (
    subject TEXT NOT NULL,
    boot TEXT NOT NULL,
    ticks REAL NOT NULL,
    PRIMARY KEY (subject, boot)
) STRICT

CREATE TABLE page (
    target TEXT NOT NULL,
    name TEXT NOT NULL,
    paused INTEGER DEFAULT 0 NOT NULL,
    paused_by TEXT,
    blocked_until TEXT,
    last_item INTEGER,
    last_published TEXT,
    PRIMARY KEY (target)
) STRICT

CREATE TABLE journal (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    event TEXT NOT NULL,
    draft TEXT,
    item INTEGER,
    detail TEXT NOT NULL
) STRICT

CREATE INDEX journal_draft ON journal (draft)

CREATE INDEX journal_item ON journal (item)

CREATE TABLE notice (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    item INTEGER,
    draft TEXT,
    page TEXT,
    detail TEXT NOT NULL,
    channel TEXT NOT NULL,
    wake TEXT,
    failures INTEGER DEFAULT 0 NOT NULL,
    sent TEXT,
    last_error TEXT
) STRICT

CREATE INDEX notice_due ON notice (wake) WHERE sent IS NULL AND wake IS NOT NULL

CREATE TABLE runner (
    owner TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    version TEXT NOT NULL,
    started TEXT NOT NULL,
    beat TEXT NOT NULL,
    stopped TEXT,
    PRIMARY KEY (owner)
) STRICT

CREATE TRIGGER item_begins_queued BEFORE INSERT ON item
WHEN NEW.status <> 'queued'
BEGIN
    SELECT RAISE(ABORT, 'a new item must be queued');
END

CREATE TRIGGER item_moves_legally BEFORE UPDATE ON item
WHEN NEW.status <> OLD.status AND (OLD.status || '>' || NEW.status) NOT IN (
    'queued>attention', 'queued>cancelled', 'queued>claimed', 'queued>published',
    'claimed>attention', 'claimed>published', 'claimed>queued', 'claimed>uploading',
    'uploading>attention', 'uploading>committing', 'uploading>published', 'uploading>queued',
    'committing>attention', 'committing>published', 'committing>queued', 'committing>unknown',
    'unknown>attention', 'unknown>published', 'unknown>queued',
    'attention>cancelled', 'attention>published', 'attention>queued'
)
BEGIN
    SELECT RAISE(ABORT, 'this move of an item is not legal');
END

CREATE TRIGGER item_fence_grows BEFORE UPDATE ON item
WHEN NEW.fence < OLD.fence OR NEW.comment_fence < OLD.comment_fence
BEGIN
    SELECT RAISE(ABORT, 'a fence never shrinks');
END

CREATE TRIGGER content_stays BEFORE UPDATE ON content
BEGIN
    SELECT RAISE(ABORT, 'what was approved is never changed');
END

CREATE TRIGGER journal_stays BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'a line of the journal is never changed');
END

CREATE TRIGGER journal_keeps BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'a line of the journal is never deleted');
END
