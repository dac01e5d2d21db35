"""What ``nashir.toml`` and the environment say: the only reader of either."""

from composer.settings.origin import Origin, page_origins
from composer.settings.page_name import token_name
from composer.settings.pages import PAGES_FOLDER
from composer.settings.reading import find_settings, load_settings, read_settings
from composer.settings.secrets import Secrets, load_secrets
from composer.settings.shape import (
    FILE_NAME,
    MAIN_PAGE,
    STATE_NAME,
    Backend,
    DeskSettings,
    EngineKind,
    FetchSettings,
    MailSecurity,
    MetricsSettings,
    NotifySettings,
    Page,
    PublisherKind,
    PublisherSettings,
    PublishingSettings,
    RenderingSettings,
    Settings,
    SiteSettings,
    StoreSettings,
    ThemeSettings,
    WorkerSettings,
)
from composer.settings.stamp import Stamp, settings_stamp
from composer.settings.structure import duration, zone
from composer.settings.surroundings import (
    cache_folder,
    config_folder,
    current_folder,
    editor,
    person,
)

__all__ = [
    "FILE_NAME",
    "MAIN_PAGE",
    "PAGES_FOLDER",
    "STATE_NAME",
    "Backend",
    "DeskSettings",
    "EngineKind",
    "FetchSettings",
    "MailSecurity",
    "MetricsSettings",
    "NotifySettings",
    "Origin",
    "Page",
    "PublisherKind",
    "PublisherSettings",
    "PublishingSettings",
    "RenderingSettings",
    "Secrets",
    "Settings",
    "SiteSettings",
    "Stamp",
    "StoreSettings",
    "ThemeSettings",
    "WorkerSettings",
    "cache_folder",
    "config_folder",
    "current_folder",
    "duration",
    "editor",
    "find_settings",
    "load_secrets",
    "load_settings",
    "page_origins",
    "person",
    "read_settings",
    "settings_stamp",
    "token_name",
    "zone",
]
