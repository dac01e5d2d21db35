"""The desktop's own keyring, where there is one: on a server there is none."""

from collections.abc import Iterator
from contextlib import contextmanager

from composer.errors import SettingsError


def read_entry(service: str, name: str) -> str | None:
    """Return what the keyring keeps under a name; None where it keeps nothing, or is none.

    Raises:
        SettingsError: There is a keyring, and it does not open.
    """
    with _translated():
        try:
            import keyring  # noqa: PLC0415 - an optional package
            from keyring.errors import NoKeyringError  # noqa: PLC0415 - as above
        except ImportError:
            return None
        try:
            return keyring.get_password(service, name)
        except NoKeyringError:
            return None


def write_entry(service: str, name: str, text: str) -> None:
    """Have the keyring keep a text.

    Raises:
        SettingsError: There is no keyring, or it does not open.
    """
    with _translated():
        import keyring  # noqa: PLC0415 - as above

        keyring.set_password(service, name, text)


def delete_entry(service: str, name: str) -> None:
    """Have the keyring forget what it keeps under a name; raises as ``write_entry``."""
    with _translated():
        import keyring  # noqa: PLC0415 - as above

        keyring.delete_password(service, name)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn a missing package, and what the many kinds of keyrings raise, into our error."""
    try:
        yield
    except ImportError as error:
        msg = (
            'the keyring needs a package: pip install "nashir[keyring]"; or use the encrypted file'
        )
        raise SettingsError(msg) from error
    except Exception as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        msg = f"the keyring cannot be used here, so use the encrypted file ({reason})"
        raise SettingsError(msg) from error
