"""What ``nashir.toml`` and the environment say: the only reader of either."""

import os
import re
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from composer.domain.notice import EVENTS, NoticeKind
from composer.domain.secret import Secret
from composer.errors import SettingsError

_T = TypeVar("_T")

FILE_NAME = "nashir.toml"
STATE_NAME = ".nashir"
MAIN_PAGE = "main"
_MOST_NAME = 80
_UNSHOWN = frozenset({"Cc", "Cs", "Zl", "Zp"})

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s/:@?#\[\]*]+)(?::[0-9]{1,5})?")
_DURATION = re.compile(r"(\d+)([smhd])", re.ASCII)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """The database; a relative SQLite path counts from the workspace.

    Args:
        url: ``sqlite:///PATH`` or ``postgresql+psycopg://USER@HOST/NAME``.
        keep: How long drafts are kept that are not queued and not published.
    """

    url: str = "sqlite:///.nashir/nashir.db"
    keep: timedelta = timedelta(days=90)


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
        store: The database.
        rendering: How cards are drawn.
        notify: Who is told when a person is needed.
        fetch: What is fetched from the web.
        desk: The editors' page.
    """

    workspace: Path
    file: Path | None = None
    main: Page = field(default_factory=Page)
    pages: Mapping[str, Page] = field(default_factory=dict)
    store: StoreSettings = StoreSettings()
    rendering: RenderingSettings = RenderingSettings()
    notify: NotifySettings = NotifySettings()
    fetch: FetchSettings = FetchSettings()
    desk: DeskSettings = DeskSettings()

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
            known = ", ".join((MAIN_PAGE, *sorted(self.pages)))
            msg = f"there is no page named {name!r} in {self.file or FILE_NAME}; known: {known}"
            raise SettingsError(msg)
        return self.pages[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    """The tables that are not a page's."""

    store: StoreSettings = StoreSettings()
    rendering: RenderingSettings = RenderingSettings()
    notify: NotifySettings = NotifySettings()
    fetch: FetchSettings = FetchSettings()
    desk: DeskSettings = DeskSettings()


_PAGE_TABLES = tuple(each.name for each in fields(Page))


def current_folder() -> Path:
    """Return the folder in which the program runs.

    Raises:
        SettingsError: It is gone.
    """
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        msg = "the current folder is gone: go to another one and try again"
        raise SettingsError(msg) from error


def load_settings(folder: Path) -> Settings:
    """Read the nearest ``nashir.toml`` from ``folder`` upwards, else the built-in settings."""
    file = find_settings(folder)
    return Settings(workspace=folder) if file is None else read_settings(file)


def find_settings(folder: Path) -> Path | None:
    """Return the nearest ``nashir.toml`` from ``folder`` upwards."""
    start = folder.absolute()
    candidates = (each / FILE_NAME for each in (start, *start.parents))
    return next((file for file in candidates if file.is_file()), None)


def read_settings(file: Path) -> Settings:
    """Read one settings file.

    Raises:
        SettingsError: It is not TOML, or says something that is not a setting; the message
            names the file and the line or the path of each mistake.
    """
    tables = _tables(file)
    pages = tables.pop("pages", {})
    if not isinstance(pages, dict):
        msg = f"{file}: pages is a table of tables: write [pages.NAME.site]"
        raise SettingsError(msg)
    tables_of_main = {name: tables.pop(name) for name in _PAGE_TABLES if name in tables}
    main = _structured(tables_of_main, Page, file, "")
    rest = _structured(tables, _Rest, file, "")
    return Settings(
        workspace=file.parent,
        file=file,
        main=main,
        pages={
            name: _structured(_overlaid(tables_of_main, page), Page, file, f"pages.{name}.")
            for name, page in pages.items()
        },
        store=rest.store,
        rendering=rest.rendering,
        notify=rest.notify,
        fetch=rest.fetch,
        desk=rest.desk,
    )


