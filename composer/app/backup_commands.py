"""What ``nashir backup`` and ``nashir restore`` do, and what they print."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from composer.app.console import say, tell
from composer.app.document import to_json
from composer.app.press import RUNNERS
from composer.app.session import newsroom, workspace
from composer.engine.lock import alive
from composer.errors import SettingsError
from composer.settings import Settings, current_folder, person
from composer.settings.images import image_place
from composer.store import backup as archive
from composer.store.archive import Progress
from composer.store.restore import Place
from composer.store.restore import restore as bring_back
from composer.store.runner import Runner

_LEASE_S = 60.0
_SHOWN = 12


def backup(to: Path | None, *, force: bool, as_json: bool) -> None:
    """Write the store into one archive.

    Raises:
        SettingsError: There is a file of that name, and nobody said ``force``.
    """
    place = current_folder() if to is None else to
    if place.exists() and not place.is_dir() and not force:
        msg = f"{place} is there already: name another file, or write over it with --force"
        raise SettingsError(msg)
    with newsroom() as room:
        made = archive.backup(room.store, place.absolute(), now=room.now(), progress=_progress())
    size = made.file.stat().st_size
    if as_json:
        document = {
            "file": str(made.file),
            "bytes": size,
            "images": made.images,
            "missing": list(made.missing),
        }
        sys.stdout.write(to_json(document))
    else:
        say(f"{made.file}  {size / 1e6:.1f} MB, {made.images} images")
        say("Tokens are not in it: after a restore on another machine, nashir facebook login")
    _warn_of_missing(made.missing, "the store lacks images, so the backup does, too")


def restore(file: Path, *, as_json: bool) -> None:
    """Bring a backup back.

    Raises:
        StoreError: The archive is damaged, or a runner is using the store.
    """
    settings = workspace()
    place = Place(
        url=settings.store.url,
        workspace=settings.workspace,
        state=settings.state,
        images=image_place(settings.store),
    )

    def is_alive(runner: Runner) -> bool:
        return _is_alive(runner, settings)

    back = bring_back(
        file.absolute(),
        place,
        is_alive=is_alive,
        now=datetime.now(UTC),
        actor=person(),
        progress=_progress(),
    )
    if as_json:
        document = {
            "made": back.made.isoformat(),
            "images": back.images,
            "missing": list(back.missing),
            "before": str(back.before),
        }
        sys.stdout.write(to_json(document))
    else:
        say(f"The store is as it was on {back.made:%Y-%m-%d %H:%M} UTC, {back.images} images")
        say(f"What it was before lies in {back.before}")
        say("Nothing is sent before the page was looked at for what went out since: nashir run")
        say(
            "What was queued and published since is unknown now: look at the page before an article"
        )
        say("is published again, or the reader meets it twice")
    _warn_of_missing(back.missing, "the backup lacks images")


def _is_alive(runner: Runner, settings: Settings) -> bool:
    """Tell whether a runner publishes: by its lock, else by when it was last heard of."""
    if runner.stopped is not None:
        return False
    lives = alive(settings.state / RUNNERS, runner.owner)
    if lives is not None:
        return lives
    return (datetime.now(UTC) - runner.beat).total_seconds() < _LEASE_S


def _warn_of_missing(missing: Sequence[str], what: str) -> None:
    if missing:
        listed = ", ".join(each[:_SHOWN] for each in missing[:_SHOWN])
        tell(f"warning: {what} ({len(missing)}: {listed}): compose their articles again")


def _progress() -> Progress:
    """Return what shows a person at a terminal how far it is."""
    if not sys.stderr.isatty():
        return archive.unseen

    def show(done: int, of: int) -> None:
        sys.stderr.write(f"\r{done} of {of} images{'' if done < of else chr(10)}")

    return show
