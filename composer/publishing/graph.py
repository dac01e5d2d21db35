"""Decides what an answer of the Graph API means. Pure: it has the answer, and sends nothing."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from composer.domain.secret import Secret
from composer.errors import OutcomeUnknown, PublishError, Rejected, Unavailable
from composer.publishing.redact import scrub
from composer.publishing.refusal import AGAIN, Action, Fault, Refusal, refusal_of
from composer.publishing.usage import wait_told

_SUCCESS = range(200, 300)
_WRONG = range(400, 500)
_TOO_MANY = 429
_HOUR_S = 3600.0
_QUOTED = 300
_MAYBE_MADE = "it may have been made all the same, so the page is looked at first"

_NEW = Refusal(None, None, Action.FIX, "Facebook refused", "see what it says itself")
_AWAY = Refusal(None, None, Action.AWAY, "Facebook stumbled", AGAIN)
_CROWDED = Refusal(
    None, None, Action.WAIT, "too many calls were made", "post and look less often", wait_s=_HOUR_S
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back to one call.

    Args:
        status: The HTTP status.
        headers: By their names in small letters.
        body: The bytes, decoded as ``Content-Encoding`` says.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


def understand(
    answer: Answer, *, creates: bool, secrets: Collection[Secret] = ()
) -> Mapping[str, object]:
    """Return the object that an answer holds.

    Args:
        answer: The answer.
        creates: The call makes something that a reader sees, so that repeating it may make two.
        secrets: What no message may hold, though the answer repeats it.

    Raises:
        Rejected: The platform refused for good.
        Unavailable: It refused for now; or it gave no usable answer to a call that may be repeated.
        OutcomeUnknown: It gave no trustworthy answer to a call that creates.
    """
    found = _object(answer.body)
    fault = None if found is None else _fault(found, secrets)
    if found and fault and creates and ("id" in found or "post_id" in found):
        what = "Facebook's answer holds an error, and beside it the ID of something made"
        raise lost(what, creates=True)
    if fault is not None:
        raise _error(_row(fault, answer.status), fault, answer, creates=creates)
    if found is None or answer.status not in _SUCCESS:
        what = f"Facebook gave no usable answer (HTTP {answer.status})"
        raise lost(what, creates=creates)
    return found


def lost(what: str, *, creates: bool) -> Unavailable | OutcomeUnknown:
    """Return the error for an answer that did not come, or cannot be trusted."""
    if creates:
        return OutcomeUnknown(f"{what}: {_MAYBE_MADE}")
    return Unavailable(f"{what}: {AGAIN}")


def number(value: object) -> int | None:
    """Return a whole number that stands as one or as text; None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < _QUOTED:
        return int(value)
    return None


def _object(body: bytes) -> Mapping[str, object] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):  # text, HTML, nothing, or depths meant to hurt
        return None
    return found if isinstance(found, dict) else None


def _fault(found: Mapping[str, object], secrets: Collection[Secret]) -> Fault | None:
    """Return the fault in an object: in its usual form, or in that of the login pages."""
    error = found.get("error")
    if isinstance(error, dict):
        words = [_quotation(error.get(name), secrets) for name in ("message", "error_user_msg")]
        return Fault(
            code=number(error.get("code")),
            subcode=number(error.get("error_subcode")),
            text=" ".join(each for each in words if each),
            transient=error.get("is_transient") is True,
            trace=_quotation(error.get("fbtrace_id"), secrets),
        )
    if "error" in found:
        return Fault(code=None, text=_quotation(found.get("error_description"), secrets))
    if "error_message" in found:
        said = _quotation(found["error_message"], secrets)
        return Fault(code=number(found.get("code")), text=said)
    return None


def _quotation(said: object, secrets: Collection[Secret]) -> str:
    """Return the platform's words on one line, without secrets and control characters."""
    if not isinstance(said, str):
        return ""
    plain = "".join(each if each.isprintable() else " " for each in scrub(said, secrets))
    return " ".join(plain.split())[:_QUOTED]


def _row(fault: Fault, status: int) -> Refusal:
    known = refusal_of(fault)
    if known is not None:
        return known
    if status == _TOO_MANY:
        return _CROWDED
    if status in _WRONG and fault.code is not None and not fault.transient:
        return _NEW
    return _AWAY


def _error(row: Refusal, fault: Fault, answer: Answer, *, creates: bool) -> PublishError:
    told_s = wait_told(answer.headers)
    maybe_made = creates and row.action is Action.AWAY
    message = _message(row.what, _MAYBE_MADE if maybe_made else row.advice, fault, answer.status)
    codes = {"code": fault.code, "subcode": fault.subcode}
    match row.action:
        case Action.AWAY | Action.TWICE if creates:
            return OutcomeUnknown(message, **codes)
        case Action.AWAY:
            return Unavailable(message, wait_s=told_s or None, **codes)
        case Action.WAIT:
            wait_s = max(told_s or row.wait_s or 0.0, row.least_s)
            return Unavailable(message, wait_s=wait_s, **codes)
        case Action.TWICE | Action.FIX | Action.PERSON:
            return Rejected(message, **codes)


def _message(what: str, advice: str, fault: Fault, status: int) -> str:
    """Return a sentence for people: what happened, what to do, the platform's own words."""
    parts = [f"HTTP {status}"]
    if fault.code is not None:
        ending = "" if fault.subcode is None else f"/{fault.subcode}"
        parts = [f"code {fault.code}{ending}"]
    if fault.trace:
        parts.append(f"trace {fault.trace}")
    said = f"; Facebook says: «{fault.text}»" if fault.text else ""
    return f"{what}: {advice} ({', '.join(parts)}{said})"
