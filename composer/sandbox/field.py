"""The ``fields`` parameter: which parts of a node are wanted, and how deep."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from composer.sandbox.graph_error import GraphError

_TOKEN = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*|[{},]|\.limit\(\d{1,4}\))", re.ASCII)
_DEEPEST = 6

_REMOVED = frozenset({"caption", "description", "link", "name", "object_id", "source", "type"})
"""Fields that posts had until version 3.3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One part of a node.

    Args:
        name: Its name.
        limit: How many of a list; None for as many as usual.
        inner: The parts of it that are wanted; empty for the usual ones.
    """

    name: str
    limit: int | None = None
    inner: tuple["Field", ...] = ()


def parse_fields(text: str) -> tuple[Field, ...]:
    """Return what ``id,attachments{subattachments.limit(30){target{id}}}`` asks for.

    Raises:
        GraphError: It is not well formed.
    """
    reader = _Reader(text)
    fields = reader.fields(0)
    if reader.ahead is not None:
        raise _syntax(reader)
    return fields


def project(node: Mapping[str, Any], fields: Sequence[Field], *, kind: str) -> dict[str, Any]:
    """Return the wanted parts of a node and its ``id``; what is empty is left out.

    Args:
        node: All that there is to know; a part that this node lacks is None.
        fields: What is wanted.
        kind: What the node is, for errors.

    Raises:
        GraphError: A field does not exist.
    """
    found: dict[str, Any] = {}
    for field in fields:
        if field.name not in node:
            raise _unknown(field.name, kind)
        value = _inside(node[field.name], field, kind)
        if value is not None:
            found[field.name] = value
    if "id" in node and node["id"] is not None:
        found.setdefault("id", node["id"])
    return found


def _inside(value: Any, field: Field, kind: str) -> Any:  # noqa: ANN401 - JSON is any
    """Return the wanted parts of what stands in a field."""
    if isinstance(value, Mapping) and isinstance(value.get("data"), list):
        most = field.limit if field.limit is not None else value.get("usual", len(value["data"]))
        return {"data": [_part(each, field, kind) for each in value["data"][:most]]}
    return _part(value, field, kind)


def _part(value: Any, field: Field, kind: str) -> Any:  # noqa: ANN401 - JSON is any
    if not isinstance(value, Mapping):
        return value
    if field.inner:
        inner = project(value, field.inner, kind=kind)
        asked = {each.name for each in field.inner}
        return {name: part for name, part in inner.items() if name in asked}
    return {
        name: _inside(part, Field(name=name), kind)
        for name, part in value.items()
        if part is not None
    }


def _unknown(name: str, kind: str) -> GraphError:
    if kind == "Post" and name in _REMOVED:
        what = f"(#12) {name} field is deprecated for versions v3.3 and higher"
        return GraphError(message=what, code=12)
    what = f"(#100) Tried accessing nonexisting field ({name}) on node type ({kind})"
    return GraphError(message=what)


class _Reader:
    """Reads fields from a text, one token ahead."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.ahead: str | None = None
        self._advance()

    def fields(self, depth: int) -> tuple[Field, ...]:
        found = [self._field(depth)]
        while self.ahead == ",":
            self._advance()
            found.append(self._field(depth))
        return tuple(found)

    def _field(self, depth: int) -> Field:
        name = self.ahead
        if name is None or not name.isidentifier() or depth > _DEEPEST:
            raise _syntax(self)
        self._advance()
        limit = None
        if self.ahead is not None and self.ahead.startswith("."):
            limit = int(self.ahead[len(".limit(") : -1])
            self._advance()
        return Field(name=name, limit=limit, inner=self._inner(depth))

    def _inner(self, depth: int) -> tuple[Field, ...]:
        if self.ahead != "{":
            return ()
        self._advance()
        fields = self.fields(depth + 1)
        if self.ahead != "}":
            raise _syntax(self)
        self._advance()
        return fields

    def _advance(self) -> None:
        found = _TOKEN.match(self.text, self.place)
        if found is None and self.text[self.place :].strip():
            raise _syntax(self)
        self.ahead = None if found is None else found[1]
        self.place = len(self.text) if found is None else found.end()


def _syntax(reader: _Reader) -> GraphError:
    what = f'Syntax error "Unexpected text" at character {reader.place}: {reader.text[:100]}'
    return GraphError(message=what, code=2500)
