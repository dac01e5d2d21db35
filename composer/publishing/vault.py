"""Where the pages' tokens are kept: in an encrypted file, or in the desktop's keyring."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from composer.domain.secret import Secret
from composer.errors import SettingsError
from composer.publishing.account import PageAccount
from composer.publishing.keyring_entry import delete_entry, read_entry, write_entry
from composer.publishing.sealed_file import SealedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page's token as it is kept.

    Args:
        token: The token.
        page_id: The page that it opens.
        name: The page's name.
        expires: When the token ends by itself, in UTC; None for never or not known.
        kept_at: When it was put here, in UTC.
    """

    token: Secret
    page_id: str
    name: str
    expires: datetime | None
    kept_at: datetime


class Vault:
    """Keeps tokens by the pages' names in the settings.

    Args:
        file: The encrypted file.
        key_file: Its key, which lies elsewhere, so that a copy of the workspace opens nothing.
        keyring: What the keyring knows us by; None where no keyring is asked.
    """

    def __init__(self, *, file: Path, key_file: Path, keyring: str | None) -> None:
        self._file = SealedFile(file, key_file)
        self._keyring = keyring

    def token(
        self,
        page: str,
        page_id: str,
        *,
        given: Secret | None = None,
        called: str = "NASHIR_FACEBOOK_TOKEN",
    ) -> Secret:
        """Return the token of a page: the one given, else from the file, else from the keyring.

        Args:
            page: The page's name in the settings.
            page_id: Its ID, which a kept token must be for.
            given: What the environment or a credential of the system says; it goes first.
            called: What it is called there.

        Raises:
            SettingsError: There is none, it is another page's, or it cannot be read.
        """
        if given:
            return given
        kept = self.kept(page)
        if kept is None:
            msg = (
                f"there is no token for the page {page!r}: run `nashir facebook login --page"
                f" {page}`, or set {called}"
            )
            raise SettingsError(msg)
        if kept.page_id != page_id:
            msg = (
                f"the token kept for {page!r} opens the page {kept.page_id}, but the settings say"
                f" {page_id}: mend page_id, or run `nashir facebook login --page {page}` again"
            )
            raise SettingsError(msg)
        return kept.token

    def kept(self, page: str) -> Kept | None:
        """Return what the file, else the keyring, keeps for a page; None for nothing.

        Raises:
            SettingsError: What is kept cannot be read.
        """
        record = self._file.read().get(page)
        text = None if self._keyring is None or record else read_entry(self._keyring, page)
        try:
            return _kept(record or json.loads(text or "null"))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            again = f"run `nashir facebook login --page {page}` again"
            msg = f"what is kept for {page!r} is damaged: {again}"
            raise SettingsError(msg) from error

    def in_file(self) -> Mapping[str, Kept]:
        """Return what the file keeps for each page; what is damaged is left out.

        Raises:
            SettingsError: The file cannot be read.
        """
        found = {}
        for page, record in self._file.read().items():
            try:
                kept = _kept(record)
            except (ValueError, TypeError, KeyError, AttributeError):
                continue
            if kept is not None:
                found[page] = kept
        return found

    def keep(
        self,
        page: str,
        account: PageAccount,
        *,
        expires: datetime | None,
        now: datetime,
        in_keyring: bool = False,
    ) -> None:
        """Keep the token of a page in the place of the one before.

        Args:
            page: The page's name in the settings.
            account: The page and its token.
            expires: When the token ends by itself, in UTC; None for never or not known.
            now: The present, in UTC.
            in_keyring: Put it into the keyring, and not into the file.

        Raises:
            SettingsError: It cannot be kept.
        """
        record = {
            "token": account.token.reveal(),
            "page_id": account.id,
            "name": account.name,
            "expires": None if expires is None else expires.isoformat(),
            "kept_at": now.isoformat(),
        }
        if not in_keyring:
            self._file.write({**self._file.read(), page: record})
            return
        write_entry(self._service(), page, json.dumps(record, ensure_ascii=False))
        self._forget_in_file(page)

    def forget(self, page: str) -> bool:
        """Forget the token of a page wherever it is kept; tell whether there was one.

        Raises:
            SettingsError: What is kept cannot be read or changed.
        """
        in_file = self._forget_in_file(page)
        if self._keyring is None or read_entry(self._keyring, page) is None:
            return in_file
        delete_entry(self._keyring, page)
        return True

    def rotate(self) -> None:
        """Encrypt the file with a new key and throw the old one away.

        Raises:
            SettingsError: A file cannot be read or written.
        """
        self._file.rotate()

    def _service(self) -> str:
        if self._keyring is None:
            msg = "the vault was made without a keyring"
            raise ValueError(msg)
        return self._keyring

    def _forget_in_file(self, page: str) -> bool:
        records = dict(self._file.read())
        if records.pop(page, None) is None:
            return False
        self._file.write(records)
        return True


def _kept(record: Mapping[str, str] | None) -> Kept | None:
    if record is None:
        return None
    expires = record.get("expires")
    return Kept(
        token=Secret(record["token"]),
        page_id=record["page_id"],
        name=record["name"],
        expires=None if expires is None else datetime.fromisoformat(expires),
        kept_at=datetime.fromisoformat(record["kept_at"]),
    )
