"""Bundles on their way from the inbox into the store, also from hostile hands."""

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import (
    EDITOR,
    NOW,
    OpenStore,
    add_draft,
    bundle_files,
    image_file,
    small_png,
    write_bundle,
)

from composer.store.inbox import TakenIn
from composer.store.store import Store

Files = dict[str, bytes]
KILLS = 9


def take_in(store: Store) -> TakenIn:
    return store.drafts.take_in(store.inbox, now=NOW, actor=EDITOR)


def waiting(store: Store) -> list[str]:
    return sorted(each.name for each in store.inbox.iterdir()) if store.inbox.exists() else []


def test_a_bundle_becomes_a_draft_and_its_folder_goes(store: Store) -> None:
    files = bundle_files("محطة", text="نص", link="https://example.org/a", shades=(1, 2, 3))
    write_bundle(store.inbox, files)
    result = take_in(store)
    draft = store.drafts.get(result.taken[0])
    assert (draft.title, draft.text, draft.link) == ("محطة", "نص", "https://example.org/a")
    assert (draft.revision, draft.made, draft.changed) == (1, NOW, NOW)
    assert [card.position for card in draft.cards] == [1, 2, 3, 4, 5, 6]
    assert [card.file for card in draft.cards] == [each for each in files if each != "draft.json"]
    assert draft.document == json.loads(files["draft.json"])
    assert waiting(store) == []
    assert [each.event for each in store.journal.of(draft_id=draft.id)] == ["taken in"]


def test_only_the_cards_of_the_first_size_are_posted(store: Store) -> None:
    draft = add_draft(store, sizes=("square", "portrait"), shades=(1, 2))
    assert [card.size for card in draft.cards if card.posted] == ["square", "square"]
    assert [image.file for image in draft.post.images] == [
        "01-headline-square.png",
        "02-headline-square.png",
    ]
    for image in draft.post.images:
        assert len(store.blobs.get(image.sha256)) == image.size


def with_picture(shade: int = 99, **wrong: Any) -> Files:  # noqa: ANN401 - JSON
    """Return a bundle with a photograph, of which the document says what is told."""
    data = small_png(shade)
    told = {"file": "picture.png", "sha256": hashlib.sha256(data).hexdigest()}
    kind = {"media_type": "image/png", "width": 1, "height": 1, "name": "a.png"}
    return {**bundle_files(picture={**told, **kind, **wrong}), "picture.png": data}


def test_a_photograph_is_kept_with_its_draft_and_goes_with_it(store: Store) -> None:
    write_bundle(store.inbox, with_picture())
    (name,) = take_in(store).taken
    draft = store.drafts.get(name)
    sha256 = draft.document["picture"]["sha256"]
    assert store.blobs.get(sha256) == small_png(99)
    assert sha256 not in {card.sha256 for card in draft.cards}
    later = datetime(2100, 1, 1, tzinfo=UTC)
    assert store.drafts.clean(before=NOW, now=later, actor=EDITOR).images == 0
    store.drafts.remove(name, now=NOW, actor=EDITOR)
    assert store.drafts.clean(before=NOW, now=later, actor=EDITOR).images == 5
    assert not store.blobs.has(sha256)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"sha256": "0" * 64}, "not the image"),
        ({"sha256": "x"}, "form"),
        ({"file": "../x.png"}, "form"),
        ({"file": "missing.png"}, "missing"),
        ({"media_type": "image/jpeg"}, "no jpeg image"),
        ({"media_type": "image/svg+xml"}, "must be image/png or image/jpeg"),
        ({"width": 0}, "number from 1"),
        ({"height": "1"}, "number from 1"),
    ],
)
def test_a_photograph_that_is_not_what_is_told_is_refused(
    sqlite_store: Store, wrong: dict[str, Any], reason: str
) -> None:
    write_bundle(sqlite_store.inbox, with_picture(**wrong))
    (refused,) = take_in(sqlite_store).refused
    assert reason in refused.reason
    assert sqlite_store.drafts.all() == ()


