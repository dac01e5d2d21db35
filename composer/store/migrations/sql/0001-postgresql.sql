-- Revision 0001 for PostgreSQL. Frozen: a change of the tables is a new revision.
-- A blank line ends a statement, so none stands inside one.

CREATE TABLE meta (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
)

CREATE TABLE draft (
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    link TEXT,
    source TEXT,
    theme TEXT NOT NULL,
    made TIMESTAMP WITH TIME ZONE NOT NULL,
    changed TIMESTAMP WITH TIME ZONE NOT NULL,
    revision INTEGER DEFAULT 1 NOT NULL,
    text TEXT NOT NULL,
    post_link TEXT,
    comment TEXT,
    document TEXT NOT NULL,
    removed TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id)
)

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
)

CREATE INDEX draft_card_blob ON draft_card (sha256)

CREATE TABLE content (
    fingerprint TEXT NOT NULL,
    target TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (fingerprint)
)

CREATE TABLE content_blob (
    fingerprint TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (fingerprint, sha256),
    FOREIGN KEY(fingerprint) REFERENCES content (fingerprint) ON DELETE CASCADE
)

CREATE INDEX content_blob_blob ON content_blob (sha256)

CREATE TABLE approval (
    id BIGSERIAL NOT NULL,
    draft TEXT NOT NULL,
    target TEXT NOT NULL,
    page TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    approver TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    accepted TEXT NOT NULL,
    voided TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    FOREIGN KEY(draft) REFERENCES draft (id) ON DELETE CASCADE,
    FOREIGN KEY(fingerprint) REFERENCES content (fingerprint)
)

CREATE INDEX approval_draft ON approval (draft)

CREATE UNIQUE INDEX one_approval ON approval (draft, target) WHERE voided IS NULL

CREATE TABLE item (
    id BIGSERIAL NOT NULL,
    draft TEXT NOT NULL,
    page TEXT NOT NULL,
    publisher TEXT NOT NULL,
    page_id TEXT NOT NULL,
    target TEXT NOT NULL,
    approval TEXT NOT NULL,
    due TIMESTAMP WITH TIME ZONE NOT NULL,
    zone TEXT NOT NULL,
    wall TEXT,
    wall_kind TEXT DEFAULT 'ok' NOT NULL,
    slot TEXT,
    breaking INTEGER DEFAULT 0 NOT NULL,
    unspaced INTEGER DEFAULT 0 NOT NULL,
    status TEXT DEFAULT 'queued' NOT NULL,
    wake TIMESTAMP WITH TIME ZONE NOT NULL,
    fence INTEGER DEFAULT 0 NOT NULL,
    owner TEXT,
    lease TIMESTAMP WITH TIME ZONE,
    attempts INTEGER DEFAULT 0 NOT NULL,
    failures INTEGER DEFAULT 0 NOT NULL,
    looks INTEGER DEFAULT 0 NOT NULL,
    intent TIMESTAMP WITH TIME ZONE,
    doubt INTEGER DEFAULT 0 NOT NULL,
    post_id TEXT,
    permalink TEXT,
    published TIMESTAMP WITH TIME ZONE,
    held_until TIMESTAMP WITH TIME ZONE,
    audit TEXT,
    audit_due TIMESTAMP WITH TIME ZONE,
    comment TEXT,
    comment_wake TIMESTAMP WITH TIME ZONE,
    comment_owner TEXT,
    comment_fence INTEGER DEFAULT 0 NOT NULL,
    comment_looks INTEGER DEFAULT 0 NOT NULL,
    comment_failures INTEGER DEFAULT 0 NOT NULL,
    comment_id TEXT,
    withdrawn TIMESTAMP WITH TIME ZONE,
    last_error TEXT,
    PRIMARY KEY (id),
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
)

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
    item BIGINT NOT NULL,
    position INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    photo_id TEXT NOT NULL,
    staged TIMESTAMP WITH TIME ZONE NOT NULL,
    temporary INTEGER NOT NULL,
    PRIMARY KEY (item, position),
    FOREIGN KEY(item) REFERENCES item (id)
)

