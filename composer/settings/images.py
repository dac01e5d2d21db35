"""Where a store's images are: what ``[store]`` and the environment say of it together."""

from composer.domain.secret import Secret
from composer.errors import SettingsError
from composer.settings.secrets import read_secret
from composer.settings.shape import StoreSettings
from composer.store.images import AccessKey, ImagePlace

_KEY_ID = "AWS_ACCESS_KEY_ID"
_KEY = "AWS_SECRET_ACCESS_KEY"
_SESSION = "AWS_SESSION_TOKEN"


def image_place(settings: StoreSettings) -> ImagePlace:
    """Return where images are, with the key for it.

    Raises:
        SettingsError: Half a key is given, or a service that needs one is named without.
    """
    if settings.images is None or not settings.images.startswith("s3:"):
        return ImagePlace(url=settings.images)
    return ImagePlace(
        url=settings.images,
        endpoint=settings.images_endpoint,
        region=settings.images_region,
        key=_key(settings),
    )


def image_secrets() -> tuple[Secret | None, ...]:
    """Return what of the key must never be shown, whether images are kept with it or not."""
    return read_secret(_KEY), read_secret(_SESSION)


def _key(settings: StoreSettings) -> AccessKey | None:
    """Return the key of the environment or of systemd; None where the machine has a role."""
    name, secret = read_secret(_KEY_ID), read_secret(_KEY)
    if name is not None and secret is not None:
        return AccessKey(id=name, secret=secret, session=read_secret(_SESSION))
    if name is None and secret is None and settings.images_endpoint is None:
        return None  # a machine at Amazon may be let in by what it is
    lacking = " and ".join(
        each for each, found in ((_KEY_ID, name), (_KEY, secret)) if found is None
    )
    msg = (
        f"the images in {settings.images} need a key: set {lacking} in the environment, or give"
        f" systemd credentials named {_KEY_ID.lower().replace('_', '-')} and"
        f" {_KEY.lower().replace('_', '-')}"
    )
    raise SettingsError(msg)
