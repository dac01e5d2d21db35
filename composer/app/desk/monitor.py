"""``/metrics``, ``/healthz``, ``/readyz`` of the desk: what programs that watch it are told."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from composer.app.desk.visit import desk_of
from composer.app.metrics.server import is_loopback
from composer.app.metrics.vitals import PATHS, Question

router = APIRouter()


def tell(request: Request) -> Response:
    """Answer; how the metrics are kept from others is in ``Vitals``."""
    desk = desk_of(request)
    asked = Question(
        path=request.url.path,
        authorization=request.headers.get("authorization", ""),
        accept=request.headers.get("accept", ""),
        near=desk.address.is_local
        and request.client is not None
        and is_loopback(request.client.host),
    )
    reply = desk.vitals.answer(asked)
    if reply is None:
        return Response(status_code=404)
    return Response(
        reply.body, status_code=reply.status, media_type=reply.media_type, headers=reply.headers
    )


for path in PATHS:
    router.add_api_route(path, tell, methods=["GET", "HEAD"])