CREATE TABLE watch (
    subject TEXT NOT NULL,
    boot TEXT NOT NULL,
    ticks DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (subject, boot)
)

CREATE TABLE page (
    target TEXT NOT NULL,
    name TEXT NOT NULL,
    paused INTEGER DEFAULT 0 NOT NULL,
    paused_by TEXT,
    blocked_until TIMESTAMP WITH TIME ZONE,
    last_item BIGINT,
    last_published TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (target)
)

CREATE TABLE journal (
    id BIGSERIAL NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    event TEXT NOT NULL,
    draft TEXT,
    item BIGINT,
    detail TEXT NOT NULL,
    PRIMARY KEY (id)
)

CREATE INDEX journal_draft ON journal (draft)

CREATE INDEX journal_item ON journal (item)

CREATE TABLE notice (
    id BIGSERIAL NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    item BIGINT,
    draft TEXT,
    page TEXT,
    detail TEXT NOT NULL,
    channel TEXT NOT NULL,
    wake TIMESTAMP WITH TIME ZONE,
    failures INTEGER DEFAULT 0 NOT NULL,
    sent TIMESTAMP WITH TIME ZONE,
    last_error TEXT,
    PRIMARY KEY (id)
)

CREATE INDEX notice_due ON notice (wake) WHERE sent IS NULL AND wake IS NOT NULL

CREATE TABLE runner (
    owner TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    version TEXT NOT NULL,
    started TIMESTAMP WITH TIME ZONE NOT NULL,
    beat TIMESTAMP WITH TIME ZONE NOT NULL,
    stopped TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (owner)
)

CREATE FUNCTION nashir_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        MESSAGE = TG_ARGV[0],
        ERRCODE = 'integrity_constraint_violation';
END
$$

CREATE TRIGGER item_begins_queued BEFORE INSERT ON item FOR EACH ROW
WHEN (NEW.status <> 'queued')
EXECUTE FUNCTION nashir_refuse('a new item must be queued')

CREATE TRIGGER item_moves_legally BEFORE UPDATE ON item FOR EACH ROW
WHEN (NEW.status <> OLD.status AND (OLD.status || '>' || NEW.status) NOT IN (
    'queued>attention', 'queued>cancelled', 'queued>claimed', 'queued>published',
    'claimed>attention', 'claimed>published', 'claimed>queued', 'claimed>uploading',
    'uploading>attention', 'uploading>committing', 'uploading>published', 'uploading>queued',
    'committing>attention', 'committing>published', 'committing>queued', 'committing>unknown',
    'unknown>attention', 'unknown>published', 'unknown>queued',
    'attention>cancelled', 'attention>published', 'attention>queued'
))
EXECUTE FUNCTION nashir_refuse('this move of an item is not legal')

CREATE TRIGGER item_fence_grows BEFORE UPDATE ON item FOR EACH ROW
WHEN (NEW.fence < OLD.fence OR NEW.comment_fence < OLD.comment_fence)
EXECUTE FUNCTION nashir_refuse('a fence never shrinks')

CREATE TRIGGER content_stays BEFORE UPDATE ON content FOR EACH ROW
EXECUTE FUNCTION nashir_refuse('what was approved is never changed')

CREATE TRIGGER journal_stays BEFORE UPDATE ON journal FOR EACH ROW
EXECUTE FUNCTION nashir_refuse('a line of the journal is never changed')

CREATE TRIGGER journal_keeps BEFORE DELETE ON journal FOR EACH ROW
EXECUTE FUNCTION nashir_refuse('a line of the journal is never deleted')

CREATE TRIGGER journal_is_not_emptied BEFORE TRUNCATE ON journal
EXECUTE FUNCTION nashir_refuse('a line of the journal is never deleted')
