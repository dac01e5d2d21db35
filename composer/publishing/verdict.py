"""What to do next: pure decisions, each a table of tests."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from composer.domain.clock import Instant
from composer.domain.queue import QueueItem, Status
from composer.errors import OutcomeUnknown, PublishError, Unavailable
from composer.publishing.due import Lateness, lateness
from composer.publishing.policy import GUARD_S, NATIVE_AT_LEAST, NATIVE_AT_MOST, Policy

_LOOKS_AT_LEAST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of an item.

    Args:
        status: Where it goes.
        wake: When a worker has to do with it again.
        blocked_until: Until when the platform wants no calls for the whole page.
        counted: Whether this was one of the failures after which a person is asked.
    """

    status: Status
    wake: datetime
    blocked_until: datetime | None = None
    counted: bool = False


def after_failure(
    error: PublishError, item: QueueItem, *, now: datetime, policy: Policy
) -> Verdict:
    """Return what to do after a call failed.

    Args:
        error: What the platform's client made of the answer.
        item: The item as it was before this failure.
        now: The wall clock.
        policy: The page's.
    """
    match error:
        case OutcomeUnknown():
            return Verdict(status=Status.UNKNOWN, wake=now + look_after(0, policy))
        case Unavailable(wait_s=float() | int() as wait_s):
            until = now + timedelta(seconds=wait_s)
            # The page waits, not the item: it keeps its turn, and ``queue resume`` ends the wait.
            return Verdict(status=Status.QUEUED, wake=now, blocked_until=until)
        case Unavailable() if item.failures < len(policy.retry_after):
            wake = now + policy.retry_after[item.failures]
            return Verdict(status=Status.QUEUED, wake=wake, counted=True)
        case _:
            return Verdict(status=Status.ATTENTION, wake=now)


def after_look(
    item: QueueItem, *, images: bool, waited_s: float, now: datetime, policy: Policy
) -> Verdict:
    """Return what to do after a look that did not find the post.

    A post with images may be sent again with the same images: the platform refuses to use one
    twice. For a text nothing stands between a second call and a second post, so a person decides.

    Args:
        item: The item as it was before this look.
        images: Whether the post has images.
        waited_s: Seconds on the monotonic clock since this machine knew the outcome as unknown.
        now: The wall clock.
        policy: The page's.
    """
    looks = item.looks + 1
    settle_s = policy.settle.total_seconds()
    if waited_s < settle_s or looks < _LOOKS_AT_LEAST:
        left = timedelta(seconds=max(settle_s - waited_s, 0.0))
        wait = look_after(looks, policy)
        return Verdict(status=Status.UNKNOWN, wake=now + (min(wait, left) if left else wait))
    if images and item.attempts < policy.most_attempts:
        return Verdict(status=Status.QUEUED, wake=now)
    return Verdict(status=Status.ATTENTION, wake=now)


def look_after(looks: int, policy: Policy) -> timedelta:
    """Return the wait before the next look when ``looks`` are done; the last wait repeats."""
    waits = policy.reconcile_after or (timedelta(0),)
    return waits[min(looks, len(waits) - 1)]


def is_missed(item: QueueItem, *, now: datetime, policy: Policy) -> bool:
    """Tell whether an item is too late to go out without a person's word."""
    grace = min(policy.breaking_grace, policy.grace) if item.breaking else policy.grace
    return lateness(item.due, now=now, grace=grace) is Lateness.MISSED


def holds_natively(item: QueueItem, *, now: datetime, policy: Policy) -> bool:
    """Tell whether the platform itself is to hold an item until its time."""
    return policy.native and NATIVE_AT_LEAST <= item.due - now <= NATIVE_AT_MOST


def first_wake(due: datetime, *, now: datetime, policy: Policy) -> datetime:
    """Return when a worker first has to do with an item that is due then."""
    if policy.native and due - now >= NATIVE_AT_LEAST:
        return max(now, due - NATIVE_AT_MOST)
    return due


def is_stale(before: Instant, instant: Instant) -> bool:
    """Tell whether a worker was frozen after it wrote its intent: then it sends nothing."""
    return instant.boot != before.boot or instant.ticks - before.ticks > GUARD_S