def test_a_link_counts_only_where_there_are_no_images(store: Store) -> None:
    link = "https://example.org/a"
    assert add_draft(store, "أ", link=link).post.link is None
    assert add_draft(store, "ب", link=link, shades=()).post.link == link


def test_an_inbox_that_is_empty_or_not_there_is_no_mistake(store: Store) -> None:
    assert take_in(store) == TakenIn()
    store.inbox.mkdir(parents=True)
    assert take_in(store) == TakenIn()


def test_bundles_are_taken_in_the_order_in_which_they_were_made(store: Store) -> None:
    names = ["c", "a", "b"]
    for age, title in enumerate(names):
        folder = write_bundle(store.inbox, bundle_files(title))
        os.utime(folder, (1000 + age, 1000 + age))
    assert [store.drafts.get(each).title for each in take_in(store).taken] == names


def test_the_same_bundle_again_changes_nothing(store: Store) -> None:
    draft = add_draft(store)
    write_bundle(store.inbox, bundle_files())
    assert take_in(store) == TakenIn()
    assert waiting(store) == []
    assert store.drafts.get(draft.id) == draft
    assert len(store.journal.of(draft_id=draft.id)) == 1


def test_the_same_bundle_again_mends_an_image(store: Store) -> None:
    draft = add_draft(store)
    sha256 = draft.cards[0].sha256
    image_file(store, sha256).write_bytes(b"damaged")
    write_bundle(store.inbox, bundle_files())
    take_in(store)
    assert store.blobs.get(sha256) == small_png(1)


def test_a_removed_draft_comes_back_as_it_was_made(store: Store) -> None:
    draft = add_draft(store)
    store.drafts.remove(draft.id, now=NOW, actor=EDITOR)
    write_bundle(store.inbox, bundle_files())
    assert take_in(store).taken == (draft.id,)
    back = store.drafts.get(draft.id)
    assert (back.text, back.cards, back.document) == (draft.text, draft.cards, draft.document)
    assert back.revision > draft.revision
    events = [each.event for each in store.journal.of(draft_id=draft.id)]
    assert events == ["taken in", "removed", "came back"]


def test_what_is_still_being_written_is_left_alone(store: Store) -> None:
    write_bundle(store.inbox, bundle_files(), name=".nashir-writing")
    (store.inbox / "a file").write_text("x", encoding="utf-8")
    assert take_in(store) == TakenIn()
    assert waiting(store) == [".nashir-writing", "a file"]


def test_what_a_killed_take_in_left_is_swept(store: Store) -> None:
    write_bundle(store.inbox / ".taken-left", bundle_files())
    assert take_in(store) == TakenIn()
    assert waiting(store) == []


def changed(**fields: Any) -> Callable[[Path], None]:  # noqa: ANN401 - JSON
    def change(folder: Path) -> None:
        document = json.loads((folder / "draft.json").read_bytes())
        document.update(fields)
        (folder / "draft.json").write_bytes(json.dumps(document).encode())

    return change


def changed_card(**fields: Any) -> Callable[[Path], None]:  # noqa: ANN401 - same
    def change(folder: Path) -> None:
        document = json.loads((folder / "draft.json").read_bytes())
        document["cards"][0].update(fields)
        (folder / "draft.json").write_bytes(json.dumps(document).encode())

    return change


def replaced(name: str, data: bytes | None) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        if data is not None:
            (folder / name).write_bytes(data)

    return change


def linked(name: str, to: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).symlink_to(to)

    return change


def pipe(folder: Path) -> None:
    (folder / "01-headline-portrait.png").unlink()
    os.mkfifo(folder / "01-headline-portrait.png")


CARD = "01-headline-portrait.png"
DEEP = b"[" * 200_000

