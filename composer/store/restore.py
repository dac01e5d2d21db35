"""Bringing a backup back.

A backup does not know what was published after it was made. So a restore leaves a mark,
``Store.restored``: nothing is sent before every item that may have gone out meanwhile was looked
for on its page.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, delete, insert

from composer.errors import StoreError
from composer.store.archive import Archive, Progress, open_archive
from composer.store.backup import copy_database, folder_beside, unseen
from composer.store.blob import Blobs
from composer.store.connect import parse_url, sqlite_file
from composer.store.database import Database
from composer.store.failure import is_damage
from composer.store.file import told
from composer.store.images import ImagePlace, open_blobs
from composer.store.journal import Journal
from composer.store.rows import copy_rows
from composer.store.runner import Runner, Runners
from composer.store.schema import meta
from composer.store.store import RESTORED

_OWN_FOLDER = ImagePlace()
_AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A backup that was brought back.

    Args:
        made: When it had been made, in UTC.
        before: The folder with the database as it was before.
        images: Number of the images that came back.
        missing: Hashes of images that the backup lacks.
    """

    made: datetime
    before: Path
    images: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a store is, or is to be; the arguments of ``Store.open``."""

    url: str
    workspace: Path
    state: Path
    images: ImagePlace = _OWN_FOLDER


def restore(
    file: Path,
    place: Place,
    *,
    is_alive: Callable[[Runner], bool],
    now: datetime,
    actor: str,
    progress: Progress = unseen,
) -> Restored:
    """Put the store of a backup in the place of the present one.

    The archive is read and compared first. The database as it is is copied to a folder
    ``before-restore-…``; a SQLite file that is too damaged for that is moved there. Then all rows
    are replaced in one transaction: killed at any instant this leaves the old store or the new.

    Args:
        file: The archive.
        place: Where the store is.
        is_alive: Tells whether a runner still publishes.
        now: In UTC.
        actor: Who does it.
        progress: Told how many images were compared, and of how many.

    Raises:
        StoreError: The archive is damaged, or the store is in use or cannot be written.
    """
    with open_archive(file) as archive, folder_beside(place.state, now) as folder:
        archive.check(progress)
        copy = folder / "nashir.db"
        archive.database_to(copy)
        before = place.state / f"before-restore-{now:%Y%m%dT%H%M%SZ}"
        with _put_aside(place, before, is_alive).closing() as database:
            _put_images(archive, open_blobs(place.images, state=place.state))
            with (
                Database.open(f"sqlite:///{copy}", workspace=folder).closing() as source,
                source.read() as rows,
                database.write() as connection,
            ):
                copy_rows(rows, connection)
                _mark(connection, now)
                Journal(database).write(
                    connection, at=now, actor=actor, event="restored", made=archive.manifest.made
                )
        return Restored(
            made=datetime.fromisoformat(archive.manifest.made),
            before=before,
            images=len(archive.manifest.images),
            missing=archive.manifest.missing,
        )


def _put_aside(place: Place, before: Path, is_alive: Callable[[Runner], bool]) -> Database:
    """Return the database of a store after it was copied, or a new one in its place."""
    with told(before):
        before.mkdir(parents=True, exist_ok=True)
    try:
        return _copied(place, before, is_alive)
    except StoreError as error:
        if not is_damage(error):
            raise
        _move_damaged(place, before)
        return Database.open(place.url, workspace=place.workspace)


def _copied(place: Place, before: Path, is_alive: Callable[[Runner], bool]) -> Database:
    database = Database.open(place.url, workspace=place.workspace)
    try:
        _check_unused(database, is_alive)
        copy_database(database, before / "nashir.db")
    except BaseException:
        database.close()
        raise
    return database


def _check_unused(database: Database, is_alive: Callable[[Runner], bool]) -> None:
    runners = Runners(database).all()
    busy = next((each for each in runners if each.stopped is None and is_alive(each)), None)
    if busy is not None:
        msg = (
            f"a runner uses {database.place} (process {busy.pid} on {busy.host}): stop it, then"
            " restore"
        )
        raise StoreError(msg)


def _move_damaged(place: Place, before: Path) -> None:
    """Move the files of a SQLite database that cannot be read."""
    file = sqlite_file(parse_url(place.url), place.workspace)
    for ending in ("", "-wal", "-shm"):
        each = file.with_name(file.name + ending)
        with told(before):
            if each.exists():
                each.replace(before / f"damaged-{each.name}")


def _put_images(archive: Archive, blobs: Blobs) -> None:
    """Put the images of an archive where they belong, several at once: each waits for its answer.

    The archive is one file with one place in it, so it is read by one at a time.
    """
    reading = Lock()

    def put(sha256: str) -> str:
        with reading:
            data = archive.image(sha256)
        return blobs.put(data)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(put, archive.manifest.images):  # the first error ends it
            pass


def _mark(connection: Connection, now: datetime) -> None:
    connection.execute(delete(meta).where(meta.c.name == RESTORED))
    connection.execute(insert(meta).values(name=RESTORED, value=now.isoformat()))
