"""Passwords: kept as argon2id hashes, and none that everybody tries first."""

import re
import threading
import unicodedata
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from composer.errors import SettingsError

LEAST = 12
"""Characters that a password has at least."""

_MOST = 256
_VARIED = 5
_AT_ONCE = 2
"""Each hash takes 64 MiB while it is made."""

_COMMON = (
    *("password", "passwrd", "psswrd", "pass", "qwerty", "azerty", "letmein", "welcome"),
    *("iloveyou", "administrator", "admin", "root", "user", "test", "changeme", "secret"),
    *("default", "login", "master", "monkey", "dragon", "football", "baseball", "sunshine"),
    *("princess", "superman", "batman", "trustno", "abc", "facebook", "nashir"),
    *("ناشر", "كلمةالسر", "كلمةالمرور", "مرحبا"),
)
"""What people begin with who then add digits and signs, as letters: what is none was
taken out of them."""

_ROWS = (
    "01234567890" * 3,
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "ضصثقفغعهخحجد",
    "شسيبلاتنمكط",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What became of a password that somebody gave.

    Args:
        is_right: Whether it is the one.
        fresh: A better hash of it, where what hashes are made with has changed.
    """

    is_right: bool
    fresh: str | None = None


class Passwords:
    """Hashes passwords and compares them.

    Args:
        hasher: How; otherwise as RFC 9106 recommends where memory is short.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = threading.BoundedSemaphore(_AT_ONCE)
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """Return what is kept of a password."""
        with self._turn:
            return self._hasher.hash(_same(password))

    def check(self, secret: str | None, password: str) -> Checked:
        """Compare a password with what is kept.

        Args:
            secret: The hash; None for somebody unknown, which takes as long, so that nobody can
                tell by the time which names there are.
            password: What was given.
        """
        kept = secret or self._of_nobody()
        try:
            with self._turn:
                self._hasher.verify(kept, _same(password))
        except (VerificationError, InvalidHashError):
            return Checked(is_right=False)
        if secret is None:
            return Checked(is_right=False)
        old = self._hasher.check_needs_rehash(secret)
        return Checked(is_right=True, fresh=self.hash(password) if old else None)

    def _of_nobody(self) -> str:
        if self._nobody is None:
            self._nobody = self.hash("nobody has this password")
        return self._nobody


def refuse_weak(password: str, *, name: str) -> None:
    """Refuse a password that others would guess.

    Args:
        password: The password.
        name: Whose it is to be.

    Raises:
        SettingsError: It is too short, too long, or among those that are tried first.
    """
    text = _same(password)
    if not LEAST <= len(text) <= _MOST:
        msg = f"a password has {LEAST} to {_MOST} characters; several words make a good one"
        raise SettingsError(msg)
    if _is_common(text.casefold(), name.casefold()):
        msg = "this password is among those that are tried first: take several words of your own"
        raise SettingsError(msg)


def _is_common(text: str, name: str) -> bool:
    """Tell whether a text is made of what is tried first: common words, the name, rows of keys."""
    if len(set(text)) < _VARIED or _is_row(text):
        return True
    letters = re.sub(r"[\W\d_]", "", text)
    if _is_row(letters):
        return True
    for word in (*_COMMON, re.sub(r"[\W\d_]", "", name)):
        letters = letters.replace(word, "") if word else letters
    return not letters


def _is_row(text: str) -> bool:
    """Tell whether a text runs along a row of keys, or in two halves along two."""
    half = len(text) // 2
    rows = (*_ROWS, *(row[::-1] for row in _ROWS))
    return all(any(part in row for row in rows) for part in (text[:half], text[half:]))


def _same(password: str) -> str:
    """Return a password as it is however a keyboard composes its letters."""
    return unicodedata.normalize("NFC", password)
