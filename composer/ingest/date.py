"""Dates as sources write them, in one form."""

from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

_DAY = len("2025-11-04")


def iso_date(text: str) -> str | None:
    """Return a date as ISO 8601 text, as exact as the source; None for what is no date.

    Args:
        text: In ISO 8601, as in pages, or as in e-mail, as RSS has it.
    """
    text = text.strip()
    try:
        if len(text) <= _DAY:
            return date.fromisoformat(text).isoformat()
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        return _mail_date(text)


def _mail_date(text: str) -> str | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat()
