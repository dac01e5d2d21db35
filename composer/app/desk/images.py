"""The store's images, by the hashes that name them for ever, and the pictures of pages."""

import logging
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Path, Response

from composer.app.desk.page_face import picture_of
from composer.app.desk.thumbnails import Width
from composer.app.desk.visit import Visitor
from composer.cards.thumbnail import MEDIA_TYPE
from composer.errors import ImagesAway, InputError
from composer.store.blob import Blobs

logger = logging.getLogger(__name__)

router = APIRouter()

_KEPT = "private, max-age=31536000, immutable"
_KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}

Name = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.get("/pages/{page}/picture")
def page_picture(visit: Visitor, page: str) -> Response:
    """Return the picture of a page of the settings."""
    try:
        data = picture_of(visit.newsroom.settings, page)
    except InputError as error:
        logger.warning("picture cannot be shown", extra={"reason": str(error)})
        raise HTTPException(404) from error
    return Response(data, media_type=MEDIA_TYPE, headers={"Cache-Control": _KEPT})


@router.get("/images/{sha256}")
def image(
    visit: Visitor,
    sha256: Name,
    width: Width | None = None,
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    """Return an image as it will be uploaded; with a width, a small picture of it."""
    mark = f'"{sha256}"' if width is None else f'"{sha256}-{width}"'
    headers = {"Cache-Control": _KEPT, "ETag": mark}
    if mark in if_none_match and visit.newsroom.store.blobs.has(sha256):
        return Response(status_code=304, headers=headers)
    blobs = visit.newsroom.store.blobs
    try:
        if width is None:
            data, kind = _read(blobs, sha256)
        else:
            small = visit.desk.thumbnails
            data, kind = small.of(sha256, width, read=lambda: _read(blobs, sha256)[0]), MEDIA_TYPE
    except ImagesAway:
        raise
    except InputError as error:
        logger.warning("image cannot be shown", extra={"reason": str(error)})
        raise HTTPException(404) from error
    return Response(data, media_type=kind, headers=headers)


def _read(blobs: Blobs, sha256: str) -> tuple[bytes, str]:
    """Return the bytes of an image and their kind; what is no card is not given out."""
    data = blobs.get(sha256)
    kind = next((kind for magic, kind in _KINDS.items() if data.startswith(magic)), None)
    if kind is None:
        raise HTTPException(404)
    return data, kind
