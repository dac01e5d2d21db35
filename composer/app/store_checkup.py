"""What ``doctor`` looks at in a workspace that publishes: store, runner, pages, clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from composer.app.channel import open_channels
from composer.app.checkup import Result, fail, ok, warn
from composer.app.outlet import outlet_names
from composer.app.page_checkup import page_results
from composer.app.press import Press
from composer.app.roster import SILENT, living_runners
from composer.domain.queue import QueueItem, Status
from composer.errors import ImagesAway, InputError, SettingsError, StoreError
from composer.publishing.zone import machine_version, packaged_version
from composer.settings import Settings
from composer.settings.images import image_place
from composer.store.blob import Blobs
from composer.store.claim import Claims
from composer.store.connect import parse_url, sqlite_file
from composer.store.images import open_blobs
from composer.store.revision import SHIPPED
from composer.store.sweep import all_needed, are_own

_LATE = timedelta(minutes=2)
_MOST_NAMED = 10
_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCheckup:
    """Looks at a workspace.

    Args:
        settings: Which.
        person: Who looks.
        deep: Read every image and compare its hash.
    """

    settings: Settings
    person: str
    deep: bool = False

    def results(self) -> Iterator[Result]:
        """Give what was found."""
        yield from self._rules()
        try:
            if self._file() is None and not self._has_images():
                yield ok("store", "there is none yet: nashir compose, then nashir drafts")
                return
            press = Press.open(self.settings, person=self.person)
        except InputError as error:
            yield fail("settings" if isinstance(error, SettingsError) else "store", str(error))
            return
        try:
            yield from self._opened(press)
        except StoreError as error:
            yield fail("store", str(error))
        finally:
            press.close()

    def _opened(self, press: Press) -> Iterator[Result]:
        yield from self._store(press)
        yield from _items(press)
        try:
            yield from self._images(press)
        except ImagesAway as error:
            yield fail("images", str(error))
        yield from self._runners(press)
        yield from self._notices(press)
        for name in outlet_names(self.settings):
            yield from page_results(press, name)

    def _file(self) -> str | None:
        """Return where the store is; None where there is none, and none is made by looking."""
        url = parse_url(self.settings.store.url)
        if url.get_backend_name() != "sqlite":
            return url.render_as_string(hide_password=True)
        file = sqlite_file(url, self.settings.workspace)
        return str(file) if file.exists() else None

    def _has_images(self) -> bool:
        """Tell whether images are left of a store whose database is gone."""
        blobs = open_blobs(image_place(self.settings.store), state=self.settings.state)
        return any(blobs.names())

    def _rules(self) -> Iterator[Result]:
        machine, packaged = machine_version(), packaged_version()
        used = max(filter(None, (machine, packaged)), default="unknown")
        told = f"{used} of the zones' rules (the machine: {machine or 'none'}, package: {packaged})"
        yield ok("rules", told)

    def _store(self, press: Press) -> Iterator[Result]:
        database = press.newsroom.store.database
        detail = f"{database.place.removeprefix('the store ')}, revision {SHIPPED.head}"
        if database.file is not None:
            wal = database.file.with_name(f"{database.file.name}-wal")
            detail += f", {_size(database.file.stat().st_size)}"
            detail += f", log {_size(wal.stat().st_size)}" if wal.exists() else ""
        yield ok("store", detail)
        restored = press.newsroom.store.restored()
        if restored is not None:
            told = f"a backup was restored at {restored:%Y-%m-%d %H:%M} UTC"
            yield warn("store", f"{told}: nashir run looks at the pages before it sends anything")

    def _images(self, press: Press) -> Iterator[Result]:
        store, now = press.newsroom.store, press.newsroom.now()
        with store.database.read() as connection:
            wanted = all_needed(connection, since=now)
        if not are_own(store.database, store.blobs):
            told = f"those in {store.blobs.place} are another store's, which may sweep away ours"
            yield warn("images", f"{told}: name another place in [store] images")
        there = set(store.blobs.names())
        if not self.deep and wanted <= there:
            shared = self.settings.store.images
            told = f"{len(there)}{f' in {shared}' if shared else ''}"
            yield ok("images", f"{told}; nashir doctor --deep reads each of them")
            return
        names = sorted(there | wanted if self.deep else wanted)
        bad = [each for each in names if not _is_whole(store.blobs, each, deep=self.deep)]
        if bad:
            listed = ", ".join(each[:_SHOWN] for each in bad[:_MOST_NAMED])
            told = f"{len(bad)} of {len(names)} are missing or damaged ({listed})"
            yield fail("images", f"{told}: compose their articles again, or nashir restore")
        else:
            yield ok("images", f"{len(names)}, each with the bytes that it was approved with")

    def _runners(self, press: Press) -> Iterator[Result]:
        now = press.newsroom.now()
        running = living_runners(press.newsroom)
        for each in running:
            silent = now - each.beat
            told = f"{each.host}, process {each.pid}, nashir {each.version}"
            if silent > SILENT:
                yield warn("runner", f"{told}: silent for {_span(silent)}; look at its log")
            else:
                yield ok("runner", f"{told}: alive {_span(silent)} ago")
        late = _late(press, now)
        if late and not any(each.publishes for each in running):
            told = f"{'none of them publishes' if running else 'none runs'}, and {late}"
            yield warn("runner", f"{told}: start nashir run, nashir worker, or nashir run --once")
        elif late:
            yield warn("runner", f"{late}: look at nashir queue list")
        elif not running:
            yield ok("runner", "none runs, and nothing is late")

    def _notices(self, press: Press) -> Iterator[Result]:
        try:
            channels = open_channels(self.settings)
        except InputError as error:
            yield fail("notify", str(error))
            return
        told = ", ".join(channels) or "nobody is told; see [notify] in nashir.toml"
        yield ok("notify", told)
        lost = press.newsroom.store.notices.lost()
        if lost:
            yield warn("notify", f"{lost} notices could not be delivered and were given up")


def _is_whole(blobs: Blobs, name: str, *, deep: bool) -> bool:
    """Tell whether an image is there and, by a deep look, holds the bytes of its name."""
    if not deep:
        return blobs.has(name)
    try:
        blobs.get(name)
    except ImagesAway:
        raise
    except StoreError:
        return False
    return True


def _items(press: Press) -> Iterator[Result]:
    """Tell how many items stand where, and name those that a person has to look at."""
    queue = press.newsroom.store.queue
    counts = queue.counts()
    listed = ", ".join(f"{counts[status]} {status}" for status in Status if counts.get(status))
    yield ok("queue", listed or "empty")
    for item in queue.all(statuses=(Status.UNKNOWN, Status.ATTENTION), limit=_MOST_NAMED):
        yield warn("queue", f"{item.id} is {_words(item)}: {item.last_error}")


def _words(item: QueueItem) -> str:
    return "unknown" if item.status is Status.UNKNOWN else "before a person"


def _late(press: Press, now: datetime) -> str | None:
    """Return how many items should have gone out by now; None for none."""
    store = press.newsroom.store
    claims = Claims(store.database, store.ledger, owner=press.newsroom.person)
    late = [each for each in claims.due(now) if each.due < now - _LATE]
    if not late:
        return None
    since = max(now - each.due for each in late)
    return f"{len(late)} items are due, the first since {_span(since)}"


def _span(length: timedelta) -> str:
    whole = timedelta(seconds=max(int(length.total_seconds()), 0))
    return f"{whole.seconds} s" if whole < SILENT else str(whole)


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
