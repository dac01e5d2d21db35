"""Versions of a draft: one line of states that everybody goes back and forth on."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from failing_disk import Break, failing_disk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from revisions import redrawn, revision_of
from sqlalchemy import delete, func, select, update
from stores import (
    EDITOR,
    NOW,
    PAGE,
    SQLITE_URL,
    OpenStore,
    add_draft,
    bundle_files,
    small_png,
    write_bundle,
)

from composer.errors import DraftError, StoreError
from composer.store.backup import backup
from composer.store.change import DraftChange
from composer.store.desk_schema import draft_blob, draft_version, version_part
from composer.store.history import Step, add_version
from composer.store.schema import draft as draft_table
from composer.store.store import Store
from composer.store.stored import StoredDraft
from composer.store.thinning import MOST_VERSIONS
from composer.store.version import Revision, Turns, VersionRow

LATER = NOW + timedelta(minutes=5)
LONG_AFTER = datetime(2100, 1, 1, tzinfo=UTC)


def revise(
    store: Store,
    draft: StoredDraft,
    revision: Revision | None = None,
    *,
    now: datetime = LATER,
    actor: str = EDITOR,
    **new: Any,  # noqa: ANN401 - new values
) -> StoredDraft:
    revision = revision or revision_of(draft, **new)
    return store.drafts.revise(
        draft.id, revision, expected_revision=draft.revision, now=now, actor=actor
    )


def undo(store: Store, draft: StoredDraft) -> StoredDraft:
    return store.drafts.undo(draft.id, expected_revision=draft.revision, now=LATER, actor=EDITOR)


def redo(store: Store, draft: StoredDraft) -> StoredDraft:
    return store.drafts.redo(draft.id, expected_revision=draft.revision, now=LATER, actor=EDITOR)


def restore(store: Store, draft: StoredDraft, number: int) -> StoredDraft:
    return store.drafts.restore(
        draft.id, number, expected_revision=draft.revision, now=LATER, actor=EDITOR
    )


def content(draft: StoredDraft) -> StoredDraft:
    return replace(draft, revision=0, changed=NOW)


def count(store: Store, table: Any) -> int:  # noqa: ANN401 - a table
    with store.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def images(store: Store) -> set[str]:
    return {each.name for each in store.state.glob("blobs/??/*")}


def sweep(store: Store) -> int:
    return store.drafts.clean(before=NOW, now=LONG_AFTER, actor="runner").images


def test_a_draft_that_nobody_changed_is_its_only_version(store: Store) -> None:
    made = add_draft(store)
    assert store.drafts.versions(made.id) == (
        VersionRow(
            number=1,
            at=NOW,
            actor=EDITOR,
            label="taken in",
            parent=None,
            redo=None,
            source=None,
            image=made.post.images[0].sha256,
            approved=False,
            is_current=True,
        ),
    )
    assert store.drafts.version(made.id, 1).draft == made
    assert store.drafts.turns(made.id) == Turns()
    assert count(store, draft_version) == 0


def test_a_revision_changes_everything_at_once(store: Store) -> None:
    made = add_draft(store, link="https://example.org/a")
    revision = redrawn(made, 2, 77, title="عنوان آخر", theme="paper", text="نص", comment="تعليق")
    fresh = revise(store, made, revision)
    assert fresh == store.drafts.get(made.id)
    assert (fresh.title, fresh.theme, fresh.text, fresh.comment) == (
        "عنوان آخر",
        "paper",
        "نص",
        "تعليق",
    )
    assert (fresh.revision, fresh.changed, fresh.made) == (2, LATER, NOW)
    assert fresh.document["cards"][1]["lines"] == ["line 77"]
    assert store.blobs.get(fresh.cards[1].sha256) == small_png(77)
    line = store.journal.of(draft_id=made.id)[-1]
    assert (line.event, line.actor) == ("edited", EDITOR)
    assert line.detail == {
        "revision": 2,
        "changed": ["title", "theme", "text", "comment", "cards", "document"],
    }


def test_a_label_is_told_in_the_journal_and_in_the_list(store: Store) -> None:
    made = add_draft(store)
    fresh = revise(store, made, text="نص", label="post.text")
    assert store.journal.of(draft_id=made.id)[-1].detail["label"] == "post.text"
    first, second = reversed(store.drafts.versions(made.id))
    assert (first.number, first.label, first.is_current) == (1, "taken in", False)
    assert (second.number, second.label, second.parent, second.actor) == (
        2,
        "post.text",
        1,
        EDITOR,
    )
    assert second.is_current
    assert store.drafts.version(made.id, 1).draft == made
    assert store.drafts.version(made.id, 2).draft == fresh


def test_a_revision_that_changes_nothing_is_none(store: Store) -> None:
    made = add_draft(store)
    assert revise(store, made) == made
    assert len(store.journal.of(draft_id=made.id)) == 1
    assert len(store.drafts.versions(made.id)) == 1


def test_who_saw_an_older_revision_changes_nothing(store: Store, open_store: OpenStore) -> None:
    made = add_draft(store)
    fresh = revise(open_store(), made, text="من زميلة")
    for act in (
        partial(revise, text="مني"),
        undo,
        redo,
        partial(restore, number=1),
    ):
        with pytest.raises(DraftError, match="revision 2, you saw 1"):
            act(store, made)
    assert store.drafts.get(made.id) == fresh


def test_what_no_page_could_take_is_refused(sqlite_store: Store) -> None:
    made = add_draft(sqlite_store)
    with pytest.raises(DraftError, match="63,206 are the most"):
        revise(sqlite_store, made, text="x" * 63_207)
    with pytest.raises(ValueError, match="count from 1"):
        revise(sqlite_store, made, cards=made.cards[1:])
    assert sqlite_store.drafts.get(made.id) == made


def test_an_image_that_the_store_lacks_has_to_come_along(store: Store) -> None:
    made = add_draft(store)
    revision = redrawn(made, 1, 77)
    with pytest.raises(DraftError, match=r"an image of draft .* is missing"):
        revise(store, made, replace(revision, images={}))
    assert store.drafts.get(made.id) == made
    store.blobs.put(small_png(77))
    assert revise(store, made, replace(revision, images={})).cards == revision.cards


def test_a_revision_voids_the_approvals_of_something_else(store: Store) -> None:
    made = add_draft(store)
    store.drafts.approve(made.id, PAGE, approver=EDITOR, now=NOW)
    same = revise(store, made, document={**made.document, "notes": ["x"]})
    assert store.drafts.approval(made.id, PAGE) is not None
    fresh = revise(store, same, redrawn(same, 1, 77))
    assert store.drafts.approval(made.id, PAGE) is None
    undo(store, fresh)
    assert store.drafts.approval(made.id, PAGE) is None


def test_an_edit_from_the_command_line_is_a_version_too(store: Store) -> None:
    made = add_draft(store)
    for text in ("نص", "آخر"):
        store.drafts.edit(
            made.id, DraftChange(text=text), expected_revision=None, now=LATER, actor=EDITOR
        )
    assert [row.label for row in store.drafts.versions(made.id)] == ["edit", "edit", "taken in"]
    assert undo(store, store.drafts.get(made.id)).text == "نص"


def test_what_was_undone_can_be_done_again_until_something_else_is_done(store: Store) -> None:
    made = add_draft(store)
    one = revise(store, made, text="أ")
    two = revise(store, one, redrawn(one, 1, 77, text="ب"))
    back = undo(store, undo(store, two))
    assert content(back) == content(made)
    assert back.revision == 5
    assert store.drafts.turns(made.id).undo is None
    forth = redo(store, redo(store, back))
    assert content(forth) == content(two)
    assert store.drafts.turns(made.id).redo is None
    assert content(undo(store, forth)) == content(one)
    revise(store, store.drafts.get(made.id), text="ج")
    with pytest.raises(DraftError, match=r"nothing of draft .* can be done again"):
        redo(store, store.drafts.get(made.id))
    events = [each.event for each in store.journal.of(draft_id=made.id)]
    assert events == ["taken in", "edited", "edited"] + ["undone"] * 2 + ["redone"] * 2 + [
        "undone",
        "edited",
    ]


def test_nothing_is_undone_of_what_nobody_changed(store: Store) -> None:
    made = add_draft(store)
    with pytest.raises(DraftError, match=r"nothing of draft .* can be undone"):
        undo(store, made)


def test_any_version_can_be_brought_up_and_that_can_be_undone(store: Store) -> None:
    made = add_draft(store)
    one = revise(store, made, text="أ")
    two = revise(store, one, text="ب")
    first = restore(store, two, 1)
    assert content(first) == content(made)
    assert content(undo(store, first)) == content(two)
    newest = store.drafts.versions(made.id)[0]
    assert (newest.label, newest.source) == ("undo", 3)
    assert store.drafts.versions(made.id)[1].label == "restore"
    assert restore(store, store.drafts.get(made.id), newest.number).revision == newest.number
    with pytest.raises(DraftError, match="no version 99 any more"):
        restore(store, store.drafts.get(made.id), 99)


def test_typing_at_one_place_is_one_step_and_pauses_part_it(store: Store) -> None:
    made = add_draft(store)
    draft = made
    for second in (0, 5, 20, 21, 30):
        now = LATER + timedelta(seconds=second)
        draft = revise(store, draft, text=f"نص {second}", label="post.text", now=now)
    assert draft.revision == 6
    rows = store.drafts.versions(made.id)
    assert [(row.number, row.at, row.parent) for row in rows] == [
        (6, LATER + timedelta(seconds=21), 4),
        (4, LATER, 1),
        (1, NOW, None),
    ]
    assert undo(store, draft).text == "نص 20"
    assert content(undo(store, store.drafts.get(made.id))) == content(made)


def test_what_was_typed_over_is_let_go_of_with_its_images(store: Store) -> None:
    draft = made = add_draft(store, sizes=("portrait",))
    for shade in (70, 71, 72):
        draft = revise(store, draft, redrawn(draft, 1, shade, label="headline"))
    assert sweep(store) == 2
    assert images(store) == {card.sha256 for each in (made, draft) for card in each.cards}
    parts = count(store, version_part)
    draft = revise(store, draft, redrawn(draft, 1, 73, label="headline"))
    assert count(store, version_part) == parts
    assert content(undo(store, draft)) == content(made)


@pytest.mark.parametrize("label", ["", "edit", "undo"])
def test_what_has_no_place_is_always_a_step_of_its_own(store: Store, label: str) -> None:
    draft = add_draft(store)
    for text in ("أ", "ب"):
        draft = revise(store, draft, text=text, label=label)
    assert len(store.drafts.versions(draft.id)) == 3


@pytest.mark.parametrize(
    ("second", "actor", "label"),
    [(5, "omar", "post.text"), (5, EDITOR, "headline"), (21, EDITOR, "post.text")],
)
def test_what_somebody_else_or_at_another_place_or_later_changes_is_a_step_of_its_own(
    store: Store, second: int, actor: str, label: str
) -> None:
    made = add_draft(store)
    one = revise(store, made, text="أ", label="post.text")
    now = LATER + timedelta(seconds=second)
    revise(store, one, text="ب", label=label, actor=actor, now=now)
    assert len(store.drafts.versions(made.id)) == 3


def test_a_version_that_was_approved_is_not_gone_on_with(store: Store) -> None:
    made = add_draft(store)
    one = revise(store, made, text="أ", label="post.text")
    store.drafts.approve(made.id, PAGE, approver=EDITOR, now=LATER)
    revise(store, one, text="ب", label="post.text")
    rows = store.drafts.versions(made.id)
    assert [(row.number, row.approved) for row in rows] == [(3, False), (2, True), (1, False)]
    assert store.drafts.version(made.id, 2).draft.text == "أ"


def test_the_constant_parts_are_kept_once(store: Store) -> None:
    article = {"title": "ع", "blocks": [{"type": "paragraph", "text": "نص " * 500}]}
    draft = add_draft(store, article=article)
    for number in range(5):
        draft = revise(store, draft, redrawn(draft, 1, 100 + number))
    with store.database.read() as connection:
        bodies = connection.scalars(select(version_part.c.body)).all()
        rows = connection.scalars(select(draft_version.c.body)).all()
    assert sum("paragraph" in body for body in bodies) == 1
    assert not any("paragraph" in row for row in rows)
    assert len(rows) == 6
    assert store.drafts.version(draft.id, 1).draft.document["article"] == article


def test_of_very_many_versions_the_latest_the_first_and_the_approved_are_kept(
    store: Store,
) -> None:
    draft = made = add_draft(store, sizes=("portrait",), shades=(1,))
    for number in range(3):
        draft = revise(store, draft, redrawn(draft, 1, 100 + number))
    approved = store.drafts.get(draft.id)
    store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    draft = revise(store, draft, redrawn(draft, 1, 200))
    with store.database.write() as connection:  # each on its own would take long
        for number in range(MOST_VERSIONS + 30):
            draft = replace(draft, text=f"نص {number}", revision=draft.revision + 1)
            step = Step(label="x", actor=EDITOR, at=LATER, undo=draft.revision - 1)
            add_version(connection, draft, step)
        values = {"text": draft.text, "revision": draft.revision}
        connection.execute(update(draft_table).values(values))
    numbers = [row.number for row in store.drafts.versions(draft.id)]
    assert numbers[0] == draft.revision
    assert numbers[-2:] == [approved.revision, 1]
    assert MOST_VERSIONS <= len(numbers) <= MOST_VERSIONS + 22
    assert version(store, draft, 1) == made
    assert content(version(store, draft, approved.revision)) == content(approved)
    kept = {card.sha256 for each in numbers for card in version(store, draft, each).cards}
    assert (sweep(store), len(kept)) == (2, 3)
    assert images(store) == kept
    assert count(store, draft_blob) == len(kept)
    assert count(store, version_part) == 3


def test_a_way_back_to_what_is_not_kept_is_none(store: Store) -> None:
    made = add_draft(store)
    one = revise(store, made, text="أ")
    two = revise(store, one, text="ب")
    assert store.drafts.turns(made.id) == Turns(undo=2)
    with store.database.write() as connection:
        connection.execute(delete(draft_version).where(draft_version.c.number == 2))
    assert store.drafts.turns(made.id) == Turns()
    with pytest.raises(DraftError, match="can be undone"):
        undo(store, two)


def version(store: Store, draft: StoredDraft, number: int) -> StoredDraft:
    return store.drafts.version(draft.id, number).draft


def test_images_of_versions_are_kept_and_in_backups(store: Store, tmp_path: Path) -> None:
    made = add_draft(store, sizes=("portrait",))
    fresh = revise(store, made, redrawn(made, 1, 77))
    assert sweep(store) == 0
    assert images(store) == {card.sha256 for each in (made, fresh) for card in each.cards}
    assert backup(store, tmp_path / "b.tar", now=NOW).images == 3
    store.drafts.remove(made.id, now=NOW, actor=EDITOR)
    assert sweep(store) == 3
    for table in (draft_version, version_part, draft_blob):
        assert count(store, table) == 0


def test_a_draft_that_comes_back_begins_with_one_version(store: Store) -> None:
    made = add_draft(store)
    revise(store, made, text="نص")
    store.drafts.remove(made.id, now=NOW, actor=EDITOR)
    again = add_draft(store, now=LATER)
    assert (again.text, again.revision) == (made.text, 4)
    (row,) = store.drafts.versions(made.id)
    assert (row.number, row.at, row.label) == (4, LATER, "taken in")


def test_a_draft_that_was_changed_is_still_the_one_that_was_composed(store: Store) -> None:
    made = add_draft(store)
    revise(store, made, redrawn(made, 1, 77, title="آخر", theme="paper", text="نص"))
    write_bundle(store.inbox, bundle_files())
    result = store.drafts.take_in(store.inbox, now=LATER, actor=EDITOR)
    assert (result.taken, result.refused) == ((), ())
    assert store.drafts.get(made.id).text == "نص"


def test_a_damaged_version_is_told(sqlite_store: Store) -> None:
    made = add_draft(sqlite_store)
    revise(sqlite_store, made, text="نص")
    for body in ("{}", "no JSON", json.dumps({"document": {"a": {"part": "x"}}})):
        with sqlite_store.database.write() as connection:
            connection.execute(update(draft_version).values(body=body))
        with pytest.raises(StoreError, match=r"version 1 of draft .* is damaged"):
            sqlite_store.drafts.version(made.id, 1)


@pytest.mark.parametrize("how", Break)
def test_a_full_disk_at_any_write_leaves_the_old_draft_or_the_new(store: Store, how: Break) -> None:
    made = add_draft(store)
    store.drafts.approve(made.id, PAGE, approver=EDITOR, now=NOW)
    old = revise(store, made, text="أول")
    for at in range(1, 100):
        revision = redrawn(old, 1, 77 + at, text=f"ثان {at}")
        with failing_disk(at, how) as disk, suppress(StoreError):
            revise(store, old, revision)
        fresh = store.drafts.get(made.id)
        assert store.drafts.versions(made.id)[0].number == fresh.revision
        assert version(store, fresh, fresh.revision) == fresh
        if fresh.revision == old.revision:
            assert fresh == old
        else:
            assert (fresh.cards, fresh.text) == (revision.cards, revision.text)
            assert store.blobs.get(fresh.cards[0].sha256) == small_png(77 + at)
            assert at > 8  # there are as many writes, and all of them failed before
            old = fresh
        if not disk.has_failed:
            return
    pytest.fail("it never worked")


@dataclass(slots=True)
class Line:
    """What versions are to be like: states in a row, and a place among them."""

    states: list[StoredDraft]
    place: int = 0
    kept: dict[int, StoredDraft] = field(default_factory=dict)
    typing: tuple[tuple[str, str], datetime] | None = None

    def change(self, fresh: StoredDraft, label: str, actor: str, now: datetime) -> None:
        is_last = self.place == len(self.states) - 1
        last, at = self.typing or (None, now)
        if is_last and last == (label, actor) and now - at <= timedelta(seconds=20):
            del self.kept[max(self.kept)]
            self.states[self.place] = content(fresh)
            self.kept[fresh.revision] = content(fresh)
            return
        self.append(fresh)
        self.typing = ((label, actor), now)

    def append(self, fresh: StoredDraft) -> None:
        self.states[self.place + 1 :] = [content(fresh)]
        self.turn(fresh, 1)

    def turn(self, fresh: StoredDraft, by: int) -> None:
        self.place += by
        self.kept[fresh.revision] = content(fresh)
        self.typing = None


_PEOPLE = st.sampled_from(["sara", "omar"])
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("revise"), _PEOPLE, st.sampled_from(["text", "card"]), st.integers(1, 3)),
        st.tuples(st.just("edit"), _PEOPLE, st.just(""), st.integers(1, 3)),
        st.tuples(st.sampled_from(["undo", "redo"]), _PEOPLE, st.just(""), st.just(0)),
        st.tuples(st.just("restore"), _PEOPLE, st.just(""), st.integers(0, 20)),
        st.tuples(st.just("stale"), _PEOPLE, st.just(""), st.just(0)),
    ),
    max_size=10,
)


@contextmanager
def fresh_store(template: Path) -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / ".nashir"
        state.mkdir()
        shutil.copy(template, state)
        opened = Store.open(SQLITE_URL, workspace=Path(folder), state=state)
        with opened.closing() as store:
            yield store


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=_STEPS, pauses=st.lists(st.integers(0, 25), min_size=10, max_size=10))
def test_any_row_of_steps_by_two_people_behaves_like_a_line_of_states_with_a_place(
    sqlite_template: Path, steps: list[tuple[str, str, str, int]], pauses: list[int]
) -> None:
    with fresh_store(sqlite_template) as store:
        draft = add_draft(store, sizes=("portrait",))
        line = Line(states=[content(draft)], kept={1: content(draft)})
        now = LATER
        for step, pause in zip(steps, pauses, strict=False):
            now += timedelta(seconds=pause)
            draft = take(store, line, draft, step, now)
            check(store, line, draft)
        check_kept(store, line, draft)


def take(
    store: Store,
    line: Line,
    draft: StoredDraft,
    step: tuple[str, str, str, int],
    now: datetime,
) -> StoredDraft:
    """Take a step in the store and in the model; return the draft after it."""
    name, actor, label, number = step
    who: dict[str, Any] = {"expected_revision": draft.revision, "now": now, "actor": actor}
    match name:
        case "revise" | "edit":
            fresh = write(store, line, draft, (name, label, number), who)
        case "undo" | "redo":
            fresh = turn(store, line, draft, -1 if name == "undo" else 1, who)
        case "restore":
            wanted = sorted(line.kept)[number % len(line.kept)]
            fresh = store.drafts.restore(draft.id, wanted, **who)
            assert content(fresh) == line.kept[wanted]
            if fresh != draft:
                line.append(fresh)
        case _:
            fresh = draft
            with pytest.raises(DraftError, match="changed by somebody else"):
                store.drafts.undo(draft.id, **{**who, "expected_revision": draft.revision + 1})
    assert (fresh.revision > draft.revision) == (fresh != draft)
    return fresh


def write(
    store: Store, line: Line, draft: StoredDraft, step: tuple[str, str, int], who: dict[str, Any]
) -> StoredDraft:
    name, label, number = step
    if name == "edit":
        fresh = store.drafts.edit(draft.id, DraftChange(text=f"سطر {number}"), **who)
        if fresh != draft:
            line.append(fresh)
        return fresh
    change = redrawn(draft, 1, number, label=label)
    if label == "text":
        change = revision_of(draft, text=f"نص {number}", label=label)
    fresh = store.drafts.revise(draft.id, change, **who)
    if fresh != draft:
        line.change(fresh, label, who["actor"], who["now"])
    return fresh


def turn(store: Store, line: Line, draft: StoredDraft, by: int, who: dict[str, Any]) -> StoredDraft:
    go = store.drafts.undo if by < 0 else store.drafts.redo
    if not 0 <= line.place + by < len(line.states):
        with pytest.raises(DraftError):
            go(draft.id, **who)
        return draft
    fresh = go(draft.id, **who)
    line.turn(fresh, by)
    return fresh


def check(store: Store, line: Line, draft: StoredDraft) -> None:
    """See that the store is what the model says."""
    assert store.drafts.get(draft.id) == draft
    assert content(draft) == line.states[line.place]
    turns = store.drafts.turns(draft.id)
    assert (turns.undo is not None) == (line.place > 0)
    assert (turns.redo is not None) == (line.place < len(line.states) - 1)
    rows = store.drafts.versions(draft.id)
    assert [row.number for row in rows] == sorted(line.kept, reverse=True)
    assert [row.is_current for row in rows] == [True] + [False] * (len(rows) - 1)


def check_kept(store: Store, line: Line, draft: StoredDraft) -> None:
    """See that nothing is lost that the model keeps, and nothing is kept beside it."""
    for number, kept in line.kept.items():
        assert content(version(store, draft, number)) == kept
    if len(line.kept) > 1:
        needed = {card.sha256 for kept in line.kept.values() for card in kept.cards}
        with store.database.read() as connection:
            assert set(connection.scalars(select(draft_blob.c.sha256))) == needed
