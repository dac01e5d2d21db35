"""The pages' tokens, wherever each is kept."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from composer.domain.secret import Secret
from composer.errors import SettingsError
from composer.publishing.vault import Vault
from composer.settings import Settings, config_folder, load_secrets, token_name
from composer.settings.images import image_secrets
from composer.settings.secrets import read_secret

_FILE = "tokens"
_KEY = "token.key"
_IN_KEYRING = "tokens-in-keyring"


def vault(settings: Settings, *, keyring: bool | None = None) -> Vault:
    """Return where the tokens of a workspace are kept.

    Args:
        settings: Whose.
        keyring: Whether the desktop's keyring is asked; None where a token was put there before.
            On a server there is none, and asking it fails.

    Raises:
        SettingsError: There is no place for the key.
    """
    asked = mark_of_keyring(settings).exists() if keyring is None else keyring
    return Vault(
        file=settings.state / _FILE,
        key_file=_key_file(),
        keyring=f"nashir {settings.workspace.absolute()}" if asked else None,
    )


def mark_of_keyring(settings: Settings) -> Path:
    """Return the file that stands where tokens were put into the desktop's keyring."""
    return settings.state / _IN_KEYRING


class Tokens:
    """Finds a page's token anew for each call, so that a new one counts at once.

    Args:
        settings: Of the workspace.
        hide: Gets each secret that is found, so that no log tells it.
    """

    def __init__(self, settings: Settings, hide: Callable[[Secret], None]) -> None:
        self._settings = settings
        self._hide = hide
        self._hidden: dict[str, str] = {}
        self._vaults: dict[bool, Vault] = {}

    def of(self, page: str, page_id: str) -> Secret:
        """Return the token of a page.

        Raises:
            SettingsError: There is none, or it cannot be read; the message says what to do.
        """
        given = load_secrets(page).token
        found = given or self._vault().token(page, page_id, called=token_name(page))
        if self._hidden.get(page) != found.reveal():
            self._hidden[page] = found.reveal()
            self._hide(found)
        return found

    def _vault(self) -> Vault:
        """Return where tokens are kept: the same each time, for it knows what it has read."""
        keyring = mark_of_keyring(self._settings).exists()
        if keyring not in self._vaults:
            self._vaults[keyring] = vault(self._settings, keyring=keyring)
        return self._vaults[keyring]


def known_secrets(settings: Settings) -> tuple[Secret, ...]:
    """Return the secrets that the environment tells, for a log to leave out.

    A page's token that cannot be read is none that a log could tell: that page does without it,
    and keeps no other from being served.
    """
    main = load_secrets()
    own = (main.token, main.app_secret, main.webhook, main.smtp_password, main.metrics)
    found = [*own, *image_secrets()]
    for name in settings.pages:
        with suppress(SettingsError):
            found.append(read_secret(token_name(name)))
    return tuple(each for each in found if each)


def _key_file() -> Path:
    given = load_secrets().key_file
    folder = config_folder()
    if given is not None:
        return given
    if folder is None:
        msg = "there is no home folder to keep a key in: set NASHIR_KEY_FILE to a file of your own"
        raise SettingsError(msg)
    return folder / _KEY
