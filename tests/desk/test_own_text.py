"""A text of one page alone, at the desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_server import Client, DeskServer, serving
from stores import add_draft

from composer.domain.role import Role
from composer.store.stored import StoredDraft

TOML = '[site]\nname = "الموقع"\n[pages.sport.site]\nname = "الرياضة"\n'
OWN, COMMON = "نص للرياضة وحدها", "نص للجميع"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("own") / "desk", TOML) as found:
        yield found


def at_sport(server: DeskServer) -> Client:
    """Come in and work for the other page."""
    guest = server.guest()
    assert guest.post("/account/look", {"page": "sport"}).status == 303
    return guest


def made(server: DeskServer, title: str) -> StoredDraft:
    room = server.desk.newsroom
    return add_draft(room.store, title, now=room.now(), text=f"{COMMON} {title}")


def own(revision: int, **fields: str) -> dict[str, str]:
    return {"revision": str(revision), "says": "own", **fields}


def test_what_a_page_says_alone_is_written_shown_and_let_go_of(server: DeskServer) -> None:
    draft, guest = made(server, "أول"), at_sport(server)
    path = f"/drafts/{draft.id}"
    dialog = guest.get(f"{path}/own", HX_Request="true")
    assert COMMON in dialog.text
    assert 'value="common"' not in dialog.text
    fields = own(1, text=OWN, comment="تعليق\r\nمن سطرين")
    assert guest.post(f"{path}/own", fields, HX_Request="true").status == 204
    room = server.desk.newsroom
    there = room.draft(draft.id)
    post = there.post_for(room.outlet("sport").target.key)
    assert (post.text, post.comment) == (OWN, "تعليق\nمن سطرين")
    assert there.post.text == draft.text
    shown = guest.get(path).text
    assert OWN in shown
    assert "نص خاص بهذه الصفحة" in shown
    assert "يُقرأ على الصفحات الأخرى" in guest.get(f"{path}/article").text
    assert OWN in guest.get(f"{path}/approve", HX_Request="true").text
    elsewhere = server.guest().get(path).text
    assert OWN not in elsewhere
    assert "نص خاص بهذه الصفحة" not in elsewhere
    back = {"revision": "2", "says": "common", "text": OWN}
    assert guest.post(f"{path}/own", back).status == 303
    assert room.draft(draft.id).own == ()


def test_what_is_left_as_it_stands_for_all_follows_that(server: DeskServer) -> None:
    draft, guest = made(server, "ثان"), at_sport(server)
    fields = own(1, text=draft.text, comment="تعليق")
    assert guest.post(f"/drafts/{draft.id}/own", fields).status == 303
    (found,) = server.desk.newsroom.draft(draft.id).own
    assert found.parts == ("comment",)


def test_who_saw_an_older_draft_is_shown_the_new_one_with_what_they_wrote(
    server: DeskServer,
) -> None:
    draft, guest = made(server, "ثالث"), at_sport(server)
    path = f"/drafts/{draft.id}/own"
    assert guest.post(path, own(1, text=OWN)).status == 303
    late = guest.post(path, own(1, text="متأخر"), HX_Request="true")
    assert late.status == 200
    assert "متأخر" in late.text
    assert 'name="revision" value="2"' in late.text
    assert server.desk.newsroom.draft(draft.id).revision == 2


def test_what_no_page_takes_is_refused_in_words(server: DeskServer) -> None:
    draft, guest = made(server, "رابع"), at_sport(server)
    path = f"/drafts/{draft.id}/own"
    refused = guest.post(path, own(1, text="نص", link="not an address"), HX_Request="true")
    assert refused.status == 409
    wrong = {"revision": "1", "says": "other"}
    assert guest.post(path, wrong, HX_Request="true").status == 422
    assert server.desk.newsroom.draft(draft.id).revision == 1


def test_a_desk_of_one_page_offers_no_text_for_it_alone(tmp_path: Path) -> None:
    with serving(tmp_path / "desk", TOML) as server:
        draft = made(server, "خامس")
        writer = server.user("huda", Role.WRITER)
        assert f"/drafts/{draft.id}/own" in writer.get(f"/drafts/{draft.id}").text
    with serving(tmp_path / "alone") as server:
        draft = made(server, "سادس")
        assert f"/drafts/{draft.id}/own" not in server.guest().get(f"/drafts/{draft.id}").text
