"""All parts of the store, joined."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from sqlalchemy import select

from composer.domain.notice import NoticeKind
from composer.errors import StoreError
from composer.store.access import Tokens
from composer.store.attempt import Attempts
from composer.store.blob import Blobs
from composer.store.connect import parse_url, sqlite_file
from composer.store.database import WAIT_S, Database
from composer.store.draft import Drafts
from composer.store.herald import Herald
from composer.store.images import ImagePlace, open_blobs
from composer.store.journal import Journal
from composer.store.ledger import Ledger
from composer.store.notice import Notices
from composer.store.page import Pages
from composer.store.person import People
from composer.store.queue import Queue
from composer.store.runner import Runners
from composer.store.schema import meta
from composer.store.visit import Visits
from composer.store.watch import Watches

_OWN_FOLDER = ImagePlace()

RESTORED = "restored"
"""Name of the fact that a backup was restored, and what stood in it was not looked after yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """What a workspace keeps.

    Args:
        database: Its database.
        state: The folder of its files.
        blobs: The images.
        drafts: The drafts.
        queue: The items of the queue.
        ledger: What is written beside each move of an item.
        journal: What happened.
        pages: How the pages stand.
        watches: What is waited for.
        notices: What people have to be told.
        runners: Who publishes.
        people: Who may sign in at the desk.
        visits: Who is signed in.
        tokens: Which other systems may act.
        attempts: Which sign-ins failed.
    """

    database: Database
    state: Path
    blobs: Blobs
    drafts: Drafts
    queue: Queue
    ledger: Ledger
    journal: Journal
    pages: Pages
    watches: Watches
    notices: Notices
    runners: Runners
    people: People
    visits: Visits
    tokens: Tokens
    attempts: Attempts

    @classmethod
    def open(  # noqa: PLR0913 - where it is, and who is told of what
        cls,
        url: str,
        *,
        workspace: Path,
        state: Path,
        images: ImagePlace = _OWN_FOLDER,
        channels: tuple[str, ...] = (),
        events: frozenset[NoticeKind] = frozenset(),
        wait_s: float = WAIT_S,
    ) -> Self:
        """Open a store, make it where there is none.

        Args:
            url: Address of the database; see ``Database.open``.
            workspace: The folder from which a relative path counts.
            state: The folder of inbox and backups, and of images that have no other place.
            images: Where the images are.
            channels: Over which people are told: ``webhook``, ``mail``.
            events: What programs are told beyond that, over the webhook alone.
            wait_s: How long a transaction waits for another one, in seconds.

        Raises:
            StoreError: It cannot be opened, or its database is gone while its images are there.
        """
        blobs = open_blobs(images, state=state)
        _check_not_lost(url, workspace, blobs, are_shared=images.is_shared)
        database = Database.open(url, workspace=workspace, wait_s=wait_s)
        notices = Notices(database, channels=channels)
        for_programs = tuple(each for each in channels if each == "webhook")
        herald = Herald(notices=Notices(database, channels=for_programs), kinds=events)
        journal = Journal(database, herald.tell)
        ledger = Ledger(journal=journal, notices=notices)
        return cls(
            database=database,
            state=state,
            blobs=blobs,
            drafts=Drafts(database, blobs, journal, notices),
            queue=Queue(database, ledger),
            ledger=ledger,
            journal=journal,
            pages=Pages(database, journal),
            watches=Watches(database),
            notices=notices,
            runners=Runners(database),
            people=People(database, journal),
            visits=Visits(database),
            tokens=Tokens(database, journal),
            attempts=Attempts(database),
        )

    @property
    def inbox(self) -> Path:
        """Where ``compose`` leaves its bundles."""
        return self.state / "inbox"

    def restored(self) -> datetime | None:
        """Return when a backup was restored whose items nobody has looked after yet.

        Until then nothing is sent: the backup does not know what was sent after it was made.
        """
        query = select(meta.c.value).where(meta.c.name == RESTORED)
        with self.database.read() as connection:
            value: str | None = connection.scalar(query)
        return None if value is None else datetime.fromisoformat(value)

    def close(self) -> None:
        """Let go of all connections."""
        self.database.close()

    @contextmanager
    def closing(self) -> Iterator[Self]:
        """Give the store for a block and close it after."""
        try:
            yield self
        finally:
            self.close()


def _check_not_lost(url: str, workspace: Path, blobs: Blobs, *, are_shared: bool) -> None:
    """Refuse to begin anew beside the images of a store whose database was lost.

    A new one would know of no post that is out, and let each be published once more. The images
    are looked for between two looks at the file: another program may be making a new store at this
    very moment, and it has its database before its first image.
    """
    address = parse_url(url)
    if address.get_backend_name() != "sqlite":
        return
    file = sqlite_file(address, workspace)
    if _is_filled(file) or next(blobs.names(), None) is None or _is_filled(file):
        return
    what = "is empty" if file.exists() else "is missing"
    anew = "name another place in [store] images" if are_shared else f"move {blobs.place} away"
    msg = (
        f"the store {file} {what}, but there are images of it in {blobs.place}: so it was lost,"
        " and with it what is published already: nashir restore BACKUP brings it back; to begin"
        f" anew, {anew}"
    )
    raise StoreError(msg)


def _is_filled(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except FileNotFoundError:
        return False
    except OSError:
        return True  # opening it tells what is wrong with it
