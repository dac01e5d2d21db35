import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from desk import Desk
from sqlalchemy import update
from stores import bundle_files, write_bundle

from composer.app.care import aftercare
from composer.app.newsroom import Newsroom
from composer.app.settling import post_id_of
from composer.domain.queue import CommentStatus, Status, WallKind
from composer.errors import DraftError
from composer.publishing.calendar import local
from composer.publishing.platform import Platform
from composer.publishing.wall import resolve
from composer.sandbox import PRACTICE_PAGE_ID
from composer.settings import load_settings
from composer.store.item import number_of
from composer.store.schema import item as table

RIYADH = ZoneInfo("Asia/Riyadh")
ITEM_FIELDS = {
    *("id", "draft", "title", "due", "zone", "status", "attempts", "approval", "page"),
    *("publisher", "post_id", "permalink", "last_error", "page_id", "local", "hijri", "wall"),
    *("wall_kind", "slot", "breaking", "published", "held_until", "audit", "comment", "withdrawn"),
    "trace",
}
SLOTS = '[publishing]\nslots = ["daily 06:00 12:00 18:00"]\n'
SENT = (Status.CLAIMED, Status.UPLOADING, Status.COMMITTING)


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the program itself goes by the machine's clock


def approved(desk: Desk, title: str = "عنوان", *, page: str = "main") -> str:
    """Have a small draft come in and be approved; return its ID."""
    folder = write_bundle(desk.folder / ".nashir" / "inbox", bundle_files(title))
    desk.done("approve", folder.name, "--page", page)
    return folder.name


@contextmanager
def room(desk: Desk) -> Iterator[Newsroom]:
    """Come in as another program does."""
    opened = Newsroom.open(load_settings(desk.folder), now=now, person="test")
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def practice_page(desk: Desk) -> Iterator[Platform]:
    """Give the practice page as the program itself speaks to it."""
    with room(desk) as opened, aftercare(opened) as care:
        page = care.press.page("main")
        assert page is not None
        yield page.platform


def put(desk: Desk, name: str, *steps: Status, **facts: object) -> None:
    """Bring an item to where a worker would have brought it; without steps only tell facts."""
    known = {"owner": "me", "lease": now(), "intent": now(), **facts}
    for step in steps or (None,):
        status = {} if step is None else {"status": step}
        with room(desk) as opened, opened.store.database.write() as connection:
            change = update(table).where(table.c.id == number_of(name))
            connection.execute(change.values(**known, **status))


def test_an_empty_queue_is_an_empty_list(desk: Desk) -> None:
    assert desk.done("queue", "list", "--json").out == "[]\n"
    run = desk.done("queue", "list")
    assert (run.out, "nothing is queued" in run.err) == ("", True)


def test_an_approved_draft_is_queued_at_a_time(desk: Desk, lavrov: str) -> None:
    approval = desk.done("approve", lavrov, "--json").document
    entry = desk.done("queue", "add", lavrov[:5], "--at", "tomorrow 18:00", "--json").document
    assert entry.keys() == ITEM_FIELDS
    day = now().astimezone(RIYADH).date() + timedelta(days=1)
    due = datetime(day.year, day.month, day.day, 15, 0, tzinfo=UTC)
    assert entry == {
        "id": "q1",
        "draft": lavrov,
        "title": approval["title"],
        "due": due.isoformat(),
        "zone": "Asia/Riyadh",
        "status": "queued",
        "attempts": 0,
        "approval": approval["approval"],
        "page": "main",
        "publisher": "sandbox",
        "page_id": PRACTICE_PAGE_ID,
        "post_id": None,
        "permalink": None,
        "last_error": None,
        "local": f"{day} 18:00",
        "hijri": local(due, RIYADH).hijri,
        "wall": f"{day} 18:00",
        "wall_kind": "ok",
        "slot": None,
        "breaking": False,
        "published": None,
        "held_until": None,
        "audit": None,
        "comment": None,
        "withdrawn": None,
        "trace": entry["trace"],
    }
    assert desk.done("queue", "list", "--json").document == [entry]
    shown = desk.done("show", lavrov, "--json").document
    assert shown["items"] == [entry]
    assert [line["event"] for line in shown["journal"]] == ["taken in", "approved", "queued"]
    assert shown["journal"][-1]["item"] == "q1"


