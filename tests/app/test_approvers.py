"""Who may approve for a page: at the command line, for programs; the desk's are in tests/desk."""

from pathlib import Path

import pytest
from desk import Desk, Office
from press_room import press_room
from stores import NOW, PAGE, add_draft

from composer.errors import NotAnApprover, SettingsError
from composer.settings import load_settings
from composer.store.approval import may_approve
from composer.store.store import Store

SPORT = '[pages.sport.publishing]\napprovers = ["sara", "omar"]\n'


def test_only_those_whom_a_page_names_approve_for_it(desk: Desk, lavrov: str) -> None:
    desk.set(SPORT)
    said = desk.refused("approve", lavrov, "--page", "sport", by="leila")
    assert "leila may not approve for the page sport" in said
    assert "omar, sara" in said
    desk.done("approve", lavrov, by="leila")  # main names nobody
    desk.done("approve", lavrov, "--page", "sport", by="omar")


def test_an_approval_that_is_refused_leaves_nothing(office: Office) -> None:
    office.set(SPORT)
    draft = office.draft()
    with pytest.raises(NotAnApprover, match="leila may not"):
        office.open("leila").approve(draft.id, page="sport")
    assert (
        office.open().store.drafts.approval(draft.id, office.open().outlet("sport").target) is None
    )


def test_the_store_itself_refuses_whoever_asks_it(store: Store) -> None:
    draft = add_draft(store)
    with pytest.raises(NotAnApprover, match=r"ask one of its approvers: a0, a1.* and 4 more"):
        store.drafts.approve(
            draft.id, PAGE, approver="leila", now=NOW, allowed=[f"a{each}" for each in range(12)]
        )
    store.drafts.approve(draft.id, PAGE, approver="a0", now=NOW, allowed=["a0"])


def test_nobody_named_means_everybody() -> None:
    assert may_approve("leila", ())
    assert not may_approve("leila", ("sara",))


def test_what_was_approved_stays_so_when_other_approvers_are_named(office: Office) -> None:
    draft = office.approved()
    office.set('[publishing]\napprovers = ["sara"]\n')
    room = office.open("leila")
    assert room.store.drafts.approval(draft, room.outlet().target) is not None


@pytest.mark.parametrize("names", ['""', '" sara"', '"sara", ""'])
def test_a_name_that_is_none_is_refused(desk: Desk, names: str) -> None:
    desk.set(f"[publishing]\napprovers = [{names}]\n")
    with pytest.raises(SettingsError, match=r"approvers lists people.*publishing"):
        load_settings(desk.folder)


def test_who_may_not_approve_does_not_correct_and_changes_nothing(tmp_path: Path) -> None:
    room = press_room(tmp_path)
    item = room.queued()
    room.run("run", "--once")
    room.set(publishing='approvers = ["sara"]\n')
    text = tmp_path / "text"
    text.write_text("نص آخر", encoding="utf-8")
    run = room.run("correct", item, "--text", text, NASHIR_USER="leila")
    assert run.code == 1
    assert "leila may not approve" in run.err
    assert [each.message for each in room.posts()] == ["افتتاح محطة جديدة"]
    assert room.run("show", item, "--json").document["approval"]["valid"]
    assert room.run("correct", item, "--text", text, NASHIR_USER="sara").code == 0
    assert [each.message for each in room.posts()] == ["نص آخر"]
