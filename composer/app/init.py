"""``nashir init``: the beginning of a workspace."""

import json
import os
from pathlib import Path

from composer.app.console import say
from composer.errors import SettingsError
from composer.settings import FILE_NAME, current_folder, find_settings, read_settings
from composer.settings import zone as zone_of

_FILE = """\
# The settings of this workspace. Every line that begins with # shows what holds without it.

[site]
{name}zone = {zone}            # of the page: slots, --at and the queue are in it

[theme]
# name = "midnight"              # see: nashir themes
# path = "themes"                # a folder of your own themes

[publisher]
kind = "sandbox"                 # the practice page: needs no account; see: nashir sandbox
# kind = "facebook"              # with page_id, then: nashir facebook login
# page_id = "110000000000001"
# api_version = "v26.0"

[publishing]
slots = ["sun-thu 08:00 13:00 20:00", "fri-sat 17:00 21:00"]
# spacing = "20m"                # the least time between two posts
# grace = "2h"                   # what missed its time by more is not posted, you are asked
# breaking_grace = "5m"          # the same for breaking news
# weekend = ["fri", "sat"]
# approvers = ["sara"]           # who may approve; nobody named: every editor
# native = false                 # true: the platform holds posts until their time

[store]
# url = "sqlite:///.nashir/nashir.db"   # or postgresql+psycopg://USER@HOST/NAME
# keep = "90d"                   # drafts that nobody touched go after this

[notify]
# webhook = "https://example.org/nashir"   # told when a person is needed; NASHIR_WEBHOOK_SECRET
# mail_to = ["desk@example.org"]
# mail_from = "Nashir <nashir@example.org>"
# smtp_host = "mail.example.org"
# smtp_user = "nashir"           # the password is NASHIR_SMTP_PASSWORD

# Another page of the same newsroom; what it does not say is as above. It may also have a file of
# its own beside this one, pages/sport.toml, with the tables [site], [theme], [publisher] and so on.
# [pages.sport.publisher]
# page_id = "110000000000002"
"""
_FOLDER_MODE = 0o700


def init(*, name: str | None, zone: str) -> None:
    """Write the settings and make the folder of the workspace in the current folder.

    Args:
        name: Name of the site.
        zone: Name of the page's time zone.

    Raises:
        SettingsError: There are settings already, which are never overwritten; or the name or
            the zone is none.
    """
    folder = current_folder()
    try:
        zone_of(zone)
    except ValueError as error:
        raise SettingsError(str(error)) from error
    file = folder / FILE_NAME
    above = find_settings(folder)
    _write(file, _settings(name=name, zone=zone))
    try:
        settings = read_settings(file)
        settings.state.mkdir(mode=_FOLDER_MODE, exist_ok=True)
    except BaseException:
        file.unlink()
        raise
    say(f"{file} is written; the workspace keeps its state in {settings.state}")
    if above is not None:
        say(f"Below this folder it counts instead of {above}")
    say("Now: nashir compose article.txt, then nashir drafts")


def _settings(*, name: str | None, zone: str) -> str:
    """Return the text of the file."""
    line = '# name = "…"                     # stands on cards whose article names no site\n'
    if name is not None:
        line = f"name = {_quoted(name)}\n"
    return _FILE.format(name=line, zone=_quoted(zone))


def _quoted(text: str) -> str:
    """Return a text as TOML writes it; JSON's strings are TOML's, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write(file: Path, text: str) -> None:
    """Write a file that is not there yet."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError as error:
        msg = f"{file} is there already and stays as it is: edit it, or move it away first"
        raise SettingsError(msg) from error
    except OSError as error:
        msg = f"{file} cannot be written: {error.strerror or error}"
        raise SettingsError(msg) from error
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
