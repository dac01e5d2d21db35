"""What ``doctor --cluster`` looks at in the programs of all machines, and what waits for them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from composer.app.checkup import Result, fail, ok, warn
from composer.app.newsroom import Newsroom
from composer.app.outlet import Outlet, outlet_names
from composer.app.roster import living_runners
from composer.app.token import mark_of_keyring, vault
from composer.app.token_care import known_lifetimes
from composer.errors import InputError
from composer.publishing.policy import Policy
from composer.publishing.readiness import days_to_warn_of
from composer.settings import PublisherKind, Settings, load_secrets
from composer.store.prospect import Prospect, prospects
from composer.store.runner import Runner

_LATE = timedelta(minutes=2)
_LATE_LOOK = timedelta(minutes=10)
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdCheckup:
    """Looks at workers, late posts and tokens.

    Args:
        settings: Of this machine.
        person: Who looks.
        now: Tells the time, in UTC.
    """

    settings: Settings
    person: str
    now: Callable[[], datetime]

    def results(self) -> Iterator[Result]:
        """Give what was found."""
        newsroom = Newsroom.open(self.settings, now=self.now, person=self.person)
        try:
            living = living_runners(newsroom)
            yield from _workers(living)
            yield from self._late(newsroom, is_published=any(each.publishes for each in living))
            yield from _tokens(newsroom)
        finally:
            newsroom.close()

    def _late(self, newsroom: Newsroom, *, is_published: bool) -> Iterator[Result]:
        now = self.now()
        known = prospects(newsroom.store.database, now)
        begun = {each: self._since(newsroom, each) for each in known if each.is_due(now)}
        pages = [
            each
            for each, since in begun.items()
            if since < now - (_LATE if each.posts else _LATE_LOOK)
        ]
        if not pages:
            yield ok("late", "no page waits for a worker")
            return
        longest = now - min(begun[each] for each in pages)
        named = _listed([each.page or each.target for each in pages])
        told = f"{len(pages)} pages wait for a worker, the first for {_span(longest)} ({named})"
        if is_published:
            yield warn("late", f"{told}: start more workers, or raise at_once; see their logs")
        else:
            yield fail("late", f"{told}, and none publishes: start nashir worker")

    def _since(self, newsroom: Newsroom, prospect: Prospect) -> datetime:
        """Return since when a page could have been served: a post keeps its distance first."""
        if not prospect.spaced or prospect.last_published is None:
            return prospect.since
        names = outlet_names(self.settings)
        known = prospect.page if prospect.page in names else None
        spacing = Policy().spacing if known is None else newsroom.outlet(known).policy.spacing
        return max(prospect.since, prospect.last_published + spacing)


def _workers(living: Sequence[Runner]) -> Iterator[Result]:
    """Tell which programs publish, by machine, and whether all are of one version."""
    if not living:
        yield warn("workers", "none lives on any machine: start nashir worker")
        return
    for host in sorted({each.host for each in living}):
        here = [each for each in living if each.host == host]
        versions = ", ".join(sorted({each.version for each in here}))
        processes = ", ".join(str(each.pid) for each in here[:_MOST_NAMED])
        what = "process" if len(here) == 1 else f"{len(here)} processes:"
        yield ok("workers", f"{host}: nashir {versions}, {what} {processes}")
    if not any(each.publishes for each in living):
        yield warn("workers", "none of them publishes: start nashir worker")
    different = sorted({each.version for each in living})
    if len(different) > 1:
        told = f"nashir {' and '.join(different)} work side by side"
        yield warn("workers", f"{told}: install one of them everywhere, then start all anew")


def _tokens(newsroom: Newsroom) -> Iterator[Result]:
    """Tell which pages on Facebook have no token on this machine, or one that ends; ask nobody."""
    kind = PublisherKind.FACEBOOK.value
    outlets = [each for each in newsroom.outlets() if each.target.publisher == kind]
    if not outlets:
        return
    try:
        lacking = _without(newsroom.settings, outlets)
    except InputError as error:
        yield fail("tokens", str(error))
        return
    if lacking:
        told = f"{len(lacking)} of {len(outlets)} pages have none on this machine"
        yield fail("tokens", f"{told} ({_listed(lacking)}): nashir facebook login --page NAME")
    yield from _ending(newsroom, outlets)
    if not lacking:
        yield ok("tokens", f"{len(outlets)} pages have one")


def _ending(newsroom: Newsroom, outlets: Sequence[Outlet]) -> Iterator[Result]:
    ended, ending = [], []
    for name, life in known_lifetimes(newsroom, outlets).items():
        days = days_to_warn_of(life.expires, now=newsroom.now())
        if days == 0 or not life.is_valid:
            ended.append(name)
        elif days is not None:
            ending.append(name)
    advice = "nashir facebook login --page NAME"
    if ended:
        yield fail("tokens", f"{len(ended)} are not valid any more ({_listed(ended)}): {advice}")
    if ending:
        yield warn("tokens", f"{len(ending)} end within two weeks ({_listed(ending)}): {advice}")


def _without(settings: Settings, outlets: Sequence[Outlet]) -> list[str]:
    """Return the pages without a token; all that the file holds is decrypted once.

    Raises:
        InputError: The file of tokens cannot be read with this machine's key.
    """
    if mark_of_keyring(settings).exists():
        keeper = vault(settings)
        kept = {each.name for each in outlets if keeper.kept(each.name) is not None}
    else:
        kept = set(vault(settings).in_file())
    return [
        each.name for each in outlets if each.name not in kept and not load_secrets(each.name).token
    ]


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def _span(length: timedelta) -> str:
    return str(timedelta(seconds=int(length.total_seconds())))
