"""The photograph of a draft: taken in, looked at, made anew, and put behind the headline."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from composer.app.desk.bounds import Bound
from composer.app.desk.editor import changed
from composer.app.desk.reason import reason_told
from composer.app.desk.refusal import Refusal, answer
from composer.app.desk.visit import Visitor, needs
from composer.app.editing.looks import SetPicture
from composer.app.picture import MOST_BYTES, accept_picture
from composer.domain.role import Right
from composer.errors import ArticleError

router = APIRouter()

BOUND = Bound(path="/drafts/{draft_id}/picture", most=MOST_BYTES + (1 << 16))
"""An upload, and what stands around it in a form."""


@router.post("/drafts/{draft_id}/picture", dependencies=[needs(Right.WRITE)])
def picture(
    request: Request,
    visit: Visitor,
    draft_id: str,
    file: Annotated[UploadFile, File()],
    base: Annotated[int, Form(ge=1)],
) -> Response:
    """Put an uploaded photograph behind the headline; answers as a change does."""
    try:
        with visit.desk.darkroom:
            found, kept = accept_picture(file.file.read(MOST_BYTES + 1), file.filename or "")
    except ArticleError as error:
        told = reason_told(visit.words, str(error))
        return answer(request, Refusal(status=422, message=told, hint=str(error)))
    change = SetPicture(picture=found)
    return changed(request, visit, draft_id, change, base=base, images={found.sha256: kept})
