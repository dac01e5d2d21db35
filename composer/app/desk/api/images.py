"""``/images``: the very bytes of cards, as they are uploaded."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from composer.app.desk.api.caller import Known
from composer.app.desk.api.openapi import problems
from composer.app.desk.api.problem import Kind, refuse
from composer.errors import ImagesAway, StoreError

router = APIRouter(tags=["drafts"])

_KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_BYTES = {"schema": {"type": "string", "format": "binary"}}

Name = Annotated[
    str, Path(description="SHA-256 of the bytes, in hexadecimal.", pattern="^[0-9a-f]{64}$")
]


@router.get(
    "/images/{sha256}",
    operation_id="getImage",
    response_class=Response,
    responses={
        200: {
            "description": "The image.",
            "content": {"image/png": _BYTES, "image/jpeg": _BYTES},
        },
        **problems(404),
    },
)
def image(known: Known, sha256: Name) -> Response:
    """Give an image as it is uploaded."""
    blobs = known.newsroom.store.blobs
    if not blobs.has(sha256):
        raise refuse(Kind.NOT_FOUND, f"the store has no image {sha256}")
    try:
        data = blobs.get(sha256)
    except ImagesAway:
        raise
    except StoreError as error:  # damaged: what is left of it is not that image
        raise refuse(Kind.NOT_FOUND, str(error)) from error
    kind = next((kind for magic, kind in _KINDS.items() if data.startswith(magic)), None)
    if kind is None:
        raise refuse(Kind.NOT_FOUND, f"{sha256} is no image of a post")
    return Response(data, media_type=kind, headers={"ETag": f'"{sha256}"'})
