"""Backing a store up.

The database of a backup is a SQLite file, whatever the store's own is: so a backup needs no program
of the server, and brings a store from one kind of database to the other.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select, union

from composer.store.archive import Progress, open_archive, write_archive
from composer.store.database import Database
from composer.store.desk_schema import draft_blob
from composer.store.dump import copy_sqlite
from composer.store.file import LEFT, private_beside, sync_file, sync_folder, told
from composer.store.rows import copy_rows
from composer.store.schema import content_blob, draft_card
from composer.store.store import Store
from composer.store.sweep import waiting_photographs

_ABANDONED = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup that was made.

    Args:
        file: The archive.
        images: Number of the images in it.
        missing: Hashes of images that the store itself lacks, or that are damaged there.
    """

    file: Path
    images: int
    missing: tuple[str, ...]


def unseen(done: int, of: int) -> None:
    """Tell nobody."""
    del done, of


def backup(store: Store, to: Path, *, now: datetime, progress: Progress = unseen) -> Backup:
    """Write an archive of a store that others may go on using, read it again and compare.

    Args:
        store: The store.
        to: The file, replaced when it is there; in a folder it gets a name with the time.
        now: In UTC.
        progress: Told how many images are done, and of how many.

    Raises:
        StoreError: The store is damaged, or the archive cannot be written.
    """
    file = to / f"nashir-backup-{now:%Y%m%dT%H%M%SZ}.tar" if to.is_dir() else to
    with folder_beside(store.state, now) as folder, private_beside(file) as fresh:
        copy = folder / "nashir.db"
        copy_database(store.database, copy)
        names = _images(copy)
        images = {each: partial(store.blobs.get, each) for each in names}
        manifest = write_archive(fresh, copy, images, made=now, progress=progress)
        sync_file(fresh)
        with open_archive(fresh) as written:
            written.check(unseen)
        with told(file):
            fresh.replace(file)
    sync_folder(file.parent)
    return Backup(file=file, images=len(manifest.images), missing=manifest.missing)


def copy_database(database: Database, to: Path) -> None:
    """Copy the state of a database at one instant into a SQLite file."""
    if database.file is not None:
        copy_sqlite(database.file, to)
        return
    with (
        Database.open(f"sqlite:///{to}", workspace=to.parent).closing() as copy,
        database.read() as source,
        copy.write() as target,
    ):
        copy_rows(source, target)


def _images(copy: Path) -> list[str]:
    """Return the hashes of the images that a copy of a database names."""
    tables = draft_card, draft_blob, content_blob
    query = union(*(select(each.c.sha256) for each in tables), waiting_photographs())
    with (
        Database.open(f"sqlite:///{copy}", workspace=copy.parent).closing() as database,
        database.read() as connection,
    ):
        return sorted(connection.scalars(query))


@contextmanager
def folder_beside(state: Path, now: datetime) -> Iterator[Path]:
    """Give a folder on the disk of the store, gone after the block.

    What killed programs have left of such folders is removed when it is a day old.
    """
    with told(state):
        state.mkdir(parents=True, exist_ok=True)
        for left in state.glob(f"{LEFT}*"):
            if left.stat().st_mtime < (now - _ABANDONED).timestamp():
                shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=LEFT, dir=state))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
