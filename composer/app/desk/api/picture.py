"""``/drafts/ID/picture``: the photograph behind the headline, sent as it is."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from composer.app.desk.api import draft_model
from composer.app.desk.api.caller import Writer
from composer.app.desk.api.changes import changed
from composer.app.desk.api.found import TheDraft
from composer.app.desk.api.openapi import problems
from composer.app.desk.api.problem import Kind, refuse
from composer.app.desk.api.revision import IfMatch, seen
from composer.app.editing.looks import SetPicture
from composer.app.json_text import Document
from composer.app.picture import accept_picture, told_of

router = APIRouter(tags=["drafts"])

_MEDIA = ("image/jpeg", "image/png", "image/webp", "image/gif")
_BODY: dict[str, Any] = {
    "required": True,
    "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in _MEDIA},
}


async def sent(request: Request, known: Writer) -> bytes:
    """Return the bytes of a picture that is sent by somebody who may.

    Raises:
        Refusal: They are said to be something else.
    """
    del known
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in _MEDIA:
        raise refuse(Kind.MEDIA, f"send one of {', '.join(_MEDIA)}")
    return await request.body()


@router.put(
    "/drafts/{draft}/picture",
    operation_id="putPicture",
    response_model=draft_model.Changed,
    responses=problems(404, 409, 412, 415, 428),
    openapi_extra={"requestBody": _BODY},
)
def put(  # noqa: PLR0913 - an argument for each thing that is told
    known: Writer,
    data: Annotated[bytes, Depends(sent)],
    draft: TheDraft,
    response: Response,
    *,
    name: Annotated[str, Query(max_length=300, description="What people call it.")] = "",
    credit: Annotated[
        str, Query(max_length=300, description="Who made it, as its card prints it.")
    ] = "",
    rights: Annotated[str, Query(max_length=300, description="By which right it is used.")] = "",
    if_match: IfMatch = None,
) -> Document:
    """Put a photograph behind the headline. It is made anew: nothing hidden in the file goes on."""
    base = seen(draft, if_match) or draft.revision
    with known.desk.darkroom:
        found, kept = accept_picture(data, name)
    change = SetPicture(picture=told_of(found, credit=credit, rights=rights))
    done = known.desk.editing.change(
        draft.id, change, base=base, newsroom=known.newsroom, images={found.sha256: kept}
    )
    return changed(done, response)
