"""Looks out for pages that have something to do, and leaves out what would be served in vain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from composer.domain.clock import Instant
from composer.errors import SettingsError
from composer.publishing.policy import Policy
from composer.publishing.restored import Aftermath, Restored
from composer.publishing.work import Work, spacing_of
from composer.store.prospect import Prospect


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage:
    """A page that has something to do now.

    Args:
        target: Which page, as ``publisher:page_id``.
        breaking: Whether breaking news is among it.
    """

    target: str
    breaking: bool = False


class Lookout:
    """Tells which pages are due.

    Args:
        work: What the worker has.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._restored = Restored(work)

    def look(self, *, look_now: bool = False) -> tuple[DuePage, ...]:
        """Return the pages that have something to do now, the most urgent first.

        Left out are: a page that takes no calls, one with a post under way, one whose posts only
        wait for the distance to its last one, one that was just looked at after a restore and gets
        nothing yet. The cost is that of what is due, whatever else is queued.

        Args:
            look_now: With every unknown outcome, whenever its next look is.
        """
        instant = self._work.clock.read()
        found = self._work.claims.prospects(instant.wall, all_unknown=look_now)
        aftermath = self._restored.aftermath(look_now=look_now)
        passed_s = self._passed(found, instant)
        due = [
            DuePage(target=each.target, breaking=each.breaking)
            for each in found
            if each.checks
            or self._is_look_due(each, instant.wall, look_now=look_now)
            or self._is_post_due(each, aftermath, passed_s)
        ]
        others = aftermath.to_look.difference(each.target for each in due)
        return (*due, *(DuePage(target=each) for each in sorted(others)))

    def _is_look_due(self, found: Prospect, now: datetime, *, look_now: bool) -> bool:
        if found.look is None or look_now:
            return found.look is not None
        return is_woken(found.look, now, self._policy(found) or Policy())

    def _is_post_due(
        self, found: Prospect, aftermath: Aftermath, passed_s: Mapping[str, float]
    ) -> bool:
        if not found.posts or found.target in aftermath.open - aftermath.to_look:
            return False
        policy = self._policy(found) if found.spaced else None
        passed = passed_s.get(found.target)
        return policy is None or passed is None or passed >= policy.spacing.total_seconds()

    def _passed(self, found: tuple[Prospect, ...], instant: Instant) -> dict[str, float]:
        """Return for how many seconds the last post of each page that keeps a distance is out."""
        spaced = [each for each in found if each.spaced and each.last_item is not None]
        subjects = {each.target: spacing_of(each.last_item or 0) for each in spaced}
        if not subjects:
            return {}
        known = self._work.store.watches.known_of(set(subjects.values()), instant)
        return {
            each.target: since_last(known.get(subjects[each.target]), each.last_published, instant)
            for each in spaced
        }

    def _policy(self, found: Prospect) -> Policy | None:
        """Return what a page wants; None where its settings do not tell, and serving it does."""
        if found.page is None:
            return None
        try:
            page = self._work.page(found.page)
        except SettingsError:
            return None
        return page.policy if page else None


def since_last(known_s: float | None, published: datetime | None, instant: Instant) -> float:
    """Return for how many seconds a page's last post is out.

    Args:
        known_s: By this boot's clock; None where the post was made before this machine was
            started, or by another one.
        published: When it went out, in UTC.
        instant: Now.
    """
    if known_s is not None:
        return known_s
    return (instant.wall - (published or instant.wall)).total_seconds()


def is_woken(wake: datetime, now: datetime, policy: Policy) -> bool:
    """Tell whether a look is due; one that seems far away was set before the clock was put back."""
    longest = max(policy.reconcile_after, default=timedelta(0))
    return wake <= now or wake > now + longest
