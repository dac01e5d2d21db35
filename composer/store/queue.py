"""The queue as people see it: add, list, move, cancel, retry, settle."""

import json
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from composer.domain.post import Target
from composer.domain.queue import BUSY, LIVE, CommentStatus, QueueItem, Status, WallKind
from composer.errors import DraftError
from composer.store.article import same_article
from composer.store.content import read_content
from composer.store.database import Database, insert_new
from composer.store.item import item_of, items, name_of, number_of
from composer.store.ledger import Ledger
from composer.store.schema import item, journal, photo
from composer.store.schema import page as page_table

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A due time, and how it was asked for.

    Args:
        due: In UTC.
        wake: When a worker first has to do with it, in UTC.
        zone: Name of the zone of ``wall``.
        wall: The local time asked for; None for "now".
        kind: Whether that time existed once.
        slot: The slot it stands in.
    """

    due: datetime
    wake: datetime
    zone: str
    wall: str | None = None
    kind: WallKind = WallKind.OK
    slot: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A time that is chosen while nobody else can take it.

    Args:
        since: The page's posts that are due earlier do not matter, in UTC.
        choose: Given when the page's other posts are due, returns the time.
    """

    since: datetime
    choose: Callable[[Collection[datetime]], When]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """What is put into the queue.

    Args:
        draft: ID of the draft.
        target: The page.
        approval: Fingerprint of the post that was approved for it.
        when: Its time, or how it is chosen.
        breaking: It goes first, and does not wait for the distance between posts.
        unspaced: It does not wait for that distance, though it is no breaking news.
        comment: Whether the post has a first comment.
        again: The article may have been queued or published before.
        key: What its author calls this very wish: who repeats it, gets the item that there is.
    """

    draft: str
    target: Target
    approval: str
    when: When | Choice
    breaking: bool = False
    unspaced: bool = False
    comment: bool = False
    again: bool = False
    key: str | None = None


