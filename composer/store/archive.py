"""The file of a backup: the database, the images, and a list with the hash of each."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, NoReturn

from composer.errors import ImagesAway, StoreError
from composer.store.file import told

Progress = Callable[[int, int], None]
"""Told how many images are done, and of how many."""

FORMAT = 1
_LIST = "manifest.json"
_DATABASE = "nashir.db"
_LONGEST_LIST = 256 * 2**20
_CHUNK = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an archive holds.

    Args:
        format: Number of this form.
        made: When, in UTC, in ISO 8601.
        database: Hash of the database, in hexadecimal.
        images: Hashes of the images, which are their names.
        missing: Hashes of images that the store itself lacked.
    """

    format: int
    made: str
    database: str
    images: tuple[str, ...]
    missing: tuple[str, ...] = ()


def write_archive(
    file: Path,
    database: Path,
    images: Mapping[str, Callable[[], bytes]],
    *,
    made: datetime,
    progress: Progress,
) -> Manifest:
    """Write an archive; an image that is missing or damaged is listed as missing.

    Args:
        file: An empty file.
        database: The copy of the database.
        images: What reads each image, by hash.
        made: When, in UTC.
        progress: Told after each image.

    Raises:
        ImagesAway: The images cannot be reached: an archive of those that could be would look
            whole and be none.
    """
    kept: list[str] = []
    missing: list[str] = []
    with told(file), tarfile.open(file, "w", format=tarfile.PAX_FORMAT) as archive:
        with database.open("rb") as opened:
            member = tarfile.TarInfo(_DATABASE)
            member.size = database.stat().st_size
            archive.addfile(member, opened)
        for number, (sha256, read) in enumerate(images.items(), start=1):
            try:
                _add(archive, f"blobs/{sha256}", read())
            except ImagesAway:
                raise
            except StoreError:
                missing.append(sha256)
            else:
                kept.append(sha256)
            progress(number, len(images))
        manifest = Manifest(
            format=FORMAT,
            made=made.isoformat(),
            database=_hash_of(database),
            images=tuple(kept),
            missing=tuple(missing),
        )
        _add(archive, _LIST, json.dumps(asdict(manifest)).encode())
    return manifest


@contextmanager
def open_archive(file: Path) -> Iterator["Archive"]:
    """Give an archive for reading.

    Raises:
        StoreError: It is none, or is damaged; so do its methods.
    """
    with _understood(file), tarfile.open(file, "r:") as opened:
        yield Archive(file, opened)


class Archive:
    """An archive that is read; nothing in it is believed before its hash was looked at.

    Args:
        file: Where it is.
        opened: It.
    """

    def __init__(self, file: Path, opened: tarfile.TarFile) -> None:
        self._file = file
        self._opened = opened
        self.manifest = self._manifest()

    def check(self, progress: Progress) -> None:
        """Read all of it and compare each hash."""
        if self._hash(_DATABASE) != self.manifest.database:
            self._refuse("its database is not what was put into it")
        for number, sha256 in enumerate(self.manifest.images, start=1):
            if self._hash(f"blobs/{sha256}") != sha256:
                self._refuse(f"its image {sha256[:12]} is not what was put into it")
            progress(number, len(self.manifest.images))

    def database_to(self, file: Path) -> None:
        """Write the database into a file."""
        with self._member(_DATABASE) as member, told(file), file.open("wb") as out:
            while chunk := member.read(_CHUNK):
                out.write(chunk)

    def image(self, sha256: str) -> bytes:
        """Return the bytes of an image."""
        with self._member(f"blobs/{sha256}") as member:
            return member.read()

    def _manifest(self) -> Manifest:
        with self._member(_LIST) as member:
            data = member.read(_LONGEST_LIST)
        try:
            values = json.loads(data)
            names = {"images": tuple(values["images"]), "missing": tuple(values["missing"])}
            manifest = Manifest(**{**values, **names})
        except (ValueError, TypeError, KeyError):
            self._refuse("its list cannot be read")
        if manifest.format != FORMAT:
            self._refuse("it was made by a newer Nashir: install that one")
        return manifest

    def _hash(self, name: str) -> str:
        with self._member(name) as member:
            return _digest(member)

    @contextmanager
    def _member(self, name: str) -> Iterator[IO[bytes]]:
        try:
            member = self._opened.extractfile(name)
        except KeyError:
            member = None
        if member is None:
            self._refuse(f"it lacks {name}")
        with member:
            yield member

    def _refuse(self, why: str) -> NoReturn:
        msg = f"the backup {self._file} cannot be used: {why}: take another one"
        raise StoreError(msg)


@contextmanager
def _understood(file: Path) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, EOFError) as error:
        msg = f"the backup {file} cannot be used: it is no archive, or is damaged: take another one"
        raise StoreError(msg) from error
    except OSError as error:
        msg = f"the backup {file} cannot be read: {error.strerror or error}"
        raise StoreError(msg) from error


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    archive.addfile(member, io.BytesIO(data))


def _hash_of(file: Path) -> str:
    with file.open("rb") as opened:
        return _digest(opened)


def _digest(opened: IO[bytes]) -> str:
    total = hashlib.sha256()
    while chunk := opened.read(_CHUNK):
        total.update(chunk)
    return total.hexdigest()
