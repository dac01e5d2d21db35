import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from desk import TUESDAY, Office
from stores import bundle_files, write_bundle

from composer.app.cleanup import clean, untouched
from composer.app.newsroom import Newsroom, channels
from composer.app.outlet import outlet
from composer.app.rundown import Rundown
from composer.app.standing import standing_of
from composer.domain.queue import Status
from composer.errors import DraftError, NashirError, SettingsError
from composer.sandbox import PRACTICE_PAGE_ID
from composer.settings import MailSecurity, NotifySettings, load_settings
from composer.store.change import DraftChange
from composer.store.listing import DraftState

TWO_PAGES = '[pages.sport.publisher]\npage_id = "220000000000002"\n'


def standing(room: Newsroom, draft: str) -> str:
    return standing_of(room, draft, room.outlet().target).refusal


def test_opening_takes_in_what_was_composed_and_names_what_it_refuses(office: Office) -> None:
    inbox = office.folder / ".nashir" / "inbox"
    good = write_bundle(inbox, bundle_files("عنوان"))
    bad = write_bundle(inbox, {"draft.json": b"{"}, name="damaged")
    room = office.open()
    assert room.taken == (good.name,)
    assert [each.name for each in room.refused] == [bad.name]
    assert list(inbox.iterdir()) == []
    assert [each.title for each in room.drafts()] == ["عنوان"]


def test_an_approval_holds_until_what_a_reader_meets_is_changed(office: Office) -> None:
    draft = office.draft()
    room = office.open()
    approved = room.approve(draft.id)
    assert approved.approval.fingerprint == draft.post.fingerprint(f"sandbox:{PRACTICE_PAGE_ID}")
    assert room.drafts()[0].state is DraftState.APPROVED
    same = room.edit(draft.id, DraftChange(text=draft.text))
    assert (same.changed, same.voided) == (False, ())
    edited = room.edit(draft.id, DraftChange(text="نص آخر"))
    assert (edited.changed, edited.voided) == (True, ("main",))
    assert room.drafts()[0].state is DraftState.NEW


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (DraftChange(text="نص آخر"), "its text"),
        (DraftChange(comment="تعليق"), "its first comment"),
        (DraftChange(alt_texts={1: "وصف آخر"}), "its images"),
        (DraftChange(order=(2, 1)), "its images"),
        (DraftChange(order=(1,), text="نص"), "its text, its images"),
        (DraftChange(order=(), link="https://example.com/a"), "its link, its images"),
    ],
)
def test_what_ended_an_approval_is_told(change: DraftChange, reason: str, office: Office) -> None:
    draft = office.draft()
    room = office.open("sara")
    assert "not approved" in standing(room, draft.id)
    room.approve(draft.id)
    office.wait(minutes=3)
    office.open("omar").edit(draft.id, change)
    assert f"is void: omar edited {reason}" in standing(room, draft.id)
    last = standing_of(room, draft.id, room.outlet().target).last
    assert last is not None
    assert last.voided is not None
    assert (last.voided.actor, last.voided.at) == ("omar", TUESDAY + timedelta(minutes=3))


def test_an_edit_that_no_reader_meets_leaves_the_approval(office: Office) -> None:
    draft = office.draft()
    room = office.open()
    room.approve(draft.id)
    hidden = next(card for card in draft.cards if not card.posted)
    edited = room.edit(draft.id, DraftChange(alt_texts={hidden.position: "وصف آخر"}))
    assert (edited.changed, edited.voided) == (True, ())
    office.wait(minutes=1)
    room.remove((draft.id,))
    last = standing_of(room, draft.id, room.outlet().target)
    assert "sara removed it" in last.refusal


def test_an_approval_is_for_one_page(office: Office) -> None:
    office.set(TWO_PAGES)
    draft = office.draft()
    room = office.open()
    room.approve(draft.id, page="sport")
    rundown = Rundown(newsroom=room)
    with pytest.raises(DraftError, match="not approved for the page main"):
        rundown.add(draft.id, at="now")
    assert rundown.add(draft.id, at="now", page="sport").item.page_id == "220000000000002"
    edited = room.edit(draft.id, DraftChange(text="نص آخر"))
    assert edited.voided == ("sport",)
    with pytest.raises(DraftError, match="--page sport"):
        rundown.add(draft.id, at="now", page="sport")


def test_a_page_that_the_settings_mean_anew_needs_an_approval_of_its_own(office: Office) -> None:
    draft = office.approved()
    office.set('[publisher]\npage_id = "330000000000003"\n')
    room = office.open()
    assert "the settings name another page by this name now" in standing(room, draft)


def test_waiting_items_carry_the_new_approval(office: Office) -> None:
    draft = office.approved()
    rundown = office.rundown()
    item = rundown.add(draft, at="+2h").item
    room = rundown.newsroom
    edited = room.edit(draft, DraftChange(text="نص آخر", comment="تعليق"))
    assert [each.id for each in edited.waiting] == [item.id]
    assert rundown.unapproved() == {item.id}
    approved = room.approve(draft)
    assert approved.renewed == 1
    renewed = rundown.item(item.id)
    assert renewed.approval == approved.approval.fingerprint
    assert renewed.comment is not None, "the comment that the new approval brought is forgotten"
    assert rundown.unapproved() == frozenset()
    room.edit(draft, DraftChange(comment=""))
    room.approve(draft)
    assert rundown.item(item.id).comment is None