DAMAGED: dict[str, tuple[Callable[[Path], None], str]] = {
    "no document": (replaced("draft.json", None), "draft.json is missing"),
    "no JSON": (replaced("draft.json", b"{"), "no JSON"),
    "no UTF-8": (replaced("draft.json", b'{"draft": "\xff"}'), "no JSON"),
    "very deep": (replaced("draft.json", DEEP), "no JSON"),
    "no number": (replaced("draft.json", b'{"draft": NaN}'), "no JSON"),
    "endless number": (replaced("draft.json", b'{"draft": 1e999}'), "no JSON"),
    "a list": (replaced("draft.json", b"[]"), "must be an object"),
    "huge": (replaced("draft.json", b" " * (16 * 2**20 + 1)), "more than"),
    "linked document": (linked("draft.json", "/etc/passwd"), "no plain file"),
    "no ID": (changed(draft=None), "draft must be a text"),
    "an ID that climbs": (changed(draft="../../etc"), "form"),
    "NUL in the title": (changed(title="a\0b"), "U\\+0000"),
    "half a character": (changed(title="\ud800"), "no JSON"),
    "half a character elsewhere": (changed(notes=["\udfff"]), "no JSON"),
    "an empty title": (changed(title=" "), "is empty"),
    "no post": (changed(post=None), "post must be an object"),
    "a picture that is none": (changed(picture=7), r"picture must be an object"),
    "no text": (changed(post={"text": 7}), r"post\.text must be a text"),
    "cards that are none": (changed(cards=7), "cards must be a list"),
    "a card that is none": (changed(cards=[7]), r"cards\[0\] must be an object"),
    "many cards": (changed(cards=[{}] * 101), "more than 100"),
    "findings that are none": (changed(findings=[{"rule": 1}]), r"findings\[0\]\.rule"),
    "a file that climbs": (changed_card(file="../secret.png"), "form"),
    "a file from the root": (changed_card(file="/etc/passwd"), "form"),
    "a hidden file": (changed_card(file=".hidden"), "form"),
    "a file with a drive": (changed_card(file="a\\b.png"), "form"),
    "one file twice": (changed_card(file="02-headline-portrait.png"), "not the image|two cards"),
    "an odd hash": (changed_card(sha256="x"), "form"),
    "a hash of others": (changed_card(sha256="0" * 64), "not the image"),
    "a size that is none": (changed_card(bytes=-1), "number from 1"),
    "a size that is true": (changed_card(bytes=True), "number from 1"),
    "a huge size": (changed_card(bytes=41 * 2**20), "number from 1"),
    "another format": (changed_card(format="gif"), "png or jpeg"),
    "a wrong format": (changed_card(format="jpeg"), "no jpeg image"),
    "checks that are none": (changed_card(checks={}), "checks must be a list"),
    "a missing card": (replaced(CARD, None), "is missing"),
    "a changed card": (replaced(CARD, small_png(99)), "not the image"),
    "a longer card": (replaced(CARD, small_png(1) + b"x"), "more than"),
    "a linked card": (linked(CARD, "02-headline-portrait.png"), "no plain file"),
    "a pipe": (pipe, "no plain file"),
}


@pytest.mark.parametrize("how", DAMAGED)
def test_a_damaged_bundle_is_put_aside_whole_with_the_reason(sqlite_store: Store, how: str) -> None:
    store = sqlite_store
    damage, reason = DAMAGED[how]
    folder = write_bundle(store.inbox, bundle_files(), name="odd")
    damage(folder)
    left = sorted(each.name for each in folder.iterdir())
    write_bundle(store.inbox, bundle_files("سليم"))
    result = take_in(store)
    (refused,) = result.refused
    assert refused.name == "odd"
    assert re.search(reason, refused.reason)
    assert refused.folder == store.state / "refused" / "odd"
    assert sorted(each.name for each in refused.folder.iterdir()) == left
    told = (store.state / "refused" / "odd.txt").read_text(encoding="utf-8")
    assert told.strip() == refused.reason
    assert [store.drafts.get(each).title for each in result.taken] == ["سليم"]
    assert waiting(store) == []


