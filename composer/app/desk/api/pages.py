"""``/pages``: where posts go out to."""

from collections.abc import Collection
from datetime import datetime, timedelta

from fastapi import APIRouter

from composer.app.desk.api import queue_model
from composer.app.desk.api.caller import Caller, Known, Publisher
from composer.app.desk.api.found import ThePage
from composer.app.desk.api.openapi import problems
from composer.app.json_text import Document
from composer.app.outlet import Outlet
from composer.app.page_list import PageRow, page_row
from composer.app.page_list import list_pages as pages_of
from composer.app.queue_document import instant
from composer.app.rundown import Rundown
from composer.publishing.slot import next_free
from composer.publishing.wall import local_wall
from composer.store.page_load import dues_by_page

router = APIRouter(tags=["pages"])


@router.get("/pages", operation_id="listPages", response_model=queue_model.PageList)
def list_pages(known: Known) -> Document:
    """List the pages of the settings, each with its times and how it stands."""
    room = known.newsroom
    rows = pages_of(room)
    widest = max((each.outlet.policy.spacing for each in rows), default=timedelta(0))
    dues = dues_by_page(room.store.database, since=room.now() - widest)
    return {"pages": [_page(known, each, dues.get(each.outlet.target.key, ())) for each in rows]}


@router.get(
    "/pages/{page}",
    operation_id="getPage",
    response_model=queue_model.Page,
    responses=problems(404),
)
def get(known: Known, page: ThePage) -> Document:
    """Tell of one page."""
    return _one(known, page)


@router.post(
    "/pages/{page}/pause",
    operation_id="pausePage",
    response_model=queue_model.Page,
    responses=problems(404),
)
def pause(known: Publisher, page: ThePage) -> Document:
    """Send nothing to a page until it is resumed."""
    Rundown(newsroom=known.newsroom).pause(page.name)
    return _one(known, page)


@router.post(
    "/pages/{page}/resume",
    operation_id="resumePage",
    response_model=queue_model.Page,
    responses=problems(404),
)
def resume(known: Publisher, page: ThePage) -> Document:
    """Send to a page again; a wait that its platform asked for is over, too."""
    Rundown(newsroom=known.newsroom).resume(page.name)
    return _one(known, page)


def _one(known: Caller, outlet: Outlet) -> Document:
    room = known.newsroom
    since = room.now() - outlet.policy.spacing
    taken = room.store.queue.taken(outlet.target, since=since)
    return _page(known, page_row(room, outlet.name), taken)


def _page(known: Caller, row: PageRow, taken: Collection[datetime]) -> Document:
    outlet, state, load = row.outlet, row.state, row.load
    publishing = row.page.publishing
    return {
        "name": outlet.name,
        "publisher": outlet.target.publisher,
        "page_id": outlet.target.page_id,
        "zone": outlet.zone.key,
        "slots": list(publishing.slots),
        "spacing_seconds": int(outlet.policy.spacing.total_seconds()),
        "next_slot": _next_slot(known, outlet, taken),
        "paused": state.paused,
        "paused_by": state.paused_by,
        "blocked_until": state.blocked_until and instant(state.blocked_until),
        "last_published": state.last_published and instant(state.last_published),
        "site": row.page.site.name,
        "theme": row.page.theme.name,
        "approvers": list(publishing.approvers),
        "busy": load.busy and load.busy.value,
        "queued": load.queued,
        "next_due": load.next_due and instant(load.next_due),
        "attention": load.attention,
        "problem": row.problem,
    }


def _next_slot(known: Caller, outlet: Outlet, taken: Collection[datetime]) -> Document | None:
    """Return the next free slot of a page; None where it has none, or none of them is free."""
    spacing = outlet.policy.spacing
    slot = next_free(outlet.slots, now=known.newsroom.now(), taken=taken, spacing=spacing)
    if slot is None:
        return None
    return {"due": instant(slot.due), "local": local_wall(slot.due, outlet.zone), "slot": slot.name}
