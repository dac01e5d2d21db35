"""What each command about the queue does, and what it prints."""

import sys
from collections.abc import Sequence
from functools import partial

from composer.app.console import say, tell
from composer.app.json_text import to_json
from composer.app.newsroom import Newsroom
from composer.app.queue_document import item_document
from composer.app.rundown import Placed, Rundown, zone_of
from composer.app.session import newsroom
from composer.app.show_queue import show_items, show_placed
from composer.domain.queue import QueueItem
from composer.errors import DraftError, NashirError
from composer.publishing.wall import local_wall
from composer.store.queue import When


def add(
    name: str, *, pages: Sequence[str], at: str | None, breaking: bool, again: bool, as_json: bool
) -> None:
    """Queue an approved draft for some pages: for all of them, or for none."""
    with newsroom() as room:
        rundown = Rundown(newsroom=room)
        placed = rundown.add_all(name, pages=pages, at=at, breaking=breaking, again=again)
        for each in placed:
            _tell_near(each)
            _tell_pause(rundown, each.item.page)
            _tell_theme(room, each.item)
        if as_json and len(placed) > 1:
            sys.stdout.write(to_json([item_document(each.item) for each in placed]))
            return
        for each in placed:
            _print(rundown, each.item, as_json=as_json)


def list_items(*, page: str | None, every: bool, as_json: bool) -> None:
    """List the queue."""
    with newsroom() as room:
        rundown = Rundown(newsroom=room)
        if page is not None:
            room.settings.page(page)  # a name that the settings do not know is a mistake
        items = rundown.items(page=page) if every or as_json else rundown.recent(page=page)
        if as_json:
            sys.stdout.write(to_json([item_document(each) for each in items]))
            return
        _say_waits(rundown, page)
        spaced = rundown.spaced(items)
        show_items(items, room.now(), unapproved=rundown.unapproved(), spaced=spaced)
        if not items:
            tell("nothing is queued: nashir queue add ID, or --all for what was")


def move(name: str, *, at: str | None, as_json: bool) -> None:
    """Give an item another time."""
    with newsroom() as room:
        rundown = Rundown(newsroom=room)
        placed = rundown.move(name, at=at, reschedule=partial(_reschedule, room))
        _tell_near(placed)
        _print(rundown, placed.item, as_json=as_json)


def cancel(name: str, *, as_json: bool) -> None:
    """Take an item out of the queue."""
    with newsroom() as room:
        rundown = Rundown(newsroom=room)
        _print(rundown, rundown.cancel(name), as_json=as_json)


def retry(name: str | None, *, at: str | None, page: str | None, as_json: bool) -> None:
    """Put one item that waits for a person back into the queue, or, without a name, all.

    Raises:
        DraftError: Some of several could not be put back; each was told.
    """
    with newsroom() as room:
        rundown = Rundown(newsroom=room)
        if name is not None:
            _print(rundown, rundown.retry(name, at=at), as_json=as_json)
            return
        stuck = rundown.stuck(page=page)
        done = [item for each in stuck if (item := _retried(rundown, each, at)) is not None]
        if as_json:
            sys.stdout.write(to_json([item_document(each) for each in done]))
        else:
            show_items(done, room.now())
        if len(done) < len(stuck):
            failed = len(stuck) - len(done)
            msg = f"{failed} of {len(stuck)} items stay as they are, as said above"
            raise DraftError(msg)


def pause(page: str) -> None:
    """Send nothing to a page."""
    with newsroom() as room:
        Rundown(newsroom=room).pause(page)
        say(f"page {page} is paused: nothing is sent to it until nashir queue resume --page {page}")


def resume(page: str) -> None:
    """Send to a page again."""
    with newsroom() as room:
        Rundown(newsroom=room).resume(page)
        say(f"page {page} is not paused")


def _reschedule(room: Newsroom, item: QueueItem, when: When) -> QueueItem:
    from composer.app.care import reschedule  # noqa: PLC0415 - all that speaks HTTP; rarely wanted

    return reschedule(room, item, when)


def _retried(rundown: Rundown, item: QueueItem, at: str | None) -> QueueItem | None:
    try:
        return rundown.retry(item.id, at=at)
    except NashirError as error:
        tell(f"nashir: {error}")
        return None


def _print(rundown: Rundown, item: QueueItem, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(to_json(item_document(item)))
    else:
        show_placed(item, rundown.newsroom.now())


def _say_waits(rundown: Rundown, page: str | None) -> None:
    """Print which pages get nothing for now, why, and what ends that."""
    for name, who in rundown.paused(page=page).items():
        say(f"page {name} is paused by {who}: nashir queue resume --page {name}")
    for name, until in rundown.left_alone(page=page).items():
        at = local_wall(until, rundown.newsroom.outlet(name).zone)
        say(
            f"page {name} is left alone until {at}, as the platform asked:"
            f" nashir queue resume --page {name} ends that"
        )


def _tell_near(placed: Placed) -> None:
    zone = zone_of(placed.item)
    listed = ", ".join(local_wall(each, zone) for each in placed.near)
    if listed and not placed.item.breaking:
        tell(f"warning: another post is due at {listed}: this one waits to keep the distance")


def _tell_theme(room: Newsroom, item: QueueItem) -> None:
    """Say that the cards are not drawn in the theme that a page has in the place of main's."""
    theme, settings = room.draft(item.draft).theme, room.settings
    wanted = settings.page(item.page).theme.name
    if wanted not in {theme, settings.main.theme.name}:
        tell(
            f"note: the cards are in the theme {theme}, those of the page {item.page} in {wanted}:"
            f" nashir compose --page {item.page} makes a draft in it"
        )


def _tell_pause(rundown: Rundown, page: str) -> None:
    for name, who in rundown.paused(page=page).items():
        tell(f"warning: page {name} is paused by {who}: nothing is sent until it is resumed")
