"""The calendar: the weeks and months of a page, and giving times on it."""

from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from composer.app.care import reschedule
from composer.app.desk.board import Board, View, make_board
from composer.app.desk.placed import told_of
from composer.app.desk.refusal import of_error
from composer.app.desk.show import show
from composer.app.desk.slot_view import Asked, SlotView, make_slot_view, time_refusal, wish_of
from composer.app.desk.visit import Visit, Visitor, needs
from composer.app.rundown import Placed, Rundown, is_held
from composer.domain.queue import Status
from composer.domain.role import Right
from composer.errors import DraftError, SettingsError

router = APIRouter(include_in_schema=False)
_PUBLISHES = [needs(Right.PUBLISH)]

_On = Annotated[date | None, Query()]
_Text = Annotated[str, Field(max_length=100)]


class Placement(BaseModel):
    """What is dropped where."""

    model_config = ConfigDict(extra="forbid")

    draft: _Text | None = None
    item: _Text | None = None
    at: _Text


class TimeForm(BaseModel):
    """The form that gives a draft its time."""

    model_config = ConfigDict(extra="ignore")

    date: _Text = ""
    time: _Text = ""
    when: _Text = "at"
    breaking: bool = False
    again: bool = False
    after: _Text = ""

    @property
    def at(self) -> str | None:
        """The time that is asked for, as a person writes it; None for the next free slot."""
        return None if self.when == "slot" else f"{self.date} {self.time}".strip()

    @property
    def asked(self) -> Asked:
        """What is asked for, for the form."""
        return Asked(at=self.at or None, breaking=self.breaking)


@router.get("/calendar")
def calendar(
    request: Request, visitor: Visitor, view: View = View.WEEK, on: _On = None
) -> HTMLResponse:
    """Show the calendar."""
    return show(request, visitor, "calendar/screen.html.j2", board=_board(visitor, view, on))


@router.get("/calendar/board")
def board(
    request: Request, visitor: Visitor, view: View = View.WEEK, on: _On = None
) -> HTMLResponse:
    """Show the calendar's days alone, as they stand now."""
    return show(request, visitor, "calendar/board.html.j2", board=_board(visitor, view, on))


@router.post("/calendar/place", dependencies=_PUBLISHES)
def place(visitor: Visitor, placement: Placement) -> dict[str, Any]:
    """Give an item another time, or a draft its first."""
    room, rundown = visitor.newsroom, Rundown(newsroom=visitor.newsroom)
    if placement.item is None:
        placed = rundown.add(placement.draft or "", page=visitor.page, at=placement.at)
        return _placed(visitor, placed, undo={"cancel": placed.item.id})
    before = rundown.item(placement.item)
    placed = rundown.move(before.id, at=placement.at, reschedule=partial(reschedule, room))
    is_back = before.status is Status.QUEUED or is_held(before, room.now())
    undo = {"item": before.id, "at": before.due.isoformat()} if is_back else None
    return _placed(visitor, placed, undo=undo)


@router.get("/drafts/{draft_id}/slot")
def slot(
    request: Request, visitor: Visitor, draft_id: str, asked: Annotated[TimeForm, Query()]
) -> HTMLResponse:
    """Ask for the time of a draft."""
    return _form(request, visitor, make_slot_view(visitor, draft_id, asked.asked))


@router.get("/drafts/{draft_id}/slot/meaning")
def meaning(
    request: Request, visitor: Visitor, draft_id: str, asked: Annotated[TimeForm, Query()]
) -> HTMLResponse:
    """Tell what a time would mean: its dates, and what is near to it."""
    view = make_slot_view(visitor, draft_id, asked.asked)
    return show(request, visitor, "calendar/meaning.html.j2", slot=view)


@router.post("/drafts/{draft_id}/slot", dependencies=_PUBLISHES)
def give_slot(
    request: Request, visitor: Visitor, draft_id: str, asked: Annotated[TimeForm, Form()]
) -> Response:
    """Give a draft its time, or another one; what is refused is told in the form."""
    try:
        placed = _give(visitor, draft_id, asked)
    except (DraftError, SettingsError) as error:
        is_time = isinstance(error, SettingsError)
        trouble = time_refusal(visitor, asked.at) if is_time else of_error(error, visitor.words)
        view = make_slot_view(visitor, draft_id, asked.asked, trouble=trouble)
        return _form(request, visitor, view)
    if _is_part(request):
        told = told_of(visitor, placed)
        return show(request, visitor, "calendar/placed.html.j2", item=placed.item, told=told)
    return RedirectResponse(f"/items/{placed.item.id}", status_code=303)


@router.post("/pages/{page}/pause", dependencies=_PUBLISHES)
def pause(request: Request, visitor: Visitor, page: str) -> Response:
    """Send nothing to a page until it is resumed."""
    Rundown(newsroom=visitor.newsroom).pause(page)
    return _again(request)


@router.post("/pages/{page}/resume", dependencies=_PUBLISHES)
def resume(request: Request, visitor: Visitor, page: str) -> Response:
    """Send to a page again."""
    Rundown(newsroom=visitor.newsroom).resume(page)
    return _again(request)


def _give(visit: Visit, draft_id: str, asked: TimeForm) -> Placed:
    room, rundown = visit.newsroom, Rundown(newsroom=visit.newsroom)
    item = make_slot_view(visit, draft_id, asked.asked).item
    if item is not None:
        return rundown.move(item.id, at=asked.at, reschedule=partial(reschedule, room))
    return rundown.add(
        draft_id,
        page=visit.page,
        at=asked.at,
        breaking=asked.breaking,
        again=asked.again,
        key=wish_of(again=asked.again, after=asked.after),
    )


def _form(request: Request, visit: Visit, view: SlotView) -> HTMLResponse:
    """Return the form: as a dialog for a page that asks for a part, else as a page."""
    name = "calendar/slot_dialog.html.j2" if _is_part(request) else "calendar/slot.html.j2"
    status = 200 if _is_part(request) or view.trouble is None else view.trouble.status
    return show(request, visit, name, status=status, slot=view)


def _board(visit: Visit, view: View, on: date | None) -> Board:
    return make_board(visit.newsroom, visit.page, visit.times, view=view, on=on)


def _placed(visit: Visit, placed: Placed, undo: dict[str, str] | None) -> dict[str, Any]:
    tone, text = told_of(visit, placed)
    return {"item": placed.item.id, "tone": tone, "text": text, "undo": undo}


def _is_part(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def _again(request: Request) -> Response:
    """Show the page that was asked from as it stands now."""
    if _is_part(request):
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    return RedirectResponse("/calendar", status_code=303)
