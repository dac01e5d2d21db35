"""Very many drafts at once, as years of work leave them: most are out, some wait."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, text, update
from stores import EDITOR, PAGE

from composer.domain.post import Post
from composer.domain.queue import Status
from composer.store.article import folded
from composer.store.content import keep_content
from composer.store.desk_schema import listed, review
from composer.store.schema import approval, draft, draft_card, item
from composer.store.store import Store

WORDS = ("الإمارات", "طائرة", "مسيّرة", "صفقة", "فرقاطة", "رادار", "مصر", "تركيا", "تدريب", "منظومة")
_AT_ONCE = 2000
_CARDS = 3


def fill(store: Store, count: int, *, now: datetime, document_length: int = 40_000) -> None:
    """Put drafts into an empty store.

    Of each ten, six are out, one is queued, one approved, and two are new, of which every tenth
    waits for approval; every hundredth needs a person.

    Args:
        store: An empty one.
        count: How many.
        now: The newest was changed then; an hour lies between one and the next.
        document_length: Characters of each draft's document.
    """
    document = f'{{"cards":[],"findings":[],"x":"{"x" * document_length}"}}'
    with store.database.write() as connection:
        fingerprint = keep_content(connection, Post(text="x"), PAGE.key)
        for start in range(0, count, _AT_ONCE):
            numbers = range(start, min(start + _AT_ONCE, count))
            _put(connection, numbers, document, fingerprint, now)
        for status, rule in ((Status.PUBLISHED, "id % 7 <> 0"), (Status.ATTENTION, "id % 70 = 0")):
            change = update(item).where(text(rule), item.c.status == Status.QUEUED)
            connection.execute(change.values(status=status, post_id="p", published=item.c.due))
    with store.database.write() as connection:
        connection.exec_driver_sql("ANALYZE")


def _put(
    connection: Connection, numbers: range, document: str, fingerprint: str, now: datetime
) -> None:
    connection.execute(insert(draft), [_draft(n, document, now) for n in numbers])
    connection.execute(insert(draft_card), [_card(n, p) for n in numbers for p in range(_CARDS)])
    connection.execute(insert(listed), [_listed(n, now) for n in numbers])
    allowed = [n for n in numbers if n % 10 < 8]
    bound = {"target": PAGE.key, "approver": EDITOR, "accepted": "[]", "page": "main"}
    bound["fingerprint"] = fingerprint
    connection.execute(
        insert(approval), [{"draft": f"d{n:07}", "at": now, **bound} for n in allowed]
    )
    queued = [n for n in numbers if n % 10 < 7]
    connection.execute(insert(item), [_item(n, fingerprint, now) for n in queued])
    asked = {"state": "asked", "person": EDITOR, "at": now, "reason": "", "revision": 1}
    waiting = [{"draft": f"d{n:07}", **asked} for n in numbers if n % 100 == 98]
    if waiting:
        connection.execute(insert(review), waiting)


def title_of(number: int) -> str:
    """Return the headline of a draft."""
    return f"{WORDS[number % 10]} {WORDS[number // 10 % 10]} {WORDS[number // 100 % 10]} {number}"


def _draft(number: int, document: str, now: datetime) -> dict[str, Any]:
    at = now - timedelta(hours=number)
    name, title = f"d{number:07}", title_of(number)
    long = {"text": "نص " * 200, "document": document}
    return {"id": name, "title": title, "title_key": name, "theme": "m", "made": at} | {
        "changed": at,
        **long,
    }


def _card(number: int, position: int) -> dict[str, Any]:
    card = {"kind": "k", "size": "s", "media_type": "image/png", "width": 1080, "height": 1350}
    named = {"sha256": f"{number:064x}", "file": f"{position}", "bytes": 1, "alt_text": "x" * 150}
    return {"draft": f"d{number:07}", "position": position, "posted": True, **card, **named}


def _listed(number: int, now: datetime) -> dict[str, Any]:
    at = now - timedelta(hours=number)
    words = folded(title_of(number))
    return {"draft": f"d{number:07}", "words": words, "changed": at, "actor": EDITOR} | {
        "stage": "new"
    }


def _item(number: int, fingerprint: str, now: datetime) -> dict[str, Any]:
    at = now + timedelta(hours=number)
    page = {"page": "main", "publisher": PAGE.publisher, "page_id": PAGE.page_id}
    times = {"due": at, "wake": at, "zone": "Asia/Riyadh", "target": PAGE.key}
    return {"draft": f"d{number:07}", "approval": fingerprint, **page, **times}
