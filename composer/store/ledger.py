"""What is written beside each move of an item, in the same transaction: journal and notices."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from composer.domain.queue import QueueItem
from composer.store.item import number_of
from composer.store.journal import Journal
from composer.store.notice import Notices
from composer.store.schema import item


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Writes down what happens to items.

    Args:
        journal: The lines that stay.
        notices: What people are told.
    """

    journal: Journal
    notices: Notices

    def write(
        self,
        connection: Connection,
        name: str,
        event: str,
        /,
        *,
        now: datetime,
        actor: str,
        **facts: str | None,
    ) -> None:
        """Write a line about an item; facts that are None are left out."""
        number = number_of(name)
        query = select(item.c.draft).where(item.c.id == number)
        self.journal.write(
            connection,
            at=now,
            actor=actor,
            event=event,
            draft=connection.execute(query).scalar_one(),
            item=number,
            **{fact: value for fact, value in facts.items() if value is not None},
        )

    def tell(
        self,
        connection: Connection,
        about: QueueItem,
        kind: str,
        text: str,
        *,
        now: datetime,
        **detail: str,
    ) -> None:
        """Have people told of an item; ``detail`` is for programs."""
        self.notices.write(
            connection,
            at=now,
            kind=kind,
            title=about.title,
            text=text,
            item=number_of(about.id),
            draft=about.draft,
            page=about.page,
            **detail,
        )
