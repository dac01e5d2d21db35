"""What the worker's parts share: the store, the clock, the pages."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from composer.domain.clock import Instant
from composer.domain.post import Target
from composer.publishing.hands import Hands
from composer.publishing.observer import NOBODY, Observer
from composer.publishing.platform import Platform
from composer.publishing.policy import Policy
from composer.store.claim import Claims
from composer.store.outcome import Outcomes
from composer.store.remark import Remarks
from composer.store.store import Store

_MAIN = "main"


class Clock(Protocol):
    """Reads this machine's clocks."""

    def read(self) -> Instant:
        """Return what they say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWork:
    """A page to publish to.

    Args:
        target: Which it is.
        platform: Its platform.
        policy: What it wants.
    """

    target: Target
    platform: Platform
    policy: Policy


def _go_on(point: str) -> None:
    """Do nothing: the point is there for tests that kill the worker at it."""
    del point


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """All that a worker needs.

    Args:
        store: The store.
        claims: The queue as this worker sees it.
        outcomes: What became of items.
        remarks: The first comments as this worker sees them.
        clock: The clocks.
        page: Gives the page of a name, as the settings have it now; None where they know none.
        alive: Tells of another worker whether it lives; None where only its lease can tell.
        at: Told each point that the worker passes, before it goes on.
        observer: Told how it goes, for metrics.
        hands: The pages that are being served in the worker's name, by whichever thread.
    """

    store: Store
    claims: Claims
    outcomes: Outcomes
    remarks: Remarks
    clock: Clock
    page: Callable[[str], PageWork | None]
    alive: Callable[[str], bool | None]
    at: Callable[[str], None] = _go_on
    observer: Observer = NOBODY
    hands: Hands = field(default_factory=Hands)


def option_of(page: str) -> str:
    """Return what names a page behind a command; nothing for the one that it means anyway."""
    return "" if page == _MAIN else f" --page {page}"


SPACING = "spacing:"
"""Begins the name of each such wait."""


def spacing_of(item: int) -> str:
    """Return what names the wait for the distance from a page's last post."""
    return f"{SPACING}{item}"
