import json
import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from practice_caller import ALL_FIELDS, BEGIN, PAGE, Caller, SetClock, in_process, practice_page

from composer.sandbox import PRACTICE_TOKEN, Faults, PracticePage

LISTS = ("published_posts", "posts", "feed")


def _paged(caller: Caller, edge: str, limit: int) -> tuple[list[str], int]:
    """Return what is found by following a list's cursors, and in how many pages."""
    found: list[str] = []
    more: dict[str, object] = {}
    for pages in range(1, 200):
        body = caller.get(f"{PAGE}/{edge}", limit=limit, fields="id", **more)
        found += [each["id"] for each in body["data"]]
        if "next" not in body.get("paging", {}):
            return found, pages
        more = {"after": body["paging"]["cursors"]["after"]}
    raise AssertionError


def test_a_text_post_has_no_attachments(each_caller: Caller) -> None:
    post = each_caller.create("نص")
    node = each_caller.node(post)
    number = post.partition("_")[2]
    root = str(each_caller.client.base_url).rstrip("/")
    assert node == {
        "id": post,
        "message": "نص",
        "created_time": "2026-11-23T12:00:00+0000",
        "updated_time": "2026-11-23T12:00:00+0000",
        "is_published": True,
        "permalink_url": f"{root}/{PAGE}/posts/{number}/",
    }


def test_a_link_post_has_the_recorded_shape(caller: Caller) -> None:
    node = caller.node(caller.create("نص", link="https://example.org/a"))
    assert node["status_type"] == "shared_story"
    assert node["attachments"]["data"] == [{"media_type": "link", "type": "share", "target": {}}]
    whole = caller.get(node["id"], fields="attachments{target,url}")["attachments"]["data"][0]
    assert whole == {"target": {"url": "https://example.org/a"}, "url": "https://example.org/a"}


def test_a_post_with_one_photo_has_the_recorded_shape(caller: Caller) -> None:
    photo = caller.stage()
    node = caller.node(caller.create("", [photo]))
    assert "message" not in node
    assert node["status_type"] == "added_photos"
    assert node["full_picture"].endswith(f"/photos/{photo}")
    assert node["attachments"]["data"] == [
        {"media_type": "photo", "type": "photo", "target": {"id": photo}}
    ]


def test_an_album_has_the_recorded_shape(caller: Caller) -> None:
    photos = [caller.stage() for _ in range(3)]
    post = caller.create("نص", photos)
    album = caller.node(post)["attachments"]["data"][0]
    assert album["media_type"] == album["type"] == "album"
    assert album["target"] == {"id": post.partition("_")[2]}
    parts = album["subattachments"]["data"]
    assert parts == [{"target": {"id": each}} for each in photos]


def test_parts_of_an_album_come_in_the_number_asked_for(caller: Caller) -> None:
    post = caller.create("نص", [caller.stage() for _ in range(15)])

    def count(fields: str) -> int:
        album = caller.get(post, fields=fields)["attachments"]["data"][0]
        return len(album["subattachments"]["data"])

    assert count("attachments{subattachments.limit(30){target}}") == 15
    assert count("attachments{subattachments.limit(2)}") == 2
    assert count("attachments{subattachments}") == 12
    assert count("attachments") == 12


def test_ids_are_texts_too_long_for_a_float(caller: Caller) -> None:
    photo = caller.stage()
    assert isinstance(photo, str)
    assert int(float(photo)) != int(photo) or int(photo) > 2**53


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("id,nonsense", 100),
        ("attachments{nonsense}", 100),
        ("id,caption", 12),
        ("link", 12),
        ("id,", 2500),
        ("id{", 2500),
        ("attachments{target{id}", 2500),
        ("id;message", 2500),
        ("{}", 2500),
        ("attachments{" * 50, 2500),
    ],
)
def test_fields_that_do_not_exist_are_refused(caller: Caller, fields: str, code: int) -> None:
    post = caller.create("نص", [caller.stage()])
    assert caller.error("GET", post, params={"fields": fields})["code"] == code


def test_without_fields_the_usual_ones_come(caller: Caller) -> None:
    post = caller.create("نص")
    assert set(caller.get(post)) == {"id", "message", "created_time"}
    assert set(caller.get(PAGE)) == {"id", "name"}


@pytest.mark.parametrize("edge", LISTS)
def test_lists_show_the_newest_first(each_caller: Caller, edge: str) -> None:
    posts = [each_caller.create(f"نص {each}") for each in range(5)]
    assert each_caller.listed(edge) == posts[::-1]


def test_times_never_run_against_the_order(caller: Caller, clock: SetClock) -> None:
    posts = []
    for each, step in enumerate([5, 0, -3600, 60, 0]):
        clock.forward(seconds=step)
        posts.append(caller.create(f"نص {each}"))
    body = caller.get(f"{PAGE}/posts")["data"]
    times = [each["created_time"] for each in body]
    assert [each["id"] for each in body] == posts[::-1]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize(("limit", "pages"), [(1, 7), (2, 4), (3, 3), (7, 1), (100, 1)])
