"""Connections for questions about accounts and tokens, apart from those that publish."""

from composer.publishing.account import App
from composer.publishing.connection import Connection
from composer.settings import Settings, load_secrets


def connection_of(settings: Settings, page: str) -> Connection:
    """Return a connection of its own to the platform of a page; close it after use."""
    publisher = settings.page(page).publisher
    return Connection(
        api_base=publisher.api_base,
        api_version=publisher.api_version,
        app_secret=load_secrets(page).app_secret,
    )


def app_of(page: str) -> App | None:
    """Return the app at Meta that the environment names; None where it names none."""
    secrets = load_secrets(page)
    if not secrets.app_id or not secrets.app_secret:
        return None
    return App(id=secrets.app_id, secret=secrets.app_secret)
