"""Outlets: the pages of the settings, each with all that queueing for it needs."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A page that posts go out to.

    Args:
        target: Which page on which platform.
        zone: In which its times are asked for and shown.
        slots: Its weekly times.
        policy: Its distances, waits and limits.
    """

    target: Target
    zone: ZoneInfo
    slots: Slots
    policy: Policy

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
    )


def outlet_names(settings: Settings) -> tuple[str, ...]:
    """Return the names of all pages, ``main`` first."""
    return (MAIN_PAGE, *sorted(settings.pages))


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
        page_id = PRACTICE_PAGE_ID
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


def _place(settings: Settings, name: str, table: str) -> str:
    """Return where a table of a page stands, for messages."""
    path = table if name == MAIN_PAGE else f"pages.{name}.{table}"
    return f"{settings.file or FILE_NAME}: {path}"
