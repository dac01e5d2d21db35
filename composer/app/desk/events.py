"""``/events``: what happens, told to open pages as it happens."""

from typing import Annotated

from fastapi import APIRouter, Header
from starlette.responses import StreamingResponse

from composer.app.desk.visit import Visitor

router = APIRouter()


@router.get("/events")
async def events(
    visit: Visitor,
    after: int | None = None,
    last_event_id: Annotated[int | None, Header()] = None,
) -> StreamingResponse:
    """Send events until the page is closed or the session ends.

    Args:
        visit: Who listens.
        after: Number of the last line of the journal that the page knows.
        last_event_id: The same, from a browser that lost the line and calls again.
    """
    known = after if last_event_id is None else last_event_id
    return StreamingResponse(
        visit.desk.live.listen(visit.guest.session, person=visit.person, after=known),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )
