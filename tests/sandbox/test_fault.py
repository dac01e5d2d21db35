import json
import os
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import pytest
from practice_caller import BEGIN, PAGE, Caller, Pauses, SetClock

from composer.errors import SettingsError
from composer.sandbox import Fault, Faults, PracticePage
from composer.sandbox.fault import KINDS, Effect, Moment

LATER = {"published": "false", "unpublished_content_type": "SCHEDULED"}
CUTS = ("cut-before-commit", "cut-after-commit")


def _feed(caller: Caller, message: str = "نص", **more: object) -> httpx2.Response:
    return caller.call("POST", f"{PAGE}/feed", data={"message": message, **more})


@pytest.mark.parametrize(("name", "posts"), [("cut-before-commit", 0), ("cut-after-commit", 1)])
def test_a_cut_connection_gives_no_answer(
    each_caller: Caller, page: PracticePage, name: str, posts: int
) -> None:
    page.arm(Faults.parse(f"{name}:times=1"))
    with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
        _feed(each_caller)
    assert len(each_caller.listed()) == posts
    assert _feed(each_caller, "غيره").status_code == 200


@pytest.mark.parametrize(
    ("name", "posts", "expected"),
    [
        ("500-before-commit", 0, (500, 2, None)),
        ("500-after-commit", 1, (500, 2, None)),
        ("1-99-after-commit", 1, (500, 1, 99)),
        ("throttle-4", 0, (403, 4, None)),
        ("throttle-17", 0, (400, 17, 2446079)),
        ("throttle-32", 0, (400, 32, None)),
        ("throttle-613", 0, (400, 613, 1996)),
        ("throttle-80001", 0, (400, 80001, None)),
        ("token-190", 0, (400, 190, 463)),
        ("token-190:subcode=460", 0, (400, 190, 460)),
        ("token-190:subcode=458", 0, (400, 190, 458)),
        ("token-190:subcode=459", 0, (400, 190, 459)),
        ("token-190:subcode=464", 0, (400, 190, 464)),
        ("token-190:subcode=467", 0, (400, 190, 467)),
        ("token-190:subcode=492", 0, (400, 190, 492)),
        ("blocked-368", 0, (400, 368, 1390008)),
        ("blocked-368:subcode=4854002", 0, (400, 368, 4854002)),
        ("blocked-368:subcode=none", 0, (400, 368, None)),
    ],
)
def test_an_error_may_lie_about_what_was_done(
    each_caller: Caller,
    page: PracticePage,
    name: str,
    posts: int,
    expected: tuple[int, int, int | None],
) -> None:
    page.arm(Faults.parse(f"{name}{',' if ':' in name else ':'}times=1"))
    found = _feed(each_caller)
    error = found.json()["error"]
    assert (found.status_code, error["code"], error.get("error_subcode")) == expected
    assert found.headers["Content-Type"].startswith("text/javascript")
    assert len(each_caller.listed()) == posts


@pytest.mark.parametrize(
    ("text", "posts", "status", "word"),
    [
        ("502-html", 0, 502, "Facebook | Error"),
        ("502-html-after-commit", 1, 502, "Facebook | Error"),
        ("200-text", 1, 200, "Service Unavailable"),
        ("200-text:committed=0", 0, 200, "Service Unavailable"),
    ],
)
def test_an_answer_may_be_no_json_at_all(
    each_caller: Caller, page: PracticePage, text: str, posts: int, status: int, word: str
) -> None:
    page.arm(Faults.parse(f"{text}{',' if ':' in text else ':'}times=1"))
    found = _feed(each_caller)
    assert found.status_code == status
    assert word in found.text
    assert len(each_caller.listed()) == posts


def test_a_slow_answer_is_waited_for_or_given_up(
    caller: Caller, page: PracticePage, pauses: Pauses
) -> None:
    page.arm(Faults.parse("slow:seconds=30,on=create"))
    assert caller.call("POST", f"{PAGE}/feed", data={"message": "أ"}, timeout=60).is_success
    assert pauses.seconds == [30]
    with pytest.raises(httpx2.ReadTimeout):
        caller.call("POST", f"{PAGE}/feed", data={"message": "ب"}, timeout=2)
    assert pauses.seconds == [30, 2]
    assert caller.call("POST", f"{PAGE}/feed", data={"message": "ج"}, timeout=None).is_success
    assert len(caller.listed()) == 3


