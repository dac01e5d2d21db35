"""``/events``: what happens, told to open pages as it happens."""

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from composer.app.desk.visit import Visitor

router = APIRouter()


@router.get("/events")
async def events(visit: Visitor) -> StreamingResponse:
    """Send events until the page is closed or the session ends."""
    return StreamingResponse(
        visit.desk.live.listen(visit.guest.session),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )
