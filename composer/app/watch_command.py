"""The command that watches feeds: its loop, its lock, and what it prints."""

import logging
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import SystemRandom

from composer.app import services
from composer.app.batch import Failure
from composer.app.bundle import Bundle
from composer.app.console import say, tell
from composer.app.document import to_json
from composer.app.log import Form, keep_log
from composer.app.order import Order
from composer.app.watch import Looked, Tools, Watch
from composer.app.watch_list import PoliteWeb
from composer.app.watch_merge import Rules
from composer.app.watch_ready import Ready
from composer.app.watch_record import Known, Record
from composer.app.web import environment_proxy
from composer.app.workshop import Workshop
from composer.engine.grip import grip
from composer.engine.stop import Stop, stopping_on_signals
from composer.errors import SettingsError, StoreError
from composer.ingest import Reading
from composer.ingest.fetch import Fetcher
from composer.ingest.fetched import is_address
from composer.ingest.network import Network
from composer.ingest.robots import Robots
from composer.ingest.turn import Turns
from composer.settings import Settings, cache_folder, current_folder, load_settings

logger = logging.getLogger(__name__)

_LOOK_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to be watched.

    Args:
        feeds: Addresses of feeds or of sites.
        every: How often each is asked.
        rules: Which of their articles become drafts.
        order: What is made of an article.
        page: The page of ``nashir.toml`` whose site and theme the drafts have.
    """

    feeds: tuple[str, ...]
    every: timedelta
    rules: Rules
    order: Order
    page: str


def watch(wish: Wish, *, form: str) -> None:
    """Watch feeds until the program is told to end."""
    with _opened(wish, Form(form)) as (watcher, feeds):
        _Loop(watcher=watcher).run(feeds)


def watch_once(wish: Wish, *, form: str, as_json: bool) -> int:
    """Look at each feed once; return the exit code."""
    looked = Looked()
    with _opened(wish, Form(form)) as (watcher, feeds):
        loop = _Loop(watcher=watcher)
        for url in feeds:
            if watcher.tools.stop():
                break
            if watcher.may_ask(url):
                loop.look(url, looked)
            else:
                tell(f"note: {url} is left alone until {_until(watcher, url)}: it failed before")
    if as_json:
        sys.stdout.write(to_json(_document(looked)))
    else:
        _show(looked)
    return 1 if looked.failed else 0


@contextmanager
def _opened(wish: Wish, form: Form) -> Iterator[tuple[Watch, tuple[str, ...]]]:
    """Give what watches, and the feeds; nobody else watches in this workspace meanwhile.

    Raises:
        SettingsError: A feed is no address, or somebody else watches here.
        StoreError: The record cannot be read.
    """
    feeds = _addresses(wish.feeds)
    settings = load_settings(current_folder())
    settings = settings.for_page(wish.page)
    keep_log(form)
    logging.getLogger("composer.app.workshop").setLevel(logging.WARNING)  # one line for a draft
    folder = settings.state.absolute() / "watch"
    stop = Stop()
    with stopping_on_signals(stop), _alone(folder):
        watcher = Watch(
            record=Record.load(folder),
            ready=Ready(folder / "ready", settings.state.absolute() / "inbox"),
            rules=wish.rules,
            every=wish.every,
            tools=_tools(settings, wish.order, stop),
        )
        yield watcher, feeds


def _tools(settings: Settings, order: Order, stop: Stop) -> Tools:
    kept = cache_folder()
    network = Network(allow=settings.fetch.allow, proxy=environment_proxy)
    web = Fetcher(network, turns=Turns(folder=kept / "hosts" if kept else None))
    robots = Robots(web)

    @cache  # built when the first draft is to be made, and kept
    def workshop() -> Workshop:
        return replace(services.build(settings, order), web=PoliteWeb(web, robots.allow))

    def make(reading: Reading) -> Bundle:
        return services.pack(workshop().draft(reading, order), workshop())

    return Tools(
        web=web,
        allow=robots.allow,
        make=make,
        now=lambda: datetime.now(UTC),
        chance=SystemRandom().random,
        stop=stop,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loop:
    """Goes from feed to feed."""

    watcher: Watch

    def run(self, feeds: Sequence[str]) -> None:
        """Ask each feed when it is time, until the program is told to end."""
        watcher = self.watcher
        logger.info("watch began", extra={"feeds": len(feeds), "every": watcher.every})
        due = {url: time.monotonic() + self._first_wait_s(url) for url in feeds}
        while self._waited(min(due.values())):
            url = min(due, key=due.__getitem__)
            is_kept = self.look(url, Looked())
            wait = watcher.wait(url) if is_kept else watcher.every
            due[url] = time.monotonic() + wait.total_seconds()
        logger.info("watch ended")

    def look(self, url: str, looked: Looked) -> bool:
        """Look at one feed; what goes wrong over it does not end the watch.

        Returns:
            Whether what came of it is kept, so that the record tells when to look again.
        """
        try:
            self.watcher.finish()
            self.watcher.look(url, looked)
        except StoreError as error:
            self._note(url, str(error), looked)
            logger.error("feed not kept", extra={"feed": url, "error": str(error)})  # noqa: TRY400 - it says all
        except Exception as error:  # a watch that ends at night brings nothing in the morning
            self._note(url, f"a mistake of the program: {error!r}", looked)
            logger.exception("feed broke", extra={"feed": url})
        else:
            return True
        return False

    def _first_wait_s(self, url: str) -> float:
        watcher = self.watcher
        return 0.0 if watcher.may_ask(url) else watcher.wait(url).total_seconds()

    def _waited(self, until: float) -> bool:
        """Wait until a time of the monotonic clock; False where the program is told to end."""
        stop = self.watcher.tools.stop
        while not stop():
            left = until - time.monotonic()
            if left <= 0:
                return True
            time.sleep(min(left, _LOOK_S))
        return False

    def _note(self, url: str, reason: str, looked: Looked) -> None:
        looked.failed.append(Failure.of(url, reason))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock of a workspace's watch; it ends with the process, however that ends.

    Raises:
        SettingsError: Somebody else holds it, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        msg = f"{folder} cannot be written: {error.strerror or error}"
        raise SettingsError(msg) from error
    try:
        if not grip(file):
            msg = (
                f"another nashir watch works in this workspace ({folder.parent.parent}): give it"
                " all feeds, or let this one work in a workspace of its own"
            )
            raise SettingsError(msg)
        yield
    finally:
        os.close(file)


def _addresses(feeds: Sequence[str]) -> tuple[str, ...]:
    """Return the feeds, each once.

    Raises:
        SettingsError: One is no address.
    """
    for each in feeds:
        if not is_address(each):
            msg = f"{each}: a feed or a site to watch is an address, such as https://site/feed"
            raise SettingsError(msg)
    return tuple(dict.fromkeys(feeds))


def _until(watcher: Watch, url: str) -> str:
    feed = watcher.record.feed(url)
    until = None if feed is None else feed.not_before
    return "" if until is None else until.isoformat(timespec="seconds")


def _document(looked: Looked) -> dict[str, object]:
    """Return what ``nashir watch --once --json`` prints."""
    return {
        "made": [{"draft": each.draft, **_article(each)} for each in looked.made],
        "updated": [_article(each) for each in looked.updated],
        "failed": [{"source": each.source, "reason": each.reason} for each in looked.failed],
    }


def _article(known: Known) -> dict[str, object]:
    return {"title": known.title, "link": known.link, "feed": known.feed}


def _show(looked: Looked) -> None:
    for each in looked.made:
        say(f"{each.draft}  {each.title}")
    for each in looked.updated:
        say(f"updated  {each.title}  {each.link or ''}".rstrip())
    if looked.made:
        say("See them with nashir drafts")
