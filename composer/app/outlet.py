"""Outlets: the pages of the settings, each with all that queueing for it needs."""

from dataclasses import dataclass
from hashlib import sha256
from zoneinfo import ZoneInfo

from composer.domain.post import Target
from composer.errors import SettingsError
from composer.publishing.policy import Policy
from composer.publishing.slot import Slots
from composer.publishing.week import weekday
from composer.sandbox import PRACTICE_PAGE_ID
from composer.settings import (
    FILE_NAME,
    MAIN_PAGE,
    PublisherKind,
    PublisherSettings,
    PublishingSettings,
    Settings,
)

_DIGITS = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A page that posts go out to.

    Args:
        target: Which page on which platform.
        zone: In which its times are asked for and shown.
        slots: Its weekly times.
        policy: Its distances, waits and limits.
        approvers: Who may approve for it, by name; nobody named means everybody.
    """

    target: Target
    zone: ZoneInfo
    slots: Slots
    policy: Policy
    approvers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its name in the settings."""
        return self.target.page


def outlet(settings: Settings, name: str = MAIN_PAGE) -> Outlet:
    """Return a page of the settings.

    Raises:
        SettingsError: There is no such page, its ID is missing, or a slot or a day of its weekend
            is written wrongly.
    """
    page = settings.page(name)
    zone = page.site.zone
    return Outlet(
        target=_target(settings, name, page.publisher),
        zone=zone,
        slots=_slots(settings, name, page.publishing, zone),
        policy=policy(page.publishing),
        approvers=page.publishing.approvers,
    )


def outlet_names(settings: Settings) -> tuple[str, ...]:
    """Return the names of all pages, ``main`` first.

    Where ``nashir.toml`` says only what its pages have in common, and names no page of Facebook
    itself, ``main`` is none.
    """
    main = (MAIN_PAGE,) if is_outlet(settings, MAIN_PAGE) else ()
    return (*main, *sorted(settings.pages))


def is_outlet(settings: Settings, name: str) -> bool:
    """Tell whether a page of this name is among ``outlet_names``."""
    if name != MAIN_PAGE:
        return name in settings.pages
    publisher = settings.main.publisher
    is_page = publisher.page_id is not None or publisher.kind is PublisherKind.SANDBOX
    return is_page or not settings.pages


def policy(publishing: PublishingSettings) -> Policy:
    """Return what ``[publishing]`` says as the worker wants it."""
    return Policy(
        spacing=publishing.spacing,
        grace=publishing.grace,
        breaking_grace=publishing.breaking_grace,
        reconcile_after=publishing.reconcile_after,
        retry_after=publishing.retry_after,
        settle=publishing.settle,
        audit_after=publishing.audit_after,
        native=publishing.native,
    )


def _target(settings: Settings, name: str, publisher: PublisherSettings) -> Target:
    page_id = publisher.page_id
    if page_id is None and publisher.kind is PublisherKind.SANDBOX:
        page_id = _practice_id(name)
    if page_id is None and not is_outlet(settings, name):
        msg = (
            f"{settings.file or FILE_NAME} names no page {MAIN_PAGE}, only what the pages have in"
            " common: say --page NAME; nashir pages lists them"
        )
        raise SettingsError(msg)
    if page_id is None:
        msg = (
            f"{_place(settings, name, 'publisher')} lacks page_id: write the ID of the page, or"
            ' kind = "sandbox" for the practice page'
        )
        raise SettingsError(msg)
    return Target(page=name, publisher=publisher.kind.value, page_id=page_id)


def _slots(settings: Settings, name: str, publishing: PublishingSettings, zone: ZoneInfo) -> Slots:
    try:
        for day in publishing.weekend:
            weekday(day)
    except ValueError as error:
        msg = f"{_place(settings, name, 'publishing')}.weekend: {error}"
        raise SettingsError(msg) from error
    try:
        return Slots.parse(publishing.slots, zone=zone)
    except ValueError as error:
        msg = f"{_place(settings, name, 'publishing')}.slots: {error}"
        raise SettingsError(msg) from error


def _practice_id(name: str) -> str:
    """Return which page of the practice pages is one's own that names none.

    The platform brings a page into being whose ID has 15 digits and begins with 1.
    """
    if name == MAIN_PAGE:
        return PRACTICE_PAGE_ID
    number = int.from_bytes(sha256(name.encode()).digest()[:8]) % 10**_DIGITS
    return f"19{number:0{_DIGITS}}"


def _place(settings: Settings, name: str, table: str) -> str:
    """Return where a table of a page stands, for messages."""
    own = settings.page_files.get(name)
    if own is not None:
        return f"{own}: {table}"
    path = table if name == MAIN_PAGE else f"pages.{name}.{table}"
    return f"{settings.file or FILE_NAME}: {path}"
