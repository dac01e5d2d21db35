"""``/events``: what happens, told to open pages as it happens."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import StreamingResponse

from composer.app.desk.visit import Visitor

router = APIRouter()

_MOST = (1 << 63) - 1
"""The largest number that a line of the journal can have."""


@router.get("/events")
async def events(
    request: Request,
    visit: Visitor,
    after: Annotated[int | None, Query(ge=0, le=_MOST)] = None,
    last_event_id: Annotated[int | None, Header(ge=0, le=_MOST)] = None,
) -> StreamingResponse:
    """Send events until the page is closed or the session ends.

    Args:
        request: What brought the session's token.
        visit: Who listens.
        after: Number of the last line of the journal that the page knows.
        last_event_id: The same, from a browser that lost the line and calls again.
    """
    known = after if last_event_id is None else last_event_id
    token = request.cookies.get(request.state.cookie, "")
    heard = visit.desk.live.listen(
        visit.guest.session,
        person=visit.person,
        after=known,
        still=lambda: visit.desk.door.guest(token) is not None,
    )
    return StreamingResponse(
        heard,
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )
