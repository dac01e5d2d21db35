from pathlib import Path

import pytest
from press_room import PressRoom, press_room

from composer.domain.post import PostImage

TITLES = ("افتتاح محطة جديدة", "سفينة تدخل الخدمة", "مناورات في البحر")


@pytest.fixture
def room(tmp_path: Path) -> PressRoom:
    return press_room(tmp_path)


def test_one_pass_takes_in_and_publishes_all_that_is_due(room: PressRoom) -> None:
    names = [room.queued(title, text=title) for title in TITLES]
    run = room.run("run", "--once")
    assert run.code == 0, run.err
    assert [each.split("  ")[:2] for each in run.out.splitlines() if each.startswith("q")] == [
        [name, "published"] for name in names
    ]
    assert {each.message for each in room.posts()} == set(TITLES)
    assert all(each["post_id"] for each in room.items().values())


def test_one_pass_prints_one_document(room: PressRoom) -> None:
    name = room.queued()
    document = room.run("run", "--once", "--json").document
    assert [(each["id"], each["status"]) for each in document] == [(name, "published")]
    assert room.run("run", "--once", "--json").document == []


def test_a_pass_takes_the_inbox_in_though_nothing_is_due(room: PressRoom) -> None:
    draft = room.draft()
    assert room.run("run", "--once").code == 0
    with room.store() as store:
        assert [each.id for each in store.drafts.all()] == [draft]


def test_only_a_single_pass_prints_a_document(room: PressRoom) -> None:
    assert room.run("run", "--json").code == 2


@pytest.mark.parametrize("fault", ["500-after-commit", "cut-after-commit", "200-text"])
def test_a_lost_answer_is_unknown_first_and_found_later(room: PressRoom, fault: str) -> None:
    name = room.queued()
    room.arm(f"{fault}:times=1")
    assert room.run("run", "--once").code == 4
    assert room.items()[name]["status"] == "unknown"
    assert room.run("run", "--once").code == 0
    assert room.items()[name]["status"] == "published"
    assert len(room.posts()) == 1


def test_a_refusal_ends_before_a_person_and_says_so(room: PressRoom) -> None:
    name = room.queued()
    room.arm("token-190:times=1")
    run = room.run("run", "--once")
    assert run.code == 3
    assert f"{name}  needs a person" in run.out
    assert room.run("run", "--once").code == 0, "what waits for a person was told already"
    assert room.posts() == ()


def test_a_time_that_was_missed_is_no_refusal_of_the_platform(room: PressRoom) -> None:
    name = room.queued()
    room.set(publishing='grace = "0s"')
    with room.store() as store, store.database.write() as connection:
        connection.exec_driver_sql("UPDATE item SET due = '2026-01-01T00:00:00.000000Z'")
    run = room.run("run", "--once")
    assert run.code == 0, run.out
    assert room.items()[name]["status"] == "attention"


def test_an_image_that_was_damaged_is_no_refusal_of_the_platform(room: PressRoom) -> None:
    name = room.queued()
    for blob in (room.folder / ".nashir" / "blobs").glob("??/*"):
        blob.chmod(0o600)
        blob.write_bytes(b"something else")
    assert room.run("run", "--once").code == 0
    assert room.items()[name]["status"] == "attention"
    assert room.posts() == ()


def test_publishing_now_says_where_the_post_is(room: PressRoom) -> None:
    draft = room.approved()
    run = room.run("publish", draft, "--json")
    assert run.code == 0, run.err
    (post,) = room.posts()
    assert (run.document["status"], run.document["post_id"]) == ("published", post.id)
    assert str(post.number) in run.document["permalink"]


def test_publishing_now_does_not_wait_for_the_distance(room: PressRoom) -> None:
    (room.folder / "nashir.toml").write_text('[publishing]\nspacing = "1h"\n', encoding="utf-8")
    for title in TITLES:
        assert room.run("publish", room.approved(title)).code == 0
    assert len(room.posts()) == 3


def test_what_is_not_approved_is_not_published(room: PressRoom) -> None:
    draft = room.draft()
    for words in (("publish", draft), ("publish", draft, "--dry-run")):
        run = room.run(*words)
        assert run.code == 1
        assert f"nashir approve {draft}" in run.err
    assert room.page().calls() == ()


def test_nothing_is_published_twice_without_saying_so(room: PressRoom) -> None:
    draft = room.approved()
    assert room.run("publish", draft).code == 0
    again = room.run("publish", draft)
    assert again.code == 1
    assert "--again" in again.err
    assert len(room.posts()) == 1
    room.arm("allow-same-text")
    assert room.run("publish", draft, "--again").code == 0
    assert len(room.posts()) == 2


