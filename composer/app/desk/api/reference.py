"""The API's description as a page shows it, taken from its OpenAPI document and nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from composer.app.desk.api.problem import Kind

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A parameter, or a field of a document.

    Args:
        name: Its name.
        place: ``path``, ``query``, ``header`` of a parameter; empty of a field.
        kind: What it is, such as ``integer`` or ``list of Item``.
        model: The document that it is or lists; None for a plain value.
        is_wanted: Whether it may not be left out.
        told: What it means.
    """

    name: str
    place: str
    kind: str
    model: str | None
    is_wanted: bool
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a call may end.

    Args:
        status: The HTTP status.
        told: What it means.
        model: The document that comes with it; None for none.
    """

    status: str
    told: str
    model: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A call.

    Args:
        id: Its name.
        method: As ``POST``.
        path: Below the API's address.
        summary: What it does.
        told: More about it.
        right: What a token has to allow; empty for any token, None for none at all.
        parameters: What it takes beside a body.
        bodies: Media types, each with the documents that it takes; bytes are none.
        endings: How it may end.
    """

    id: str
    method: str
    path: str
    summary: str
    told: str
    right: str | None
    parameters: tuple[Named, ...]
    bodies: tuple[tuple[str, tuple[str, ...]], ...]
    endings: tuple[Ending, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Calls that belong together."""

    name: str
    told: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A document with its fields."""

    name: str
    told: str
    fields: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """All of it."""

    version: str
    parts: tuple[Part, ...]
    models: tuple[Model, ...]
    problems: tuple[Kind, ...]


def reference_of(document: Json) -> Reference:
    """Return what an OpenAPI document says."""
    operations = list(_operations(document))
    return Reference(
        version=document["info"]["version"],
        parts=tuple(
            Part(
                name=tag["name"],
                told=tag["description"],
                operations=tuple(each for name, each in operations if name == tag["name"]),
            )
            for tag in document["tags"]
        ),
        models=tuple(
            _model(name, schema)
            for name, schema in sorted(document["components"]["schemas"].items())
        ),
        problems=tuple(Kind),
    )


def _operations(document: Json) -> Iterator[tuple[str, Operation]]:
    for path, methods in document["paths"].items():
        for method, found in methods.items():
            yield found["tags"][0], _operation(path, method, found)


def _operation(path: str, method: str, found: Json) -> Operation:
    wanted = found.get("security")
    rights = [right for each in wanted or () for right in each["token"]]
    return Operation(
        id=found["operationId"],
        method=method.upper(),
        path=path,
        summary=found["summary"],
        told=found.get("description", ""),
        right=None if wanted is None else ", ".join(rights),
        parameters=tuple(_parameter(each) for each in found.get("parameters", ())),
        bodies=tuple(
            (media, tuple(_models(content["schema"])))
            for media, content in found.get("requestBody", {}).get("content", {}).items()
        ),
        endings=tuple(_ending(status, each) for status, each in found["responses"].items()),
    )


def _parameter(found: Json) -> Named:
    schema = found["schema"]
    kind, model = _kind(schema)
    return Named(
        name=found["name"],
        place=found["in"],
        kind=kind,
        model=model,
        is_wanted=found["required"],
        told=found.get("description") or schema.get("description", ""),
    )


def _ending(status: str, found: Json) -> Ending:
    contents = found.get("content", {}).values()
    names = (_kind(each.get("schema", {}))[1] for each in contents)
    return Ending(status=status, told=found["description"], model=next(names, None))


def _model(name: str, schema: Json) -> Model:
    wanted = schema.get("required", ())
    fields = tuple(
        Named(
            name=field,
            place="",
            kind=_kind(each)[0],
            model=_kind(each)[1],
            is_wanted=field in wanted,
            told=each.get("description", ""),
        )
        for field, each in schema.get("properties", {}).items()
    )
    return Model(name=name, told=schema.get("description", ""), fields=fields)


def _models(schema: Json) -> Iterator[str]:
    """Give the documents that a schema allows."""
    for each in schema.get("oneOf", (schema,)):
        name = _kind(each)[1]
        if name is not None:
            yield name


def _kind(schema: Json) -> tuple[str, str | None]:
    """Return what a schema allows, in a few words, and the document that is in it."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return name, name
    for choices in ("anyOf", "oneOf"):
        if choices in schema:
            found = [_kind(each) for each in schema[choices]]
            models = (model for _, model in found if model)
            return " or ".join(kind for kind, _ in found), next(models, None)
    if "enum" in schema or "const" in schema:
        known = schema.get("enum") or [schema["const"]]
        return " or ".join(f"“{each}”" for each in known), None
    if schema.get("type") == "array":
        kind, model = _kind(schema.get("items", {}))
        return f"list of {kind}", model
    return str(schema.get("format") or schema.get("type", "any")), None