class Queue:
    """The items.

    Args:
        database: Where they are.
        ledger: Where each thing that a person does is written down.
    """

    def __init__(self, database: Database, ledger: Ledger) -> None:
        self._database = database
        self._ledger = ledger

    def add(self, new: NewItem, *, now: datetime, actor: str) -> QueueItem:
        """Queue an approved draft for a page; see ``add_all``."""
        return self.add_all((new,), now=now, actor=actor)[0]

    def add_all(
        self, wishes: Sequence[NewItem], *, now: datetime, actor: str
    ) -> tuple[QueueItem, ...]:
        """Queue approved drafts, each for a page: all of them or, where one is refused, none.

        A wish with a key is granted once, however often it comes: an answer that was lost on its
        way may be asked for again.

        Raises:
            DraftError: A draft or its article is in the queue of its page, or was published
                there, and nobody said ``again``.
        """
        with self._database.write() as connection:
            for _, target in sorted({each.target.key: each.target for each in wishes}.items()):
                _hold_page(connection, target)  # in one order, so that no two wait for each other
            made = [self._put(connection, each, now=now, actor=actor) for each in wishes]
        added = tuple(self.get(name) for name, _ in made)
        for each, (_, is_new) in zip(added, made, strict=True):
            if is_new:
                _log("queued", each, actor)
        return added

    def _put(
        self, connection: Connection, new: NewItem, *, now: datetime, actor: str
    ) -> tuple[str, bool]:
        """Queue for a page that is held; return the ID of the item, and whether it is a new one."""
        if new.key is not None and (known := _wished(connection, new, new.key)) is not None:
            return known.id, False
        if not new.again:
            _refuse_again(connection, new)
        when = _chosen(connection, new.target, new.when)
        number = connection.execute(
            insert(item)
            .values(
                draft=new.draft,
                page=new.target.page,
                publisher=new.target.publisher,
                page_id=new.target.page_id,
                target=new.target.key,
                approval=new.approval,
                breaking=new.breaking,
                unspaced=new.unspaced,
                comment=CommentStatus.WAITING if new.comment else None,
                **times(when),
            )
            .returning(item.c.id)
        ).scalar_one()
        facts = {"due": when.due.isoformat(), "page": new.target.page, "key": new.key}
        self._ledger.write(connection, name_of(number), "queued", now=now, actor=actor, **facts)
        return name_of(number), True

    def get(self, name: str) -> QueueItem:
        """Return an item.

        Raises:
            DraftError: There is none of that ID.
        """
        with self._database.read() as connection:
            query = items().where(item.c.id == number_of(name))
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            msg = f"there is no item {name} in the queue: nashir queue list names them"
            raise DraftError(msg)
        return item_of(row)

    def of_draft(self, draft: str) -> tuple[QueueItem, ...]:
        """Return the items of a draft, newest first."""
        query = items().where(item.c.draft == draft).order_by(item.c.id.desc())
        with self._database.read() as connection:
            return tuple(map(item_of, connection.execute(query).mappings().all()))

    def all(
        self,
        *,
        page: str | None = None,
        statuses: Collection[Status] | None = None,
        limit: int | None = None,
    ) -> tuple[QueueItem, ...]:
        """Return items in the order in which they are due.

        Args:
            page: Only those of this page of the settings.
            statuses: Only those in one of these.
            limit: At most so many, the latest due ones.
        """
        query = items().order_by(item.c.due.desc(), item.c.id.desc()).limit(limit)
        if page is not None:
            query = query.where(item.c.page == page)
        if statuses is not None:
            query = query.where(item.c.status.in_(statuses))
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(map(item_of, reversed(rows)))

    def busy(self, target: Target) -> QueueItem | None:
        """Return the item that keeps a page: it is being sent, or nobody knows its outcome.

        Nothing else goes out there meanwhile; there is at most one.
        """
        query = items().where(item.c.target == target.key, item.c.status.in_(sorted(BUSY)))
        with self._database.read() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else item_of(row)

    def counts(self) -> Mapping[Status, int]:
        """Return how many items stand in each status."""
        query = select(item.c.status, func.count()).group_by(item.c.status)
        with self._database.read() as connection:
            return {Status(status): count for status, count in connection.execute(query)}

    def taken(self, target: Target, *, since: datetime) -> tuple[datetime, ...]:
        """Return the due times that a new item of a page has to keep its distance from."""
        with self._database.read() as connection:
            return _taken(connection, target, since)

    def move(self, name: str, when: When | Choice, *, now: datetime, actor: str) -> QueueItem:
        """Give an item another time.

        Raises:
            DraftError: It is under way, published or cancelled.
        """
        found = self.get(name)
        if found.status is Status.ATTENTION:
            return self.retry(name, when, now=now, actor=actor)
        if found.doubt:
            raise DraftError(_in_doubt(found))
        self.change(found, "moved", now, actor, {}, when=when, failures=0)
        return self.get(name)

    def cancel(self, name: str, *, now: datetime, actor: str) -> QueueItem:
        """Take an item out of the queue for good.

        Raises:
            DraftError: It is under way, may be out already, or is published.
        """
        found = self.get(name)
        if found.doubt:
            raise DraftError(_in_doubt(found))
        self.change(found, "cancelled", now, actor, {}, status=Status.CANCELLED)
        return self.get(name)

    def retry(self, name: str, when: When | Choice, *, now: datetime, actor: str) -> QueueItem:
        """Put an item that waits for a person back into the queue.

        Raises:
            DraftError: It does not wait for a person, or may be out already.
        """
        found = self.get(name)
        if found.status is not Status.ATTENTION:
            msg = f"{name} is {found.status}: only an item that needs attention is tried again"
            raise DraftError(msg)
        if found.doubt:
            raise DraftError(_in_doubt(found))
        self.change(
            found,
            "retried",
            now,
            actor,
            {},
            when=when,
            status=Status.QUEUED,
            attempts=0,
            failures=0,
            last_error=None,
        )
        return self.get(name)

    def bind(self, draft: str, target: Target, approval: str, *, now: datetime, actor: str) -> int:
        """Let the waiting items of a draft carry a new approval; return how many there are.

        One that waits for a person says from now on how it is sent, not what was wrong before.
        """
        waiting = (
            select(item.c.id, item.c.status)
            .where(
                item.c.draft == draft,
                item.c.target == target.key,
                item.c.status.in_((Status.QUEUED, Status.ATTENTION)),
                item.c.doubt == 0,
                item.c.approval != approval,
            )
            .with_for_update()  # a worker claims it before, or sends what is approved now
        )
        with self._database.write() as connection:
            found = connection.execute(waiting).all()
            comment = read_content(connection, approval).comment if found else None
            for number, status in found:
                connection.execute(delete(photo).where(photo.c.item == number))
                # What was sent of the old one bears on nothing: its images are gone, too.
                renewed = update(item).where(item.c.id == number)
                values: dict[str, object] = {"comment": CommentStatus.WAITING if comment else None}
                if status == Status.ATTENTION:
                    values["last_error"] = _approved_anew(name_of(number))
                connection.execute(renewed.values(approval=approval, attempts=0, **values))
                self._ledger.write(
                    connection, name_of(number), "approval renewed", now=now, actor=actor
                )
        return len(found)

    def change(
        self,
        found: QueueItem,
        event: str,
        now: datetime,
        actor: str,
        facts: Mapping[str, str],
        *,
        when: When | Choice | None = None,
        **values: object,
    ) -> None:
        """Change an item that nobody has touched meanwhile; with ``when``, its time, too."""
        number = number_of(found.id)
        unmoved = (
            item.c.id == number,
            item.c.status == found.status,
            item.c.fence == found.fence,
        )
        if found.status not in _CHANGEABLE:
            raise DraftError(_refusal(found))
        with self._database.write() as connection:
            if when is not None:
                settled = _chosen(connection, _target(found), when, but=number)
                values |= times(settled)
                facts = {**facts, "due": settled.due.isoformat()}
            change = update(item).where(*unmoved).values(fence=item.c.fence + 1, **values)
            if connection.execute(change).rowcount != 1:
                msg = f"{found.id} was taken up by a worker at this moment: look at it again"
                raise DraftError(msg)
            self._ledger.write(connection, name_of(number), event, now=now, actor=actor, **facts)
        _log(event, found, actor)