def test_cursors_lead_through_a_whole_list(each_caller: Caller, limit: int, pages: int) -> None:
    posts = [each_caller.create(f"نص {each}") for each in range(7)]
    assert _paged(each_caller, "posts", limit) == (posts[::-1], pages)


def test_cursors_lead_back_too(caller: Caller) -> None:
    posts = [caller.create(f"نص {each}") for each in range(5)][::-1]
    first = caller.get(f"{PAGE}/posts", limit=2)
    second = caller.get(f"{PAGE}/posts", limit=2, after=first["paging"]["cursors"]["after"])
    assert "previous" not in first["paging"]
    before = parse_qs(urlsplit(second["paging"]["previous"]).query)["before"][0]
    back = caller.get(f"{PAGE}/posts", limit=2, before=before)
    assert [each["id"] for each in back["data"]] == posts[:2]
    assert "next" in back["paging"]
    assert "previous" not in back["paging"]


def test_a_cursor_holds_when_posts_come_and_go(caller: Caller) -> None:
    posts = [caller.create(f"نص {each}") for each in range(6)][::-1]
    first = caller.get(f"{PAGE}/posts", limit=3)
    caller.create("جديد")
    caller.delete(posts[2])
    caller.delete(posts[3])
    rest = caller.get(f"{PAGE}/posts", after=first["paging"]["cursors"]["after"])
    assert [each["id"] for each in rest["data"]] == posts[4:]


@pytest.mark.parametrize(
    "cursor", ["x", "====", "ب", "MTp4", "MToyOjM", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OjE"]
)
def test_a_strange_cursor_is_refused(caller: Caller, cursor: str) -> None:
    caller.create("نص")
    assert caller.error("GET", f"{PAGE}/posts", params={"after": cursor})["code"] == 100


@pytest.mark.parametrize("limit", ["101", "-1", "x"])
def test_a_limit_above_a_hundred_is_refused(caller: Caller, limit: str) -> None:
    assert caller.error("GET", f"{PAGE}/posts", params={"limit": limit})["code"] == 100


def test_the_next_address_holds_the_token_only_if_the_caller_put_it_there(
    each_caller: Caller,
) -> None:
    for each in range(3):
        each_caller.create(f"نص {each}")
    assert "token" not in each_caller.get(f"{PAGE}/posts", limit=1)["paging"]["next"]
    bare = Caller(each_caller.client, token=None)
    found = bare.get(f"{PAGE}/posts", limit=1, access_token=PRACTICE_TOKEN)
    assert "access_token=practice-token" in found["paging"]["next"]
    follows = each_caller.client.get(found["paging"]["next"]).json()
    assert [each["message"] for each in follows["data"]] == ["نص 1"]


def test_pages_may_be_short_and_still_have_a_next_one(caller: Caller, page: PracticePage) -> None:
    posts = [caller.create(f"نص {each}") for each in range(9)][::-1]
    page.arm(Faults.parse("short-pages"))
    assert len(caller.get(f"{PAGE}/posts", limit=6)["data"]) == 3
    assert _paged(caller, "posts", 6)[0] == posts
    page.arm(Faults.parse("short-pages:empty=1"))
    first = caller.get(f"{PAGE}/posts", limit=100)
    assert first["data"] == []
    assert "next" in first["paging"]
    assert _paged(caller, "posts", 100)[0] == posts


def test_an_empty_list_has_no_paging(caller: Caller) -> None:
    assert caller.get(f"{PAGE}/posts") == {"data": []}


def test_shown_photos_are_listed_as_uploaded(caller: Caller) -> None:
    photos = [caller.stage() for _ in range(3)]
    caller.create("نص", photos)
    caller.stage()
    found = caller.get(f"{PAGE}/photos", type="uploaded", fields="id,page_story_id")
    assert [each["id"] for each in found["data"]] == photos[::-1]
    assert caller.get(f"{PAGE}/photos") == {"data": []}


def test_what_version_26_took_away_changes_nothing(each_caller: Caller) -> None:
    post = each_caller.create("نص")
    asked = {"pretty": "1", "debug": "all", "date_format": "U"}
    headers = {"Authorization": "Bearer practice-token", "If-None-Match": '"x"'}
    found = each_caller.client.get(f"/v26.0/{post}", params=asked, headers=headers)
    assert found.json() == each_caller.get(post)
    assert "\n" not in found.text
    assert "ETag" not in found.headers
    assert each_caller.error("GET", "", params={"ids": post})["code"] == 100


@pytest.mark.parametrize("version", ["v26.0", "v21.0", "v30.1"])
def test_any_version_is_answered(each_caller: Caller, version: str) -> None:
    headers = {"Authorization": "Bearer practice-token"}
    found = each_caller.client.get(f"/{version}/me", headers=headers)
    assert found.json()["id"] == PAGE
    assert found.headers["facebook-api-version"] == version


def test_an_answer_says_its_type_and_date(each_caller: Caller) -> None:
    found = each_caller.call("GET", "me")
    assert found.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert parsedate_to_datetime(found.headers["Date"]) == BEGIN
    assert found.headers.get_list("Date") == [found.headers["Date"]]


@pytest.mark.parametrize("path", ["1", f"{PAGE}_5", f"{PAGE}_x", "9" * 40, "5_6_7", "٣", "abc"])
def test_an_unknown_object_is_told_as_recorded(each_caller: Caller, path: str) -> None:
    found = each_caller.call("GET", path)
    error = found.json()["error"]
    assert found.status_code == 400
    assert found.headers["Content-Type"] == "text/javascript; charset=UTF-8"
    assert found.headers["WWW-Authenticate"].startswith('OAuth "Facebook Platform" ')
    assert (error["code"], error["error_subcode"]) == (100, 33)
    assert error["type"] == "GraphMethodException"
    assert error["message"].startswith("Unsupported get request. Object with ID '")
    assert re.fullmatch(r"A[\w-]+", error["fbtrace_id"])


@pytest.mark.parametrize("path", ["me/nonsense", "me/feed/more", ""])
def test_an_unknown_edge_is_refused(caller: Caller, path: str) -> None:
    assert caller.error("GET", path)["code"] == 2500
    assert caller.error("PATCH", path)["code"] == 2500


def test_every_call_is_listed_without_its_values(each_caller: Caller, page: PracticePage) -> None:
    bare = Caller(each_caller.client, token=None)
    bare.call("POST", f"{PAGE}/feed", data={"message": "سري", "access_token": "practice-token"})
    each_caller.call("GET", "nonsense", params={"fields": "id"})
    first, second = page.calls()
    assert (first.method, first.path) == ("POST", f"/v26.0/{PAGE}/feed")
    assert first.parameters == ("access_token", "message")
    assert (str(first.effect), first.done, first.at) == ("create", True, BEGIN)
    assert (second.number, str(second.effect), second.done) == (2, "read", False)
    assert "practice-token" not in repr(page.calls())


def test_pages_share_no_posts(caller: Caller) -> None:
    other = "100000000000002"
    ours, theirs = caller.create("نص"), caller.create("نص", page=other)
    assert caller.listed() == [ours]
    assert caller.listed(page=other) == [theirs]
    assert caller.error("GET", f"{PAGE}_{theirs.partition('_')[2]}")["error_subcode"] == 33


steps = st.lists(
    st.one_of(
        st.tuples(st.just("create"), st.integers(-5, 100)),
        st.tuples(st.just("delete"), st.integers(0, 30)),
        st.tuples(st.just("schedule"), st.integers(600, 700)),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None)
@given(steps=steps, limit=st.integers(1, 9), edge=st.sampled_from(LISTS))
def test_any_limit_leads_through_all_posts_exactly_once(
    steps: list[tuple[str, int]], limit: int, edge: str
) -> None:
    clock = SetClock()
    with TemporaryDirectory() as folder:
        page = practice_page(Path(folder), clock)
        with in_process(page) as caller:
            alive = _carry_out(caller, clock, steps)
            clock.forward(hours=1)
            found, _ = _paged(caller, edge, limit)
        page.close()
    assert sorted(found) == sorted(alive)
    assert len(set(found)) == len(found)


def _carry_out(caller: Caller, clock: SetClock, steps: list[tuple[str, int]]) -> list[str]:
    alive: list[str] = []
    for place, (step, number) in enumerate(steps):
        match step:
            case "create":
                clock.forward(seconds=number)
                alive.append(caller.create(f"نص {place}"))
            case "schedule":
                later = {"published": "false", "unpublished_content_type": "SCHEDULED"}
                when = clock.later(seconds=number)
                alive.append(caller.create("نص", scheduled_publish_time=when, **later))
            case _:
                if alive:
                    caller.delete(alive.pop(number % len(alive)))
    return alive


names = st.sampled_from(["id", "message", "attachments", "target", "from"])
trees = st.recursive(
    st.builds(lambda name: name, names),
    lambda inner: st.builds(
        lambda name, parts: f"{name}{{{','.join(parts)}}}",
        names,
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(text=st.one_of(trees, st.text(max_size=40)))
def test_any_fields_are_answered_or_refused(text: str) -> None:
    from composer.sandbox.field import parse_fields, project
    from composer.sandbox.graph_error import GraphError

    node = {
        "id": "1",
        "message": None,
        "attachments": {"data": [{"target": {"id": "2"}}]},
        "from": None,
    }
    try:
        found = project(node, parse_fields(text), kind="Post")
    except GraphError as error:
        code = error.code
    else:
        code = 100 if json.dumps(found) else 0
    assert code in {12, 100, 2500}


def test_fields_may_be_asked_for_in_a_list(caller: Caller) -> None:
    caller.create("نص", [caller.stage()])
    found = caller.get(f"{PAGE}/published_posts", fields=ALL_FIELDS)["data"][0]
    assert found["attachments"]["data"][0]["type"] == "photo"
