"""A program that calls the API, and holds every answer to what the description says of it."""

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs
from desk_server import Answer, DeskServer

from composer.domain.role import Role

BASE = "/api/v1"
_PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiCaller:
    """A program with a token.

    Args:
        server: The desk that it calls.
        token: What it brings.
        description: The API's own.
    """

    server: DeskServer
    token: str
    description: Mapping[str, Any]

    def call(
        self,
        method: str,
        path: str,
        document: object = None,
        body: bytes | None = None,
        /,
        **headers: str,
    ) -> Answer:
        """Call, and check that status, media type and document are those that are described."""
        told = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if document is not None:
            body = json.dumps(document).encode()
            told["Content-Type"] = "application/json"
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.server.client().ask(method, f"{BASE}{path}", body, told)
        self._check(method, path.partition("?")[0], answer)
        return answer

    def done(self, method: str, path: str, document: object = None, **headers: str) -> Any:  # noqa: ANN401 - JSON
        """Call what must succeed, and return the document."""
        answer = self.call(method, path, document, **headers)
        assert answer.status < 300, answer.text
        return answer.document if answer.body else None

    def refused(
        self, status: int, method: str, path: str, document: object = None, **headers: str
    ) -> Any:  # noqa: ANN401 - JSON
        """Call what must be refused, and return the problem."""
        answer = self.call(method, path, document, **headers)
        assert answer.status == status, answer.text
        problem = answer.document
        assert problem["status"] == status
        assert problem["detail"]
        return problem

    def _check(self, method: str, path: str, answer: Answer) -> None:
        media = answer.headers.get("content-type", "").partition(";")[0]
        if answer.status >= 400:
            assert media == _PROBLEM, answer.text
        operation = self._operation(method, path)
        if operation is None:
            assert answer.status in {404, 405}, answer.text
            return
        described = operation["responses"].get(str(answer.status))
        assert described is not None, f"{method} {path}: {answer.status} is not described"
        if not answer.body:
            assert not described.get("content")
            return
        schema = described["content"][media]["schema"]
        if "json" in media:
            self._validate(schema, answer.document)

    def _validate(self, schema: Mapping[str, Any], document: object) -> None:
        whole = {**schema, "components": _exact(self.description["components"])}
        errors = [
            f"{each.instance_path}: {each.message}"
            for each in jsonschema_rs.iter_errors(whole, document)
        ]
        assert not errors, errors

    def _operation(self, method: str, path: str) -> Mapping[str, Any] | None:
        for form, methods in self.description["paths"].items():
            if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", form), path):
                found: Mapping[str, Any] | None = methods.get(method.lower())
                if found is not None:
                    return found
        return None


def program(server: DeskServer, role: Role = Role.PUBLISHER, *, name: str = "") -> ApiCaller:
    """Return a program with a token of its own."""
    room = server.desk.newsroom
    known = {each.name for each in room.store.tokens.all()}
    name = name or f"{role.value}-{len(known)}"
    _, token = room.store.tokens.add(name, role=role, now=room.now(), actor="sara")
    told = {"Authorization": f"Bearer {token}"}
    description = server.client().ask("GET", f"{BASE}/openapi.json", headers=told).document
    return ApiCaller(server=server, token=token, description=description)


def _exact(components: Mapping[str, Any]) -> dict[str, Any]:
    """Return schemas that allow no field that they do not name: none goes out undescribed."""
    found = copy.deepcopy(dict(components))
    for name, schema in found["schemas"].items():
        if "properties" in schema and name not in _GROWING:
            schema["additionalProperties"] = False
    return found


_GROWING = {"ProblemDocument", "Composed", "Card"}
"""Documents with parts that are described elsewhere, or that differ from kind to kind."""
