"""Secrets, which stand in the environment or in a credential of systemd and nowhere else."""

import os
from dataclasses import dataclass
from pathlib import Path

from composer.domain.secret import Secret
from composer.errors import SettingsError
from composer.settings.page_name import token_name
from composer.settings.shape import MAIN_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What the environment, or a credential of systemd, says that must never be shown.

    Args:
        token: The page's token.
        app_id: ID of the app; no secret, but it comes with one.
        app_secret: With it calls carry a proof, and tokens can be exchanged and examined.
        webhook: Signs what the webhook gets.
        smtp_password: Of ``smtp_user``.
        metrics: Whoever brings it may read the metrics from another machine.
        key_file: Where the key of the encrypted token file lies, when not in the user's folder.
    """

    token: Secret | None = None
    app_id: str | None = None
    app_secret: Secret | None = None
    webhook: Secret | None = None
    smtp_password: Secret | None = None
    metrics: Secret | None = None
    key_file: Path | None = None


def load_secrets(page: str = MAIN_PAGE) -> Secrets:
    """Return the secrets of the environment for a page.

    ``NASHIR_FACEBOOK_TOKEN`` is the token of ``main``; that of a page ``sport`` stands in
    ``NASHIR_FACEBOOK_TOKEN_SPORT``; see ``token_name`` for names in other scripts. Where the
    environment has none, a systemd credential of the same name in small letters with hyphens,
    such as ``nashir-facebook-token``, is read.
    """
    key_file = os.environ.get("NASHIR_KEY_FILE")
    return Secrets(
        token=read_secret(token_name(page)),
        app_id=os.environ.get("NASHIR_FACEBOOK_APP_ID"),
        app_secret=read_secret("NASHIR_FACEBOOK_APP_SECRET"),
        webhook=read_secret("NASHIR_WEBHOOK_SECRET"),
        smtp_password=read_secret("NASHIR_SMTP_PASSWORD"),
        metrics=read_secret("NASHIR_METRICS_TOKEN"),
        key_file=Path(key_file) if key_file else None,
    )


def read_secret(name: str) -> Secret | None:
    """Return a secret of the environment, else the systemd credential of that name.

    Args:
        name: In the environment; the credential's is in small letters with hyphens.

    Raises:
        SettingsError: The credential cannot be read.
    """
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
