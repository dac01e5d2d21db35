"""The channels over which people are told, as the settings name them."""

from collections.abc import Mapping

from composer.domain.secret import Secret
from composer.publishing.notify import Channel, Mailbox, Security, Webhook
from composer.settings import Settings, load_secrets


def open_channels(settings: Settings) -> Mapping[str, Channel]:
    """Return the channels by the names that the store knows.

    Raises:
        SettingsError: One cannot be used as it is set.
    """
    notify, secrets = settings.notify, load_secrets()
    found: dict[str, Channel] = {}
    if notify.webhook:
        found["webhook"] = Webhook(notify.webhook, secrets.webhook or Secret(""))
    if notify.mail_to:
        found["mail"] = Mailbox(
            host=notify.smtp_host or "",
            port=notify.smtp_port,
            security=Security(notify.smtp_security.value),
            user=notify.smtp_user,
            password=secrets.smtp_password,
            sender=notify.mail_from or "",
            recipients=notify.mail_to,
        )
    return found
