"""A JSON document in an encrypted file, with its key in another place."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from composer.errors import SettingsError
from composer.publishing.private_file import read_private, write_private

_KEY_HEADER = (
    b"# Nashir's key to the file with the pages' tokens: whoever has both can post.\n"
    b"# The first line is in use. Keep this file away from that one and from its backups.\n"
)
_LOGIN = "delete the file and run `nashir facebook login` again"


_Look = tuple[int, int, int, int] | None
_Stamp = tuple[_Look, _Look]


class SealedFile:
    """Encrypts with Fernet: AES-128 in CBC mode, signed by HMAC-SHA256.

    Args:
        file: The encrypted file.
        key_file: Its key, in a folder of its own: a copy of the other one then opens nothing.
    """

    def __init__(self, file: Path, key_file: Path) -> None:
        self._file = file
        self._key_file = key_file
        self._known: tuple[_Stamp, Mapping[str, Any]] | None = None

    def read(self) -> Mapping[str, Any]:
        """Return the document; an empty one where there is no file.

        It is decrypted anew only when the file or its key was changed: with the tokens of ten
        thousand pages that takes 30 ms, and a worker reads it for each call.

        Raises:
            SettingsError: The file or its key cannot be read, or they do not belong together.
        """
        stamp = _seen(self._file), _seen(self._key_file)  # before: what changes meanwhile is seen
        known = self._known
        if known is None or known[0] != stamp:
            known = self._known = stamp, self._read()
        return known[1]

    def _read(self) -> Mapping[str, Any]:
        try:
            return self._opened()
        except InvalidToken:
            pass  # the key may just be changing under us: what is written first is read first
        try:
            return self._opened()
        except InvalidToken as error:
            msg = (
                f"{self._file} does not open with the key in {self._key_file}: one of them was"
                f" changed. Put the right key back, or {_LOGIN}"
            )
            raise SettingsError(msg) from error

    def write(self, document: Mapping[str, Any]) -> None:
        """Put a document in the place of the one before; makes a key where there is none.

        Raises:
            SettingsError: It cannot be written, or the key would lie beside it.
        """
        keys = self._keys()
        if not keys:
            keys = (Fernet.generate_key(),)
            self._write_keys(keys)
        sealed = _fernet(keys).encrypt(json.dumps(document, ensure_ascii=False).encode())
        write_private(self._file, sealed)

    def rotate(self) -> None:
        """Encrypt the document with a new key and throw the old one away.

        At whatever instant this is cut off, the key file holds the key that the file wants.

        Raises:
            SettingsError: A file cannot be read or written.
        """
        document = self.read()
        new = Fernet.generate_key()
        self._write_keys((new, *self._keys()))
        self.write(document)
        self._write_keys((new,))

    def _opened(self) -> dict[str, Any]:
        sealed = read_private(self._file)
        if sealed is None:
            return {}
        keys = self._keys()
        if not keys:
            msg = f"{self._file} has lost its key {self._key_file}: put it back, or {_LOGIN}"
            raise SettingsError(msg)
        document: dict[str, Any] = json.loads(_fernet(keys).decrypt(sealed))
        return document

    def _keys(self) -> tuple[bytes, ...]:
        """Return the keys, the one in use first; none where there is no key file."""
        lines = (read_private(self._key_file) or b"").splitlines()
        keys = tuple(line.strip() for line in lines if line.strip() and not line.startswith(b"#"))
        try:
            _fernet(keys)
        except ValueError as error:
            msg = f"{self._key_file} holds something else than keys: put the right key back"
            raise SettingsError(msg) from error
        return keys

    def _write_keys(self, keys: Sequence[bytes]) -> None:
        if self._key_file.resolve().is_relative_to(self._file.resolve().parent):
            msg = (
                f"the key {self._key_file} would lie beside the file that it opens:"
                " name another folder in NASHIR_KEY_FILE"
            )
            raise SettingsError(msg)
        write_private(self._key_file, _KEY_HEADER + b"".join(key + b"\n" for key in keys))


def _seen(file: Path) -> _Look:
    """Return what differs whenever a file was written, replaced or given other rights."""
    try:
        found = file.stat()
    except OSError:  # whoever reads it is told why
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _fernet(keys: Sequence[bytes]) -> MultiFernet:
    """Return what seals with the first key and opens with any."""
    return MultiFernet([Fernet(key) for key in keys or (Fernet.generate_key(),)])
