"""The changes of a draft as the API describes them, taken from the changes themselves."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter

from composer.app.editing import CHANGES, Change


def change_schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the schemas of all changes by their names, and at last that of any of them."""
    names = {op: f"Change{kind.__name__}" for op, kind in CHANGES.items()}
    for op, kind in CHANGES.items():
        yield names[op], _schema(op, kind)
    refs = {op: f"#/components/schemas/{name}" for op, name in names.items()}
    yield (
        "Change",
        {
            "description": "One change; `op` says which.",
            "oneOf": [{"$ref": ref} for ref in refs.values()],
            "discriminator": {"propertyName": "op", "mapping": refs},
        },
    )


def _schema(op: str, kind: type[Change]) -> dict[str, Any]:
    made = TypeAdapter(kind).json_schema(ref_template="{model}")
    parts: Mapping[str, Any] = made.get("$defs", {})
    told = " ".join(made["description"].partition("\n\n")[0].split()).replace("``", "`")
    return {
        "type": "object",
        "description": told,
        "properties": {
            "op": {"type": "string", "const": op},
            **{name: _whole(each, parts) for name, each in made.get("properties", {}).items()},
        },
        "required": ["op", *made.get("required", ())],
        "additionalProperties": False,
    }


def _whole(schema: Any, parts: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Return a schema with what it refers to put in its place."""
    match schema:
        case {"$ref": str(name)}:
            return {**_whole(parts[name], parts), "additionalProperties": False}
        case dict():
            return {name: _whole(each, parts) for name, each in schema.items()}
        case list():
            return [_whole(each, parts) for each in schema]
        case _:
            return schema
