"""What can be set: one class for each table of ``nashir.toml``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from composer.domain.notice import EVENTS, NoticeKind
from composer.errors import SettingsError

FILE_NAME = "nashir.toml"
STATE_NAME = ".nashir"
MAIN_PAGE = "main"

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s/:@?#\[\]*]+)(?::[0-9]{1,5})?")
_IMAGES = re.compile(r"file:///[^?#]+|(?:s3|gs|az)://[^\s/:@?#]+(?:/[^?#]*)?")
_MOST_AT_ONCE = 64
_MOST_LISTED = 12
_MOST_LIKE = 3
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Backend(StrEnum):
    """What shapes the text."""

    AUTO = "auto"
    HARFBUZZ = "harfbuzz"
    BASIC = "basic"


class PublisherKind(StrEnum):
    """Where posts go."""

    SANDBOX = "sandbox"
    FACEBOOK = "facebook"


def _check_address(name: str, text: str) -> None:
    """Refuse an address over which a secret could be read by others."""
    address = urlsplit(text)
    if address.scheme == "https" and address.hostname:
        return
    if address.scheme == "http" and address.hostname in _LOOPBACK:
        return
    msg = f"{name} must be https (http for loopback addresses only), not {text!r}"
    raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """The site.

    Args:
        name: Stands on cards when the article does not tell its site.
        zone: Zone of its page.
        picture: Path of the page's picture from the workspace, as the desk shows it.
    """

    name: str | None = None
    picture: str | None = None
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Riyadh"))

    def __post_init__(self) -> None:
        unseen = _UNSEEN.search(self.name or "")
        if unseen:
            msg = f"name holds an invisible character (U+{ord(unseen[0]):04X}): write it without"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeSettings:
    """The theme; ``path`` is a folder of the user's own themes, searched before the shipped."""

    name: str = "midnight"
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherSettings:
    """The platform; plain http is accepted for loopback addresses only."""

    kind: PublisherKind = PublisherKind.SANDBOX
    page_id: str | None = None
    api_base: str = "https://graph.facebook.com"
    api_version: str = "v26.0"

    def __post_init__(self) -> None:
        _check_address("api_base", self.api_base)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishingSettings:
    """When posts go out, and what happens after a failure.

    Args:
        slots: Weekly times, such as ``sun-thu 08:00 13:00 20:00``, in the site's zone.
        spacing: The least time between two posts of the page.
        grace: How late an item may still go out by itself; later, a person is asked.
        reconcile_after: Waits before each look after an unknown outcome; the last one repeats.
        retry_after: Waits after a failure that certainly sent nothing; then a person is asked.
        settle: A post not seen for this long, and at two looks, was not made.
        audit_after: How long after publication the page is looked at once more.
        breaking_grace: As ``grace``, for breaking news.
        native: Give posts to the platform to hold until their time, where it allows.
        weekend: The days of the page's weekend.
        approvers: Who may approve for the page, by name; nobody named means every editor.
    """

    slots: tuple[str, ...] = ()
    spacing: timedelta = timedelta(minutes=20)
    grace: timedelta = timedelta(hours=2)
    reconcile_after: tuple[timedelta, ...] = (
        timedelta(seconds=15),
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=15),
    )
    retry_after: tuple[timedelta, ...] = (
        timedelta(seconds=2),
        timedelta(seconds=10),
        timedelta(seconds=30),
        timedelta(minutes=2),
        timedelta(minutes=10),
    )
    settle: timedelta = timedelta(minutes=10)
    audit_after: timedelta = timedelta(minutes=5)
    breaking_grace: timedelta = timedelta(minutes=5)
    native: bool = False
    weekend: tuple[str, ...] = ("fri", "sat")
    approvers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for each in self.approvers:
            if not each or each != each.strip():
                msg = f"approvers lists people by their names, such as sara, not {each!r}"
                raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """The database; a relative SQLite path counts from the workspace.

    Args:
        url: ``sqlite:///PATH`` or ``postgresql+psycopg://USER@HOST/NAME``.
        keep: How long drafts are kept that are not queued and not published.
        images: Where their images are: a folder by ``file:///PATH``, or ``s3://BUCKET/PREFIX``;
            None for the folder ``blobs`` in ``.nashir``.
        images_endpoint: Address of a service that speaks like S3 and is not Amazon's.
        images_region: Its region, where it asks for one.
    """

    url: str = "sqlite:///.nashir/nashir.db"
    keep: timedelta = timedelta(days=90)
    images: str | None = None
    images_endpoint: str | None = None
    images_region: str | None = None

    def __post_init__(self) -> None:
        if self.images is not None and not _IMAGES.fullmatch(self.images):
            msg = (  # what was written is not shown: it may hold a key
                "images is file:///PATH or s3://BUCKET/PREFIX, without a key: that stands in the"
                " environment"
            )
            raise ValueError(msg)
        if self.images_endpoint is not None:
            _check_address("images_endpoint", self.images_endpoint)


class EngineKind(StrEnum):
    """What wakes the work when it is due."""

    EMBEDDED = "embedded"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings:
    """Who does the work.

    Args:
        engine: ``embedded``: ``nashir run`` on one machine; ``cluster``: any number of
            ``nashir worker`` on PostgreSQL.
        at_once: How many pages one program serves at the same time.
    """

    engine: EngineKind = EngineKind.EMBEDDED
    at_once: int = 4

    def __post_init__(self) -> None:
        if not 1 <= self.at_once <= _MOST_AT_ONCE:
            msg = f"at_once is a number from 1 to {_MOST_AT_ONCE}, not {self.at_once}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsSettings:
    """What is told to Prometheus.

    Args:
        per_page: Tell the queue of each page apart; with thousands of pages that is much.
    """

    per_page: bool = False


