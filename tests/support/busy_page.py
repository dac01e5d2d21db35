"""Drafts with a history for a page of the desk: approved, given times, published, in doubt."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from desk_server import DeskServer
from sqlalchemy import update
from stores import bundle_files, write_bundle

from composer.app.newsroom import Newsroom
from composer.app.rundown import Rundown
from composer.domain.queue import QueueItem, Status
from composer.store.item import number_of
from composer.store.schema import item

SATURDAY = 5
"""The last day of the page's week."""

SLOTS = """\
[publishing]
slots = ["daily 08:00 13:00 20:00"]
spacing = "20m"
"""


@dataclass(slots=True)
class BusyPage:
    """The page ``main`` of a desk that is served.

    Args:
        server: The desk.
        made: How many drafts were made.
    """

    server: DeskServer
    made: int = field(default=0)

    @property
    def room(self) -> Newsroom:
        """The newsroom, as the desk itself."""
        return self.server.desk.newsroom

    @property
    def rundown(self) -> Rundown:
        """The queue."""
        return Rundown(newsroom=self.room)

    def day(self, away: int) -> date:
        """Return the day in the page's zone that is so many days from today."""
        today = self.room.now().astimezone(self.room.outlet().zone).date()
        return today + timedelta(days=away)

    def two_days(self) -> tuple[date, date]:
        """Return two days to come, one after the other, in one week of the page."""
        away = 1 if self.day(1).weekday() != SATURDAY else 2
        return self.day(away), self.day(away + 1)

    def draft(self, title: str, *, images: int = 2, text: str | None = None) -> str:
        """Have a draft come in."""
        shades = range(self.made + 1, self.made + 1 + images)
        self.made += max(images, 1)
        files = bundle_files(title, shades=tuple(shades), text=text)
        write_bundle(self.room.store.inbox, files)
        now = self.room.now()
        return self.room.store.drafts.take_in(self.room.store.inbox, now=now, actor="sara").taken[0]

    def approved(self, title: str, *, images: int = 2, text: str | None = None) -> str:
        """Have a draft come in and be approved."""
        draft = self.draft(title, images=images, text=text)
        self.room.approve(draft)
        return draft

    def queued(self, title: str, at: str, *, images: int = 2) -> QueueItem:
        """Have an approved draft get a time."""
        return self.rundown.add(self.approved(title, images=images), at=at).item

    def put(self, name: str, *steps: Status, **facts: object) -> None:
        """Bring an item to where a worker would have brought it."""
        for step in steps:
            with self.room.store.database.write() as connection:
                change = update(item).where(item.c.id == number_of(name))
                connection.execute(change.values(status=step, **facts))

    def lose(self, name: str, *, sent: datetime) -> None:
        """Have an item sent without a trustworthy answer."""
        self.put(name, Status.CLAIMED, owner="home/host-1-00000000", lease=sent)
        self.put(name, Status.UPLOADING)
        self.put(name, Status.COMMITTING, intent=sent, attempts=1, doubt=True)
        self.put(name, Status.UNKNOWN, looks=2, last_error="no trustworthy answer came")