def cache_folder() -> Path | None:
    """Return the user's own folder for what can be made again; None where there is no home."""
    return _own_folder(
        windows=os.environ.get("LOCALAPPDATA") or "~/AppData/Local",
        macos="~/Library/Caches",
        others=os.environ.get("XDG_CACHE_HOME") or "~/.cache",
    )


def _own_folder(*, windows: str, macos: str, others: str) -> Path | None:
    """Return the program's folder in that of the user's system; None where there is no home."""
    folder = {"win32": windows, "darwin": macos}.get(sys.platform, others)
    try:
        return Path(folder).expanduser() / "nashir"
    except RuntimeError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What the environment, or a credential of systemd, says that must never be shown.

    Args:
        token: The page's token.
        app_id: ID of the app; no secret, but it comes with one.
        app_secret: With it calls carry a proof, and tokens can be exchanged and examined.
        webhook: Signs what the webhook gets.
        smtp_password: Of ``smtp_user``.
        key_file: Where the key of the encrypted token file lies, when not in the user's folder.
    """

    token: Secret | None = None
    app_id: str | None = None
    app_secret: Secret | None = None
    webhook: Secret | None = None
    smtp_password: Secret | None = None
    key_file: Path | None = None


def load_secrets(page: str = MAIN_PAGE) -> Secrets:
    """Return the secrets of the environment for a page.

    ``NASHIR_FACEBOOK_TOKEN`` is the token of ``main``; that of a page ``sport`` stands in
    ``NASHIR_FACEBOOK_TOKEN_SPORT``. Where the environment has none, a systemd credential of the
    same name in small letters with hyphens, such as ``nashir-facebook-token``, is read.
    """
    ending = "" if page == MAIN_PAGE else f"_{re.sub('[^A-Z0-9]', '_', page.upper())}"
    key_file = os.environ.get("NASHIR_KEY_FILE")
    return Secrets(
        token=_secret(f"NASHIR_FACEBOOK_TOKEN{ending}"),
        app_id=os.environ.get("NASHIR_FACEBOOK_APP_ID"),
        app_secret=_secret("NASHIR_FACEBOOK_APP_SECRET"),
        webhook=_secret("NASHIR_WEBHOOK_SECRET"),
        smtp_password=_secret("NASHIR_SMTP_PASSWORD"),
        key_file=Path(key_file) if key_file else None,
    )


def config_folder() -> Path | None:
    """Return the user's own folder for what must be kept; None where there is no home."""
    return _own_folder(
        windows=os.environ.get("APPDATA") or "~/AppData/Roaming",
        macos="~/Library/Application Support",
        others=os.environ.get("XDG_CONFIG_HOME") or "~/.config",
    )


def person() -> str:
    """Return who runs the program, for the journal: ``NASHIR_USER``, else the login name.

    It is shown in lists and logs, so it is one line without control characters, of 80 at most.
    """
    import getpass  # noqa: PLC0415 - wanted by few commands

    try:
        found = _one_line(os.environ.get("NASHIR_USER", "")) or _one_line(getpass.getuser())
    except (KeyError, OSError):
        found = ""
    return found or "unknown"


def _one_line(name: str) -> str:
    shown = "".join(" " if unicodedata.category(each) in _UNSHOWN else each for each in name)
    return " ".join(shown.split())[:_MOST_NAME].rstrip()


def editor() -> str | None:
    """Return the command of the user's text editor: ``VISUAL``, else ``EDITOR``."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or None


def _secret(name: str) -> Secret | None:
    """Return a secret of the environment, else the systemd credential of that name."""
    value = os.environ.get(name, "").strip()
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not value and folder:
        file = Path(folder) / name.lower().replace("_", "-")
        try:
            value = file.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            msg = f"the credential {file} cannot be read: {error}"
            raise SettingsError(msg) from error
    return Secret(value) if value else None


def duration(text: str) -> timedelta:
    """Return the length of time that a text such as ``20m`` means."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        msg = f"a length of time is a number and s, m, h or d, such as 20m, not {text!r}"
        raise ValueError(msg)
    try:
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    except OverflowError as error:
        msg = f"{text!r} is longer than can be counted"
        raise ValueError(msg) from error


