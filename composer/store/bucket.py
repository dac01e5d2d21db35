"""Images in an object store, S3 or what speaks like it, named by the hash of their bytes.

Several machines share the images of a store this way. An image is written in one request, which
the service carries out whole or not at all, so nothing half written is ever there.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self, cast

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from composer.errors import StoreError
from composer.store.blob import is_name

if TYPE_CHECKING:
    from obstore.store import S3Config  # there for type checkers only

_YOUNGEST = timedelta(days=1)
"""What is younger is never swept away; the service's clock may be another than ours."""

_AT_ONCE = 500
_CALL = timedelta(seconds=30)
_CONNECT = timedelta(seconds=5)
_RETRIES = 4
_RETRY_FOR = timedelta(seconds=45)
_ADVICE = "see that [store] images, the address of the service and its keys are right"


class Bucket:
    """Images by their hash, in an object store.

    Args:
        objects: What speaks with the service; paths count from its prefix.
        name: The address, for messages.
    """

    def __init__(self, objects: ObjectStore, *, name: str) -> None:
        self._objects = objects
        self._name = name

    @classmethod
    def open(cls, url: str, options: Mapping[str, str], *, retries: int = _RETRIES) -> Self:
        """Return the images below an address; nothing is asked of the service yet.

        Args:
            url: Such as ``s3://BUCKET/PREFIX``.
            options: What the service's client takes: ``endpoint``, ``region``, keys.
            retries: How often a call is repeated that the service did not answer.

        Raises:
            StoreError: The address or an option is none that is known.
        """
        plain = options.get("endpoint", "").startswith("http://")
        try:
            objects = from_url(
                url,
                config=cast("S3Config", options),
                client_options={
                    "timeout": _CALL,
                    "connect_timeout": _CONNECT,
                    "allow_http": plain,
                },
                retry_config={"max_retries": retries, "retry_timeout": _RETRY_FOR},
            )
        except (BaseError, ValueError) as error:
            msg = f"the images' address {url} cannot be used: {_first_line(error)}: {_ADVICE}"
            raise StoreError(msg) from error
        return cls(objects, name=url)

    def put(self, data: bytes) -> str:
        """Keep an image and return its hash; when this returns the service has it for good.

        One that is there already is written again: it is mended where it was damaged, and
        counts as young again, so that nobody sweeps it away meanwhile.

        Raises:
            StoreError: It cannot be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        with self._told("written"):
            obstore.put(self._objects, _path(sha256), data)
        return sha256

    def has(self, sha256: str) -> bool:
        """Tell whether there is an image of that name; its bytes are not looked at.

        Raises:
            StoreError: The service does not say.
        """
        path = _path(sha256)
        with self._told("read"):
            try:
                obstore.head(self._objects, path)
            except FileNotFoundError:
                return False
        return True

    def get(self, sha256: str) -> bytes:
        """Return the bytes of an image.

        Raises:
            StoreError: It is missing, cannot be read, or is not what was kept.
        """
        path = _path(sha256)
        advice = "compose the article again, which mends it, or restore a backup: nashir restore"
        with self._told("read"):
            try:
                data = bytes(obstore.get(self._objects, path).bytes())
            except FileNotFoundError as error:
                msg = f"an image is missing from the store: {self._name}/{path}: {advice}"
                raise StoreError(msg) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            msg = (
                f"the image {self._name}/{path} was changed or is damaged, so nothing is made of"
                f" it: {advice}"
            )
            raise StoreError(msg)
        return data

    def names(self) -> Iterator[str]:
        """Give the hashes of all images, by the names of their objects."""
        return (name for name, _ in self._listed())

    def old(self, now: datetime) -> Iterator[str]:
        """Give the hashes of the images that are older than a day."""
        return (name for name, made in self._listed() if made < now - _YOUNGEST)

    def discard(self, names: Iterable[str]) -> int:
        """Remove images and return how many there were."""
        there = [_path(each) for each in names if self.has(each)]
        with self._told("removed"):
            if there:
                obstore.delete(self._objects, there)
        return len(there)

    def sweep_unfinished(self, now: datetime) -> int:
        """Return 0: nothing is ever half written."""
        del now
        return 0

    def _listed(self) -> Iterator[tuple[str, datetime]]:
        with self._told("listed"):
            for chunk in obstore.list(self._objects, chunk_size=_AT_ONCE):
                for each in chunk:
                    name = each["path"].rpartition("/")[2]
                    if is_name(name):
                        yield name, each["last_modified"]

    @contextmanager
    def _told(self, done: str) -> Iterator[None]:
        """Turn what the service or the way to it refuses into a message that names it."""
        try:
            yield
        except StoreError:
            raise
        except (BaseError, OSError) as error:
            msg = f"the images in {self._name} cannot be {done}: {_first_line(error)}: {_ADVICE}"
            raise StoreError(msg) from error


def _path(sha256: str) -> str:
    if not is_name(sha256):
        msg = f"{sha256!r} is no hash of an image"
        raise ValueError(msg)
    return f"{sha256[:2]}/{sha256}"


def _first_line(error: Exception) -> str:
    """Return what an error says in its first line: below it the client prints its own state."""
    return str(error).strip().partition("\n")[0]
