"""What a program hands in to have a draft made: an address, a text, or a file in a form."""

import json
from dataclasses import replace
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from composer.app.arrival import Wish
from composer.app.desk.api.caller import Caller, Writer
from composer.app.desk.api.job_model import FromAddress, FromFile, FromText, Making
from composer.app.desk.api.model import Asked
from composer.app.desk.api.problem import Kind, refuse
from composer.app.handed_in import Writing, addresses, handed_file, pasted
from composer.app.order import Order
from composer.app.sources import Source

_A = TypeVar("_A", bound=Asked)

_LISTS = ("sizes", "cards")
_MOST_FIELDS = 50

BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "oneOf": [
                    {"$ref": "#/components/schemas/FromAddress"},
                    {"$ref": "#/components/schemas/FromText"},
                ]
            }
        },
        "multipart/form-data": {"schema": {"$ref": "#/components/schemas/FromFile"}},
    },
}
"""The body in the words of the API's description."""


async def handed(request: Request, known: Writer) -> tuple[Source, Wish]:
    """Return what a call hands in, and what is to be made of it.

    Raises:
        Refusal: It comes in a form that is not understood.
        RequestValidationError: It is not written as the description says.
        ArticleError: It is empty, or too large.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    match media:
        case "application/json":
            return _written(await request.body(), known)
        case "multipart/form-data":
            async with request.form(max_files=1, max_fields=_MOST_FIELDS) as form:
                return await _filed(form, known)
        case _:
            told = "send application/json, or multipart/form-data with a file"
            raise refuse(Kind.MEDIA, told)


Handed = Annotated[tuple[Source, Wish], Depends(handed)]
"""The argument of a handler: the article, and what to make of it."""


def _written(body: bytes, known: Caller) -> tuple[Source, Wish]:
    try:
        values = json.loads(body)
    except (ValueError, RecursionError) as error:
        mistake = {"loc": ("body",), "msg": f"no JSON document: {error}", "type": "json_invalid"}
        raise RequestValidationError([mistake]) from error
    if isinstance(values, dict) and "text" in values:
        text = _checked(FromText, values)
        source = pasted(text.text, title=text.title, writing=Writing(text.format))
        return replace(source, link=text.link), _wish(text, known)
    address = _checked(FromAddress, values)
    return addresses(address.source)[0], _wish(address, known)


async def _filed(form: FormData, known: Caller) -> tuple[Source, Wish]:
    file = form.get("file")
    if not isinstance(file, UploadFile):
        mistake = {"loc": ("body", "file"), "msg": "a file is wanted", "type": "missing"}
        raise RequestValidationError([mistake])
    values = {
        name: form.getlist(name) if name in _LISTS else value
        for name, value in form.items()
        if name != "file"
    }
    making = _checked(FromFile, {**values, "file": file.filename or ""})
    return handed_file(await file.read(), file.filename or ""), _wish(making, known)


def _checked(shape: type[_A], values: object) -> _A:
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        mistakes = [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
        raise RequestValidationError(mistakes) from error


def _wish(making: Making, known: Caller) -> Wish:
    order = Order(
        theme=making.theme,
        sizes=tuple(making.sizes),
        kinds=None if making.cards is None else tuple(making.cards),
        image_format=making.image_format,
        image=making.image,
        credit=making.credit,
        rights=making.rights,
    )
    return Wish(order=order, page=making.page, person=known.name, again=making.again)
