-- Revision 0002 for PostgreSQL. Frozen: a change of the tables is a new revision.
-- A blank line ends a statement, so none stands inside one.

DROP INDEX item_draft

CREATE INDEX item_draft ON item (draft, status, due)

CREATE INDEX item_shown_later ON item (held_until) WHERE held_until IS NOT NULL

CREATE TABLE listed (
    draft TEXT NOT NULL,
    words TEXT NOT NULL,
    changed TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    stage TEXT NOT NULL,
    moment TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (draft),
    CONSTRAINT a_known_stage CHECK (stage IN ('new', 'approved', 'queued', 'published', 'attention')),
    FOREIGN KEY(draft) REFERENCES draft (id) ON DELETE CASCADE
)

CREATE INDEX listed_changed ON listed (stage, changed, draft)

CREATE INDEX listed_moment ON listed (stage, moment, draft)

CREATE TABLE draft_version (
    draft TEXT NOT NULL,
    number INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    label TEXT NOT NULL,
    source INTEGER,
    undo INTEGER,
    redo INTEGER,
    approved INTEGER DEFAULT 0 NOT NULL,
    image TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (draft, number),
    FOREIGN KEY(draft) REFERENCES draft (id) ON DELETE CASCADE
)

CREATE TABLE version_part (
    draft TEXT NOT NULL,
    digest TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (draft, digest),
    FOREIGN KEY(draft) REFERENCES draft (id) ON DELETE CASCADE
)

CREATE TABLE draft_blob (
    draft TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (draft, sha256),
    FOREIGN KEY(draft) REFERENCES draft (id) ON DELETE CASCADE
)

CREATE INDEX draft_blob_blob ON draft_blob (sha256)

CREATE TABLE review (
    draft TEXT NOT NULL,
    state TEXT NOT NULL,
    person TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    reason TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (draft),
    CONSTRAINT a_known_review CHECK (state IN ('asked', 'rejected')),
    FOREIGN KEY(draft) REFERENCES draft (id) ON DELETE CASCADE
)

CREATE INDEX review_asked ON review (draft) WHERE state = 'asked'

CREATE TABLE person (
    name TEXT NOT NULL,
    shown TEXT NOT NULL,
    role TEXT NOT NULL,
    secret TEXT NOT NULL,
    made TIMESTAMP WITH TIME ZONE NOT NULL,
    disabled TIMESTAMP WITH TIME ZONE,
    choices TEXT DEFAULT '{}' NOT NULL,
    PRIMARY KEY (name),
    CONSTRAINT a_known_role CHECK (role IN ('writer', 'editor', 'publisher'))
)

CREATE TABLE visit (
    digest TEXT NOT NULL,
    person TEXT NOT NULL,
    csrf TEXT NOT NULL,
    made TIMESTAMP WITH TIME ZONE NOT NULL,
    seen TIMESTAMP WITH TIME ZONE NOT NULL,
    ends TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (digest),
    FOREIGN KEY(person) REFERENCES person (name) ON DELETE CASCADE
)

CREATE INDEX visit_ends ON visit (ends)

CREATE INDEX visit_person ON visit (person)

CREATE TABLE access (
    id BIGSERIAL NOT NULL,
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    made TIMESTAMP WITH TIME ZONE NOT NULL,
    made_by TEXT NOT NULL,
    used TIMESTAMP WITH TIME ZONE,
    revoked TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT a_known_access_role CHECK (role IN ('writer', 'editor', 'publisher'))
)

CREATE UNIQUE INDEX access_digest ON access (digest)

CREATE TABLE attempt (
    id BIGSERIAL NOT NULL,
    subject TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id)
)

CREATE INDEX attempt_at ON attempt (at)

CREATE INDEX attempt_subject ON attempt (subject, at)