def test_throttling_tells_how_much_is_used_and_how_long_to_wait(
    each_caller: Caller, page: PracticePage
) -> None:
    page.arm(Faults.parse("throttle-80001:minutes=7"))
    found = each_caller.call("GET", f"{PAGE}/posts")
    assert json.loads(found.headers["X-App-Usage"])["call_count"] == 100
    limits = json.loads(found.headers["X-Business-Use-Case-Usage"])[PAGE]
    assert limits[0]["type"] == "pages"
    assert limits[0]["call_count"] == 100
    assert limits[0]["estimated_time_to_regain_access"] == 7


def test_usage_is_told_after_some_calls_only(each_caller: Caller, page: PracticePage) -> None:
    for _ in range(25):
        assert "X-App-Usage" not in each_caller.call("GET", PAGE).headers
    found = each_caller.call("GET", PAGE)
    assert json.loads(found.headers["X-App-Usage"]) == {
        "call_count": 0,
        "total_cputime": 0,
        "total_time": 0,
    }
    assert PAGE in json.loads(found.headers["X-Business-Use-Case-Usage"])
    page.arm(Faults.parse("usage-after:calls=40"))
    assert "X-App-Usage" not in each_caller.call("GET", PAGE).headers


def test_usage_grows_with_the_calls_of_a_day(caller: Caller, clock: SetClock) -> None:
    for _ in range(96):
        caller.call("GET", "me")
    found = caller.call("GET", PAGE)
    assert json.loads(found.headers["X-App-Usage"])["call_count"] == 2
    clock.forward(days=1)
    assert "X-App-Usage" not in caller.call("GET", PAGE).headers


def test_usage_can_be_set(caller: Caller, page: PracticePage) -> None:
    page.arm(Faults.parse("usage:percent=91,minutes=3"))
    found = caller.call("GET", PAGE)
    assert json.loads(found.headers["X-App-Usage"])["call_count"] == 91
    limits = json.loads(found.headers["X-Business-Use-Case-Usage"])[PAGE][0]
    assert limits["estimated_time_to_regain_access"] == 3


def test_a_post_may_stay_out_of_the_lists_for_a_while(
    each_caller: Caller, page: PracticePage, clock: SetClock
) -> None:
    page.arm(Faults.parse("delayed-visibility:seconds=30,times=1"))
    hidden = each_caller.create("أ")
    shown = each_caller.create("ب")
    assert each_caller.listed() == [shown]
    assert each_caller.node(hidden)["message"] == "أ"
    clock.forward(seconds=30)
    assert each_caller.listed() == [shown, hidden]


def test_a_scheduled_post_may_stay_out_of_its_list_too(
    caller: Caller, page: PracticePage, clock: SetClock
) -> None:
    page.arm(Faults.parse("delayed-visibility:seconds=30"))
    post = caller.create("أ", scheduled_publish_time=clock.later(hours=1), **LATER)
    assert caller.listed("scheduled_posts") == []
    clock.forward(seconds=31)
    assert caller.listed("scheduled_posts") == [post]


def test_the_stored_time_may_differ_from_the_one_sent(
    caller: Caller, page: PracticePage, clock: SetClock
) -> None:
    page.arm(Faults.parse("time-skew:seconds=-120,times=1"))
    when = clock.later(hours=1)
    post = caller.create("أ", scheduled_publish_time=when, **LATER)
    assert caller.node(post)["scheduled_publish_time"] == when - 120


def test_the_server_may_make_a_post_twice(each_caller: Caller, page: PracticePage) -> None:
    page.arm(Faults.parse("duplicate:times=1"))
    photo = each_caller.stage()
    post = each_caller.create("نص", [photo])
    found = each_caller.listed()
    assert len(found) == 2
    assert post in found
    shapes = [each_caller.node(each)["attachments"] for each in found]
    assert shapes[0] == shapes[1]
    assert len(page.posts()) == 2


def test_an_alternative_text_may_get_lost(caller: Caller, page: PracticePage) -> None:
    page.arm(Faults.parse("lose-alt-text:times=1"))
    lost, kept = caller.stage(alt="وصف"), caller.stage(alt="وصف")
    assert "alt_text_custom" not in caller.get(lost, fields="alt_text_custom")
    assert caller.get(kept, fields="alt_text_custom")["alt_text_custom"] == "وصف"


