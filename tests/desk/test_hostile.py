"""What no page of ours ever sends: the desk refuses it, in words, and goes on."""

from collections.abc import Iterator

import pytest
from desk_server import Client, DeskServer, serving

HUGE = "9" * 30


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("desk")) as server:
        yield server


@pytest.fixture(scope="module")
def guest(served: DeskServer) -> Client:
    return served.guest()


@pytest.fixture(scope="module")
def draft(served: DeskServer) -> str:
    return served.draft()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/items/q{HUGE}", 409),
        (f"/drafts/DRAFT/versions/{HUGE}", 409),
        (f"/drafts/DRAFT/versions/-{HUGE}", 409),
        (f"/events?after={HUGE}", 422),
    ],
)
def test_a_number_that_no_database_knows_names_nothing(
    guest: Client, draft: str, path: str, status: int
) -> None:
    answer = guest.get(path.replace("DRAFT", draft))
    assert answer.status == status, answer.text


def test_a_change_to_a_revision_that_never_was_changes_nothing(guest: Client, draft: str) -> None:
    asked = {"base": int(HUGE), "change": {"op": "text", "text": "نص آخر"}}
    assert guest.send(f"/drafts/{draft}/changes", asked).status == 409
    assert guest.send(f"/drafts/{draft}/restore/{HUGE}", {"base": 1}).status == 409


def test_half_a_character_in_what_was_asked_does_not_keep_the_answer_from_being_sent(
    guest: Client, draft: str
) -> None:
    asked = {"base": 1, "change": {"op": "text", "text": "نص", "\ud800": 1}}
    answer = guest.send(f"/drafts/{draft}/changes", asked)
    assert answer.status == 422
    assert answer.document["error"]["message"]
