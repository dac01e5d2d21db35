"""Where the images of a store are: in its own folder, on a shared disk, in an object store."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from composer.domain.secret import Secret
from composer.errors import StoreError
from composer.store.blob import Blobs, FolderBlobs

FOLDER = "blobs"
"""Name of the folder, beside a store's other files, of images that have no other place."""

SERVICES = frozenset({"s3", "gs", "az"})
"""How the addresses of object stores begin: Amazon's S3 and its like, Google's, Azure's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey:
    """What an object store knows us by.

    Args:
        id: Its name; no secret by itself, but nothing that anybody has to read.
        secret: What proves it.
        session: What goes with a key that ends by itself.
    """

    id: Secret
    secret: Secret
    session: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagePlace:
    """Where images are.

    Args:
        url: ``file:///PATH`` of a folder that is there, or ``s3://BUCKET/PREFIX``; None for the
            store's own folder.
        endpoint: Address of a service that speaks like S3 and is not Amazon's.
        region: Its region, where it asks for one.
        key: What the service knows us by; None for what the machine itself is given.
    """

    url: str | None = None
    endpoint: str | None = None
    region: str | None = None
    key: AccessKey | None = None

    @property
    def is_shared(self) -> bool:
        """Tell whether others than this store's own machine may keep images there."""
        return self.url is not None


def open_blobs(place: ImagePlace, *, state: Path) -> Blobs:
    """Return the images of a place; nothing is looked at, asked or made yet.

    Args:
        place: Where they are.
        state: The folder of the store's files.

    Raises:
        StoreError: The address cannot be used, or what speaks with the service is not installed.
    """
    if place.url is None:
        return FolderBlobs(state / FOLDER)
    address = urlsplit(place.url)
    if address.scheme == "file":
        return FolderBlobs(Path(url2pathname(address.path)), shared=True)
    if address.scheme in SERVICES:
        return _bucket(place.url, place, is_s3=address.scheme == "s3")
    msg = (
        f"the images' address {place.url} cannot be used: [store] images is file:///PATH or"
        " s3://BUCKET/PREFIX"
    )
    raise StoreError(msg)


def _bucket(url: str, place: ImagePlace, *, is_s3: bool) -> Blobs:
    """Return images in an object store, whose client is loaded for nobody else."""
    try:
        from composer.store.bucket import Bucket  # noqa: PLC0415 - an extra brings its client
    except ImportError as error:
        msg = f"for images in {url} install what speaks with it: pip install 'nashir[cluster]'"
        raise StoreError(msg) from error
    return Bucket.open(url, _options(place) if is_s3 else {})


def _options(place: ImagePlace) -> dict[str, str]:
    """Return what the client of S3 is told; the machine's own surroundings tell it the rest."""
    told = {"endpoint": place.endpoint, "region": place.region}
    if place.key is not None:
        told["access_key_id"] = place.key.id.reveal()
        told["secret_access_key"] = place.key.secret.reveal()
        told["session_token"] = place.key.session.reveal() if place.key.session else None
    return {name: text for name, text in told.items() if text}
