"""The counter of the rendering farm: articles are handed in, read here, and wait to be drawn."""

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from composer.app import services
from composer.app.farm_crew import hands_lock
from composer.app.newsroom import Newsroom
from composer.app.order import OWN_PICTURE, Order
from composer.app.photo import photograph_for
from composer.app.sources import STANDARD_INPUT, Source
from composer.app.ticket import Ticket, marks_of
from composer.app.web import Web
from composer.cards.theme import Theme
from composer.domain.render import RenderBatch
from composer.engine.clock import ticks
from composer.engine.lock import RunnerLock
from composer.errors import NashirError, ThemeError
from composer.ingest import Reading, require_headline
from composer.settings import Settings
from composer.store.farm import Farm, Ready
from composer.store.met import drafts_met

logger = logging.getLogger(__name__)

_LEASE = timedelta(minutes=10)
"""For how long articles are left to who reads them, counted from the last sign that they do."""

HOLD_S = 60.0
"""How often whoever reads gives such a sign: sites may be slow, and there are turns to wait for."""

_AT_ONCE = 20
"""Articles that are passed on together: drawing begins while others are still read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """An article that could not be read.

    Args:
        source: As the user named it.
        kind: Name of the error's class.
        reason: What is wrong, and what to do.
    """

    source: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Where articles are handed in.

    Args:
        newsroom: Where their batch is kept, with the page that they are for as the main one.
        lock: What tells others that whoever reads them lives.
        order: What to make of each.
        page: Name of the page.
        theme: The theme.
        marks: What tells its files; see ``composer.app.ticket.marks_of``.
        again: Whether an article of which there is a draft is drawn once more.
        web: What fetches addresses.
        ticks: A clock in seconds that only goes forward.
    """

    newsroom: Newsroom
    lock: RunnerLock
    order: Order
    page: str
    theme: Theme
    marks: str
    again: bool = True
    web: Web = field(default_factory=Web)
    ticks: Callable[[], float] = ticks

    @classmethod
    def open(
        cls, newsroom: Newsroom, lock: RunnerLock, order: Order, *, page: str, again: bool = True
    ) -> "Counter":
        """Return the counter for an order.

        Raises:
            SettingsError: There is no such page.
            ThemeError: There is no such theme, or it has no such size.
        """
        settings = newsroom.settings
        ours = replace(settings, main=settings.page(page))
        theme = services.load_theme(order.theme or ours.main.theme.name, folder=ours.themes)
        for size in order.sizes:
            if size not in theme.sizes:
                msg = f"theme {theme.name!r} has no size {size!r}; known: {', '.join(theme.sizes)}"
                raise ThemeError(msg)
        return cls(
            newsroom=replace(newsroom, settings=ours),
            lock=lock,
            order=replace(order, theme=theme.name, backend=order.backend or _backend(ours)),
            page=page,
            theme=theme,
            marks=marks_of(theme),
            again=again,
            web=Web(lambda: ours),
        )

    def begin(self, sources: Sequence[Source], *, person: str) -> RenderBatch:
        """Write a new batch down, of which nothing is read yet.

        Args:
            sources: Its articles.
            person: Who hands them in.
        """
        now = self.newsroom.now()
        batch = RenderBatch(
            id=f"b{secrets.token_hex(6)}",
            begun=now,
            person=person,
            page=self.page,
            theme=self.theme.name,
            sizes=self.order.sizes,
            image=None if self.order.image is None else str(self.order.image),
        )
        names = ["" if each.name == STANDARD_INPUT else each.name for each in sources]
        self._farm.begin(batch, names, owner=self.lock.owner, lease=now + _LEASE)
        logger.info("batch begun", extra={"batch": batch.id, "articles": len(names)})
        return batch

    def read(
        self,
        batch_id: str,
        sources: Sequence[Source],
        *,
        stop: Callable[[], bool],
        step: Callable[[Unread | None], None],
    ) -> None:
        """Read the articles of a batch and let them be drawn, a few at a time.

        Args:
            batch_id: The batch, just begun with these articles.
            sources: The articles.
            stop: Tells whether to end; asked before each. What is left is dropped.
            step: Called after each, with what was wrong with it.
        """
        waiting: dict[int, Ready] = {}
        held_s = self.ticks()
        for position, source in enumerate(sources, start=1):
            if stop():
                self._farm.cancel(batch_id, now=self.newsroom.now())
                return
            found = self._read_one(batch_id, position, source)
            if isinstance(found, Ready):
                waiting[position] = found
            if len(waiting) >= _AT_ONCE:
                self._pass_on(batch_id, waiting)
            if self.ticks() - held_s > HOLD_S:
                self.hold()
                held_s = self.ticks()
            step(found if isinstance(found, Unread) else None)
        self._pass_on(batch_id, waiting)

    def read_one(self, batch_id: str, position: int, source: Source) -> None:
        """Read one article of a batch and let it be drawn; what is wrong with it is noted.

        Args:
            batch_id: The batch.
            position: Its place there.
            source: The article.
        """
        found = self._read_one(batch_id, position, source)
        if isinstance(found, Ready):
            self._pass_on(batch_id, {position: found})

    def hold(self) -> None:
        """Go on with all that this program has still to read, of whichever batch."""
        self._farm.hold(owner=self.lock.owner, lease=self.newsroom.now() + _LEASE)

    def _read_one(self, batch_id: str, position: int, source: Source) -> Ready | Unread | None:
        """Return an article as it is drawn, or why it is not; None where its draft is there."""
        try:
            reading = self._reading(source)
            known = None if self.again else self._known(reading)
            if known is None:
                return self._ticket(reading)
            self._met(batch_id, position, reading, known)
        except NashirError as error:
            return self._unread(batch_id, position, source, error)
        except Exception as error:  # the others must not suffer for a mistake of ours
            logger.exception("article broke", extra={"batch": batch_id, "article": position})
            return self._unread(batch_id, position, source, error)
        return None

    def _reading(self, source: Source) -> Reading:
        reading = services.read(source.name, source.data, item=source.item, web=self.web)
        if source.link is not None:
            reading = replace(reading, article=replace(reading.article, link=source.link))
        require_headline(reading.article)
        return reading

    def _ticket(self, reading: Reading) -> Ready:
        """Return an article as it is drawn; its photograph is fetched, and kept, here."""
        article, main = reading.article, self.newsroom.settings.main
        photograph = photograph_for(article, self.order, self.web)
        if photograph is not None:
            self.newsroom.store.blobs.put(photograph.data)
        ticket = Ticket(
            reading=reading,
            order=_without_places(self.order),
            site=main.site.name,
            zone=main.site.zone.key,
            picture=None if photograph is None else photograph.picture,
        )
        return Ready(
            title=article.title,
            digest=ticket.digest(self.marks),
            payload=ticket.text,
            picture=None if photograph is None else photograph.picture.sha256,
        )

    def _known(self, reading: Reading) -> str | None:
        """Return the draft that there is of an article."""
        article, database = reading.article, self.newsroom.store.database
        return next(iter(drafts_met(database, title=article.title, link=article.link)), None)

    def _met(self, batch_id: str, position: int, reading: Reading, draft_id: str) -> None:
        self._farm.met(
            batch_id,
            position,
            owner=self.lock.owner,
            title=reading.article.title,
            draft_id=draft_id,
            now=self.newsroom.now(),
        )

    def _pass_on(self, batch_id: str, waiting: dict[int, Ready]) -> None:
        """Let what was read be drawn, and go on reading."""
        now = self.newsroom.now()
        self._farm.ready(batch_id, waiting, owner=self.lock.owner, now=now)
        waiting.clear()

    def _unread(self, batch_id: str, position: int, source: Source, error: Exception) -> Unread:
        kind, told = type(error).__name__, str(error)
        if not isinstance(error, NashirError):
            kind, told = "Mistake", f"a mistake of the program: {kind}: {told}"
        reason = told.removeprefix(f"{source.name}: ")
        self._farm.unread(
            batch_id,
            position,
            owner=self.lock.owner,
            kind=kind,
            reason=reason,
            now=self.newsroom.now(),
        )
        return Unread(source=source.name, kind=kind, reason=reason)

    @property
    def _farm(self) -> Farm:
        return Farm(self.newsroom.store.database)


@contextmanager
def counter_lock(newsroom: Newsroom) -> Iterator[RunnerLock]:
    """Give what tells others on this machine that whoever reads a batch lives."""
    with hands_lock(newsroom) as lock:
        yield lock


def _without_places(order: Order) -> Order:
    """Return an order that means the same wherever it is drawn: the photograph goes beside it."""
    image = OWN_PICTURE if order.image == OWN_PICTURE else None
    return replace(order, image=image, local=False)


def _backend(settings: Settings) -> str:
    return settings.rendering.backend.value