def zone(name: str) -> ZoneInfo:
    """Return a time zone; an unknown name is a ``ValueError`` that says so."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        msg = f"{name!r} is no time zone; write one such as Asia/Riyadh"
        raise ValueError(msg) from error


def _tables(file: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - most runs have no file, and starting must be quick

    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        msg = f"{file} is not UTF-8 (byte {error.start}): save it as UTF-8"
        raise SettingsError(msg) from error
    except OSError as error:
        msg = f"{file} cannot be read: {error.strerror or error}"
        raise SettingsError(msg) from error
    except tomllib.TOMLDecodeError as error:
        msg = f"{file} is not TOML: {error}"
        raise SettingsError(msg) from error


def _overlaid(main: Mapping[str, Any], page: object) -> object:
    """Return the tables of ``main`` with those of a page laid over them, key by key."""
    if not isinstance(page, dict):
        return page
    tables = dict(main)
    for name, table in page.items():
        below = main.get(name, {})
        tables[name] = {**below, **table} if isinstance(table, dict) else table
    return tables


def _structured(tables: object, shape: type[_T], file: Path, where: str) -> _T:
    """Turn tables into one of our dataclasses; ``where`` begins the paths in the message."""
    import cattrs  # noqa: PLC0415 - costs 40 ms, and most runs have no file

    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(timedelta, lambda value, _: duration(_text(value)))
    converter.register_structure_hook(ZoneInfo, lambda value, _: zone(_text(value)))
    converter.register_structure_hook(str, lambda value, kind: kind(_text(value)))
    converter.register_structure_hook_func(
        lambda kind: kind == str | None, lambda value, _: _text(value)
    )
    converter.register_structure_hook_func(
        lambda kind: kind == tuple[str, ...], lambda value, _: _texts(value)
    )
    converter.register_structure_hook_func(
        lambda kind: kind == tuple[NoticeKind, ...],
        lambda value, _: tuple(map(_event, _texts(value))),
    )
    try:
        return converter.structure(tables, shape)
    except (cattrs.BaseValidationError, TypeError) as error:
        mistakes = cattrs.transform_error(error, path=where or "$", format_exception=_mistake)
        msg = f"{file}: {'; '.join(each.replace('$.', '').replace('..', '.') for each in mistakes)}"
        raise SettingsError(msg) from error


def _mistake(error: BaseException, wanted: type | None) -> str:
    from cattrs import v  # noqa: PLC0415 - as above

    if isinstance(error, TypeError | AttributeError):  # a list of tables has no keys
        return "a table is wanted here"
    return str(error) if type(error) is ValueError else v.format_exception(error, wanted)


def _event(name: str) -> NoticeKind:
    """Refuse what is no event, with the names of those that can be chosen."""
    if name not in set(NoticeKind):
        known = ", ".join(sorted(each.value for each in EVENTS))
        msg = f"there is no event {name!r}; known: {known}"
        raise ValueError(msg)
    return NoticeKind(name)


def _text(value: object) -> str:
    """Refuse what is no text: ``page_id = 0012`` would lose its zeros without a word."""
    if not isinstance(value, str):
        msg = f"write it as text in quotation marks, not {value!r}"
        raise ValueError(msg)  # noqa: TRY004 - cattrs raises TypeError for its own reasons
    return value


def _texts(value: object) -> tuple[str, ...]:
    """Refuse a single text where a list is wanted: it would count as a list of its letters."""
    if not isinstance(value, list):
        msg = f"write it as a list in square brackets, not {value!r}"
        raise ValueError(msg)  # noqa: TRY004 - as above
    return tuple(map(_text, value))