CREATE VIEW standing AS
SELECT
    draft,
    stage,
    CASE stage
        WHEN 'queued' THEN (
            SELECT min(due) FROM (
                SELECT min(due) AS due FROM item
                WHERE item.draft = told.draft
                AND status IN ('claimed', 'committing', 'unknown', 'uploading')
                UNION ALL
                SELECT first.due FROM (
                    SELECT due FROM item
                    WHERE item.draft = told.draft AND status = 'queued'
                    ORDER BY due LIMIT 1
                ) AS first
            ) AS dues
        )
        WHEN 'published' THEN (
            SELECT max(coalesce(held_until, published)) FROM item
            WHERE item.draft = told.draft AND status = 'published' AND withdrawn IS NULL
        )
        WHEN 'approved' THEN (
            SELECT max(at) FROM approval
            WHERE approval.draft = told.draft AND voided IS NULL
        )
    END AS moment
FROM (
    SELECT
        draft.id AS draft,
        CASE
            WHEN EXISTS (
                SELECT 1 FROM item WHERE item.draft = draft.id AND status = 'attention'
            ) THEN 'attention'
            WHEN EXISTS (
                SELECT 1 FROM item WHERE item.draft = draft.id
                AND status IN ('claimed', 'committing', 'queued', 'unknown', 'uploading')
            ) THEN 'queued'
            WHEN EXISTS (
                SELECT 1 FROM item
                WHERE item.draft = draft.id AND status = 'published' AND withdrawn IS NULL
            ) THEN 'published'
            WHEN EXISTS (
                SELECT 1 FROM approval WHERE approval.draft = draft.id AND voided IS NULL
            ) THEN 'approved'
            ELSE 'new'
        END AS stage
    FROM draft
) AS told

INSERT INTO listed (draft, words, changed, actor, stage, moment)
SELECT
    draft.id,
    '',
    draft.changed,
    coalesce((
        SELECT actor FROM journal
        WHERE journal.draft = draft.id AND event IN ('taken in', 'came back', 'edited')
        ORDER BY journal.id DESC LIMIT 1
    ), ''),
    standing.stage,
    standing.moment
FROM draft JOIN standing ON standing.draft = draft.id
WHERE draft.removed IS NULL

CREATE FUNCTION nashir_list_first() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE listed SET stage = 'queued', moment = NEW.due
    WHERE draft = NEW.draft AND stage <> 'attention'
    AND (stage <> 'queued' OR moment > NEW.due);
    RETURN NULL;
END
$$

CREATE FUNCTION nashir_list_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Who comes at the same time waits here, so that the next statement sees what they did.
    PERFORM 1 FROM listed WHERE draft = NEW.draft FOR NO KEY UPDATE;
    UPDATE listed
    SET (stage, moment) = (SELECT stage, moment FROM standing WHERE standing.draft = NEW.draft)
    WHERE draft = NEW.draft;
    RETURN NULL;
END
$$

CREATE TRIGGER item_is_listed AFTER INSERT ON item FOR EACH ROW
EXECUTE FUNCTION nashir_list_first()

CREATE TRIGGER item_moves_its_draft AFTER UPDATE OF status, due, published, held_until, withdrawn ON item FOR EACH ROW
WHEN ((CASE WHEN NEW.status IN ('claimed', 'committing', 'queued', 'unknown', 'uploading') THEN 'live' ELSE NEW.status END)
    <> (CASE WHEN OLD.status IN ('claimed', 'committing', 'queued', 'unknown', 'uploading') THEN 'live' ELSE OLD.status END)
    OR NEW.due <> OLD.due
    OR NEW.published IS DISTINCT FROM OLD.published
    OR NEW.held_until IS DISTINCT FROM OLD.held_until
    OR NEW.withdrawn IS DISTINCT FROM OLD.withdrawn)
EXECUTE FUNCTION nashir_list_again()

CREATE TRIGGER approval_is_listed AFTER INSERT ON approval FOR EACH ROW
EXECUTE FUNCTION nashir_list_again()

CREATE TRIGGER approval_moves_its_draft AFTER UPDATE OF voided ON approval FOR EACH ROW
EXECUTE FUNCTION nashir_list_again()
