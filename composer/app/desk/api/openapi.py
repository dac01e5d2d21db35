"""The document that describes the API, made from the routes themselves."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from composer.app.desk.api.change_schema import change_schemas
from composer.app.desk.api.job_model import FromAddress, FromFile, FromText
from composer.app.desk.api.model import Mistake, ProblemDocument
from composer.app.desk.api.problem import MEDIA_TYPE, Kind

Json = dict[str, Any]

_ALWAYS = (408, 413, 500, 503)
"""What every call may end with."""
_REF = "#/components/schemas/{model}"
_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="ProblemDocument")}}}


def problems(*statuses: int) -> dict[int | str, Json]:
    """Return the problems of an operation, for a route's ``responses``."""
    return {status: {"description": told(status)} for status in statuses}


def told(status: int) -> str:
    """Return what a status means, in words."""
    return "; ".join(each.title for each in Kind if each.status == status)


def describe(api: FastAPI) -> Json:
    """Return the document of an API; every problem in it is a problem document."""
    made = api.openapi_schema or _made(api)
    api.openapi_schema = made
    return made


def _made(api: FastAPI) -> Json:
    document = get_openapi(
        title=api.title,
        version=api.version,
        summary=api.summary,
        description=api.description,
        tags=api.openapi_tags,
        servers=[{"url": "/api/v1"}],
        routes=api.routes,
    )
    schemas = document["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= _by_hand()
    schemas["ChangeDraft"]["properties"]["change"] = {"$ref": _REF.format(model="Change")}
    for operation in _operations(document):
        _complete(operation, schemas)
    return document


def _by_hand() -> Json:
    """Return the schemas of what no route names: bodies that are read by hand, and problems."""
    found = {
        model.__name__: model.model_json_schema(ref_template=_REF)
        for model in (ProblemDocument, Mistake, FromAddress, FromText, FromFile)
    }
    for schema in found.values():
        schema.pop("$defs", None)
    return found | dict(change_schemas())


def _operations(document: Json) -> Iterator[Json]:
    for path in document["paths"].values():
        yield from path.values()


def _complete(operation: Json, schemas: Json) -> None:
    """Say of an operation in words of ours what it does, takes, and may end with."""
    first, _, rest = operation.pop("description", "").partition("\n\n")
    operation["summary"] = first.replace("\n", " ").strip()
    if rest.strip():
        operation["description"] = rest.strip()
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _not_null(parameter["schema"])
    answers = operation["responses"]
    for status in (*_ALWAYS, *_of(operation)):
        answers.setdefault(str(status), {})
    for status, answer in answers.items():
        if int(status) >= HTTPStatus.BAD_REQUEST:
            answers[status] = {"description": told(int(status)), "content": _PROBLEM}
        else:
            answer["description"] = _described(answer, schemas)
    operation["responses"] = dict(sorted(answers.items()))


def _not_null(schema: Json) -> Json:
    """Return the schema of a parameter without null: it is left out, or says something."""
    choices: list[Json] = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if len(choices) != 1:
        return schema
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return choices[0] | rest


def _of(operation: Json) -> Iterator[int]:
    """Give the problems that follow from what an operation takes and wants."""
    wanted = operation.get("security", [])
    if wanted:
        yield 401
    if any(rights for each in wanted for rights in each.values()):
        yield 403
    if operation.get("parameters") or operation.get("requestBody"):
        yield 422
    if operation.get("requestBody"):
        yield 415
    if any(each["in"] == "path" for each in operation.get("parameters", ())):
        yield 404


def _described(answer: Json, schemas: Json) -> str:
    """Return what an answer is: what its model says of itself."""
    for content in answer.get("content", {}).values():
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        if name in schemas:
            return str(schemas[name].get("description", name)).partition("\n")[0]
    return str(answer.get("description") or "Done.").replace("Successful Response", "Done.")