def test_a_short_failure_is_waited_out(room: PressRoom) -> None:
    text = '[publishing]\nretry_after = ["1s"]\n'
    (room.folder / "nashir.toml").write_text(text, encoding="utf-8")
    draft = room.approved()
    room.arm("502-html:on=stage,times=1")
    run = room.run("publish", draft)
    assert run.code == 0, run.err
    assert run.err.count("the next attempt is in 1 s") == 1
    assert len(room.posts()) == 1


def test_a_long_wait_is_left_to_a_runner(room: PressRoom) -> None:
    draft = room.approved()
    room.arm("throttle-80001:minutes=5,on=create,times=1")
    run = room.run("publish", draft)
    assert run.code == 3
    assert "nashir run sends it" in run.err
    assert next(iter(room.items().values()))["status"] == "queued"


def test_a_page_that_is_left_alone_is_told_with_what_ends_it(room: PressRoom) -> None:
    room.arm("throttle-80001:minutes=5,on=create,times=1")
    room.run("publish", room.approved())
    second = room.run("publish", room.approved("سفينة تدخل الخدمة"))
    assert second.code == 3
    assert "wants the page main left alone until" in second.err
    assert "page main is left alone until" in room.run("queue", "list").out
    room.run("queue", "resume")
    assert room.run("run", "--once").code == 0
    assert "left alone" not in room.run("queue", "list").out
    assert len(room.posts()) == 2, "the one that met the wait goes out, too"


def test_a_lost_answer_ends_publishing_with_not_knowing(room: PressRoom) -> None:
    draft = room.approved()
    room.arm("500-after-commit:times=1")
    assert room.run("publish", draft).code == 4
    assert room.run("run", "--once").code == 0
    assert len(room.posts()) == 1


def test_a_refusal_ends_publishing_with_the_platforms_code(room: PressRoom) -> None:
    draft = room.approved()
    room.arm("token-190:times=1")
    run = room.run("publish", draft)
    assert run.code == 3
    assert "needs a person" in run.out


def test_a_paused_page_keeps_its_post(room: PressRoom) -> None:
    draft = room.approved()
    assert room.run("queue", "pause").code == 0
    run = room.run("publish", draft)
    assert run.code == 1
    assert "nashir queue resume" in run.err
    assert room.posts() == ()


def test_an_item_of_the_queue_goes_out_now(room: PressRoom) -> None:
    draft = room.approved()
    later = room.run("queue", "add", draft, "--at", "+5h", "--json").document["id"]
    run = room.run("publish", later)
    assert run.code == 0, run.err
    assert room.items()[later]["status"] == "published"
    assert len(room.items()) == 1


def test_a_page_without_a_token_refuses_and_says_what_to_do(room: PressRoom) -> None:
    room.set('kind = "facebook"\npage_id = "110000000000001"')
    run = room.run("publish", room.approved())
    assert run.code == 3
    assert "nashir facebook login" in run.out


def test_a_first_comment_is_written_below_the_post(room: PressRoom) -> None:
    draft = room.draft()
    assert room.run("edit", draft, "--comment", "التفاصيل في الموقع").code == 0
    assert room.run("approve", draft).code == 0
    assert room.run("publish", draft, "--json").document["comment"] == "posted"


def test_a_dry_run_shows_the_very_calls_and_makes_none(room: PressRoom) -> None:
    draft = room.draft(shades=(1, 2, 3))
    room.run("edit", draft, "--comment", "تعليق")
    room.run("approve", draft)
    run = room.run("publish", draft, "--dry-run", "--json")
    assert run.code == 0, run.err
    calls = run.document["calls"]
    assert room.page().calls() == ()
    assert room.items() == {}
    assert room.run("publish", draft).code == 0
    made = [each for each in room.page().calls() if each.method == "POST"]
    assert [each["url"].partition("/v26.0/")[2].split("/")[-1] for each in calls] == [
        each.path.split("/")[-1] for each in made
    ]
    for dry, real in zip(calls, made, strict=True):
        assert set(dry["fields"]) | ({"source"} if dry["file"] else set()) == set(real.parameters)
    assert {each["headers"]["Authorization"] for each in calls} == {"Bearer ***"}
    assert [each["file"] and each["file"]["size"] for each in calls][:3] == [
        each.size for each in _images(room, draft)
    ]


