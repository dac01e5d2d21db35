import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest
import schemathesis
from api_caller import BASE, ApiCaller, program
from desk_server import DeskServer, serving
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from stores import add_draft, put_item

from composer.app.desk.api.application import create_api
from composer.app.desk.api.openapi import describe
from composer.app.desk.api.problem import Kind
from composer.app.desk.api.reference import reference_of
from composer.app.desk.desk import Desk
from composer.domain.queue import Status

CLOSED = "http://127.0.0.1:9/story"
"""An address that nothing is fetched from."""

DESCRIPTION = describe(create_api(cast("Desk", None)))
SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(DESCRIPTION)))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    folder = tmp_path_factory.mktemp("described") / "work"
    with serving(folder, '[publishing]\nslots = ["sun-sat 08:00 20:00"]\n') as found:
        yield found


@pytest.fixture(scope="module")
def caller(server: DeskServer) -> ApiCaller:
    return program(server)


@pytest.fixture(scope="module")
def there(server: DeskServer) -> Mapping[str, tuple[object, ...]]:
    """Names of what there is, by the parameters that name it."""
    room = server.desk.newsroom
    drafts = tuple(
        add_draft(room.store, f"خبر {number}", now=room.now(), shades=(number,)).id
        for number in range(1, 7)
    )
    for each in drafts[:2]:
        room.approve(each)
    statuses = (Status.QUEUED, Status.ATTENTION, Status.PUBLISHED, Status.UNKNOWN)
    numbers = [
        put_item(room.store, draft, status)
        for draft, status in zip(drafts[2:], statuses, strict=True)
    ]
    image = room.draft(drafts[0]).cards[0].sha256
    items = tuple(f"q{each}" for each in numbers)
    return {"draft": drafts, "item": items, "page": ("main",), "sha256": (image,), "number": (1,)}


def operations() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in DESCRIPTION["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def references(value: object) -> Iterator[str]:
    """Give what a document refers to, wherever in it."""
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_the_description_is_the_one_that_is_served(caller: ApiCaller) -> None:
    assert caller.description == json.loads(json.dumps(DESCRIPTION))
    assert DESCRIPTION["openapi"].startswith("3.1")


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(names)) == len(names)
    for path, method, operation in operations():
        assert operation["summary"].endswith((".", "503 where its store cannot be read.")), path
        assert not re.search("Args|Raises", operation["summary"]), (path, method)
        assert len(operation["tags"]) == 1
    schemas = DESCRIPTION["components"]["schemas"]
    assert all(schema.get("description") or "enum" in schema for schema in schemas.values())


def test_every_reference_leads_somewhere_and_every_document_is_used() -> None:
    known = {f"#/components/schemas/{name}" for name in DESCRIPTION["components"]["schemas"]}
    assert set(references(DESCRIPTION)) == known


def test_every_problem_is_described_as_one() -> None:
    for path, method, operation in operations():
        for status, answer in operation["responses"].items():
            if int(status) < 400:
                continue
            assert list(answer["content"]) == ["application/problem+json"], (path, method)
            assert answer["description"]
            assert any(kind.status == int(status) for kind in Kind)


def test_all_but_the_sign_of_life_wants_a_token() -> None:
    open_ones = {path for path, _, operation in operations() if not operation.get("security")}
    assert open_ones == {"/health"}


def test_the_page_of_the_description_names_all_of_it(server: DeskServer) -> None:
    found = reference_of(DESCRIPTION)
    page = server.guest().get(f"{BASE}/docs")
    assert page.status == 200
    named = [each for part in found.parts for each in part.operations]
    assert len(named) == len(list(operations()))
    places = re.findall(r' id="([^"]+)"', page.text)
    assert {each.id for each in named} <= set(places)
    assert {f"model-{each.name}" for each in found.models} <= set(places)
    assert {f"problem-{each.slug}" for each in Kind} <= set(places)
    assert {each.removeprefix("#") for each in re.findall(r'href="(#[^"]+)"', page.text)} <= {
        *places,
        "main",
    }


def test_the_description_is_for_people_who_are_signed_in(server: DeskServer) -> None:
    stranger = server.client()
    assert stranger.get(f"{BASE}/openapi.json").status == 401
    sent = stranger.get(f"{BASE}/docs")
    assert (sent.status, sent.headers["location"]) == (303, f"/sign-in?next={BASE}/docs")
    assert server.guest().get(f"{BASE}/openapi.json").document["info"]["title"] == "Nashir"


@SCHEMA.parametrize()
@settings(settings.get_profile("api-calls"), suppress_health_check=list(HealthCheck))
def test_no_call_breaks_it_and_every_answer_is_as_described(
    case: schemathesis.Case[Any],
    server: DeskServer,
    caller: ApiCaller,
    there: Mapping[str, tuple[object, ...]],
) -> None:
    _aim(case, there)
    case.call_and_validate(
        base_url=f"{server.url}{BASE}",
        headers={"Authorization": f"Bearer {caller.token}"},
        excluded_checks=[positive_data_acceptance],
    )


def _aim(case: schemathesis.Case[Any], there: Mapping[str, tuple[object, ...]]) -> None:
    """Have most calls meet something that is there, and none leave this machine or wait long."""
    drawn = sum(map(ord, repr(case.body))) % 7
    is_right = case.meta is None or case.meta.generation.mode.is_positive
    for name, names in there.items():
        if name in case.path_parameters and drawn and is_right:
            case.path_parameters[name] = names[drawn % len(names)]
    if "wait" in case.query and is_right:
        case.query["wait"] = 0
    if isinstance(case.body, dict):
        for name in ("source", "image"):
            if re.match(r"https?://", str(case.body.get(name))):
                case.body[name] = CLOSED
        if "draft" in case.body and drawn and is_right:
            case.body["draft"] = str(there["draft"][drawn % len(there["draft"])])
