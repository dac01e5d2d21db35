"""How the approval of a draft for a page stands, and what ended it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from composer.app.newsroom import Newsroom
from composer.domain.post import Target
from composer.errors import DraftError
from composer.settings import MAIN_PAGE
from composer.store.journal import JournalLine

_APPROVED = "approved"
_VOIDED = "approval voided"
_PARTS = {
    "text": "its text",
    "post_link": "its link",
    "comment": "its first comment",
    "cards": "its images",
    "own": "what it says there",
}
"""What an edit changed that an approval binds, by the names that the journal uses."""

_EDITED = "edited"
_DEEDS = {
    _EDITED: "edited it",
    "undone": "took a change of it back",
    "redone": "made a change of it again",
    "version restored": "brought up an earlier version of it",
    "rejected": "rejected it",
}
"""What ends an approval, by the events of the journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    """What ended an approval.

    Args:
        reason: Such as ``sara edited its text``.
        at: When, in UTC; None where that is not known.
        actor: Who did it; None where nobody did it to the draft itself.
    """

    reason: str
    at: datetime | None = None
    actor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastApproval:
    """The last approval of a draft for a page.

    Args:
        approver: Who allowed it.
        at: When, in UTC.
        fingerprint: Hash of what was allowed.
        accepted: What proofreading had flagged, and the approver accepted.
        voided: What ended it; None while it holds.
    """

    approver: str
    at: datetime
    fingerprint: str
    accepted: tuple[str, ...]
    voided: Voided | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a draft stands for a page.

    Args:
        draft: ID of the draft.
        page: Name of the page in the settings.
        last: Its last approval; None where it never had one.
    """

    draft: str
    page: str
    last: LastApproval | None

    @property
    def refusal(self) -> str:
        """Why it cannot be queued as it stands, and what to do."""
        advice = f"nashir approve {self.draft}"
        if self.page != MAIN_PAGE:
            advice += f" --page {self.page}"
        if self.last is None or self.last.voided is None:
            return f"draft {self.draft} is not approved for the page {self.page}: {advice}"
        return (
            f"the approval of draft {self.draft} for the page {self.page} is void:"
            f" {self.last.voided.reason}: look at it, then {advice}"
        )


def standing_of(newsroom: Newsroom, draft: str, target: Target) -> Standing:
    """Return how a draft stands for a page.

    Args:
        newsroom: Where it is.
        draft: Its whole ID.
        target: The page.
    """
    lines = newsroom.store.journal.of(draft_id=draft)
    last = _last(lines, target, _valid(newsroom, draft, target))
    return Standing(draft=draft, page=target.page, last=last)


def _valid(newsroom: Newsroom, draft: str, target: Target) -> str | None:
    """Return the fingerprint that is approved; None without one, or where the draft is gone."""
    try:
        approval = newsroom.store.drafts.approval(draft, target)
    except DraftError:
        return None
    return None if approval is None else approval.fingerprint


def _last(lines: Sequence[JournalLine], target: Target, valid: str | None) -> LastApproval | None:
    places = [
        place
        for place, line in enumerate(lines)
        if line.event == _APPROVED and line.detail.get("page") == target.page
    ]
    if not places:
        return None
    line = lines[places[-1]]
    fingerprint = str(line.detail["fingerprint"])
    return LastApproval(
        approver=line.actor,
        at=line.at,
        fingerprint=fingerprint,
        accepted=tuple(line.detail["accepted"]),
        voided=None if fingerprint == valid else _end(lines, places[-1], fingerprint),
    )


def _end(lines: Sequence[JournalLine], begin: int, fingerprint: str) -> Voided:
    """Return what ended an approval: what the journal tells just before it was voided."""
    for place in range(begin + 1, len(lines)):
        line = lines[place]
        if line.event == _VOIDED and line.detail.get("fingerprint") == fingerprint:
            reason = f"{line.actor} {_deed(lines[place - 1], line)}"
            return Voided(reason=reason, at=line.at, actor=line.actor)
    return Voided(reason="the settings name another page by this name now")


def _deed(before: JournalLine, voided: JournalLine) -> str:
    """Return what somebody did to a draft, from the line before its approval was voided."""
    if before.at != voided.at or before.event not in _DEEDS:
        return "removed it"
    changed = [_PARTS[each] for each in before.detail.get("changed", ()) if each in _PARTS]
    if before.event != _EDITED or not changed:
        return _DEEDS[before.event]
    return f"edited {', '.join(changed)}"
