"""What the commands that publish do, and what they print."""

import sys
import time
from collections.abc import Sequence
from dataclasses import asdict

from composer.app import dry_run as rehearsal
from composer.app.aftercare import Aftercare
from composer.app.console import say, tell
from composer.app.document import to_json
from composer.app.duty import Duty
from composer.app.log import Form
from composer.app.manuscript import read_text
from composer.app.press import Press
from composer.app.pressroom import press
from composer.app.queue_document import item_document
from composer.app.show_queue import status_words
from composer.app.tally import DONE, MENDABLE, REFUSED, UNKNOWN, Tally, is_open
from composer.domain.queue import QueueItem, Status
from composer.engine.stop import Stop
from composer.errors import Unavailable
from composer.store.trail import Trail


def run_once(form: str, *, as_json: bool) -> int:
    """Do what is due now; return the exit code."""
    with press(Form(form)) as opened, opened.lock() as lock:
        trail = Trail(opened.newsroom.store.database, lock.owner)
        Duty(press=opened, lock=lock, stop=Stop()).once()
        tally = Tally.of(opened, trail.items())
        _print(opened, tally.items, as_json=as_json)
        return UNKNOWN if _unknown(opened) else tally.code


def publish(name: str, *, page: str, again: bool, as_json: bool) -> int:
    """Publish a draft or an item now; return the exit code."""
    with press() as opened, opened.lock() as lock:
        trail = Trail(opened.newsroom.store.database)  # a runner may do it, too
        item = opened.queue_now(name, page=page, again=again)
        try:
            item = opened.see_through(item, lock, wait=time.sleep, tell=tell)
        except Unavailable as error:
            item = opened.newsroom.store.queue.get(item.id)
            _print_one(opened, item, as_json=as_json)
            tell(f"nashir: {error}")
            return REFUSED
        _print_one(opened, item, as_json=as_json)
        events = trail.items().get(item.id, ())
        return _code(item, Tally.of(opened, {item.id: events}))


def dry_run(name: str, *, page: str, as_json: bool) -> None:
    """Print the calls that publishing a draft would make."""
    with press() as opened:
        calls = rehearsal.dry_run(opened, name, page=page)
        if as_json:
            target = opened.newsroom.outlet(page).target
            document = {
                "page": target.page,
                "publisher": target.publisher,
                "page_id": target.page_id,
                "calls": [asdict(each) for each in calls],
            }
            sys.stdout.write(to_json(document))
            return
        for number, call in enumerate(calls, start=1):
            _say_call(number, call)
        say(f"{len(calls)} calls; nothing was sent")


def correct(name: str, *, page: str, text: str | None, as_json: bool) -> None:
    """Put a draft's text into its published post."""
    told = None if text is None else read_text(text)
    with press() as opened:
        item = Aftercare(press=opened).correct(name, page=page, text=told)
        _print_one(opened, item, as_json=as_json)


def withdraw(name: str, *, page: str, as_json: bool) -> None:
    """Take a published post down."""
    with press() as opened:
        item = Aftercare(press=opened).withdraw(name, page=page)
        _print_one(opened, item, as_json=as_json)


def _code(item: QueueItem, tally: Tally) -> int:
    """Return how the publication of one item ended."""
    if is_open(item):
        return UNKNOWN
    if tally.refused:
        return REFUSED
    return DONE if item.status is Status.PUBLISHED else MENDABLE


def _unknown(opened: Press) -> bool:
    """Tell whether an item of the store is still looked after."""
    return opened.newsroom.store.queue.counts().get(Status.UNKNOWN, 0) > 0


def _print(opened: Press, items: Sequence[QueueItem], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(to_json([item_document(each) for each in items]))
        return
    for each in items:
        _say_item(opened, each)


def _print_one(opened: Press, item: QueueItem, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(to_json(item_document(item)))
    else:
        _say_item(opened, item)


def _say_item(opened: Press, item: QueueItem) -> None:
    """Print where an item stands, where its post can be seen, and what is to be done."""
    words = status_words(item, opened.newsroom.now())
    say("  ".join(filter(None, (item.id, words, item.post_id, item.title))))
    if item.permalink and item.withdrawn is None:
        say(f"    {item.permalink}{opened.platforms.advice(item.page)}")
    if item.last_error:
        say(f"    ! {item.last_error}")


def _say_call(number: int, call: rehearsal.DryCall) -> None:
    say(f"{number}. {call.method} {call.url}")
    for name, value in call.headers.items():
        say(f"     {name}: {value}")
    for name, value in call.fields.items():
        first, *more = value.splitlines() or [""]
        say(f"     {name} = {first}")
        for line in more:
            say(f"     {'':{len(name)}}   {line}")
    if call.file is not None:
        sent = call.file
        say(f"     {sent.field} = file {sent.name} ({sent.media_type}, {sent.size:,} bytes)")