def test_what_people_read_tells_local_time_utc_and_the_hijri_date(desk: Desk) -> None:
    draft = approved(desk)
    out = desk.done("queue", "add", draft, "--at", "tomorrow 18:00").out
    day = now().astimezone(RIYADH).date() + timedelta(days=1)
    there = local(datetime(day.year, day.month, day.day, 15, 0, tzinfo=UTC), RIYADH)
    head, title = out.splitlines()
    assert head.startswith(f"q1  queued  {day} 18:00 Asia/Riyadh  UTC {day} 15:00  ")
    assert head.endswith(f"{there.weekday} {there.hijri}")
    assert title.strip() == "عنوان"
    assert desk.done("queue", "list").out == out


def test_without_a_time_the_next_slot_is_taken(desk: Desk) -> None:
    desk.set(SLOTS)
    first = desk.done("queue", "add", approved(desk, "أول"), "--json").document
    second = desk.done("queue", "add", approved(desk, "ثان"), "--next-slot", "--json").document
    due = [datetime.fromisoformat(each["due"]) for each in (first, second)]
    assert now() < due[0] <= now() + timedelta(hours=12)
    assert timedelta(hours=5) < due[1] - due[0] < timedelta(hours=13)
    assert first["slot"].endswith(first["wall"][-5:])


def test_without_slots_it_is_said_how_to_go_on(desk: Desk) -> None:
    draft = approved(desk)
    said = desk.refused("queue", "add", draft)
    assert "--at 18:00" in said
    assert "slots under [publishing] in nashir.toml" in said
    desk.set('[publishing]\nslots = ["sunday to thursday 8"]\n')
    assert "publishing.slots: slot 1" in desk.refused("queue", "add", draft)


def test_only_what_is_approved_as_it_stands_is_queued(desk: Desk, lavrov: str) -> None:
    at = ("--at", "+2h")
    said = desk.refused("queue", "add", lavrov, *at)
    assert f"is not approved for the page main: nashir approve {lavrov}" in said
    desk.done("approve", lavrov)
    desk.done("edit", lavrov, "--comment", "تعليق", by="omar")
    said = desk.refused("queue", "add", lavrov, *at)
    assert "is void: omar edited its first comment: look at it, then nashir approve" in said
    desk.done("approve", lavrov)
    assert desk.done("queue", "add", lavrov, *at, "--json").document["comment"] == "waiting"


def test_the_same_draft_is_queued_again_only_on_purpose(desk: Desk) -> None:
    draft = approved(desk)
    desk.done("queue", "add", draft, "--at", "+2h")
    refused = desk.refused("queue", "add", draft, "--at", "+3h")
    assert "already queued as q1: nashir publish q1 sends it now; --again" in refused
    run = desk.done("queue", "add", draft, "--at", "+3h", "--again", "--json")
    assert run.document["id"] == "q2"


@pytest.mark.parametrize(
    ("steps", "facts", "said"),
    [
        (SENT[:1], {}, "is being sent as q1"),
        ((Status.ATTENTION,), {}, "waits for a person as q1: nashir queue retry q1 sends it"),
        ((*SENT, Status.PUBLISHED), {"post_id": "1_2"}, "already published as 1_2: --again"),
        (
            (*SENT, Status.PUBLISHED),
            {"post_id": "1_2", "withdrawn": datetime(2026, 11, 24, tzinfo=UTC)},
            "was published as 1_2 and withdrawn: --again",
        ),
    ],
)
def test_what_the_page_has_already_is_told_with_what_that_one_needs(
    desk: Desk, steps: tuple[Status, ...], facts: dict[str, object], said: str
) -> None:
    draft = approved(desk)
    desk.done("queue", "add", draft, "--at", "+2h")
    put(desk, "q1", *steps, **facts)
    assert said in desk.refused("queue", "add", draft, "--at", "+3h")


def test_nobody_is_told_to_send_again_what_may_be_out(desk: Desk) -> None:
    draft = approved(desk)
    desk.done("queue", "add", draft, "--at", "+2h")
    put(desk, "q1", *SENT, Status.UNKNOWN, doubt=True)
    refused = desk.refused("queue", "add", draft, "--at", "+3h")
    assert "may be out already as q1" in refused
    assert "nashir queue settle q1" in refused
    assert "--again" not in refused


def test_a_withdrawn_post_is_not_told_to_be_withdrawn(desk: Desk) -> None:
    desk.done("queue", "add", approved(desk), "--at", "+2h")
    put(desk, "q1", *SENT, Status.PUBLISHED, post_id="1_2", withdrawn=now())
    assert "is withdrawn" in desk.refused("queue", "cancel", "q1")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2020-01-01 10:00", "has passed"),
        ("yesterday", "is no time; write now"),
        ("2026-02-30 10:00", "there is no day 2026-02-30"),
        ("25:00", "'25:00' is no time of day"),
        ("+99999d", "ten years away"),
        ("", "is no time"),
    ],
)
def test_a_time_that_cannot_be_is_refused(at: str, said: str, desk: Desk) -> None:
    assert said in desk.refused("queue", "add", approved(desk), "--at", at)
    assert desk.done("queue", "list", "--json").document == []