_CHANGEABLE = frozenset({Status.QUEUED, Status.ATTENTION, Status.UNKNOWN})


def _log(event: str, about: QueueItem, actor: str) -> None:
    """Tell of what a person had done to an item."""
    facts = {"item": about.id, "page": about.page, "draft": about.draft, "person": actor}
    logger.info(event, extra={**facts, "trace": about.trace})


def times(when: When) -> dict[str, object]:
    """Return the columns that hold a due time."""
    return {
        "due": when.due,
        "wake": when.wake,
        "zone": when.zone,
        "wall": when.wall,
        "wall_kind": when.kind,
        "slot": when.slot,
    }


def _approved_anew(name: str) -> str:
    return f"approved anew: nashir queue retry {name} sends it"


def _chosen(
    connection: Connection, target: Target, when: When | Choice, *, but: int | None = None
) -> When:
    """Return a time, chosen where it has to be, while nobody else queues for the page.

    Args:
        connection: In the transaction that writes it.
        target: The page.
        when: The time, or how it is chosen.
        but: Number of the item that gets it, which is not in its own way.
    """
    if isinstance(when, When):
        return when
    _hold_page(connection, target)
    return when.choose(_taken(connection, target, when.since, but=but))


def _taken(
    connection: Connection, target: Target, since: datetime, *, but: int | None = None
) -> tuple[datetime, ...]:
    query = select(item.c.due).where(
        item.c.target == target.key, item.c.due >= since, item.c.status != Status.CANCELLED
    )
    if but is not None:
        query = query.where(item.c.id != but)
    return tuple(connection.execute(query).scalars())


def _target(found: QueueItem) -> Target:
    return Target(page=found.page, publisher=found.publisher, page_id=found.page_id)


def _hold_page(connection: Connection, target: Target) -> None:
    """Let nobody else queue for a page until the transaction ends.

    On SQLite a writer is alone; on PostgreSQL two people who queue one article at the same
    moment would both see that it is not there yet.
    """
    insert_new(connection, page_table, target=target.key, name=target.page)
    held = select(page_table.c.target).where(page_table.c.target == target.key).with_for_update()
    connection.execute(held)


def _wished(connection: Connection, new: NewItem, key: str) -> QueueItem | None:
    """Return the item that the same wish made before, as the journal knows it."""
    lines = select(journal.c.item, journal.c.detail).where(
        journal.c.draft == new.draft, journal.c.event == "queued"
    )
    for number, detail in connection.execute(lines):
        if json.loads(detail).get("key") != key:
            continue
        row = connection.execute(items().where(item.c.id == number)).mappings().one()
        found = item_of(row)
        if _target(found).key == new.target.key:
            return found
    return None


def _refuse_again(connection: Connection, new: NewItem) -> None:
    """Refuse a draft or an article that this page has had, or is to have."""
    had = (
        items()
        .where(item.c.target == new.target.key, item.c.status.in_((*LIVE, Status.PUBLISHED)))
        .where(item.c.draft.in_(same_article(new.draft)))
        .order_by(item.c.id.desc())
    )
    row = connection.execute(had).mappings().first()
    if row is None:
        return
    found = item_of(row)
    what = "this draft" if found.draft == new.draft else f"its article (draft {found.draft})"
    msg = f"{what} {_had(found)}"
    raise DraftError(msg)


def _had(found: QueueItem) -> str:
    """Return where a post stands that a page has, or is to have, and what to do.

    Of one that may be out nobody is told how to have it sent once more.
    """
    again = "--again lets the page have it once more"
    if found.doubt:
        return f"may be out already as {found.id}: {_in_doubt(found)}"
    if found.withdrawn is not None:
        return f"was published as {found.post_id} and withdrawn: {again}"
    match found.status:
        case Status.PUBLISHED:
            return f"is already published as {found.post_id}: {again}"
        case Status.ATTENTION:
            retry = f"nashir queue retry {found.id} sends it"
            return f"waits for a person as {found.id}: {retry}; {again}"
        case Status.QUEUED:
            publish = f"nashir publish {found.id} sends it now"
            return f"is already queued as {found.id}: {publish}; {again}"
        case _:
            return f"is being sent as {found.id}: {again}"


def _refusal(found: QueueItem) -> str:
    if found.withdrawn is not None:
        return f"{found.id} was published as {found.post_id} and is withdrawn"
    match found.status:
        case Status.PUBLISHED:
            return f"{found.id} is published as {found.post_id}: nashir withdraw takes a post down"
        case Status.CANCELLED:
            return f"{found.id} is cancelled: queue its draft again"
        case _:
            return f"{found.id} is {found.status}: a worker is at it; try again when it is done"


def _in_doubt(found: QueueItem) -> str:
    return (
        f"nobody knows whether {found.id} was posted: look at the page, then say"
        f" nashir queue settle {found.id} --posted POST_ID, or --not-posted"
    )
