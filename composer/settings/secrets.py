"""Secrets, which stand in the environment or in a credential of systemd and nowhere else."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from composer.domain.secret import Secret
from composer.errors import SettingsError
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
        metrics=_secret("NASHIR_METRICS_TOKEN"),
        key_file=Path(key_file) if key_file else None,
    )


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
