"""What ``nashir store move`` does, and what it prints."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from composer.app.console import say, tell
from composer.app.document import to_json
from composer.app.roster import programs
from composer.app.session import workspace
from composer.errors import SettingsError
from composer.settings import Settings, StoreSettings, person
from composer.settings.images import image_place
from composer.settings.writing import change_table, check_changeable
from composer.store.connect import parse_url, sqlite_file
from composer.store.database import Database
from composer.store.hold import APPLICATION
from composer.store.images import open_blobs
from composer.store.move import End, Move, Moved, Part, Progress, unseen
from composer.store.runner import Runner

_WAIT_S = 3.0
_SHOWN = 12


def move(url: str, *, images: str | None, yes: bool, as_json: bool) -> None:
    """Move the store, and write the new addresses into the settings.

    Args:
        url: Address of the new database.
        images: Where the images are to be; None to leave them where they are.
        yes: Ask nobody.
        as_json: Print a document.

    Raises:
        SettingsError: There is no file of settings, it cannot be changed, or the address holds
            a password.
        StoreError: Programs use the store, or the new place cannot be used; nothing has changed.
    """
    settings = workspace()
    file = _file(settings)
    new = _new(settings, url, images)
    if settings.store.url == url and settings.store.images == new.images:
        msg = f"{file} names {url} already: there is nothing to move"
        raise SettingsError(msg)
    with ExitStack() as stack:
        source = stack.enter_context(_end(settings, settings.store))
        target = stack.enter_context(_end(settings, new))
        _ask(source, target, yes=yes)
        progress = stack.enter_context(_shown())
        done = Move(
            source=source,
            target=target,
            programs=lambda known: _programs(settings, known),
            now=datetime.now(UTC),
            actor=person(),
            progress=progress,
        ).run()
    changed = {"url": url} | ({"images": images} if images is not None else {})
    before = change_table(file, "store", changed)
    if as_json:
        sys.stdout.write(to_json(_document(done, source, target, file, before)))
    else:
        _say(done, source, target, file, before)
    _warn(done)


def _file(settings: Settings) -> Path:
    """Return the file in which the store's address stands, and see that it can be changed."""
    if settings.file is None:
        msg = "there is no nashir.toml that would say where the store is: nashir init writes one"
        raise SettingsError(msg)
    check_changeable(settings.file)
    return settings.file


def _new(settings: Settings, url: str, images: str | None) -> StoreSettings:
    """Return what the settings will say of the store."""
    if parse_url(url).password:
        msg = (
            "the address holds a password, which would stand in nashir.toml for all to read: leave"
            " it out and give it in the environment as PGPASSWORD, or in the file that PGPASSFILE"
            " names"
        )
        raise SettingsError(msg)
    try:
        return replace(settings.store, url=url, images=images or settings.store.images)
    except ValueError as error:
        raise SettingsError(str(error)) from error


@contextmanager
def _end(settings: Settings, store: StoreSettings) -> Iterator[End]:
    """Give an end of the move, with its database connected."""
    address = parse_url(store.url)
    if address.get_backend_name() == "sqlite":
        file = sqlite_file(address, settings.workspace)
        url, shown = store.url, f"sqlite:///{file}"
    else:
        named = address.update_query_dict({"application_name": APPLICATION})
        url = named.render_as_string(hide_password=False)
        shown = address.set(password=None).render_as_string()
    images = open_blobs(image_place(store), state=settings.state)
    database = Database.connect(url, workspace=settings.workspace, wait_s=_WAIT_S)
    with database.closing():
        yield End(database=database, images=images, shown=shown)


def _programs(settings: Settings, known: Sequence[Runner]) -> tuple[str, ...]:
    return programs(settings, known, now=datetime.now(UTC))


def _ask(source: End, target: End, *, yes: bool) -> None:
    """Have a person agree, who sees what goes where.

    Raises:
        SettingsError: Nobody does, or nobody is there who could.
    """
    if yes:
        return
    tell(f"From  {source.shown}")
    tell(f"to    {target.shown}")
    if source.images.place != target.images.place:
        tell(f"with the images of {source.images.place}")
        tell(f"to    {target.images.place}")
    if not sys.stdin.isatty():
        msg = "nobody is there to agree to the move: say --yes"
        raise SettingsError(msg)
    sys.stderr.write("Move the store? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        msg = "the store stays where it is"
        raise SettingsError(msg)


@contextmanager
def _shown() -> Iterator[Progress]:
    """Give what shows a person at a terminal how far each part is."""
    if not sys.stderr.isatty():
        yield unseen
        return
    from rich import progress as parts  # noqa: PLC0415 - for a person at a terminal only
    from rich.console import Console  # noqa: PLC0415 - same

    columns = parts.TextColumn("{task.description}"), parts.BarColumn(), parts.MofNCompleteColumn()
    with parts.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks = {each: bar.add_task(each.value, visible=False) for each in Part}

        def show(part: Part, done: int, of: int) -> None:
            bar.update(tasks[part], completed=done, total=of, visible=True)

        yield show


def _document(done: Moved, source: End, target: End, file: Path, before: Path) -> dict[str, object]:
    return {
        "from": source.shown,
        "to": target.shown,
        "rows": done.rows,
        "resumed": done.resumed,
        "images": {
            "from": source.images.place,
            "to": target.images.place,
            "copied": done.images.copied,
            "there": done.images.there,
            "damaged": list(done.images.damaged),
            "missing": list(done.missing),
        },
        "settings": str(file),
        "settings_before": str(before),
    }


def _say(done: Moved, source: End, target: End, file: Path, before: Path) -> None:
    if done.resumed:
        say(f"The move to {target.shown} that was begun earlier has ended")
    else:
        say(f"{done.rows:,} rows are in {target.shown}, each compared with the old one")
    if source.images.place != target.images.place:
        say(
            f"{done.images.copied:,} images were copied to {target.images.place},"
            f" {done.images.there:,} were there"
        )
    say(f"{file} names the new place; as it was it lies in {before}")
    say(f"The old store stays in {source.shown}, and whoever opens it is told where it went")
    say("Tokens are in neither: docs/moving.md says what another machine needs")


def _warn(done: Moved) -> None:
    """Say which images did not come across."""
    lost = sorted({*done.images.damaged, *done.missing})
    if lost:
        listed = ", ".join(each[:_SHOWN] for each in lost[:_SHOWN])
        tell(
            f"warning: the old store lacks images or has damaged ones, so the new one lacks them"
            f" ({len(lost)}: {listed}): compose their articles again"
        )
