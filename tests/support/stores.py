"""Stores on both databases, and drafts to put into them."""

import hashlib
import json
import shutil
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from composer.domain.post import Post, Target
from composer.domain.queue import Status
from composer.store.content import keep_content
from composer.store.database import Database
from composer.store.schema import item
from composer.store.store import Store
from composer.store.stored import StoredDraft

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
EDITOR = "salma"
PAGE = Target(page="main", publisher="sandbox", page_id="110000000000001")
OTHER_PAGE = Target(page="sport", publisher="sandbox", page_id="110000000000002")

SQLITE_URL = "sqlite:///.nashir/nashir.db"
WAIT_S = 5.0

OpenStore = Callable[[], Store]


def small_png(shade: int) -> bytes:
    """Return a real picture of one pixel; each shade from 0 to 2**24 - 1 gives other bytes."""
    pixel = b"\0" + shade.to_bytes(3, "big")
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(pixel)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def image_file(store: Store, sha256: str) -> Path:
    """Return where an image of a store lies that keeps its images in its own folder."""
    return store.state / "blobs" / sha256[:2] / sha256


def card_document(data: bytes, *, file: str, size: str = "portrait") -> dict[str, Any]:
    """Return what a document says of a card."""
    return {
        "kind": "headline",
        "size": size,
        "theme": "midnight",
        "file": file,
        "format": "png",
        "width": 1,
        "height": 1,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "alt_text": f"وصف {file}",
        "lines": [],
        "checks": [{"rule": "contrast", "level": "ok", "detail": "9:1"}],
    }


def bundle_files(
    title: str = "افتتاح محطة جديدة",
    *,
    text: str | None = None,
    link: str | None = None,
    shades: Sequence[int] = (1, 2),
    sizes: Sequence[str] = ("portrait", "square"),
    **more: Any,  # noqa: ANN401 - JSON
) -> dict[str, bytes]:
    """Return the files of a bundle as ``compose`` writes them.

    Args:
        title: The headline.
        text: The post; otherwise the headline.
        link: The article's own address.
        shades: A card for each.
        sizes: All cards in each of these; those of the first are posted.
        more: Fields of the document that replace the usual ones.
    """
    pictures = {
        f"{number:02d}-headline-{size}.png": small_png(shade + 1000 * sizes.index(size))
        for size in sizes
        for number, shade in enumerate(shades, start=1)
    }
    cards = [
        card_document(data, file=file, size=file.rpartition("-")[2].removesuffix(".png"))
        for file, data in pictures.items()
    ]
    post: dict[str, Any] = {
        "network": "facebook",
        "text": text or title,
        "hashtags": [],
        "link": link,
    }
    parts = json.dumps([title, post, cards]).encode()
    document = {
        "draft": hashlib.sha256(parts).hexdigest()[:12],
        "title": title,
        "folder": "/anywhere",
        "theme": "midnight",
        "cards": cards,
        "post": post,
        "findings": [],
        "notes": [],
        **more,
    }
    return {"draft.json": json.dumps(document, ensure_ascii=False).encode(), **pictures}


def write_bundle(inbox: Path, files: dict[str, bytes], *, name: str | None = None) -> Path:
    """Write a bundle into an inbox; its folder is called by its draft's ID."""
    folder = inbox / (name or json.loads(files["draft.json"])["draft"])
    folder.mkdir(parents=True)
    for file, data in files.items():
        (folder / file).write_bytes(data)
    return folder


def add_draft(
    store: Store,
    title: str = "افتتاح محطة جديدة",
    *,
    now: datetime = NOW,
    **made: Any,  # noqa: ANN401 - as above
) -> StoredDraft:
    """Put a draft into a store the way that every draft comes in, and return it."""
    write_bundle(store.inbox, bundle_files(title, **made))
    result = store.drafts.take_in(store.inbox, now=now, actor=EDITOR)
    assert not result.refused, result.refused
    return store.drafts.get(result.taken[0])


def put_item(store: Store, draft_id: str, status: Status) -> int:
    """Put an item into a queue as a worker would have brought it there."""
    fingerprint = Post(text=draft_id).fingerprint(PAGE.key)
    with store.database.write() as connection:
        keep_content(connection, Post(text=draft_id), PAGE.key)
        row = insert(item).values(
            draft=draft_id,
            page=PAGE.page,
            publisher=PAGE.publisher,
            page_id=PAGE.page_id,
            target=PAGE.key,
            approval=fingerprint,
            due=NOW,
            wake=NOW,
            zone="UTC",
        )
        number: int = connection.execute(row.returning(item.c.id)).scalar_one()
    facts = {"owner": "me", "lease": NOW, "intent": NOW, "post_id": "p", "published": NOW}
    for step in _ways()[status]:
        with store.database.write() as connection:
            change = update(item).where(item.c.id == number)
            connection.execute(change.values(status=step, **facts))
    return number


def _ways() -> dict[Status, tuple[Status, ...]]:
    claimed = (Status.CLAIMED,)
    committing = (*claimed, Status.UPLOADING, Status.COMMITTING)
    return {
        Status.QUEUED: (),
        Status.CLAIMED: claimed,
        Status.UPLOADING: committing[:-1],
        Status.COMMITTING: committing,
        Status.UNKNOWN: (*committing, Status.UNKNOWN),
        Status.PUBLISHED: (*committing, Status.PUBLISHED),
        Status.ATTENTION: (Status.ATTENTION,),
        Status.CANCELLED: (Status.CANCELLED,),
    }


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The address of a database of the test's own, once of each kind."""
    if request.param == "sqlite":
        return SQLITE_URL
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store that is copied: making its tables takes longer than most tests."""
    folder = tmp_path_factory.mktemp("template")
    Database.open(SQLITE_URL, workspace=folder).close()
    return folder / ".nashir" / "nashir.db"


@pytest.fixture
def open_store(store_url: str, tmp_path: Path, sqlite_template: Path) -> Iterator[OpenStore]:
    """What opens the test's store once more, as another program would."""
    opened: list[Store] = []
    state = tmp_path / ".nashir"
    state.mkdir()
    if store_url == SQLITE_URL:
        shutil.copy(sqlite_template, state)

    def open_one() -> Store:
        channels = ("webhook", "mail")
        store = Store.open(
            store_url, workspace=tmp_path, state=state, channels=channels, wait_s=WAIT_S
        )
        opened.append(store)
        return store

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: OpenStore) -> Store:
    """An empty store, once on each database."""
    return open_store()


@pytest.fixture
def sqlite_store(tmp_path: Path, sqlite_template: Path) -> Iterator[Store]:
    """An empty store on SQLite, for what only SQLite does."""
    state = tmp_path / ".nashir"
    state.mkdir()
    shutil.copy(sqlite_template, state)
    store = Store.open(SQLITE_URL, workspace=tmp_path, state=state, wait_s=WAIT_S)
    yield store
    store.close()
