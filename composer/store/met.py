"""Whether there is a draft of an article already, before one is made."""

from collections.abc import Iterable

from sqlalchemy import and_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from composer.store.article import title_key
from composer.store.database import Database
from composer.store.schema import draft, draft_card


def drafts_met(database: Database, *, title: str, link: str | None) -> tuple[str, ...]:
    """Return the IDs of the drafts that stand of an article, the last changed first.

    The rule is that of ``composer.store.article.same_article``: one address, or one headline where
    the article or the draft tells none.

    Args:
        database: Where drafts are.
        title: The article's headline.
        link: Its address.
    """
    query = select(draft.c.id).where(draft.c.removed.is_(None), _is_same(title, link))
    with database.read() as connection:
        return tuple(connection.scalars(query.order_by(draft.c.changed.desc(), draft.c.id)))


def drafts_by_link(database: Database, links: Iterable[str]) -> dict[str, str]:
    """Return for each address of which there is a draft the ID of the last changed one.

    Args:
        database: Where drafts are.
        links: Addresses of articles.
    """
    wanted = draft.c.removed.is_(None), draft.c.link.in_(list(links))
    query = select(draft.c.link, draft.c.id).where(*wanted).order_by(draft.c.changed)
    with database.read() as connection:
        return {row.link: row.id for row in connection.execute(query)}


def drafts_that_stand(database: Database, names: Iterable[str]) -> frozenset[str]:
    """Return those of some whole IDs whose drafts are in the store.

    Args:
        database: Where drafts are.
        names: IDs of drafts.
    """
    query = select(draft.c.id).where(draft.c.removed.is_(None), draft.c.id.in_(list(names)))
    with database.read() as connection:
        return frozenset(connection.scalars(query))


def first_images(database: Database, names: Iterable[str]) -> dict[str, str]:
    """Return the hash of the first card of some drafts, by their whole IDs.

    Args:
        database: Where drafts are.
        names: IDs of drafts.
    """
    card = draft_card.c
    query = select(card.draft, card.sha256).where(card.draft.in_(list(names)))
    with database.read() as connection:
        rows = connection.execute(query.order_by(card.position.desc()))
        return {row.draft: row.sha256 for row in rows}


def _is_same(title: str, link: str | None) -> ColumnElement[bool]:
    by_title = draft.c.title_key == title_key(title)
    if link is None:
        return by_title
    return or_(draft.c.link == link, and_(draft.c.link.is_(None), by_title))
