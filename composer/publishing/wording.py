"""How a notice reads: a subject and a letter for people, a document for programs."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from composer.domain.notice import Notice, NoticeKind
from composer.publishing.redact import scrub

_FSI = "\u2068"  # opens a stretch with the direction of its own first letter
_PDI = "\u2069"
_OTHER = "Something happened"
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What may not stand in a line: control characters, and marks that turn about what follows."""

_SUMMARIES: Mapping[str, str] = {
    NoticeKind.ATTENTION: "A post needs a person's decision",
    NoticeKind.UNKNOWN: "It is not known whether a post went out",
    NoticeKind.DUPLICATE_ALARM: "The page shows a post more than once",
    NoticeKind.MISSING_ALARM: "The page does not show a post that was published",
    NoticeKind.TOKEN_EXPIRY: "The page's token is about to expire",
    NoticeKind.COMMENT_ATTENTION: "The first comment of a post needs a person's decision",
    NoticeKind.RUNNER: "The runner needs a person",
    NoticeKind.DRAFT: "A draft was made",
    NoticeKind.APPROVED: "A draft was approved",
    NoticeKind.QUEUED: "A post was queued",
    NoticeKind.MOVED: "A post has another time",
    NoticeKind.CANCELLED: "A post was taken out of the queue",
    NoticeKind.PUBLISHED: "A post is out",
    NoticeKind.APPROVAL_ASKED: "A draft waits for approval",
    NoticeKind.REJECTED: "A draft was sent back",
    NoticeKind.CORRECTED: "The text of a published post was corrected",
    NoticeKind.WITHDRAWN: "A published post was taken down",
}

_ADVICE: Mapping[str, str] = {
    NoticeKind.ATTENTION: (
        "mend what is said above, then run: nashir queue retry {item}"
        " (or, to drop it: nashir queue cancel {item})"
    ),
    NoticeKind.UNKNOWN: (
        "nothing yet: it is not sent again before the page has been looked at, and the program"
        " looks. If you can see the page, run: nashir queue settle {item} --posted POST_ID"
        " (or: --not-posted)"
    ),
    NoticeKind.DUPLICATE_ALARM: (
        "look at the page and delete what is too much. What was sent is told by:"
        " nashir show {draft}"
    ),
    NoticeKind.MISSING_ALARM: (
        "look at the page. If nobody took the post down, publish it anew with:"
        " nashir queue add {draft} --again"
    ),
    NoticeKind.TOKEN_EXPIRY: "an administrator of the page runs: nashir facebook login",
    NoticeKind.COMMENT_ATTENTION: (
        "look below the post, and write the comment by hand where it is missing"
    ),
    NoticeKind.APPROVAL_ASKED: (
        "open it at the desk, or look at it with nashir show {draft} and allow it with"
        " nashir approve {draft}"
    ),
    NoticeKind.REJECTED: "mend what is said above at the desk, then ask for approval again",
    NoticeKind.RUNNER: "on the runner's machine, run: nashir doctor",
}

_LOOK_AT_POST = "look at the page yourself; nothing more is sent of this item, which is published"
"""What to do about an item whose post is out, and that the program cannot look after."""


def summary(notice: Notice) -> str:
    """Return what happened, in a few words of English without a full stop."""
    return _SUMMARIES.get(notice.kind, _OTHER)


def advice(notice: Notice) -> str | None:
    """Return what a person can do; None where nothing is to be done."""
    if notice.kind == NoticeKind.ATTENTION and "post" in notice.detail:
        return _LOOK_AT_POST
    found = _ADVICE.get(notice.kind)
    if found is None:
        return None
    return found.format(item=_plain(notice.item or "ITEM"), draft=_plain(notice.draft or "DRAFT"))


def subject(notice: Notice) -> str:
    """Return the subject of a letter: one line; the headline keeps a direction of its own."""
    line = f"Nashir: {summary(notice)}"
    return f"{line}: {isolated(notice.title)}" if notice.title.strip() else line


def letter(notice: Notice) -> str:
    """Return the text of a letter: what happened, what was seen, what to do, and the facts."""
    todo = advice(notice)
    parts = [
        f"{summary(notice)}.",
        _clean(notice.text).strip(),
        f"What to do: {todo}." if todo else "",
        "\n".join(f"{name}: {value}" for name, value in _facts(notice).items()),
    ]
    return "\n\n".join(each for each in parts if each) + "\n"


def document(notice: Notice) -> Mapping[str, object]:
    """Return what a program is told; fields may be added, never renamed."""
    return {
        "id": notice.id,
        "kind": notice.kind,
        "at": _instant(notice.at),
        "summary": summary(notice),
        "title": _clean(notice.title),
        "text": _clean(notice.text),
        "advice": advice(notice),
        "item": notice.item,
        "draft": notice.draft,
        "page": notice.page,
        "detail": {name: _clean(value) for name, value in notice.detail.items()},
        "trace": notice.trace,
    }


def isolated(text: str) -> str:
    """Return a text of any direction as a stretch of its own within an English line."""
    return f"{_FSI}{_plain(text)}{_PDI}"


def _facts(notice: Notice) -> Mapping[str, str]:
    known = {
        "Headline": isolated(notice.title) if notice.title.strip() else None,
        "Page": notice.page and isolated(notice.page),
        "Item": notice.item and _plain(notice.item),
        "Draft": notice.draft and _plain(notice.draft),
        "Time": f"{notice.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        **{_plain(name): isolated(value) for name, value in notice.detail.items()},
    }
    return {name: value for name, value in known.items() if value}


def _plain(text: str) -> str:
    """Return a text as part of one line."""
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    return scrub(_UNSHOWN.sub(" ", text))


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
