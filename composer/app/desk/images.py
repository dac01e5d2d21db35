"""``/images``: the very bytes of the store's images, which their hashes name for ever."""

import logging
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Path, Response

from composer.app.desk.visit import Visitor
from composer.errors import StoreError

logger = logging.getLogger(__name__)

router = APIRouter()

_KEPT = "private, max-age=31536000, immutable"
_KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}

Name = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.get("/images/{sha256}")
def image(visit: Visitor, sha256: Name, if_none_match: Annotated[str, Header()] = "") -> Response:
    """Return an image as it will be uploaded."""
    headers = {"Cache-Control": _KEPT, "ETag": f'"{sha256}"'}
    blobs = visit.newsroom.store.blobs
    if headers["ETag"] in if_none_match and blobs.has(sha256):
        return Response(status_code=304, headers=headers)
    try:
        data = blobs.get(sha256)
    except StoreError as error:
        logger.warning("image cannot be shown", extra={"reason": str(error)})
        raise HTTPException(404) from error
    kind = next((kind for magic, kind in _KINDS.items() if data.startswith(magic)), None)
    if kind is None:
        raise HTTPException(404)
    return Response(data, media_type=kind, headers=headers)
