"""What the program writes about what it does: one line for each event, and no secret in any."""

import json
import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum

from composer.domain.secret import Secret
from composer.domain.trace import current_trace
from composer.publishing.redact import RedactingFilter

_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_PLAIN = (str, int, float, bool, type(None))


class Form(StrEnum):
    """How a line looks."""

    TEXT = "text"  # for people, and for a journal
    JSON = "json"  # for programs: one object on a line
    SINCE_START = "since-start"  # for who wants to know what a command is busy with


def keep_log(form: Form, *, level: int = logging.INFO, secrets: Iterable[Secret] = ()) -> None:
    """Have events written to standard error, in the place of what was kept before.

    Args:
        form: How a line looks.
        level: Events of our own below it are left out; of other libraries only warnings count.
        secrets: What must not stand in it, besides all that looks like a token.
    """
    handler = _Lines()
    handler.setFormatter(_FORMATTERS[form]())
    handler.setLevel(level)
    handler.addFilter(RedactingFilter(secrets))
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each, _Lines)]:
        root.removeHandler(old)
    root.addHandler(handler)
    logging.getLogger("composer").setLevel(level)


def is_kept() -> bool:
    """Tell whether a log is kept."""
    return any(isinstance(each, _Lines) for each in logging.getLogger().handlers)


def hide(secret: Secret) -> None:
    """Have one more secret taken out of the log that is kept."""
    for handler in logging.getLogger().handlers:
        for clean in handler.filters if isinstance(handler, _Lines) else ():
            if isinstance(clean, RedactingFilter):
                clean.register(secret)


class _Lines(logging.Handler):
    """Writes to standard error, whichever that is at the moment; known as ours."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one event."""
        try:
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()
        except Exception:  # noqa: BLE001 - a log that cannot be written stops nobody
            self.handleError(record)


class TextLine(logging.Formatter):
    """An event as one line: when in UTC, how grave, what, then its facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; the text of an exception follows it."""
        told = " ".join(f"{name}={_shown(value)}" for name, value in facts(record).items())
        line = f"{_at(record)} {record.levelname.lower():7} {record.getMessage()}"
        return _with_trace(f"{line} {told}".rstrip(), record)


class JsonLine(logging.Formatter):
    """An event as one JSON object on a line: ``ts``, ``level``, ``event``, ``facts``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; an exception's text stands in ``exception``."""
        document: dict[str, object] = {
            "ts": _at(record),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "facts": {name: _plain(value) for name, value in facts(record).items()},
        }
        if record.exc_text:
            document["exception"] = record.exc_text
        return _seen(json.dumps(document, ensure_ascii=False))


class SinceStartLine(logging.Formatter):
    """An event as one line: milliseconds since the start, what, then its facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; the text of an exception follows it."""
        told = " ".join(f"{name}={value}" for name, value in facts(record).items())
        line = f"{record.relativeCreated:6.0f} ms  {record.getMessage()}  {told}".rstrip()
        return _with_trace(line, record)


_FORMATTERS = {Form.TEXT: TextLine, Form.JSON: JsonLine, Form.SINCE_START: SinceStartLine}


def facts(record: logging.LogRecord) -> dict[str, object]:
    """Return what came with an event, and the trace of the news that the thread is busy with."""
    told = {name: value for name, value in vars(record).items() if name not in _USUAL}
    trace = told.pop("trace", None) or current_trace()
    return told if trace is None else {**told, "trace": trace}


def _at(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def _shown(value: object) -> str:
    """Return a fact in one piece: what holds spaces or breaks a line stands in quotation marks."""
    text = str(value)
    return _seen(json.dumps(text, ensure_ascii=False)) if not text or _is_loose(text) else text


def _is_loose(text: str) -> bool:
    return any(each.isspace() or each == '"' or not each.isprintable() for each in text)


def _seen(document: str) -> str:
    """Return JSON with what cannot be seen spelt out: some of it ends a line, or turns it about."""
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in document)


def _plain(value: object) -> object:
    return value if isinstance(value, _PLAIN) else str(value)


def _with_trace(line: str, record: logging.LogRecord) -> str:
    return f"{line}\n{record.exc_text}" if record.exc_text else line
