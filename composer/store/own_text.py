"""What a draft says on one page in the place of what it says on all."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from composer.store.desk_schema import own_text


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText:
    """A page's own parts of a draft's post; None where it has the common one.

    Args:
        target: Key of the page.
        page: Name of the page in the settings when it was written.
        text: The text of the post.
        post_link: The address of a link post; empty for none.
        comment: The first comment below the post; empty for none.
    """

    target: str
    page: str
    text: str | None = None
    post_link: str | None = None
    comment: str | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of what is the page's own: ``text``, ``link``, ``comment``."""
        told = {"text": self.text, "link": self.post_link, "comment": self.comment}
        return tuple(name for name, value in told.items() if value is not None)

    @property
    def is_common(self) -> bool:
        """Whether nothing of it is the page's own."""
        return self.text is None and self.post_link is None and self.comment is None


def read_own(connection: Connection, draft_id: str) -> tuple[OwnText, ...]:
    """Return the own texts of a draft, in the order of the pages' keys."""
    columns = [own_text.c[name] for name in OwnText.__slots__]
    query = select(*columns).where(own_text.c.draft == draft_id).order_by(own_text.c.target)
    return tuple(OwnText(**row) for row in connection.execute(query).mappings())


def replace_own(connection: Connection, draft_id: str, own: tuple[OwnText, ...]) -> None:
    """Put these own texts in the place of those that a draft has."""
    connection.execute(delete(own_text).where(own_text.c.draft == draft_id))
    rows = [
        {"draft": draft_id, **{name: getattr(each, name) for name in OwnText.__slots__}}
        for each in own
    ]
    if rows:
        connection.execute(insert(own_text), rows)