def test_the_servers_clock_may_be_wrong(each_caller: Caller, page: PracticePage) -> None:
    page.arm(Faults.parse("clock-skew:seconds=-7200"))
    found = _feed(each_caller)
    assert (BEGIN - parsedate_to_datetime(found.headers["Date"])).total_seconds() == 7200
    post = found.json()["id"]
    assert each_caller.node(post)["created_time"] == "2026-11-23T10:00:00+0000"


def test_a_fault_strikes_as_often_as_it_should(caller: Caller, page: PracticePage) -> None:
    page.arm(Faults.parse("500-after-commit:times=2,skip=1"))
    found = [_feed(caller, f"نص {each}").status_code for each in range(5)]
    assert found == [200, 500, 500, 200, 200]


def test_a_fault_strikes_by_a_chance_that_can_be_repeated(
    caller: Caller, page: PracticePage
) -> None:
    page.arm(Faults.parse("throttle-4:probability=0.5,seed=3,on=read"))
    first = [caller.call("GET", "me").status_code for _ in range(40)]
    page.arm(Faults.parse("throttle-4:probability=0.5,seed=3,on=read"))
    assert [caller.call("GET", "me").status_code for _ in range(40)] == first
    assert 8 < first.count(403) < 32
    page.arm(Faults.parse("throttle-4:probability=0,on=read"))
    assert caller.call("GET", "me").is_success


def test_a_fault_strikes_only_what_it_applies_to(caller: Caller, page: PracticePage) -> None:
    post = caller.create("نص")
    calls: dict[Effect, tuple[str, str, dict[str, Any]]] = {
        Effect.STAGE: ("POST", f"{PAGE}/photos", {"data": {"published": "false"}}),
        Effect.CREATE: ("POST", f"{PAGE}/feed", {"data": {"message": "غيره"}}),
        Effect.READ: ("GET", f"{PAGE}/posts", {}),
        Effect.COMMENT: ("POST", f"{post}/comments", {"data": {"message": "تعليق"}}),
        Effect.EDIT: ("POST", post, {"data": {"message": "مصحح"}}),
        Effect.DELETE: ("DELETE", f"{PAGE}_1", {}),
    }
    assert set(calls) == set(Effect) - {Effect.ANY}
    for on in calls:
        page.arm(Faults.parse(f"throttle-32:on={on}"))
        for effect, (method, path, options) in calls.items():
            body = caller.call(method, path, **options).json()
            assert (body.get("error", {}).get("code") == 32) == (effect is on)


def test_the_first_fault_that_answers_is_the_only_one(caller: Caller, page: PracticePage) -> None:
    page.arm(Faults.parse("throttle-4:times=1,on=create", "500-after-commit:times=1"))
    assert [_feed(caller, each).status_code for each in "أبج"] == [403, 500, 200]


def test_a_fault_after_the_commit_keeps_its_turn_when_nothing_was_done(
    caller: Caller, page: PracticePage
) -> None:
    page.arm(Faults.parse("500-after-commit:times=1"))
    assert _feed(caller, "").json()["error"]["code"] == 100
    assert _feed(caller, "نص").status_code == 500
    assert [each.faults for each in page.calls()] == [(), ("500-after-commit",)]
    assert [each.done for each in page.calls()] == [False, True]


def test_a_photo_that_was_not_staged_leaves_no_file(caller: Caller, page: PracticePage) -> None:
    page.arm(Faults.parse("500-before-commit:on=stage"))
    with pytest.raises(AssertionError):
        caller.stage()
    assert list(page.folder.joinpath("photos").iterdir()) == []


def test_faults_can_be_written_by_hand(caller: Caller, page: PracticePage) -> None:
    page.folder.mkdir()
    file = page.folder / "faults.json"
    file.write_text('[{"name": "throttle-4", "times": 1}]', encoding="utf-8")
    assert [caller.call("GET", "me").status_code for _ in range(2)] == [403, 200]
    file.write_text('{"faults": [{"name": "throttle-4", "times": 1}]}', encoding="utf-8")
    assert [caller.call("GET", "me").status_code for _ in range(2)] == [403, 200]
    file.unlink()
    assert caller.call("GET", "me").is_success


def test_arming_the_same_faults_again_begins_anew(caller: Caller, page: PracticePage) -> None:
    for _ in range(3):
        page.arm(Faults.parse("throttle-4:times=1"))
        assert [caller.call("GET", "me").status_code for _ in range(2)] == [403, 200]


