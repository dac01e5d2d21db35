"""Takes tokens and passwords out of what is printed, logged or raised."""

import json
import logging
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus

from composer.domain.secret import Secret

_MASK = "***"
_DEPTH = 6

_NAMES = (
    "access_token|appsecret_proof|client_secret|app_secret|fb_exchange_token|input_token|password"
)
_PATTERNS = (
    # access_token=…, "access_token": "…", access_token%3D…
    re.compile(rf"(?i)((?:{_NAMES})[\"']?(?:\s*[=:]\s*|%3D)(?:b?[\"'])?)[^\s&\"'<>,;)\]}}]+"),
    # Authorization: Bearer …, also as the pair of bytes that a library prints
    re.compile(
        r"(?i)(authorization[\"']?\s*[=:,]\s*(?:b?[\"'])?(?:(?:bearer|oauth|basic)\s+)?)[^\s\"',;<>)]+"
    ),
    re.compile(r"(?i)(\b(?:bearer|oauth)(?:\s+|%20|\+))[^\s\"',;<>)]{16,}"),
    # a page's or a person's token, and an app's own, wherever they stand
    re.compile(r"()EAA[0-9A-Za-z_-]{8,}"),
    re.compile(r"()(?<!\d)\d{5,}(?:\||%7C)[0-9A-Za-z_-]{16,}"),
    # a token of the desk's API
    re.compile(r"()\bnashir_[0-9A-Za-z_-]{40,}"),
    # the password in the address of a database or a proxy
    re.compile(r"(://[^\s/:@]*:)[^\s/]*(?=@)"),
)

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every record of a log has; all else in one came by ``extra``."""


def scrub(text: str, secrets: Iterable[Secret] = ()) -> str:
    """Return a text without its secrets.

    Args:
        text: Anything.
        secrets: What must not stand in it, in none of its usual spellings; besides these, all
            that looks like a token or a password goes.
    """
    return _without(text, _literal(secrets))


class RedactingFilter(logging.Filter):
    """Scrubs each record of a log: its message, arguments, extra fields and exception.

    It belongs on *handlers*: on a logger it would miss what the loggers below that one say. The
    text of an exception is put into ``exc_text`` and the exception itself is taken out of the
    record, so what formats a record prints ``exc_text``.

    Args:
        secrets: What must not be printed besides all that looks like a token or a password.
    """

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        super().__init__()
        self._secrets = tuple(secrets)
        self._literal = _literal(self._secrets)

    def register(self, secret: Secret) -> None:
        """Have one more secret taken out from now on."""
        self._secrets += (secret,)
        self._literal = _literal(self._secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        """Scrub the record in place, and let it pass."""
        self._clean_message(record)
        if record.exc_info:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
            record.exc_info = None
        if record.exc_text:
            record.exc_text = self._scrub(record.exc_text)
        if record.stack_info:
            record.stack_info = self._scrub(record.stack_info)
        for name in vars(record).keys() - _STANDARD:
            setattr(record, name, self._clean(getattr(record, name), _DEPTH))
        return True

    def _clean_message(self, record: logging.LogRecord) -> None:
        """Clean the parts, and then the whole: a secret may arise where two parts meet."""
        record.msg = self._clean(record.msg, _DEPTH)
        if isinstance(record.args, Mapping):
            record.args = {name: self._clean(each, _DEPTH) for name, each in record.args.items()}
        elif record.args:
            record.args = tuple(self._clean(each, _DEPTH) for each in record.args)
        try:
            whole = record.getMessage()
        except Exception:  # noqa: BLE001 - arguments that do not fit are the caller's slip, no leak
            whole = f"{_shown(record.msg)} {_shown(record.args)}"
            record.msg, record.args = whole, None
        if self._scrub(whole) != whole:
            record.msg, record.args = self._scrub(whole), None

    def _clean(self, value: object, depth: int) -> object:
        """Return a value that shows no secret; one that shows none anyhow is left as it is."""
        match value:
            case str():
                return self._scrub(value)
            case Mapping() if depth and self._leaks(value):
                return {
                    self._clean(name, depth - 1): self._clean(each, depth - 1)
                    for name, each in value.items()
                }
            case list() | tuple() | set() | frozenset() if depth and self._leaks(value):
                return [self._clean(each, depth - 1) for each in value]
            case _:
                return self._scrub(_shown(value, "{!s}")) if self._leaks(value) else value

    def _leaks(self, value: object) -> bool:
        shown = _shown(value)
        return self._scrub(shown) != shown

    def _scrub(self, text: str) -> str:
        return _without(text, self._literal)


def _shown(value: object, form: str = "{0!s} {0!r}") -> str:
    """Return what formatting a value prints, in every way unless one is asked for."""
    try:
        return form.format(value)
    except Exception:  # noqa: BLE001 - a log never fails because of what it is told
        return type(value).__name__


def _literal(secrets: Iterable[Secret]) -> re.Pattern[str] | None:
    """Return what finds secrets as they stand and in their usual spellings, longest first."""
    found = {each for secret in secrets if secret for each in _spellings(secret.reveal())}
    if not found:
        return None
    return re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True))))


def _spellings(secret: str) -> tuple[str, ...]:
    """Return a secret as it stands, in an address, in a form, in JSON and as Python prints it."""
    return (
        secret,
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        repr(secret)[1:-1],
    )


def _without(text: str, literal: re.Pattern[str] | None) -> str:
    if literal is not None:
        text = literal.sub(_MASK, text)
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\g<1>{_MASK}", text)
    return text