class MailSecurity(StrEnum):
    """How the way to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifySettings:
    """Who is told when a person is needed; secrets stand in the environment.

    Args:
        webhook: Address that gets a signed JSON document; https, http for loopback only.
        events: What the webhook gets beside that which waits for a person.
        mail_to: Who gets an e-mail.
        mail_from: Its sender.
        smtp_host: The mail server.
        smtp_port: Its port; None for the usual one.
        smtp_security: How the way there is protected.
        smtp_user: Who logs in there; the password is ``NASHIR_SMTP_PASSWORD``.
    """

    webhook: str | None = None
    events: tuple[NoticeKind, ...] = (NoticeKind.PUBLISHED,)
    mail_to: tuple[str, ...] = ()
    mail_from: str | None = None
    smtp_host: str | None = None
    smtp_port: int | None = None
    smtp_security: MailSecurity = MailSecurity.STARTTLS
    smtp_user: str | None = None

    def __post_init__(self) -> None:
        if self.webhook is not None:
            _check_address("webhook", self.webhook)
        for each in self.events:
            if each not in EVENTS:
                msg = f"events lists what can be chosen; {each.value!r} is told in any case"
                raise ValueError(msg)
        if self.mail_to and not (self.smtp_host and self.mail_from):
            msg = "mail_to needs smtp_host and mail_from"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """What is fetched from the web.

    Args:
        allow: Hosts that may be fetched from though they are private or this machine's own:
            ``intranet.example``, or ``127.0.0.1:8123`` for that port only.
    """

    allow: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for each in self.allow:
            if not _HOST.fullmatch(each):
                msg = f"allow lists hosts, such as intranet.example or 127.0.0.1:8123, not {each!r}"
                raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """The editors' page, where others than this machine reach it; it counts from its next start.

    Args:
        hosts: Names under which it is known, such as ``desk.example.org``.
        trusted_proxies: Addresses of the proxies before it, such as ``10.0.0.5`` or
            ``10.0.0.0/8``: what they say of who asks, and of https, is believed.
    """

    hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for each in self.hosts:
            if not _HOST.fullmatch(each) or ":" in each:
                msg = f"hosts lists names without a port, such as desk.example.org, not {each!r}"
                raise ValueError(msg)
        for each in self.trusted_proxies:
            try:
                ip_network(each)
            except ValueError as error:
                msg = f"trusted_proxies lists addresses such as 10.0.0.5, not {each!r}"
                raise ValueError(msg) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderingSettings:
    """How cards are drawn."""

    backend: Backend = Backend.AUTO


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one page on the platform is set to."""

    site: SiteSettings = field(default_factory=SiteSettings)
    theme: ThemeSettings = ThemeSettings()
    publisher: PublisherSettings = PublisherSettings()
    publishing: PublishingSettings = PublishingSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that is set.

    Args:
        workspace: Folder that relative paths count from and that holds ``.nashir``.
        file: The ``nashir.toml`` that was read; None when there is none.
        main: The page that the file's own tables describe.
        pages: The other pages by name.
        page_files: The files of those that have one of their own.
        store: The database.
        rendering: How cards are drawn.
        notify: Who is told when a person is needed.
        fetch: What is fetched from the web.
        desk: The editors' page.
        worker: Who does the work.
        metrics: What is told to Prometheus.
    """

    workspace: Path
    file: Path | None = None
    main: Page = field(default_factory=Page)
    pages: Mapping[str, Page] = field(default_factory=dict)
    page_files: Mapping[str, Path] = field(default_factory=dict)
    store: StoreSettings = StoreSettings()
    rendering: RenderingSettings = RenderingSettings()
    notify: NotifySettings = NotifySettings()
    fetch: FetchSettings = FetchSettings()
    desk: DeskSettings = DeskSettings()
    worker: WorkerSettings = WorkerSettings()
    metrics: MetricsSettings = MetricsSettings()

    @property
    def state(self) -> Path:
        """The folder that holds the program's own state."""
        return self.workspace / STATE_NAME

    @property
    def themes(self) -> Path | None:
        """The folder of the user's own themes."""
        path = self.main.theme.path
        return None if path is None else self.workspace / path

    def page(self, name: str) -> Page:
        """Return the settings of a page."""
        if name == MAIN_PAGE:
            return self.main
        if name not in self.pages:
            msg = (
                f"there is no page named {name!r} in {self.file or FILE_NAME}; {self._known(name)}"
            )
            raise SettingsError(msg)
        return self.pages[name]

    def for_page(self, name: str) -> "Settings":
        """Return the settings with a page in the place of ``main``, for what is made for it."""
        return self if name == MAIN_PAGE else replace(self, main=self.page(name))

    def _known(self, name: str) -> str:
        """Return which pages there are; of many, those whose names are like the one asked for."""
        names = (MAIN_PAGE, *sorted(self.pages))
        if len(names) <= _MOST_LISTED:
            return f"known: {', '.join(names)}"
        from difflib import get_close_matches  # noqa: PLC0415 - for a mistake only

        like = get_close_matches(name, names, n=_MOST_LIKE)
        meant = f"did you mean {' or '.join(like)}? " if like else ""
        return f"{meant}nashir pages lists the {len(names)} that there are"