def test_a_file_that_is_written_again_begins_anew(caller: Caller, page: PracticePage) -> None:
    page.folder.mkdir()
    file = page.folder / "faults.json"
    for second in range(3):
        file.write_text('[{"name": "throttle-4", "times": 1}]', encoding="utf-8")
        os.utime(file, (second, second))
        assert [caller.call("GET", "me").status_code for _ in range(2)] == [403, 200]


def test_arming_twice_within_a_tick_of_the_clock_begins_anew(
    caller: Caller, page: PracticePage
) -> None:
    for _ in range(3):
        page.arm(Faults.parse("throttle-4:times=1"))
        os.utime(page.folder / "faults.json", (1, 1))
        assert [caller.call("GET", "me").status_code for _ in range(2)] == [403, 200]


def test_faults_are_reached_over_http(each_caller: Caller) -> None:
    client = each_caller.client
    assert client.get("/practice/faults").json() == {"faults": []}
    wanted = {"faults": [{"name": "throttle-80001", "minutes": 9, "times": 1}]}
    armed = client.put("/practice/faults", json=wanted).json()["faults"]
    assert armed[0]["name"] == "throttle-80001"
    assert (armed[0]["on"], armed[0]["times"], armed[0]["minutes"]) == ("any", 1, 9)
    assert client.get("/practice/faults").json()["faults"] == armed
    assert each_caller.error("GET", "me")["code"] == 80001
    client.put("/practice/faults", json={"faults": armed})
    assert client.delete("/practice/faults").json() == {"faults": []}
    assert each_caller.call("GET", "me").is_success
    refused = client.put("/practice/faults", json={"faults": [{"name": "nonsense"}]})
    assert refused.status_code == 400
    assert "there is no fault 'nonsense'" in refused.text
    assert client.post("/practice/faults").status_code == 405


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "5",
        '"x"',
        "[5]",
        "[{}]",
        '{"no": []}',
        '[{"name": 5}]',
        '[{"name": "slow", "times": "x"}]',
    ],
)
def test_a_wrong_file_of_faults_is_told_before_anything_is_done(
    each_caller: Caller, page: PracticePage, text: str
) -> None:
    page.folder.mkdir()
    (page.folder / "faults.json").write_text(text, encoding="utf-8")
    try:
        found = _feed(each_caller)
    except SettingsError as error:
        message = str(error)
    else:
        assert found.status_code == 500
        message = found.text
    assert "faults.json" in message
    (page.folder / "faults.json").unlink()
    assert page.calls() == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("cut-after-comit", "did you mean 'cut-after-commit'"),
        ("", "there are cut-before-commit"),
        ("slow:seconds", "KEY=VALUE"),
        ("slow:seconds=soon", "seconds cannot be 'soon'"),
        ("slow:seconds=inf", "seconds cannot be"),
        ("slow:minutes=1", "it has on, times, skip, probability, seed, seconds"),
        ("slow:on=never", "on is stage, create"),
        ("slow:times=-1", "times cannot be"),
        ("slow:times=1.5", "times cannot be"),
        ("slow:probability=1.1", "probability cannot be"),
    ],
)
def test_a_fault_that_is_written_wrong_is_refused(text: str, word: str) -> None:
    with pytest.raises(SettingsError, match=word.replace("(", r"\(")):
        Faults.parse(text)


@pytest.mark.parametrize("name", KINDS)
def test_every_fault_can_be_written_and_read_back(name: str) -> None:
    fault = Faults.parse(f"{name}:times=2,on=any,probability=0.25,seed=5,skip=1").listed[0]
    assert (fault.times, fault.skip, fault.probability, fault.seed) == (2, 1, 0.25, 5)
    document = json.dumps(Faults(listed=(fault,)).as_json()).encode()
    assert Faults.from_json(document, source="test").listed == (fault,)
    assert Faults.parse(name).listed == (Fault.of(name),)


@pytest.mark.parametrize("name", [name for name in KINDS if KINDS[name].moment is not Moment.ALONG])
def test_every_fault_that_answers_is_survived(
    each_caller: Caller, page: PracticePage, name: str
) -> None:
    page.arm(Faults.parse(f"{name}:times=1,on=create"))
    if name in CUTS:
        with pytest.raises(httpx2.TransportError):
            _feed(each_caller)
    else:
        answer = _feed(each_caller)
        assert not (answer.is_success and answer.text.startswith("{"))
    assert len(each_caller.listed()) == ("after" in name or name == "200-text")
