"""What a draft says on one page alone: looking at it, writing it, going back to what is common."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel, Field

from composer.app.amendment import from_the_right
from composer.app.desk.done import done
from composer.app.desk.show import show
from composer.app.desk.visit import Visit, Visitor, needs
from composer.domain.role import Right
from composer.errors import DraftError
from composer.store.change import DraftChange
from composer.store.rule import LONGEST_COMMENT, LONGEST_TEXT
from composer.store.stored import StoredDraft

router = APIRouter()
_WRITES = [needs(Right.WRITE)]
_LONGEST_LINK = 4_000


class Wish(BaseModel):
    """The form: what is written, and which button was pressed."""

    revision: int = Field(ge=1)
    says: Literal["own", "common"] = "own"
    text: str = Field(default="", max_length=LONGEST_TEXT * 2)
    link: str = Field(default="", max_length=_LONGEST_LINK)
    comment: str = Field(default="", max_length=LONGEST_COMMENT * 2)

    @property
    def said(self) -> "Said":
        """What is written, with plain line ends."""
        return Said(text=_lines(self.text), link=self.link.strip(), comment=_lines(self.comment))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is written of a post in the form."""

    text: str
    link: str
    comment: str

    @classmethod
    def common(cls, draft: StoredDraft) -> "Said":
        """Return what a draft says on pages without a text of their own."""
        return cls(text=draft.text, link=draft.post_link or "", comment=draft.comment or "")

    @classmethod
    def there(cls, draft: StoredDraft, target_key: str) -> "Said":
        """Return what a draft says on a page."""
        common, own = cls.common(draft), draft.own_for(target_key)
        if own is None:
            return common
        return cls(
            text=common.text if own.text is None else own.text,
            link=common.link if own.post_link is None else own.post_link,
            comment=common.comment if own.comment is None else own.comment,
        )


@router.get("/drafts/{draft_id}/own", dependencies=_WRITES)
def look(request: Request, visit: Visitor, draft_id: str) -> Response:
    """Show what the draft says on the page that the person works for."""
    draft = visit.newsroom.draft(draft_id)
    return _form(request, visit, draft, Said.there(draft, visit.outlet.target.key))


@router.post("/drafts/{draft_id}/own", dependencies=_WRITES)
def write(
    request: Request, visit: Visitor, draft_id: str, wish: Annotated[Wish, Form()]
) -> Response:
    """Have the draft say something of its own there, or what is common again.

    What is written as it stands for all pages stays common, and follows that.
    """
    room, draft = visit.newsroom, visit.newsroom.draft(draft_id)
    if draft.revision != wish.revision:
        return _form(request, visit, draft, wish.said, is_stale=True)
    change = _change(visit, draft, None if wish.says == "common" else wish.said)
    try:
        room.edit(draft.id, change, expected_revision=wish.revision)
    except DraftError:
        now = room.draft(draft_id)
        if now.revision == wish.revision:
            raise
        return _form(request, visit, now, wish.said, is_stale=True)
    told = visit.words(f"own.done_{wish.says}", page=visit.page_name(visit.page))
    return done(request, draft.id, told)


def _change(visit: Visit, draft: StoredDraft, said: Said | None) -> DraftChange:
    """Return the change that leaves a page with what is said; None lets it say what is common."""
    target = visit.outlet.target
    if said is None:
        return DraftChange(target=target, common=True)
    common = Said.common(draft)
    return DraftChange(
        target=target,
        common=True,
        text=None if said.text == common.text else from_the_right(said.text),
        link=None if said.link == common.link else said.link,
        comment=None if said.comment == common.comment else said.comment,
    )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _form(
    request: Request, visit: Visit, draft: StoredDraft, said: Said, *, is_stale: bool = False
) -> Response:
    return show(
        request,
        visit,
        "editor/own.html.j2",
        draft=draft,
        said=said,
        common=Said.common(draft),
        own=visit.own_of(draft),
        is_stale=is_stale,
    )
