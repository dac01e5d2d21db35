"""The JSON documents about drafts in the store and about the queue.

A field may be added, never renamed. ``None`` stands where there is nothing. Instants are in UTC.
"""

from datetime import datetime
from typing import Any

from composer.app.dossier import Dossier
from composer.app.json_text import Document
from composer.app.newsroom import Approved, Edited
from composer.app.rundown import zone_of
from composer.app.standing import LastApproval
from composer.domain.post import Post, PostImage
from composer.domain.queue import QueueItem
from composer.publishing.calendar import local
from composer.store.item import name_of
from composer.store.journal import JournalLine
from composer.store.listing import DraftRow
from composer.store.own_text import OwnText


def item_document(item: QueueItem) -> Document:
    """Return one entry of what ``nashir queue list --json`` prints."""
    there = local(item.due, zone_of(item))
    return {
        "id": item.id,
        "draft": item.draft,
        "title": item.title,
        "due": instant(item.due),
        "zone": item.zone,
        "status": item.status.value,
        "attempts": item.attempts,
        "approval": item.approval,
        "page": item.page,
        "publisher": item.publisher,
        "post_id": item.post_id,
        "permalink": item.permalink,
        "last_error": item.last_error,
        "page_id": item.page_id,
        "local": there.wall,
        "hijri": there.hijri,
        "wall": item.wall,
        "wall_kind": item.wall_kind.value,
        "slot": item.slot,
        "breaking": item.breaking,
        "published": _instant_or_none(item.published),
        "held_until": _instant_or_none(item.held_until),
        "audit": item.audit and item.audit.value,
        "comment": item.comment and item.comment.value,
        "withdrawn": _instant_or_none(item.withdrawn),
        "trace": item.trace,
    }


def draft_document(row: DraftRow) -> Document:
    """Return one entry of what ``nashir drafts --json`` prints."""
    return {
        "draft": row.id,
        "title": row.title,
        "state": row.state.value,
        "theme": row.theme,
        "made": instant(row.made),
        "changed": instant(row.changed),
        "revision": row.revision,
        "images": row.images,
    }


def show_document(dossier: Dossier) -> Document:
    """Return what ``nashir show --json`` prints."""
    stored = dossier.stored
    return {
        "draft": dossier.draft,
        "title": dossier.title,
        "theme": stored and stored.theme,
        "source": stored and stored.source,
        "link": stored and stored.link,
        "made": stored and instant(stored.made),
        "changed": stored and instant(stored.changed),
        "revision": stored and stored.revision,
        "trace": stored and stored.trace,
        "page": dossier.target.page,
        "publisher": dossier.target.publisher,
        "page_id": dossier.target.page_id,
        "post": post_document(dossier.post),
        "own": dossier.own and own_document(dossier.own),
        "own_pages": list(dossier.own_pages),
        "others": [
            {"number": number, "kind": each.kind, "size": each.size, **_image(each.image)}
            for number, each in enumerate(dossier.others, start=len(dossier.post.images) + 1)
        ],
        "flagged": [str(each) for each in dossier.flags],
        "checks": [
            {"file": each.file, "rule": each.rule, "level": each.level, "detail": each.detail}
            for each in dossier.checks
        ],
        "approval": dossier.approval and last_approval_document(dossier.approval),
        "items": [item_document(each) for each in dossier.items],
        "journal": [_line(each) for each in dossier.journal],
    }


def post_document(post: Post) -> Document:
    """Return a post as it is sent."""
    return {
        "text": post.text,
        "link": post.link,
        "comment": post.comment,
        "images": [_image(each) for each in post.images],
    }


def own_document(own: OwnText) -> Document:
    """Return what a page says of its own; a part that is ``None`` is common to all pages."""
    return {
        "page": own.page,
        "text": own.text,
        "link": own.post_link,
        "comment": own.comment,
    }


def approved_document(approved: Approved) -> Document:
    """Return what ``nashir approve --json`` prints."""
    approval = approved.approval
    return {
        "draft": approval.draft,
        "title": approved.draft.title,
        "revision": approved.draft.revision,
        "page": approval.page,
        "approval": approval.fingerprint,
        "approver": approval.approver,
        "at": instant(approval.at),
        "accepted": list(approval.accepted),
        "renewed": approved.renewed,
        "stuck": [item_document(each) for each in approved.stuck],
        "post": post_document(approved.post),
    }


def edited_document(edited: Edited) -> Document:
    """Return what ``nashir edit --json`` prints."""
    return {
        "draft": edited.draft.id,
        "title": edited.draft.title,
        "revision": edited.draft.revision,
        "changed": edited.changed,
        "voided": list(edited.voided),
        "waiting": [item_document(each) for each in edited.waiting],
        "post": post_document(edited.draft.post),
        "own": [own_document(each) for each in edited.draft.own],
    }


def last_approval_document(last: LastApproval) -> Document:
    """Return an approval, and what ended it."""
    end = last.voided
    return {
        "approval": last.fingerprint,
        "approver": last.approver,
        "at": instant(last.at),
        "accepted": list(last.accepted),
        "valid": end is None,
        "voided": end
        and {"reason": end.reason, "at": _instant_or_none(end.at), "actor": end.actor},
    }


def instant(moment: datetime) -> str:
    """Return an instant as all documents write it, such as ``2026-11-24T15:00:00+00:00``."""
    return moment.isoformat()


def _instant_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else instant(moment)


def _image(image: PostImage) -> dict[str, Any]:
    return {
        "file": image.file,
        "media_type": image.media_type,
        "width": image.width,
        "height": image.height,
        "bytes": image.size,
        "sha256": image.sha256,
        "alt_text": image.alt_text,
    }


def _line(line: JournalLine) -> dict[str, Any]:
    return {
        "at": instant(line.at),
        "actor": line.actor,
        "event": line.event,
        "item": None if line.item is None else name_of(line.item),
        "detail": dict(line.detail),
    }
