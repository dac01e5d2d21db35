"""Publishing at once: the very calls shown first, then sent by a runner or by the desk itself."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from composer.app.care import press_over
from composer.app.desk.preview import Preview, preview
from composer.app.desk.refusal import Refusal, of_error, wants_json
from composer.app.desk.show import show
from composer.app.desk.slot_view import is_open, wish_of
from composer.app.desk.visit import Visit, Visitor, needs
from composer.app.dry_run import DryCall, dry_run
from composer.app.queue_document import item_document
from composer.app.roster import publishing_runners
from composer.domain.post import PostImage
from composer.domain.queue import BUSY, QueueItem, Status
from composer.domain.role import Right
from composer.errors import DraftError, NashirError
from composer.store.stored import StoredDraft

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishView:
    """What is shown before a post goes out.

    Args:
        draft: The draft.
        item: Its item that waits on this page; None where it has none.
        page: What people call the page.
        preview: The post as its readers will meet it.
        calls: What would be sent, in order, each with the image that it uploads.
        was_out: Whether the page had it before: then ``again`` has to be said.
        last: ID of its newest item on this page; empty where it has none.
        has_runner: Whether a program that publishes is alive; else the desk sends it itself.
        waits_for: The item that keeps the page, so that this one is not sent before its end.
        trouble: Why it cannot be sent.
    """

    draft: StoredDraft
    item: QueueItem | None
    page: str
    preview: Preview
    calls: tuple[tuple[DryCall, PostImage | None], ...]
    was_out: bool
    last: str
    has_runner: bool
    waits_for: QueueItem | None
    trouble: Refusal | None


@router.get("/drafts/{draft_id}/publish")
def ask(request: Request, visitor: Visitor, draft_id: str) -> HTMLResponse:
    """Show what would be sent."""
    return _shown(request, visitor, make_publish_view(visitor, draft_id))


@router.post("/drafts/{draft_id}/publish", dependencies=[needs(Right.PUBLISH)])
def publish(
    request: Request,
    visitor: Visitor,
    draft_id: str,
    *,
    again: Annotated[bool, Form()] = False,
    after: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Send a draft at once."""
    view = make_publish_view(visitor, draft_id)
    name = view.draft.id if view.item is None else view.item.id
    try:
        with press_over(visitor.newsroom) as press:
            key = wish_of(again=again, after=after)
            item = press.queue_now(name, page=visitor.page, again=again, key=key)
    except DraftError as error:
        trouble = of_error(error, visitor.words)
        return _shown(request, visitor, make_publish_view(visitor, draft_id, trouble))
    see_off(visitor, item)
    return done(request, item)


def make_publish_view(visit: Visit, draft_id: str, trouble: Refusal | None = None) -> PublishView:
    """Return what is shown before a post goes out.

    Args:
        visit: Who wants it, and on which page.
        draft_id: ID of the draft or the beginning of it.
        trouble: Why it was refused just now.

    Raises:
        DraftError: There is no such draft.
    """
    room, page = visit.newsroom, visit.page
    draft = room.draft(draft_id)
    mine = [each for each in room.store.queue.of_draft(draft.id) if each.page == page]
    busy = room.store.queue.busy(visit.outlet.target)
    waiting = next((each for each in mine if is_open(each, room.now())), None)
    if waiting is not None and waiting.status in BUSY:
        trouble = Refusal(status=409, message=visit.words("items.publish_busy"))
    calls: tuple[DryCall, ...] = ()
    try:
        with press_over(room) as press:
            calls = dry_run(press, draft.id, page=page)
    except NashirError as error:
        trouble = trouble or of_error(error, visit.words)
    post = draft.post_for(visit.outlet.target.key)
    images = iter(post.images)
    return PublishView(
        draft=draft,
        item=waiting,
        page=visit.page_name(page),
        preview=preview(post, page=visit.page_name(page), face=visit.face(page)),
        calls=tuple((each, next(images, None) if each.file else None) for each in calls),
        was_out=waiting is None and any(each.status is Status.PUBLISHED for each in mine),
        last=mine[0].id if mine else "",
        has_runner=bool(publishing_runners(room)),
        waits_for=None if busy is None or busy.draft == draft.id else busy,
        trouble=trouble,
    )


def see_off(visit: Visit, item: QueueItem) -> None:
    """Have an item that is due sent by the desk itself, where no runner would."""
    if not publishing_runners(visit.newsroom):
        visit.desk.dispatch.send(visit.newsroom.settings, visit.person, item)


def done(request: Request, item: QueueItem) -> Response:
    """Show an item as it stands now."""
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": f"/items/{item.id}"})
    if wants_json(request):
        return JSONResponse(item_document(item))
    return RedirectResponse(f"/items/{item.id}", status_code=303)


def _shown(request: Request, visit: Visit, view: PublishView) -> HTMLResponse:
    status = 200 if view.trouble is None or request.method == "GET" else view.trouble.status
    is_part = request.headers.get("hx-request") == "true"
    screen = "items/publish_dialog.html.j2" if is_part else "items/publish.html.j2"
    return show(request, visit, screen, status=200 if is_part else status, publish=view)
