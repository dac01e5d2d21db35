import io
import json

import pytest
from PIL import Image
from practice_caller import PAGE, Caller, SetClock, png

from composer.sandbox import Faults, PracticePage

DAY_S = 86_400


def test_a_staged_photo_is_seen_by_nobody(each_caller: Caller) -> None:
    photo = each_caller.stage(alt="وصف")
    assert each_caller.get(photo, fields="alt_text_custom,page_story_id") == {
        "alt_text_custom": "وصف",
        "id": photo,
    }
    assert each_caller.listed() == []
    assert each_caller.get(f"{PAGE}/photos", type="uploaded") == {"data": []}


def test_a_photo_may_come_in_a_field_of_any_name(caller: Caller) -> None:
    found = caller.call("POST", f"{PAGE}/photos", data={"published": "0"}, files={"0x": png()})
    assert set(found.json()) == {"id"}


def test_a_photo_that_is_shown_at_once_is_a_post(each_caller: Caller) -> None:
    files = {"source": png()}
    found = each_caller.call("POST", f"{PAGE}/photos", data={"caption": "نص"}, files=files).json()
    assert set(found) == {"id", "post_id"}
    node = each_caller.node(found["post_id"])
    assert node["message"] == "نص"
    assert node["attachments"]["data"][0]["target"]["id"] == found["id"]
    story = each_caller.get(found["id"], fields="page_story_id")["page_story_id"]
    assert story == found["post_id"]


def test_a_photo_scheduled_on_its_own_tells_no_post(caller: Caller, clock: SetClock) -> None:
    when = str(clock.later(hours=1))
    data = {"published": "false", "scheduled_publish_time": when}
    found = caller.call("POST", f"{PAGE}/photos", data=data, files={"source": png()}).json()
    assert set(found) == {"id"}


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "TIFF"])
def test_pictures_of_the_documented_kinds_are_taken(caller: Caller, form: str) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (31, 17)).save(buffer, form)
    photo = caller.stage(data=buffer.getvalue())
    found = caller.get(photo, fields="width,height")
    assert (found["width"], found["height"]) == (31, 17)


@pytest.mark.parametrize(
    "data",
    [
        b"no picture",
        b"\x89PNG\r\n\x1a\n",
        png()[:-6],
        png() + bytes(10 * 1024 * 1024),
        b"\xff\xd8\xff",
    ],
)
def test_a_file_that_is_no_picture_or_too_big_is_refused(caller: Caller, data: bytes) -> None:
    error = caller.error(
        "POST", f"{PAGE}/photos", data={"published": "false"}, files={"source": data}
    )
    assert (error["code"], error["error_subcode"]) == (100, 1366046)
    assert error["error_user_title"] == "Can't Read Files"


def test_a_photo_without_a_file_is_refused(caller: Caller) -> None:
    assert caller.error("POST", f"{PAGE}/photos", data={"published": "false"})["code"] == 324


def test_a_photo_is_never_fetched_from_an_address(caller: Caller) -> None:
    data = {"url": "http://example.org/a.png", "published": "false"}
    error = caller.error("POST", f"{PAGE}/photos", data=data)
    assert error["code"] == 100
    assert "upload the file" in error["message"]


@pytest.mark.parametrize("encoding", ["indexed", "one field", "json", "query-like"])
def test_attached_media_comes_in_any_of_the_encodings(each_caller: Caller, encoding: str) -> None:
    photos = [each_caller.stage() for _ in range(11)]
    listed = [{"media_fbid": each} for each in photos]
    path = f"{PAGE}/feed"
    match encoding:
        case "indexed":
            body = {f"attached_media[{i}]": json.dumps(each) for i, each in enumerate(listed)}
            found = each_caller.call("POST", path, data=dict(reversed(body.items())))
        case "one field":
            found = each_caller.call("POST", path, data={"attached_media": json.dumps(listed)})
        case "json":
            found = each_caller.call("POST", path, json={"attached_media": listed})
        case _:
            plain = {f"attached_media[{i}][media_fbid]": each for i, each in enumerate(photos)}
            found = each_caller.call("POST", path, data=plain)
    parts = each_caller.node(found.json()["id"])["attachments"]["data"][0]["subattachments"]
    assert [each["target"]["id"] for each in parts["data"]] == photos


