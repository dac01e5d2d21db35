"""The pages of a newsroom in a list: what each is set to, how it stands, what waits for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from composer.app.newsroom import Newsroom
from composer.app.outlet import Outlet, outlet_names, policy
from composer.app.token_care import Lifetime, kept_tokens, known_lifetimes
from composer.domain.post import Target
from composer.errors import SettingsError
from composer.publishing.slot import Slots
from composer.publishing.vault import Kept
from composer.settings import Page, PublisherKind, load_secrets
from composer.store.article import folded
from composer.store.page import PageState
from composer.store.page_load import PageLoad, page_loads, page_states


class TokenPlace(StrEnum):
    """Where the token of a page is."""

    NOT_NEEDED = "not needed"
    """It is a practice page."""
    ENVIRONMENT = "environment"
    KEPT = "kept"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """A page in the list.

    Args:
        outlet: The page.
        page: What it is set to.
        state: How it stands.
        load: What waits for it.
        life: How long its token lives, as far as that is known.
        token: Where its token is; None where nobody asked.
        problem: What is wrong with its settings, so that nothing is sent to it; None where nothing.
    """

    outlet: Outlet
    page: Page
    state: PageState
    load: PageLoad
    life: Lifetime
    token: TokenPlace | None = None
    problem: str | None = None

    @property
    def name(self) -> str:
        """Its name in the settings."""
        return self.outlet.name


def list_pages(
    newsroom: Newsroom, *, search: str | None = None, tokens: bool = False
) -> tuple[PageRow, ...]:
    """Return the pages, ``main`` first and the others by name; no platform is asked.

    A thousand cost some looks at the store and one at the file of tokens, not one for each.

    Args:
        newsroom: Whose.
        search: Only those whose name, or whose site's, holds this however it is spelled, or whose
            ID begins so.
        tokens: Tell where each token is, too: this asks the desktop's keyring where it keeps some.

    A page whose settings are wrong is listed with what is wrong.
    """
    names = outlet_names(newsroom.settings)
    found = [_outlet(newsroom, each) for each in names if _fits(newsroom, each, search or "")]
    outlets = [each for each, _ in found]
    loads, states = page_loads(newsroom.store.database), page_states(newsroom.store.database)
    lives = known_lifetimes(newsroom, _on_facebook(outlets), keyring=tokens)
    places = _places(newsroom, outlets) if tokens else {}
    return tuple(
        PageRow(
            outlet=each,
            page=newsroom.settings.page(each.name),
            state=states.get(each.target.key, PageState()),
            load=loads.get(each.target.key, PageLoad()),
            life=lives.get(each.name, Lifetime()),
            token=places.get(each.name),
            problem=problem,
        )
        for each, problem in found
    )


def page_row(newsroom: Newsroom, name: str) -> PageRow:
    """Return one page as the list tells of it, with where its token is.

    Raises:
        SettingsError: There is no such page.
    """
    outlet, problem = _outlet(newsroom, name)
    key, database = outlet.target.key, newsroom.store.database
    return PageRow(
        outlet=outlet,
        page=newsroom.settings.page(name),
        state=newsroom.store.pages.state(key),
        load=page_loads(database).get(key, PageLoad()),
        life=known_lifetimes(newsroom, _on_facebook([outlet])).get(name, Lifetime()),
        token=_places(newsroom, [outlet])[name],
        problem=problem,
    )


def _outlet(newsroom: Newsroom, name: str) -> tuple[Outlet, str | None]:
    """Return a page, and what is wrong with it: then it is as much of one as can be told."""
    try:
        return newsroom.outlet(name), None
    except SettingsError as error:
        page = newsroom.settings.page(name)
        publisher, zone = page.publisher, page.site.zone
        kind, page_id = publisher.kind.value, publisher.page_id or ""
        rough = Outlet(
            target=Target(page=name, publisher=kind, page_id=page_id),
            zone=zone,
            slots=Slots(times=(), zone=zone),
            policy=policy(page.publishing),
            approvers=page.publishing.approvers,
        )
        return rough, str(error)


def _fits(newsroom: Newsroom, name: str, search: str) -> bool:
    wanted, page = folded(search), newsroom.settings.page(name)
    if wanted in folded(name) or wanted in folded(page.site.name or ""):
        return True
    return (page.publisher.page_id or "").startswith(search.strip())


def _on_facebook(outlets: Iterable[Outlet]) -> list[Outlet]:
    return [each for each in outlets if each.target.publisher == PublisherKind.FACEBOOK]


def _places(newsroom: Newsroom, outlets: Iterable[Outlet]) -> Mapping[str, TokenPlace]:
    outlets = tuple(outlets)
    kept = kept_tokens(newsroom.settings, outlets)
    return {each.name: _place(each, kept) for each in outlets}


def _place(outlet: Outlet, kept: Mapping[str, Kept]) -> TokenPlace:
    if outlet.target.publisher != PublisherKind.FACEBOOK:
        return TokenPlace.NOT_NEEDED
    if load_secrets(outlet.name).token:
        return TokenPlace.ENVIRONMENT
    found = kept.get(outlet.name)
    is_its_own = found is not None and found.page_id == outlet.target.page_id
    return TokenPlace.KEPT if is_its_own else TokenPlace.MISSING
