"""The items of the queue: what happened to each, and what people may do about it."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse

from composer.app.care import aftercare, press_over
from composer.app.desk.item_view import make_item_view, present_post
from composer.app.desk.publish import done, see_off
from composer.app.desk.refusal import Refusal, of_error
from composer.app.desk.settle_view import make_settle_view
from composer.app.desk.show import show
from composer.app.desk.visit import Visit, Visitor, needs
from composer.app.enquiry import enquire
from composer.app.rundown import Rundown
from composer.app.settling import Settling
from composer.domain.role import Right
from composer.errors import DraftError, PublishError

router = APIRouter()
_PUBLISHES = [needs(Right.PUBLISH)]

_Text = Annotated[str, Form(max_length=400)]
_Long = Annotated[str, Form(max_length=70_000)]
_Asked = Annotated[str | None, Query(max_length=400)]


@router.get("/items/{name}")
def item(request: Request, visitor: Visitor, name: str) -> HTMLResponse:
    """Show an item."""
    view = make_item_view(visitor, name, visitor.desk.dispatch.sending(name))
    return show(
        request,
        visitor,
        "items/screen.html.j2",
        view=view,
        preview=view.preview,
        title=view.item.title,
        when=visitor.times.short(view.entry.at),
    )


@router.get("/items/{name}/enquiry")
def enquiry(request: Request, visitor: Visitor, name: str) -> HTMLResponse:
    """Show what its page shows of a post whose outcome nobody knows."""
    found = enquire(visitor.newsroom, visitor.newsroom.store.queue.get(name))
    is_part = request.headers.get("hx-request") == "true"
    screen = "items/seen.html.j2" if is_part else "items/enquiry.html.j2"
    return show(request, visitor, screen, enquiry=found)


@router.post("/items/{name}/cancel", dependencies=_PUBLISHES)
def cancel(request: Request, visitor: Visitor, name: str) -> Response:
    """Take an item out of the queue for good."""
    return done(request, Rundown(newsroom=visitor.newsroom).cancel(name))


@router.post("/items/{name}/retry", dependencies=_PUBLISHES)
def retry(request: Request, visitor: Visitor, name: str) -> Response:
    """Put an item that waits for a person back into the queue."""
    return done(request, Rundown(newsroom=visitor.newsroom).retry(name))


@router.post("/items/{name}/send", dependencies=_PUBLISHES)
def send(request: Request, visitor: Visitor, name: str) -> Response:
    """Send an item at once."""
    with press_over(visitor.newsroom) as press:
        found = press.queue_now(name)
    see_off(visitor, found)
    return done(request, found)


@router.get("/items/{name}/settle")
def settling(request: Request, visitor: Visitor, name: str, post: _Asked = None) -> HTMLResponse:
    """Ask a person to confirm what they say of a post."""
    view = make_settle_view(visitor, visitor.newsroom.store.queue.get(name), post)
    return show(request, visitor, "items/settle.html.j2", settle=view)


@router.post("/items/{name}/settle", dependencies=_PUBLISHES)
def settle(
    request: Request,
    visitor: Visitor,
    name: str,
    word: _Text,
    post: _Text = "",
    *,
    force: Annotated[bool, Form()] = False,
) -> Response:
    """Take a person's word of a post: ``posted`` or ``not-posted``."""
    found = visitor.newsroom.store.queue.get(name)
    taker = Settling(newsroom=visitor.newsroom)
    if word == "not-posted":
        return done(request, taker.not_posted(found))
    view = make_settle_view(visitor, found, post)
    if view.post_id is None or (view.needs_force and not force):
        status = 422 if view.trouble is None else view.trouble.status
        return show(request, visitor, "items/settle.html.j2", status=status, settle=view)
    return done(request, taker.posted(found, view.post_id, seen=view.seen))


@router.post("/items/{name}/comment", dependencies=_PUBLISHES)
def settle_comment(request: Request, visitor: Visitor, name: str, comment: _Text = "") -> Response:
    """Take a person's word of a first comment: its ID, or that it is to be written again."""
    found = visitor.newsroom.store.queue.get(name)
    word = comment.strip() or None
    return done(request, Settling(newsroom=visitor.newsroom).comment(found, word))


@router.get("/items/{name}/correct")
def correcting(request: Request, visitor: Visitor, name: str) -> HTMLResponse:
    """Ask for the new text of a published post."""
    return _correcting(request, visitor, name)


@router.post("/items/{name}/correct", dependencies=_PUBLISHES)
def correct(request: Request, visitor: Visitor, name: str, text: _Long) -> Response:
    """Put another text into a published post."""
    told = text.replace("\r\n", "\n")
    present = present_post(visitor.newsroom, visitor.newsroom.store.queue.get(name)).text
    try:
        with aftercare(visitor.newsroom) as care:
            found = care.correct(name, text=None if told == present else told)
    except (DraftError, PublishError) as error:
        trouble = of_error(error, visitor.words)
        return _correcting(request, visitor, name, text=told, trouble=trouble)
    return done(request, found)


@router.get("/items/{name}/withdraw")
def withdrawing(request: Request, visitor: Visitor, name: str) -> HTMLResponse:
    """Ask whether a published post is to be taken down."""
    view = make_item_view(visitor, name, None)
    return show(request, visitor, "items/withdraw.html.j2", view=view)


@router.post("/items/{name}/withdraw", dependencies=_PUBLISHES)
def withdraw(request: Request, visitor: Visitor, name: str) -> Response:
    """Take a published post down."""
    with aftercare(visitor.newsroom) as care:
        return done(request, care.withdraw(name))


def _correcting(
    request: Request,
    visit: Visit,
    name: str,
    *,
    text: str | None = None,
    trouble: Refusal | None = None,
) -> HTMLResponse:
    view = make_item_view(visit, name, None)
    status = 200 if trouble is None else trouble.status
    told = present_post(visit.newsroom, view.item).text if text is None else text
    return show(
        request,
        visit,
        "items/correct.html.j2",
        status=status,
        view=view,
        text=told,
        trouble=trouble,
    )