@pytest.mark.parametrize(
    "words",
    [
        ("add", "abcd", "--at", "now", "--next-slot"),
        ("move", "q1"),
        ("move", "q1", "--at", "now", "--next-slot"),
        ("retry",),
        ("retry", "q1", "--all"),
        ("settle", "q1"),
        ("settle", "q1", "--posted", "1", "--not-posted"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(
    words: tuple[str, ...], desk: Desk
) -> None:
    run = desk.run("queue", *words)
    assert (run.code, run.out) == (2, "")


def changing(kind: WallKind, zone: str, hour: int) -> str:
    """Return the next local time, half past an hour, that a zone skips or repeats."""
    today = now().astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    noon = today.replace(hour=hour, minute=30, second=0, microsecond=0)
    days = (noon + timedelta(days=ahead) for ahead in range(1, 400))
    return next(
        f"{each:%Y-%m-%d %H:%M}" for each in days if resolve(each, ZoneInfo(zone)).kind is kind
    )


def test_a_time_that_the_clocks_skip_or_repeat_is_told(desk: Desk) -> None:
    zone = "America/New_York"
    desk.set(f'[site]\nzone = "{zone}"\n')
    gap, fold = changing(WallKind.GAP, zone, 2), changing(WallKind.FOLD, zone, 1)
    out = desk.done("queue", "add", approved(desk, "أول"), "--at", gap).out
    assert f"clocks skip {gap} on that day" in out
    assert f"{gap[:10]} 03:00 {zone}" in out
    out = desk.done("queue", "add", approved(desk, "ثان"), "--at", fold).out
    assert f"clocks show {fold} twice on that day" in out
    kinds = {
        each["wall"]: each["wall_kind"] for each in desk.done("queue", "list", "--json").document
    }
    assert kinds == {gap: "gap", fold: "fold"}


def test_a_post_near_another_is_warned_of_and_queued(desk: Desk) -> None:
    desk.done("queue", "add", approved(desk, "أول"), "--at", "tomorrow 18:00")
    run = desk.done("queue", "add", approved(desk, "ثان"), "--at", "tomorrow 18:10", "--json")
    assert "warning: another post is due at" in run.err
    assert run.document["status"] == "queued"
    at = ("--at", "tomorrow 18:05", "--breaking")
    breaking = desk.done("queue", "add", approved(desk, "ثالث"), *at, "--json")
    assert (breaking.err, breaking.document["breaking"]) == ("", True)
    assert "queued, breaking" in desk.done("queue", "list").out


def test_an_item_is_moved_by_its_id_or_its_draft(desk: Desk) -> None:
    draft = approved(desk)
    desk.done("queue", "add", draft, "--at", "tomorrow 18:00")
    moved = desk.done("queue", "move", "q1", "--at", "tomorrow 20:30", "--json").document
    assert moved["local"].endswith("20:30")
    assert moved.keys() == ITEM_FIELDS
    desk.set(SLOTS)
    by_draft = desk.done("queue", "move", draft, "--next-slot", "--json").document
    assert (by_draft["id"], by_draft["slot"] is not None) == ("q1", True)
    assert "there is no item q9" in desk.refused("queue", "move", "q9", "--at", "now")


def test_a_post_that_the_platform_holds_is_moved_there(desk: Desk) -> None:
    draft = approved(desk)
    desk.done("queue", "add", draft, "--at", "+2h")
    due = (now() + timedelta(hours=2)).replace(microsecond=0)
    with practice_page(desk) as page:
        post = page.create("نص", link=None, images=(), at=due)
    facts = {"post_id": post, "published": now(), "held_until": due, "due": due}
    put(desk, "q1", *SENT, Status.PUBLISHED, **facts)
    out = desk.done("queue", "list").out
    assert f"q1  held until {due.astimezone(RIYADH):%Y-%m-%d %H:%M}" in out
    moved = desk.done("queue", "move", draft, "--at", "+5h", "--json").document
    held_until = datetime.fromisoformat(moved["held_until"])
    assert held_until - due > timedelta(hours=2)
    with practice_page(desk) as page:
        (there,) = page.scheduled()
    assert there.scheduled == held_until.replace(microsecond=0)
    assert "is published as" in desk.refused("queue", "cancel", "q1")


def test_a_cancelled_item_is_over(desk: Desk) -> None:
    draft = approved(desk)
    desk.done("queue", "add", draft, "--at", "+2h")
    assert desk.done("queue", "cancel", draft, "--json").document["status"] == "cancelled"
    assert desk.done("queue", "list").out == ""
    assert "q1  cancelled" in desk.done("queue", "list", "--all").out
    assert "is cancelled" in desk.refused("queue", "cancel", "q1")
    assert "is cancelled" in desk.refused("queue", "move", "q1", "--at", "+1h")


def test_what_waits_for_a_person_is_tried_again(desk: Desk) -> None:
    for title in ("أول", "ثان", "ثالث"):
        desk.done("queue", "add", approved(desk, title), "--at", "+1h")
    for name in ("q1", "q2", "q3"):
        put(desk, name, Status.ATTENTION, last_error="the token is dead: log in")
    out = desk.done("queue", "list").out
    assert "q1  needs a person" in out
    assert "    ! the token is dead: log in" in out
    retried = desk.done("queue", "retry", "q1", "--at", "+3h", "--json").document
    assert (retried["status"], retried["last_error"]) == ("queued", None)
    assert "only an item that needs attention" in desk.refused("queue", "retry", "q1")
    put(desk, "q3", doubt=True)
    run = desk.run("queue", "retry", "--all", "--json")
    assert (run.code, [each["id"] for each in json.loads(run.out)]) == (1, ["q2"])
    assert "nobody knows whether q3 was posted" in run.err
    assert "1 of 2 items stay as they are" in run.err


def test_a_paused_page_is_told_wherever_it_matters(desk: Desk) -> None:
    draft = approved(desk)
    assert "page main is paused" in desk.done("queue", "pause", by="omar").out
    run = desk.done("queue", "add", draft, "--at", "+1h")
    assert "warning: page main is paused by omar" in run.err
    assert desk.done("queue", "list").out.startswith("page main is paused by omar")
    assert "page main is not paused" in desk.done("queue", "resume").out
    assert "paused" not in desk.done("queue", "list").out
    assert "no page named 'sport'" in desk.refused("queue", "pause", "--page", "sport")


def test_pages_have_queues_of_their_own(desk: Desk) -> None:
    desk.set('[pages.sport.publisher]\npage_id = "220000000000002"\n')
    draft = approved(desk, page="sport")
    assert "not approved for the page main" in desk.refused("queue", "add", draft, "--at", "+1h")
    desk.done("queue", "add", draft, "--at", "+1h", "--page", "sport")
    listed = desk.done("queue", "list", "--page", "sport", "--json").document
    assert [(each["page"], each["page_id"]) for each in listed] == [("sport", "220000000000002")]
    assert desk.done("queue", "list", "--page", "main", "--json").document == []
    assert "no page named 'news'" in desk.refused("queue", "list", "--page", "news")


def test_practice_pages_that_name_no_id_take_posts_and_the_list_names_each(desk: Desk) -> None:
    desk.set('[pages.sport.site]\nname = "رياضة"\n[pages.news.site]\nname = "أخبار"\n')
    names = ("main", "news", "sport")
    pages = [word for name in names for word in ("--page", name)]
    draft = approved(desk)
    assert "main" not in desk.done("queue", "add", draft, "--at", "+1h").out
    desk.done("queue", "cancel", "q1")
    told = desk.done("approve", draft, *pages[2:]).out
    assert (told.count("عنوان\n"), told.count("approved for the page")) == (1, 2)
    desk.done("queue", "add", draft, "--at", "now", *pages)
    desk.done("run", "--once")
    heads = [line.split()[:3] for line in desk.done("queue", "list", "--all").out.splitlines()]
    for item, name in enumerate(names, start=2):
        assert [f"q{item}", name, "published"] in heads


def test_a_person_says_that_a_post_is_out_and_it_is_looked_at(desk: Desk) -> None:
    desk.done("queue", "add", approved(desk), "--at", "now")
    with practice_page(desk) as page:
        post = page.create("نص المنشور", link=None, images=(), at=None)
    put(desk, "q1", *SENT, Status.UNKNOWN)
    assert "unknown, being looked into" in desk.done("queue", "list").out
    wrong = f"{PRACTICE_PAGE_ID}_999"
    assert f"there is no post {wrong}" in desk.refused("queue", "settle", "q1", "--posted", wrong)
    run = desk.done("queue", "settle", "q1", "--posted", post.partition("_")[2], "--json")
    assert f"seen: post {post}" in run.err
    assert "نص المنشور" in run.err
    entry = run.document
    assert (entry["status"], entry["post_id"], entry["audit"]) == ("published", post, "pending")
    assert entry["permalink"]
    said = desk.refused("queue", "settle", "q1", "--posted", post)
    assert "there is nothing to settle" in said
    event = desk.done("show", "q1", "--json").document["journal"][-1]
    assert (event["event"], event["actor"]) == ("settled: posted", "sara")


def test_a_post_that_only_the_person_sees_is_taken_by_force(desk: Desk) -> None:
    desk.done("queue", "add", approved(desk), "--at", "now")
    put(desk, "q1", *SENT, Status.UNKNOWN)
    post = f"{PRACTICE_PAGE_ID}_999"
    run = desk.done("queue", "settle", "q1", "--posted", post, "--force", "--json")
    assert (run.document["status"], run.document["post_id"]) == ("published", post)


def test_where_the_page_cannot_be_asked_the_word_is_taken(desk: Desk) -> None:
    desk.set('[publisher]\napi_base = "http://127.0.0.1:9"\n')
    desk.done("queue", "add", approved(desk), "--at", "now")
    put(desk, "q1", *SENT, Status.UNKNOWN)
    run = desk.done("queue", "settle", "q1", "--posted", "999", "--json")
    assert "the page cannot be asked, so your word is taken for it" in run.err
    assert run.document["post_id"] == f"{PRACTICE_PAGE_ID}_999"


def test_a_person_says_that_a_post_is_not_out(desk: Desk) -> None:
    desk.done("queue", "add", approved(desk), "--at", "now")
    facts = {"doubt": True, "attempts": 3, "last_error": "not seen"}
    put(desk, "q1", *SENT, Status.ATTENTION, **facts)
    assert "nobody knows whether q1 was posted" in desk.refused("queue", "cancel", "q1")
    entry = desk.done("queue", "settle", "q1", "--not-posted", "--json").document
    assert (entry["status"], entry["attempts"], entry["last_error"]) == ("queued", 0, None)
    assert "nothing to settle" in desk.refused("queue", "settle", "q1", "--not-posted")


def test_a_person_says_what_became_of_a_first_comment(desk: Desk) -> None:
    desk.done("queue", "add", approved(desk), "--at", "now")
    facts = {"post_id": "1_2", "published": now()}
    put(desk, "q1", *SENT, Status.PUBLISHED, **facts)
    settle = ("queue", "settle", "q1", "--comment")
    assert "q1 has no first comment" in desk.refused(*settle, "--not-posted")
    put(desk, "q1", comment=CommentStatus.ATTENTION)
    assert desk.done(*settle, "--not-posted", "--json").document["comment"] == "waiting"
    assert "there is nothing to settle" in desk.refused(*settle, "--posted", "1_2_3")
    put(desk, "q1", comment=CommentStatus.UNKNOWN)
    assert desk.done(*settle, "--posted", "1_2_3", "--json").document["comment"] == "posted"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1_23", "1_23"),
        (" 23 ", "7_23"),
        ("https://www.facebook.com/7/posts/23", "7_23"),
        ("https://www.facebook.com/permalink.php?story_fbid=23&id=7", "7_23"),
        ("http://127.0.0.1:8765/7/posts/23?x=1", "7_23"),
    ],
)
def test_a_post_is_known_by_its_id_or_its_address(said: str, meant: str) -> None:
    assert post_id_of(said, "7") == meant


@pytest.mark.parametrize(
    "said", ["", "pfbid0abc", "https://www.facebook.com/photo/?fbid=23", "٢٣", "1_2_3x"]
)
def test_what_names_no_post_is_refused(said: str) -> None:
    with pytest.raises(DraftError, match="names no post: give its ID, such as 7_123456789"):
        post_id_of(said, "7")


def test_an_item_tells_its_own_journal_and_its_drafts(desk: Desk) -> None:
    draft = approved(desk)
    desk.done("queue", "add", draft, "--at", "+2h")
    desk.done("queue", "add", draft, "--at", "+3h", "--again")
    desk.done("queue", "cancel", "q2")
    lines = desk.done("show", "q1", "--json").document["journal"]
    told = [(line["event"], line["item"]) for line in lines]
    assert told == [("taken in", None), ("approved", None), ("queued", "q1")]
    whole = desk.done("show", draft, "--json").document["journal"]
    assert {line["item"] for line in whole} == {None, "q1", "q2"}