@pytest.mark.parametrize("value", ["{", "5", '[{"no": 1}]', '["x"]', "[[]]", "[" * 100_000])
def test_attached_media_in_another_form_is_refused(caller: Caller, value: str) -> None:
    data = {"message": "نص", "attached_media": value}
    error = caller.error("POST", f"{PAGE}/feed", data=data)
    assert error["code"] == 100
    assert "attached_media" in error["message"]
    assert caller.listed() == []


def test_a_post_needs_something_to_show(caller: Caller) -> None:
    assert caller.error("POST", f"{PAGE}/feed", data={"message": ""})["code"] == 100


def test_a_post_takes_no_more_text_than_facebook(caller: Caller) -> None:
    whole = "س" * 63_206
    assert caller.node(caller.create(whole))["message"] == whole
    assert caller.error("POST", f"{PAGE}/feed", data={"message": whole + "س"})["code"] == 100


def test_a_photo_is_taken_up_once(each_caller: Caller) -> None:
    photos = [each_caller.stage(), each_caller.stage()]
    post = each_caller.create("نص", photos)
    error = each_caller.error(
        "POST", f"{PAGE}/feed", data=Caller.body("غيره", [each_caller.stage(), photos[1]])
    )
    assert (error["code"], error["error_subcode"]) == (100, 1366051)
    assert each_caller.listed() == [post]


def test_a_photo_stands_once_in_a_post(caller: Caller) -> None:
    photo = caller.stage()
    error = caller.error("POST", f"{PAGE}/feed", data=Caller.body("نص", [photo, photo]))
    assert error["error_subcode"] == 1366051


def test_a_photo_stays_used_when_its_post_is_taken_down(caller: Caller) -> None:
    photo = caller.stage()
    caller.delete(caller.create("نص", [photo]))
    error = caller.error("POST", f"{PAGE}/feed", data=Caller.body("نص", [photo]))
    assert error["error_subcode"] == 1366051


def test_the_refusal_of_a_used_photo_may_come_as_the_code(
    caller: Caller, page: PracticePage
) -> None:
    page.arm(Faults.parse("reuse-as-code"))
    photo = caller.stage()
    caller.create("نص", [photo])
    error = caller.error("POST", f"{PAGE}/feed", data=Caller.body("غيره", [photo]))
    assert error["code"] == 1366051
    assert "error_subcode" not in error


def test_a_staged_photo_lives_a_day(caller: Caller, clock: SetClock) -> None:
    kept, lost = caller.stage(), caller.stage()
    clock.forward(hours=23, minutes=59)
    post = caller.create("نص", [kept])
    clock.forward(minutes=1)
    error = caller.error("POST", f"{PAGE}/feed", data=Caller.body("غيره", [lost]))
    assert (error["code"], error["error_subcode"]) == (100, 33)
    assert caller.error("GET", lost)["error_subcode"] == 33
    assert caller.node(post)["attachments"]["data"][0]["target"]["id"] == kept


def test_the_file_of_an_expired_photo_is_removed(
    caller: Caller, clock: SetClock, page: PracticePage
) -> None:
    caller.stage()
    shown = caller.stage()
    caller.create("نص", [shown])
    clock.forward(days=2)
    newest = caller.stage()
    kept = {each.file for post in page.posts() for each in post.photos}
    files = {each.name for each in page.folder.joinpath("photos").iterdir()}
    assert len(files) == 2
    assert kept < files
    assert caller.get(newest)["id"] == newest


def test_a_photo_that_was_taken_up_lives_on(caller: Caller, clock: SetClock) -> None:
    photo = caller.stage()
    post = caller.create("نص", [photo])
    clock.forward(days=30)
    assert caller.get(photo, fields="page_story_id")["page_story_id"] == post
    assert caller.client.get(f"/photos/{photo}").status_code == 200


def test_a_refused_photo_leaves_nothing_behind(caller: Caller, page: PracticePage) -> None:
    data = {"published": "false", "scheduled_publish_time": "5"}
    error = caller.error("POST", f"{PAGE}/photos", data=data, files={"source": png()})
    assert "schedule" in error["message"]
    assert list(page.folder.joinpath("photos").iterdir()) == []
    assert int(caller.stage()) % 1000 == 1


