"""Images in an object store, S3 or what speaks like it, named by the hash of their bytes.

Several machines share the images of a store this way. An image is written in one request, which
the service carries out whole or not at all, so nothing half written is ever there.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self, cast

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from composer.errors import ImagesAway, StoreError
from composer.store.blob import MEND, OWNER, Kept, is_name
from composer.store.respite import Respite

if TYPE_CHECKING:
    from obstore.store import ClientConfig, S3Config  # there for type checkers only

_YOUNGEST = timedelta(days=1)
"""What is younger is never swept away; the service's clock may be another than ours."""

_AT_ONCE = 500
_LOOKS_AT_ONCE = 8
_CONNECT = timedelta(seconds=4)
_CARRY = timedelta(seconds=20)
"""How long bytes may be on their way, in one call and until a call is not repeated any more."""
_LOOK = timedelta(seconds=4)
"""The same for what carries no image: a look is made while others wait for the database."""

_RETRIES = 2
_ADVICE = "see that [store] images, the address of the service and its keys are right"
_NO_BUCKET = "NoSuchBucket"
_SILENT = "the service does not answer: see that it runs and can be reached from here"
_NOT_TRUSTED = "InvalidCertificate"
_NO_ANSWER = "error sending request"
_CODE = re.compile("<Code>([A-Za-z.]+)</Code>")
_STATUS = re.compile(r"status code: (\d{3} [A-Za-z ]+)")
_LINE = "\n"


class Bucket:
    """Images by their hash, in an object store; see ``Blobs``.

    No call lasts longer than twice the time that it may take: 40 seconds where an image is
    carried, 8 where none is.

    Args:
        objects: What carries images; paths count from its prefix.
        looks: What asks and removes, and must answer sooner.
        name: The address, for messages.
        respite: Spares callers the wait while the service does not answer.
    """

    def __init__(
        self,
        objects: ObjectStore,
        *,
        looks: ObjectStore,
        name: str,
        respite: Respite | None = None,
    ) -> None:
        self._objects = objects
        self._looks = looks
        self._name = name
        self._owner: str | None = None
        self._respite = respite or Respite()

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
        try:
            return cls(
                client(url, options, patience=_CARRY, retries=retries),
                looks=client(url, options, patience=_LOOK, retries=retries),
                name=url,
            )
        except (BaseError, ValueError) as error:
            msg = f"the images' address {url} cannot be used: {_reason(error)}"
            raise StoreError(msg) from error

    @property
    def place(self) -> str:
        """The address; keys are no part of it."""
        return self._name

    def put(self, data: bytes) -> str:
        """Keep an image; see ``Blobs.put``.

        It is written though it may be there: so it is whole, and young, by one call.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        with self._told("written"):
            obstore.put(self._objects, _path(sha256), data, use_multipart=False)
        return sha256

    def has(self, sha256: str) -> bool:
        """Tell whether there is an image of that name; its bytes are not looked at."""
        path = _path(sha256)
        with self._told("read"):
            try:
                obstore.head(self._looks, path)
            except FileNotFoundError:
                return False
        return True

    def missing(self, names: Iterable[str]) -> frozenset[str]:
        """Return those of some images that are not there; several are asked for at once."""
        wanted = list(names)
        if not wanted:
            return frozenset()
        with ThreadPoolExecutor(min(len(wanted), _LOOKS_AT_ONCE)) as pool:
            return frozenset(
                each
                for each, there in zip(wanted, pool.map(self.has, wanted), strict=True)
                if not there
            )

    def get(self, sha256: str) -> bytes:
        """Return the bytes of an image; see ``Blobs.get``."""
        path = _path(sha256)
        with self._told("read"):
            try:
                data = bytes(obstore.get(self._objects, path).bytes())
            except FileNotFoundError as error:
                if _NO_BUCKET in str(error):
                    raise
                msg = f"an image is missing from the store: {self._name}/{path}: {MEND}"
                raise StoreError(msg) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            msg = (
                f"the image {self._name}/{path} was changed or is damaged, so nothing is made of"
                f" it: {MEND}"
            )
            raise StoreError(msg)
        return data

    def names(self) -> Iterator[str]:
        """Give the hashes of all images, by the names of their objects."""
        return (each.name for each, _ in self._listed())

    def old(self, now: datetime) -> Iterator[Kept]:
        """Give the images that are older than a day."""
        return (each for each, made in self._listed() if made < now - _YOUNGEST)

    def discard(self, names: Iterable[str]) -> None:
        """Remove images; one that is gone already is no error."""
        paths = [_path(each) for each in names]
        with self._told("removed"):
            if paths:
                obstore.delete(self._looks, paths)

    def sweep_unfinished(self, now: datetime) -> int:
        """Return 0: nothing is ever half written."""
        del now
        return 0

    def owner(self) -> str | None:
        """Return whose images these are; asked of the service until it knows."""
        if self._owner is None:
            with self._told("read"):
                try:
                    found = obstore.get(self._looks, OWNER).bytes()
                except FileNotFoundError as error:
                    if _NO_BUCKET in str(error):
                        raise
                    return None
            self._owner = bytes(found).decode("ascii", errors="replace")
        return self._owner

    def claim(self, store: str) -> None:
        """Say whose images these are, where nobody said so yet."""
        if self.owner() is None:
            with self._told("written"):
                obstore.put(self._looks, OWNER, store.encode("ascii"), use_multipart=False)

    def _listed(self) -> Iterator[tuple[Kept, datetime]]:
        """Give each image with the instant, by the service's clock, when it was last kept."""
        with self._told("listed"):
            for chunk in obstore.list(self._looks, chunk_size=_AT_ONCE):
                for each in chunk:
                    name = each["path"].rpartition("/")[2]
                    if is_name(name):
                        yield Kept(name=name, bytes=each["size"]), each["last_modified"]

    @contextmanager
    def _told(self, done: str) -> Iterator[None]:
        """Turn what the service or the way to it refuses into a message that names it."""
        began, failed = self._respite.begin(), False
        if began is None:
            msg = f"the images in {self._name} cannot be {done}: {_SILENT}"
            raise ImagesAway(msg)
        try:
            yield
        except (BaseError, OSError) as error:
            failed = True
            msg = f"the images in {self._name} cannot be {done}: {_reason(error)}"
            raise ImagesAway(msg) from error
        finally:
            self._respite.end(began, failed=failed)


