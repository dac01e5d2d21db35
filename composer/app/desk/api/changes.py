"""``/drafts/ID/changes``: what stands on the cards and in the post, changed place by place."""

import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Response
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError

from composer.app.desk.api import draft_model
from composer.app.desk.api.caller import Writer
from composer.app.desk.api.found import TheDraft
from composer.app.desk.api.openapi import problems
from composer.app.desk.api.problem import Kind, Refusal, refuse
from composer.app.desk.api.revision import tag_of
from composer.app.desk.api.sheet_document import hindrance_document
from composer.app.editing import CHANGES, Change, Changed, Clash, change_of
from composer.app.json_text import Document
from composer.app.newsroom import Edited
from composer.app.queue_document import edited_document, instant

router = APIRouter(tags=["drafts"])


@router.post(
    "/drafts/{draft}/changes",
    operation_id="changeDraft",
    response_model=draft_model.Changed,
    responses=problems(404, 409),
)
def change(
    known: Writer, draft: TheDraft, asked: draft_model.ChangeDraft, response: Response
) -> Document:
    """Change one place of a draft; the cards that it concerns are drawn anew.

    What others changed elsewhere since the revision that you saw stays. Where they changed the same
    place, nothing is changed, and the refusal (409, `clash`) tells yours and theirs.
    """
    done = known.desk.editing.change(
        draft.id, _change(asked.change), base=asked.revision, newsroom=known.newsroom
    )
    return changed(done, response)


def changed(done: Changed | Clash, response: Response) -> Document:
    """Return what a change left behind.

    Raises:
        Refusal: Somebody else changed the same place meanwhile.
    """
    if isinstance(done, Clash):
        raise _clash(done)
    response.headers["ETag"] = tag_of(done.sheet.revision)
    return _document(done)


def _change(values: Mapping[str, Any]) -> Change:
    """Return the change that is asked for, each value of the very type that it should have.

    Raises:
        RequestValidationError: A value has another one.
        ChangeRefused: It is no change.
    """
    kind = CHANGES.get(str(values.get("op")))
    if kind is not None:
        rest = {name: value for name, value in values.items() if name != "op"}
        try:
            TypeAdapter(kind).validate_json(json.dumps(rest), strict=True)
        except ValidationError as error:
            mistakes = [
                {**each, "loc": ("body", "change", *each["loc"])} for each in error.errors()
            ]
            raise RequestValidationError(mistakes) from error
    return change_of(dict(values))


def _clash(clash: Clash) -> Refusal:
    version = clash.version
    told = f"{version.actor} changed {clash.field} meanwhile: look at it again"
    return refuse(
        Kind.CLASH,
        told,
        field=clash.field,
        yours=clash.yours,
        theirs=clash.theirs,
        by=version.actor,
        at=instant(version.at),
        revision=clash.revision,
    )


def _document(done: Changed) -> Document:
    edited = Edited(
        draft=done.sheet.draft, changed=done.changed, voided=done.voided, waiting=done.waiting
    )
    hindrances = [hindrance_document(each) for each in done.sheet.hindrances]
    return {**edited_document(edited), "redrawn": list(done.cards), "hindrances": hindrances}
