"""What ``doctor --cluster`` looks at: all that the machines of a cluster have in common.

Nothing is made or changed by looking, but for a small image that is put and removed again.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes

from composer.app.checkup import Result, fail, ok, warn
from composer.app.crowd_checkup import CrowdCheckup
from composer.engine.cluster.standing import read_engine
from composer.errors import InputError, StoreError
from composer.publishing.policy import LEASE
from composer.settings import EngineKind, Settings
from composer.settings.images import image_place
from composer.store.connect import parse_url
from composer.store.database import Database
from composer.store.images import open_blobs
from composer.store.migrate import Standing, read_standing, suits
from composer.store.revision import SHIPPED
from composer.store.server import Server, read_server

_WAIT_S = 5.0
_SLOW_S = 0.1
_MOST_APART = LEASE / 4
_APART = timedelta(seconds=2)
_FULL = 0.95
_NEARLY_FULL = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterCheckup:
    """Looks at what machines share.

    Args:
        settings: Of this machine.
        person: Who looks.
        now: Tells the time of this machine, in UTC.
    """

    settings: Settings
    person: str
    now: Callable[[], datetime]

    def results(self) -> Iterator[Result]:
        """Give what was found."""
        yield from self._images()
        address = parse_url(self.settings.store.url)
        if address.get_backend_name() != "postgresql":
            yield fail("database", "SQLite belongs to one machine: nashir store move URL")
            return
        try:
            url, workspace = self.settings.store.url, self.settings.workspace
            database = Database.connect(url, workspace=workspace, wait_s=_WAIT_S)
            with database.closing():
                yield from self._shared(database)
        except StoreError as error:
            yield fail("database", str(error))

    def _shared(self, database: Database) -> Iterator[Result]:
        yield from self._server(database)
        standing = read_standing(database)
        yield _migrations(standing)
        yield from self._engine(database)
        if standing is not None and suits(standing, SHIPPED):
            crowd = CrowdCheckup(settings=self.settings, person=self.person, now=self.now)
            yield from crowd.results()

    def _server(self, database: Database) -> Iterator[Result]:
        """Ask twice: the first answer makes the connection, the second measures."""
        read_server(database)
        asked, begun = self.now(), time.perf_counter()
        server = read_server(database)
        took_s = time.perf_counter() - begun
        told = f"PostgreSQL {server.version}, answers in {took_s * 1000:.0f} ms"
        if server.is_copy:
            yield fail("database", f"{told}, and only follows another server: name that one as url")
        elif took_s > _SLOW_S:
            yield warn("database", f"{told}: each post asks some dozen times; bring it nearer")
        else:
            yield ok("database", told)
        yield _clock(server.clock - (asked + timedelta(seconds=took_s / 2)))
        yield _connections(server)

    def _engine(self, database: Database) -> Iterator[Result]:
        if self.settings.worker.engine is not EngineKind.CLUSTER:
            told = 'nobody is woken: set engine = "cluster" under [worker] in nashir.toml'
            yield warn("engine", told)
            return
        try:
            found = read_engine(database)
        except InputError as error:
            yield fail("engine", str(error))
            return
        if found.shape is None:
            yield fail("engine", "its tables are not made yet: nashir worker --prepare")
        elif found.shape < found.known:
            told = f"its tables are older ({found.shape}) than this machine's Procrastinate"
            yield warn("engine", f"{told}: nashir worker --prepare")
        elif found.shape > found.known:
            told = f"its tables are newer ({found.shape}) than this machine's Procrastinate"
            yield warn("engine", f"{told}: pip install --upgrade 'nashir[cluster]'")
        else:
            yield ok("engine", f"{found.waiting} jobs wait, {found.doing} are in hand")
        if found.stalled:
            told = f"{found.stalled} jobs are in the hand of workers that fell silent"
            yield warn("engine", f"{told}: each running worker puts them back within seconds")

    def _images(self) -> Iterator[Result]:
        """Put a small image, read it and remove it, as every machine has to be able to."""
        try:
            place = image_place(self.settings.store)
            images = open_blobs(place, state=self.settings.state)
            if not place.is_shared:
                told = "other machines cannot see them: set images under [store]"
                yield warn("images", f"they lie in {images.place} of this machine; {told}")
                return
            begun = time.perf_counter()
            name = images.put(token_bytes(64))
            images.get(name)
            images.discard((name,))
        except InputError as error:
            yield fail("images", str(error))
            return
        took_ms = (time.perf_counter() - begun) * 1000
        yield ok("images", f"{images.place}: put, read and removed one in {took_ms:.0f} ms")


def _migrations(standing: Standing | None) -> Result:
    """Compare the shape of the database with the one that this program knows."""
    known = SHIPPED.head
    if standing is None:
        return fail("migrations", "the database has no tables yet: nashir drafts makes them")
    told = f"the database stands at {standing.version}, this program knows {known}"
    if standing.version == known:
        return ok("migrations", f"database and program both stand at {known}")
    if suits(standing, SHIPPED):
        return warn("migrations", f"{told} and may go on: install the newer Nashir here, too")
    if standing.version > known:
        return fail("migrations", f"{told}: install the newer Nashir here")
    return warn("migrations", f"{told}: its first command brings it up; nashir backup first")


def _clock(ahead: timedelta) -> Result:
    """Tell how far the database's clock is ahead of this machine's."""
    apart_s = abs(ahead.total_seconds())
    side = "behind" if ahead > timedelta() else "ahead of"
    told = f"this machine's clock is {apart_s:.1f} s {side} the database's"
    if timedelta(seconds=apart_s) >= _MOST_APART:
        most = f"less than {_MOST_APART.total_seconds():.0f} s are allowed, a quarter of a lease"
        return fail("clock", f"{told}, and {most}: set it by NTP")
    if timedelta(seconds=apart_s) >= _APART:
        return warn("clock", f"{told}: set both by NTP")
    return ok("clock", told)


def _connections(server: Server) -> Result:
    told = f"{server.used} of {server.allowed} are in use"
    advice = "raise max_connections of the server, or start fewer programs"
    if server.used >= server.allowed * _FULL:
        return fail("connections", f"{told}: {advice}")
    if server.used >= server.allowed * _NEARLY_FULL:
        return warn("connections", f"{told}: {advice}")
    return ok("connections", told)