def test_of_two_edits_of_one_revision_one_is_refused(office: Office) -> None:
    draft = office.draft()
    first, second = office.open("sara"), office.open("omar")
    first.edit(draft.id, DraftChange(text="نص سارة"), expected_revision=draft.revision)
    with pytest.raises(DraftError, match="changed by somebody else meanwhile"):
        second.edit(draft.id, DraftChange(text="نص عمر"), expected_revision=draft.revision)
    with pytest.raises(DraftError, match="changed by somebody else meanwhile"):
        second.approve(draft.id, expected_revision=draft.revision)
    assert second.draft(draft.id).text == "نص سارة"


def test_of_many_edits_at_once_each_is_kept_or_refused(office: Office) -> None:
    draft = office.draft()
    rooms = [office.open(f"person{number}") for number in range(6)]

    def change(room: Newsroom) -> bool:
        try:
            room.edit(draft.id, DraftChange(text=f"نص {room.person}"))
        except DraftError:
            return False
        return True

    with ThreadPoolExecutor(len(rooms)) as people:
        kept = sum(people.map(change, rooms))
    assert kept >= 1
    assert rooms[0].draft(draft.id).revision == 1 + kept
    lines = rooms[0].store.journal.of(draft_id=draft.id)
    assert sum(line.event == "edited" for line in lines) == kept


def test_an_approval_beside_an_edit_never_covers_what_nobody_saw(office: Office) -> None:
    for turn in range(6):
        draft = office.draft(f"عنوان {turn}")
        editor, approver = office.open("omar"), office.open("sara")

        def edit(room: Newsroom = editor, name: str = draft.id) -> None:
            room.edit(name, DraftChange(text="نص آخر"))

        def approve(room: Newsroom = approver, name: str = draft.id) -> str | None:
            try:
                return room.approve(name, expected_revision=1).approval.fingerprint
            except NashirError:
                return None

        with ThreadPoolExecutor(2) as people:
            edited, approved = people.submit(edit), people.submit(approve)
            edited.result()
        assert approved.result() in (None, draft.post.fingerprint(f"sandbox:{PRACTICE_PAGE_ID}"))
        target = approver.outlet().target
        assert approver.store.drafts.approval(draft.id, target) is None


def test_a_card_that_failed_a_check_cannot_be_approved(office: Office) -> None:
    files = bundle_files("عنوان")
    document = json.loads(files["draft.json"])
    document["cards"][0]["checks"] = [{"rule": "overflow", "level": "fail", "detail": "12 px"}]
    files["draft.json"] = json.dumps(document).encode()
    write_bundle(office.folder / ".nashir" / "inbox", files)
    room = office.open()
    with pytest.raises(DraftError, match="overflow"):
        room.approve(document["draft"])


def test_flags_of_the_article_are_recorded_as_accepted(office: Office) -> None:
    finding = {"rule": "stop-before-noun", "action": "flagged", "before": ".", "after": "،"}
    shown = {**finding, "action": "shown"}
    files = bundle_files("عنوان", findings=[finding, shown])
    write_bundle(office.folder / ".nashir" / "inbox", files)
    room = office.open()
    (row,) = room.drafts()
    assert room.approve(row.id).approval.accepted == ("stop-before-noun: «.» → «،»",)


def test_removing_several_stops_at_the_one_that_is_queued(office: Office) -> None:
    free, queued = office.draft("أول").id, office.approved("ثان")
    rundown = office.rundown()
    rundown.add(queued, at="+1h")
    with pytest.raises(DraftError, match="nashir queue cancel q1"):
        rundown.newsroom.remove((free, queued))
    assert [each.id for each in rundown.newsroom.drafts()] == [queued]


def test_only_drafts_that_nobody_touched_are_cleaned_up(office: Office) -> None:
    old, edited, approved = office.draft("قديم"), office.draft("محرر"), office.approved("معتمد")
    office.open().edit(edited.id, DraftChange(text="نص"))
    office.wait(days=91)
    young = office.draft("جديد")
    room = office.open()
    age = timedelta(days=90)
    assert [each.id for each in untouched(room, age)] == [old.id]
    assert clean(room, age).drafts == (old.id,)
    assert {each.id for each in room.drafts()} == {edited.id, approved, young.id}
    assert untouched(room, age) == ()


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('[publisher]\nkind = "facebook"\n', "nashir.toml: publisher lacks page_id"),
        (
            '[pages.sport.publisher]\nkind = "facebook"\n',
            "nashir.toml: pages.sport.publisher lacks page_id",
        ),
        ('[publishing]\nslots = ["sundy 08:00"]\n', "publishing.slots: slot 1 ('sundy 08:00')"),
        ('[publishing]\nslots = ["sun 8pm"]\n', "write 20:00"),
        ('[publishing]\nweekend = ["frday"]\n', "publishing.weekend: 'frday' is no day"),
    ],
)
def test_a_mistake_in_the_settings_of_a_page_is_told_with_its_place(
    toml: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "nashir.toml").write_text(toml, encoding="utf-8")
    page = "sport" if "sport" in toml else "main"
    with pytest.raises(SettingsError) as told:
        outlet(load_settings(tmp_path), page)
    assert said in str(told.value)


def test_notices_go_over_the_channels_that_are_set() -> None:
    assert channels(NotifySettings()) == ()
    both = NotifySettings(
        webhook="https://example.com/hook",
        mail_to=("desk@example.com",),
        mail_from="nashir@example.com",
        smtp_host="mail.example.com",
        smtp_security=MailSecurity.TLS,
    )
    assert channels(both) == ("webhook", "mail")


def test_a_status_that_waits_is_one_that_an_approval_can_reach(office: Office) -> None:
    draft = office.approved()
    rundown = office.rundown()
    item = rundown.add(draft, at="now").item
    rundown.cancel(item.id)
    edited = rundown.newsroom.edit(draft, DraftChange(text="نص آخر"))
    assert edited.waiting == ()
    assert rundown.item(item.id).status is Status.CANCELLED