def test_a_change_is_made_whole_or_not_at_all(caller: Caller, clock: SetClock) -> None:
    later = {"published": "false", "unpublished_content_type": "SCHEDULED"}
    when = clock.later(hours=1)
    post = caller.create("نص", scheduled_publish_time=when, **later)
    data = {"scheduled_publish_time": when + 3600, "message": "س" * 70_000}
    assert caller.error("POST", post, data=data)["code"] == 100
    assert caller.node(post)["scheduled_publish_time"] == when


def test_the_photo_of_another_page_is_refused(caller: Caller) -> None:
    other = caller.stage(page="100000000000002")
    error = caller.error("POST", f"{PAGE}/feed", data=Caller.body("نص", [other]))
    assert error["error_subcode"] == 33


def test_a_link_and_photos_do_not_go_together(caller: Caller) -> None:
    data = Caller.body("نص", [caller.stage()]) | {"link": "https://example.org/"}
    assert caller.error("POST", f"{PAGE}/feed", data=data)["code"] == 100


def test_the_same_text_twice_in_a_row_is_refused(caller: Caller) -> None:
    first = caller.create("نص")
    assert caller.error("POST", f"{PAGE}/feed", data={"message": "نص"})["code"] == 506
    caller.create("غيره")
    caller.create("نص")
    assert first in caller.listed()


def test_the_same_text_below_other_photos_is_taken(caller: Caller) -> None:
    caller.create("نص", [caller.stage()])
    caller.create("نص", [caller.stage()])
    assert len(caller.listed()) == 2


def test_the_same_text_may_be_allowed(caller: Caller, page: PracticePage) -> None:
    page.arm(Faults.parse("allow-same-text"))
    assert caller.create("نص") != caller.create("نص")


def test_the_text_of_a_post_can_be_changed(each_caller: Caller, clock: SetClock) -> None:
    post = each_caller.create("نص")
    clock.forward(minutes=5)
    assert each_caller.post(post, message="مصحح") == {"success": True}
    node = each_caller.node(post)
    assert node["message"] == "مصحح"
    assert node["created_time"] == "2026-11-23T12:00:00+0000"
    assert node["updated_time"] == "2026-11-23T12:05:00+0000"


def test_a_post_is_taken_down_once(each_caller: Caller) -> None:
    post = each_caller.create("نص")
    assert each_caller.delete(post) == {"success": True}
    again = each_caller.error("DELETE", post)
    assert (again["code"], again["error_subcode"]) == (100, 33)
    assert again["type"] == "GraphMethodException"
    assert each_caller.error("GET", post)["error_subcode"] == 33
    assert each_caller.listed() == []


def test_a_photo_can_be_taken_out_of_its_post(caller: Caller) -> None:
    photos = [caller.stage(), caller.stage()]
    post = caller.create("نص", photos)
    caller.delete(photos[0])
    assert caller.error("DELETE", photos[0])["error_subcode"] == 33
    assert caller.node(post)["attachments"]["data"][0]["target"]["id"] == photos[1]


def test_a_comment_stands_below_its_post(each_caller: Caller) -> None:
    post = each_caller.create("نص")
    first = each_caller.post(f"{post}/comments", message="الرابط")["id"]
    second = each_caller.post(f"{post}/comments", message="ثان")["id"]
    found = each_caller.get(f"{post}/comments")["data"]
    assert [each["id"] for each in found] == [first, second]
    assert found[0]["message"] == "الرابط"
    assert found[0]["from"]["id"] == PAGE
    each_caller.delete(first)
    assert [each["id"] for each in each_caller.get(f"{post}/comments")["data"]] == [second]
    assert each_caller.get(second, fields="message")["message"] == "ثان"


def test_a_comment_needs_a_post_and_a_text(caller: Caller) -> None:
    post = caller.create("نص")
    assert caller.error("POST", f"{post}/comments", data={})["code"] == 100
    missing = caller.error("POST", f"{PAGE}_1/comments", data={"message": "نص"})
    assert missing["error_subcode"] == 33
