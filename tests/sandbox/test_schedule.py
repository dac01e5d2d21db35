import pytest
from practice_caller import BEGIN, PAGE, Caller, SetClock

from composer.sandbox import Faults, PracticePage

LATER = {"published": "false", "unpublished_content_type": "SCHEDULED"}
DAY_S = 86_400
NOW_S = int(BEGIN.timestamp())


def test_a_post_waits_for_its_time_and_keeps_its_id(each_caller: Caller, clock: SetClock) -> None:
    when = clock.later(hours=1)
    photos = [each_caller.stage(temporary="true") for _ in range(2)]
    post = each_caller.create("نص", photos, scheduled_publish_time=when, **LATER)
    waiting = each_caller.node(post)
    assert waiting["is_published"] is False
    assert waiting["scheduled_publish_time"] == when
    assert "permalink.php?story_fbid=" in waiting["permalink_url"]
    assert each_caller.listed("scheduled_posts") == [post]
    assert each_caller.listed() == []
    assert "page_story_id" not in each_caller.get(photos[0], fields="page_story_id")
    clock.forward(hours=1)
    shown = each_caller.node(post)
    assert shown["is_published"] is True
    assert shown["created_time"] == "2026-11-23T13:00:00+0000"
    assert "scheduled_publish_time" not in shown
    assert each_caller.listed("scheduled_posts") == []
    assert each_caller.listed() == [post]
    assert each_caller.get(photos[0], fields="page_story_id")["page_story_id"] == post


def test_a_post_takes_its_place_by_the_time_at_which_it_was_shown(
    caller: Caller, clock: SetClock
) -> None:
    early = caller.create("الأول", scheduled_publish_time=clock.later(hours=1), **LATER)
    clock.forward(hours=2)
    late = caller.create("الثاني")
    assert caller.listed() == [late, early]


@pytest.mark.parametrize("lead_s", [600, 30 * DAY_S])
def test_a_time_at_the_ends_of_the_window_is_taken(caller: Caller, lead_s: int) -> None:
    post = caller.create("نص", scheduled_publish_time=NOW_S + lead_s, **LATER)
    assert caller.node(post)["scheduled_publish_time"] == NOW_S + lead_s


@pytest.mark.parametrize("when", [NOW_S + 599, NOW_S + 30 * DAY_S + 1, NOW_S - 5, "غدا", "9" * 25])
def test_a_time_outside_the_window_is_refused(caller: Caller, when: object) -> None:
    data = {"message": "نص", "scheduled_publish_time": when, **LATER}
    error = caller.error("POST", f"{PAGE}/feed", data=data)
    assert error["code"] == 100
    assert error["message"] == "(#100) The specified scheduled publish time is invalid"


def test_the_window_can_be_the_longer_documented_one(caller: Caller, page: PracticePage) -> None:
    page.arm(Faults.parse("schedule-window:days=75"))
    caller.create("نص", scheduled_publish_time=NOW_S + 75 * DAY_S, **LATER)
    data = {"message": "x", "scheduled_publish_time": NOW_S + 75 * DAY_S + 1, **LATER}
    assert caller.error("POST", f"{PAGE}/feed", data=data)["code"] == 100


def test_a_time_may_be_written_with_its_offset(caller: Caller) -> None:
    post = caller.create("نص", scheduled_publish_time="2026-11-23T16:30:00+03:00", **LATER)
    assert caller.node(post)["scheduled_publish_time"] == NOW_S + 5400


@pytest.mark.parametrize(
    "data",
    [
        {"scheduled_publish_time": NOW_S + 3600},
        {"scheduled_publish_time": NOW_S + 3600, "published": "true"},
        {"published": "false", "unpublished_content_type": "SCHEDULED"},
        {"published": "false", "unpublished_content_type": "SOON"},
        {"scheduled_publish_time": NOW_S + 3600, "published": "maybe"},
    ],
)
def test_contradictions_about_the_time_are_refused(caller: Caller, data: dict[str, object]) -> None:
    assert caller.error("POST", f"{PAGE}/feed", data={"message": "نص", **data})["code"] == 100
    assert caller.listed("scheduled_posts") == []


def test_a_scheduled_post_takes_temporary_photos_only(caller: Caller, clock: SetClock) -> None:
    data = Caller.body("نص", [caller.stage()]) | LATER
    data["scheduled_publish_time"] = str(clock.later(hours=1))
    error = caller.error("POST", f"{PAGE}/feed", data=data)
    assert "temporary" in error["message"]


def test_a_photo_that_is_shown_is_not_temporary(caller: Caller) -> None:
    data = {"temporary": "true"}
    assert caller.error("POST", f"{PAGE}/photos", data=data)["code"] == 100


def test_a_photo_of_a_scheduled_post_outlives_the_day(caller: Caller, clock: SetClock) -> None:
    photo = caller.stage(temporary="true")
    post = caller.create("نص", [photo], scheduled_publish_time=clock.later(days=3), **LATER)
    clock.forward(days=2)
    caller.stage()
    assert caller.node(post)["attachments"]["data"][0]["target"]["id"] == photo


def test_a_scheduled_post_can_be_moved(each_caller: Caller, clock: SetClock) -> None:
    post = each_caller.create("نص", scheduled_publish_time=clock.later(hours=1), **LATER)
    each_caller.post(post, scheduled_publish_time=clock.later(hours=2))
    clock.forward(hours=1, minutes=30)
    assert each_caller.listed() == []
    clock.forward(minutes=30)
    assert each_caller.listed() == [post]
    data = {"scheduled_publish_time": clock.later(hours=1)}
    assert each_caller.error("POST", post, data=data)["code"] == 100


def test_a_scheduled_post_can_be_shown_at_once(caller: Caller, clock: SetClock) -> None:
    post = caller.create("نص", scheduled_publish_time=clock.later(hours=1), **LATER)
    clock.forward(minutes=1)
    caller.post(post, is_published="true")
    assert caller.listed() == [post]
    assert caller.node(post)["created_time"] == "2026-11-23T12:01:00+0000"


def test_a_post_once_shown_stays_shown_when_the_clock_is_put_back(
    caller: Caller, clock: SetClock
) -> None:
    post = caller.create("نص", scheduled_publish_time=clock.later(hours=1), **LATER)
    clock.forward(hours=1)
    assert caller.listed() == [post]
    clock.forward(hours=-1)
    assert caller.listed() == [post]


def test_an_unpublished_post_is_in_no_list(caller: Caller, page: PracticePage) -> None:
    post = caller.create("نص", published="false")
    assert caller.node(post)["is_published"] is False
    assert [caller.listed(each) for each in ("feed", "posts", "scheduled_posts")] == [[], [], []]
    page.arm(Faults.parse("unpublished-in-feed"))
    assert caller.listed("feed") == [post]