def test_a_dry_run_hides_the_proof_of_the_app(
    room: PressRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NASHIR_FACEBOOK_APP_ID", "123")
    monkeypatch.setenv("NASHIR_FACEBOOK_APP_SECRET", "f00dfeedf00dfeed")
    run = room.run("publish", room.approved(), "--dry-run")
    assert run.code == 0, run.err
    assert "appsecret_proof = ***" in run.out
    assert "nothing was sent" in run.out


def _images(room: PressRoom, draft: str) -> tuple[PostImage, ...]:
    with room.store() as store:
        return store.drafts.get(draft).post.images


def test_a_correction_puts_the_approved_text_into_the_post(room: PressRoom) -> None:
    draft = room.approved(text="النص الأول")
    room.run("publish", draft)
    assert room.run("correct", draft).code == 1, "there is nothing to correct"
    text = room.folder / "text.txt"
    text.write_text("النص الثاني\n", encoding="utf-8")
    assert room.run("edit", draft, "--text", text).code == 0
    refused = room.run("correct", draft)
    assert refused.code == 1
    assert "nashir approve" in refused.err
    assert room.run("approve", draft).code == 0
    assert room.run("correct", "q1").code == 0
    assert [each.message for each in room.posts()] == ["النص الثاني"]
    assert "corrected" in room.journal("q1")


def test_a_correction_with_its_text_is_approved_in_one_go(room: PressRoom) -> None:
    draft = room.approved(text="النص الأول")
    room.run("publish", draft)
    run = room.run("correct", draft, "--text", "-", stdin="نص مصحح".encode())
    assert run.code == 0, run.err
    assert [each.message for each in room.posts()] == ["نص مصحح"]


def test_a_correction_changes_no_image(room: PressRoom) -> None:
    draft = room.approved(text="النص", shades=(1, 2, 3))
    room.run("publish", draft)
    room.run("edit", draft, "--order", "2,1,3")
    room.run("approve", draft)
    run = room.run("correct", draft)
    assert run.code == 1
    assert "images" in run.err


def test_a_correction_that_failed_is_made_by_saying_it_again(room: PressRoom) -> None:
    draft = room.approved(text="النص الأول")
    room.run("publish", draft)
    room.arm("502-html:on=edit,times=1")
    words = ("correct", draft, "--text", "-")
    assert room.run(*words, stdin="نص مصحح".encode()).code == 3
    assert [each.message for each in room.posts()] == ["النص الأول"]
    assert room.run(*words, stdin="نص مصحح".encode()).code == 0
    assert [each.message for each in room.posts()] == ["نص مصحح"]


def test_a_withdrawn_post_is_gone_and_known_to_be(room: PressRoom) -> None:
    draft = room.approved()
    room.run("publish", draft)
    run = room.run("withdraw", draft, "--json")
    assert run.code == 0, run.err
    assert run.document["withdrawn"]
    assert room.posts() == ()
    assert "withdrawn" in room.journal("q1")
    assert room.run("withdraw", "q1").code == 1
    assert room.run("run", "--once").code == 0
    assert room.items()["q1"]["audit"] is None, "nobody misses a post that was taken down"


@pytest.mark.parametrize("command", ["correct", "withdraw"])
def test_only_what_is_published_is_corrected_or_withdrawn(room: PressRoom, command: str) -> None:
    draft = room.approved()
    assert room.run(command, draft).code == 1
    name = room.queued("سفينة تدخل الخدمة")
    assert "not published" in room.run(command, name).err
    room.arm("500-after-commit:times=1")
    room.run("run", "--once")
    assert room.run(command, name).code == 4


def test_a_page_that_the_settings_lack_leaves_its_items_to_a_person(room: PressRoom) -> None:
    room.set(more='[pages.sport.publisher]\npage_id = "100000000000002"\n')
    draft = room.draft()
    room.run("approve", draft, "--page", "sport")
    name = room.run("queue", "add", draft, "--page", "sport", "--at", "now", "--json").document
    room.set()
    assert room.run("run", "--once").code == 0
    item = room.items()[name["id"]]
    assert item["status"] == "attention"
    assert "sport" in item["last_error"]


def test_two_pages_of_the_settings_get_their_own_posts(room: PressRoom) -> None:
    room.set(more='[pages.sport.publisher]\npage_id = "100000000000002"\n')
    for page in ("main", "sport"):
        draft = room.draft(page)
        room.run("approve", draft, "--page", page)
        assert room.run("publish", draft, "--page", page).code == 0
    assert [each.message for each in room.page().posts("100000000000001")] == ["main"]
    assert [each.message for each in room.page().posts("100000000000002")] == ["sport"]
