"""Versions of a draft: what it was at each of its revisions, kept so that nothing is lost."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from composer.errors import StoreError
from composer.store.desk_schema import draft_blob, draft_version, version_part
from composer.store.own_text import OwnText
from composer.store.stored import StoredCard, StoredDraft

_SHORT = 256
"""Characters of JSON that are not worth a row of their own."""
_BY_ELEMENT = "cards"
"""The part of a document of which a change mostly touches one element."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A whole draft as somebody made it anew.

    Args:
        document: Its ``draft.json``.
        title: The headline.
        theme: Name of its theme.
        text: The text of the post.
        post_link: The address of a link post; it counts where no card is posted.
        comment: The first comment below the post.
        cards: In their order; those that are posted come first.
        images: The bytes of the images that the store may lack, by their hashes.
        label: What was changed, such as ``headline``: what one person changes under the same label
            within a few seconds is one version. Without one it is a version of its own.
        together: Whether that is so; otherwise it is a version of its own, whatever was before.
    """

    document: Mapping[str, Any]
    title: str
    theme: str
    text: str
    post_link: str | None
    comment: str | None
    cards: tuple[StoredCard, ...]
    images: Mapping[str, bytes] = field(default_factory=dict)
    label: str = ""
    together: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """A version in the list.

    Args:
        number: The revision of the draft that it is.
        at: When its change began, in UTC.
        actor: Who made it.
        label: What was changed; ``taken in`` for the first, ``edit`` for a change from the command
            line, ``undo``, ``redo`` and ``restore`` for what took an earlier one up again.
        parent: The version that an undo brings up; None where nothing was before it.
        redo: The version that a redo brings up; None where nothing was undone.
        source: The earlier version whose content it took up again.
        image: Hash of the first image of its post.
        approved: Whether somebody approved it.
        is_current: Whether the draft stands so.
    """

    number: int
    at: datetime
    actor: str
    label: str
    parent: int | None
    redo: int | None
    source: int | None
    image: str | None
    approved: bool
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version with all that it holds.

    Args:
        row: What the list says of it.
        draft: The draft as it was.
    """

    row: VersionRow
    draft: StoredDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Which ways lead from where a draft stands.

    Args:
        undo: The version that an undo brings up; None where there is none.
        redo: The version that a redo brings up.
    """

    undo: int | None = None
    redo: int | None = None


def images_of(draft: StoredDraft) -> frozenset[str]:
    """Return the hashes of the images that a draft needs, its photograph's among them."""
    picture = draft.document.get("picture")
    photograph = {picture["sha256"]} if picture else set()
    return frozenset(photograph | {card.sha256 for card in draft.cards})


def first_image(draft: StoredDraft) -> str | None:
    """Return the hash of the first image of a draft's post."""
    return next((image.sha256 for image in draft.post.images), None)


def keep_body(connection: Connection, draft: StoredDraft) -> str:
    """Keep the large parts of a draft and what its images are; return the rest as JSON."""
    parts: dict[str, str] = {}
    body = {
        **{name: getattr(draft, name) for name in _PLAIN},
        "cards": [asdict(card) for card in draft.cards],
        "document": {
            name: _apart(value, parts, by_element=name == _BY_ELEMENT)
            for name, value in draft.document.items()
        },
        "images": sorted(images_of(draft)),
    }
    if draft.own:  # most drafts say the same on all pages
        body["own"] = [asdict(each) for each in draft.own]
    _keep_parts(connection, draft.id, parts)
    keep_images(connection, draft.id, images_of(draft))
    return _json(body)


_PLAIN = ("title", "theme", "text", "post_link", "comment")


def keep_images(connection: Connection, draft_id: str, images: Iterable[str]) -> None:
    """Note images that a draft needs beside its present cards."""
    query = select(draft_blob.c.sha256).where(draft_blob.c.draft == draft_id)
    missing = sorted(set(images) - set(connection.scalars(query)))
    if missing:
        rows = [{"draft": draft_id, "sha256": each} for each in missing]
        connection.execute(insert(draft_blob), rows)


def read_body(connection: Connection, now: StoredDraft, number: int) -> StoredDraft:
    """Return a draft as it was at a version.

    Args:
        connection: In a transaction.
        now: The draft as it stands: what never changes is taken from it.
        number: The version, which must be there.

    Raises:
        StoreError: It was damaged in the database.
    """
    query = select(draft_version.c.body, draft_version.c.at).where(
        draft_version.c.draft == now.id, draft_version.c.number == number
    )
    row = connection.execute(query).one()
    try:
        body = json.loads(row.body)
        parts = _read_parts(connection, now.id, body["document"])
        return StoredDraft(
            id=now.id,
            link=now.link,
            source=now.source,
            made=now.made,
            changed=row.at,
            revision=number,
            **{name: body[name] for name in _PLAIN},
            cards=tuple(StoredCard(**card) for card in body["cards"]),
            document={name: _joined(each, parts) for name, each in body["document"].items()},
            own=tuple(OwnText(**each) for each in body.get("own", ())),
        )
    except (ValueError, TypeError, KeyError) as error:
        msg = f"version {number} of draft {now.id} is damaged: restore a backup: nashir restore"
        raise StoreError(msg) from error


def parts_of(body: str) -> frozenset[str]:
    """Return the digests of the parts that a body is completed by."""
    return frozenset(_digests(json.loads(body)["document"]))


def images_in(body: str) -> frozenset[str]:
    """Return the hashes of the images that a body names."""
    return frozenset(json.loads(body)["images"])


def _apart(value: Any, parts: dict[str, str], *, by_element: bool) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return what stands for a value of a document; a long one is put into ``parts``."""
    if by_element and isinstance(value, list):
        return {"list": [_apart(each, parts, by_element=False) for each in value]}
    told = _json(value)
    if len(told) <= _SHORT:
        return {"is": value}
    digest = hashlib.sha256(told.encode()).hexdigest()
    parts[digest] = told
    return {"part": digest}


def _joined(entry: Mapping[str, Any], parts: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
    if "list" in entry:
        return [_joined(each, parts) for each in entry["list"]]
    return json.loads(parts[entry["part"]]) if "part" in entry else entry["is"]


def _digests(document: Mapping[str, Any]) -> Iterable[str]:
    for entry in document.values():
        for each in entry.get("list", (entry,)):
            if "part" in each:
                yield each["part"]


def _keep_parts(connection: Connection, draft_id: str, parts: Mapping[str, str]) -> None:
    query = select(version_part.c.digest).where(
        version_part.c.draft == draft_id, version_part.c.digest.in_(parts)
    )
    missing = sorted(parts.keys() - set(connection.scalars(query)))
    if missing:
        rows = [{"draft": draft_id, "digest": each, "body": parts[each]} for each in missing]
        connection.execute(insert(version_part), rows)


def _read_parts(
    connection: Connection, draft_id: str, document: Mapping[str, Any]
) -> Mapping[str, str]:
    query = select(version_part.c.digest, version_part.c.body).where(
        version_part.c.draft == draft_id, version_part.c.digest.in_(set(_digests(document)))
    )
    return {row.digest: row.body for row in connection.execute(query)}


def _json(value: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
