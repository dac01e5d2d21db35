"""Approvers of a page, at the desk and for programs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from api_caller import program
from desk_server import DeskServer, serving
from stores import add_draft

from composer.domain.role import Role

TOML = '[publishing]\napprovers = ["huda", "wordpress"]\n'


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DeskServer]:
    with serving(tmp_path / "desk", TOML) as found:
        yield found


def test_an_editor_whom_the_page_does_not_name_asks_those_who_are(server: DeskServer) -> None:
    room = server.desk.newsroom
    draft = add_draft(room.store, now=room.now()).id
    server.add_user("huda", Role.EDITOR, shown="هدى")
    editor = server.user("sara", Role.EDITOR)
    shown = editor.get(f"/drafts/{draft}").text
    assert 'id="approvers"' in shown
    assert "هدى" in shown
    assert 'data-act="approve"' not in shown
    assert 'data-act="ask"' in shown
    refused = editor.post(f"/drafts/{draft}/approve", {"revision": "1"}, HX_Request="true")
    assert refused.status == 403
    assert "huda" in refused.text
    assert editor.post(f"/drafts/{draft}/ask", {"revision": "1"}).status == 303
    approver = server.client().sign_in("huda")
    shown = approver.get(f"/drafts/{draft}").text
    assert 'id="approvers"' not in shown
    assert 'data-act="approve"' in shown
    assert approver.post(f"/drafts/{draft}/approve", {"revision": "1"}).status == 303
    assert 'id="approvers"' not in editor.get(f"/drafts/{draft}").text


def test_a_program_approves_by_the_name_of_its_token(server: DeskServer) -> None:
    room = server.desk.newsroom
    draft = add_draft(room.store, now=room.now()).id
    wish = {"revision": 1, "page": "main", "accept": True}
    stranger = program(server, name="other")
    problem = stranger.refused(403, "POST", f"/drafts/{draft}/approve", wish)
    assert "other may not approve for the page main" in problem["detail"]
    named = program(server, name="wordpress")
    assert named.done("POST", f"/drafts/{draft}/approve", wish)["approver"] == "wordpress"