def test_bundles_of_one_name_are_put_aside_beside_each_other(sqlite_store: Store) -> None:
    for _ in range(3):
        write_bundle(sqlite_store.inbox, {**bundle_files(), "draft.json": b"{}"}, name="odd")
        take_in(sqlite_store)
    names = sorted(each.name for each in (sqlite_store.state / "refused").iterdir())
    assert names == ["odd", "odd-2", "odd-2.txt", "odd-3", "odd-3.txt", "odd.txt"]


def test_a_link_to_a_folder_is_put_aside_and_not_followed(
    sqlite_store: Store, tmp_path: Path
) -> None:
    outside = write_bundle(tmp_path / "outside", bundle_files())
    sqlite_store.inbox.mkdir(parents=True)
    (sqlite_store.inbox / "linked").symlink_to(outside)
    (refused,) = take_in(sqlite_store).refused
    assert "link" in refused.reason
    assert refused.folder.is_symlink()
    assert (outside / "draft.json").is_file()


def test_another_draft_with_a_known_id_is_put_aside(store: Store) -> None:
    draft = add_draft(store)
    write_bundle(store.inbox, bundle_files("آخر", draft=draft.id), name="other")
    (refused,) = take_in(store).refused
    assert "another draft" in refused.reason
    assert store.drafts.get(draft.id) == draft


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
KEYS = ("draft", "title", "theme", "cards", "post", "findings", "source")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(fields=st.dictionaries(st.sampled_from(KEYS), json_values, min_size=1))
def test_any_document_is_taken_in_or_put_aside(sqlite_store: Store, fields: dict[str, Any]) -> None:
    store = sqlite_store
    document = {**json.loads(bundle_files()["draft.json"]), **fields}
    files = {**bundle_files(), "draft.json": json.dumps(document).encode()}
    write_bundle(store.inbox, files, name="any")
    result = take_in(store)
    assert len(result.taken) + len(result.refused) <= 1
    assert waiting(store) == []
    for each in result.taken:
        draft = store.drafts.get(each)
        assert draft.post.fingerprint("x")
        store.drafts.remove(each, now=NOW, actor=EDITOR)
    assert store.drafts.all() == ()


def test_two_programs_that_look_at_once_take_each_bundle_once(
    store: Store, open_store: OpenStore
) -> None:
    for number in range(12):
        write_bundle(store.inbox, bundle_files(f"خبر {number}", shades=(number,)))
    with ThreadPoolExecutor(3) as programs:
        results = list(programs.map(take_in, (open_store() for _ in range(3))))
    assert not [each for result in results for each in result.refused]
    taken = sorted(each for result in results for each in result.taken)
    assert len(taken) == len(set(taken)) == 12
    assert waiting(store) == []


TAKER = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from composer.store.store import Store

url, workspace = sys.argv[1], Path(sys.argv[2])
store = Store.open(url, workspace=workspace, state=workspace / ".nashir")
print("open", flush=True)
store.drafts.take_in(store.inbox, now=datetime.now(UTC), actor="killed")
"""


def test_a_kill_loses_no_bundle_and_takes_none_twice(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    more = {f"more-{number}.txt": b"" for number in range(150)}  # so that removing takes a while
    for number in range(40):
        files = bundle_files(f"خبر {number}", shades=(number,))
        write_bundle(store.inbox, {**files, **more})
    command = [sys.executable, "-c", TAKER, store_url, str(tmp_path)]
    for kill in range(KILLS):
        before = len(store.drafts.all())
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            while process.poll() is None and len(store.drafts.all()) < before + 3:
                pass
            time.sleep(kill * 0.0007)  # at another place each time
            process.send_signal(signal.SIGKILL)
    assert 0 < len(store.drafts.all()) < 40
    result = take_in(store)
    assert not result.refused
    assert waiting(store) == []
    rows = store.drafts.all()
    assert len(rows) == len({row.title for row in rows}) == 40
    for row in rows:
        events = [each.event for each in store.journal.of(draft_id=row.id)]
        assert events == ["taken in"]
        for image in store.drafts.get(row.id).post.images:
            assert store.blobs.get(image.sha256)