def client(
    url: str, options: Mapping[str, str], *, patience: timedelta, retries: int
) -> ObjectStore:
    """Return what speaks with the service; over plain http only where the address says so.

    Args:
        url: See ``Bucket.open``.
        options: See there.
        patience: How long a call may take, and how long after its beginning it is repeated.
        retries: See there.
    """
    told: ClientConfig = {"timeout": patience, "connect_timeout": _CONNECT}
    told["allow_http"] = options.get("endpoint", "").startswith("http://")
    return from_url(
        url,
        config=cast("S3Config", options),
        client_options=told,
        retry_config={"max_retries": retries, "retry_timeout": patience},
    )


def _path(sha256: str) -> str:
    if not is_name(sha256):
        msg = f"{sha256!r} is no hash of an image"
        raise ValueError(msg)
    return f"{sha256[:2]}/{sha256}"


def _reason(error: Exception) -> str:
    """Return why a call failed, in few words; what the client prints of its own state is left."""
    text = str(error)
    if code := _CODE.search(text):
        return f"the service says {code[1]}: {_ADVICE}"
    if status := _STATUS.search(text):
        return f"the service answers {status[1]}: {_ADVICE}"
    if _NOT_TRUSTED in text:
        return "its certificate is not trusted here: name a file with its issuer's in SSL_CERT_FILE"
    if _NO_ANSWER in text:
        return _SILENT
    return f"{text.strip().partition(_LINE)[0]}: {_ADVICE}"
