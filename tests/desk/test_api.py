import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_caller import BASE, ApiCaller, program
from desk_server import DeskServer, serving
from stores import add_draft, put_item, small_png

from composer.domain.queue import Status
from composer.domain.role import Right, Role
from composer.store.stored import StoredDraft

ARTICLE = (Path(__file__).parents[2] / "examples" / "lavrov.txt").read_text(encoding="utf-8")
NOBODY = "0" * 12
TOML = """\
[publishing]
slots = ["sun-sat 08:00 20:00"]
spacing = "20m"
[pages.sport.publishing]
slots = []
[pages.sport.publisher]
page_id = "110000000000002"
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("api") / "work", TOML) as found:
        yield found


@pytest.fixture(scope="module")
def publisher(server: DeskServer) -> ApiCaller:
    return program(server, name="wordpress")


def fresh(server: DeskServer, title: str) -> StoredDraft:
    """Return a small draft that is in the store."""
    room = server.desk.newsroom
    shade = int.from_bytes(hashlib.sha256(title.encode()).digest()[:2], "big")
    return add_draft(room.store, title, now=room.now(), shades=(shade, shade + 1))


def approved(server: DeskServer, title: str) -> str:
    """Return the ID of a draft that is approved for the page ``main``."""
    draft = fresh(server, title)
    server.desk.newsroom.approve(draft.id)
    return draft.id


def event(name: str, caller: ApiCaller, item: str) -> str | None:
    """Return who did something to an item, by its journal; None where nobody did."""
    lines = caller.done("GET", f"/items/{item}")["journal"]
    return next((each["actor"] for each in lines if each["event"] == name), None)


# Who may call


def test_without_a_token_nothing_is_told(server: DeskServer, publisher: ApiCaller) -> None:
    nobody = ApiCaller(server=server, token="", description=publisher.description)
    answer = nobody.call("GET", "/queue")
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="nashir"'
    invented = "nashir_of_nobody"
    wrong = ApiCaller(server=server, token=invented, description=publisher.description)
    assert "invalid_token" in wrong.call("GET", "/me").headers["www-authenticate"]


def test_a_revoked_token_opens_nothing(server: DeskServer) -> None:
    caller = program(server, name="gone")
    assert caller.done("GET", "/me") == {
        "name": "gone",
        "role": "publisher",
        "rights": ["write", "approve", "publish"],
    }
    room = server.desk.newsroom
    room.store.tokens.revoke("gone", now=room.now(), actor="sara")
    caller.refused(401, "GET", "/me")


def test_a_session_of_the_desk_opens_nothing(server: DeskServer) -> None:
    guest = server.guest()
    assert guest.get(f"{BASE}/me").status == 401
    assert guest.send(f"{BASE}/queue", {"draft": NOBODY}).status == 401


@pytest.mark.parametrize("role", [Role.WRITER, Role.EDITOR])
def test_a_token_may_do_what_its_role_may_and_nothing_more(server: DeskServer, role: Role) -> None:
    caller = program(server, role)
    checked = 0
    for path, methods in caller.description["paths"].items():
        for method, operation in methods.items():
            rights = [right for each in operation.get("security", ()) for right in each["token"]]
            if all(role.may(Right(right)) for right in rights):
                continue
            place = path.format(draft=NOBODY, item="q1", page="main", number=1, job=NOBODY)
            problem = caller.refused(403, method.upper(), place, {} if method == "post" else None)
            assert rights[0] in problem["detail"]
            checked += 1
    assert checked >= 5


def test_the_service_tells_that_it_is_there_to_anybody(server: DeskServer) -> None:
    answer = server.client().get(f"{BASE}/health")
    assert (answer.status, answer.document) == (200, {"status": "ok"})


# What goes wrong


def test_a_wrong_call_is_told_mistake_by_mistake(publisher: ApiCaller) -> None:
    problem = publisher.refused(422, "POST", "/queue", {"draft": 7, "pages": "main"})
    assert problem["type"] == f"{BASE}/docs#problem-invalid"
    assert {each["where"] for each in problem["errors"]} == {"body.draft", "body.pages"}
    assert "body.draft" in problem["detail"]


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000, b'{"a": "\\ud800"}', b""])
def test_what_is_no_document_is_refused(publisher: ApiCaller, body: bytes) -> None:
    for path in ("/drafts", "/queue", f"/drafts/{NOBODY}/approve"):
        answer = publisher.call("POST", path, None, body, Content_Type="application/json")
        assert answer.status in {404, 422}, answer.text


def test_a_method_that_is_not_there_is_told_with_those_that_are(publisher: ApiCaller) -> None:
    answer = publisher.call("PUT", f"/drafts/{NOBODY}")
    assert answer.status == 405
    assert answer.headers["allow"] == "DELETE, GET, PATCH"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        f"/drafts/{NOBODY}",
        "/drafts/..%2f..",
        "/drafts/%00",
        "/items/q999999",
        "/items/999",
        "/items/q99999999999999999999999",
        "/pages/nowhere",
        f"/images/{'0' * 64}",
        "/images/x",
        "/jobs/nothing-of-it",
        f"/drafts/{NOBODY}/versions/1",
    ],
)
def test_what_is_not_there_is_not_found(publisher: ApiCaller, path: str) -> None:
    publisher.refused(404, "GET", path)


def test_another_form_than_json_is_refused(publisher: ApiCaller) -> None:
    answer = publisher.call("POST", "/drafts", None, b"a=b", Content_Type="text/plain")
    assert answer.status == 415


def test_more_than_is_taken_is_refused_before_it_came(publisher: ApiCaller) -> None:
    answer = publisher.call(
        "POST", "/queue", None, b"", Content_Type="application/json", Content_Length="99999999"
    )
    assert answer.status == 413


# Making drafts


def test_an_article_becomes_a_draft_once(publisher: ApiCaller) -> None:
    article = {"text": ARTICLE, "link": "https://example.com/lavrov"}
    answer = publisher.call("POST", "/drafts", article)
    assert answer.status == 202
    job = publisher.done("GET", answer.headers["location"].removeprefix(BASE))
    end = time.monotonic() + 20
    while not job["over"] and time.monotonic() < end:
        time.sleep(0.05)
        job = publisher.done("GET", f"/jobs/{job['id']}")
    (made,) = job["articles"]
    assert made["state"] == "done"
    again = publisher.call("POST", "/drafts?wait=20", article)
    assert again.status == 200
    assert again.headers["location"] == f"{BASE}/drafts/{made['draft']}"
    assert again.document["draft"] == made["draft"]
    assert again.document["link"] == "https://example.com/lavrov"
    assert again.document["journal"][0]["actor"] == "wordpress"
    listed = publisher.done("GET", "/jobs?limit=1")["jobs"]
    assert listed[0]["articles"][0]["state"] == "known"


def test_a_file_becomes_a_draft(publisher: ApiCaller) -> None:
    mark = "line-between-parts"
    fields = {"sizes": "square", "theme": "paper", "image_format": "jpeg"}
    parts = [f'name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    body = (Path(__file__).parents[2] / "examples" / "growth.md").read_text(encoding="utf-8")
    parts.append(f'name="file"; filename="growth.md"\r\n\r\n{body}')
    whole = "".join(f"--{mark}\r\nContent-Disposition: form-data; {each}\r\n" for each in parts)
    answer = publisher.call(
        "POST",
        "/drafts?wait=30",
        None,
        f"{whole}--{mark}--\r\n".encode(),
        Content_Type=f"multipart/form-data; boundary={mark}",
    )
    assert answer.status == 201, answer.text
    draft = answer.document
    assert (draft["theme"], draft["source"]) == ("paper", "growth.md")
    assert {each["media_type"] for each in draft["post"]["images"]} == {"image/jpeg"}
    whole_draft = publisher.done("GET", f"/drafts/{draft['draft']}/document")
    assert {each["size"] for each in whole_draft["cards"]} == {"square"}


def test_what_no_draft_can_be_made_of_says_why(publisher: ApiCaller) -> None:
    problem = publisher.refused(
        422, "POST", "/drafts?wait=20", {"source": "http://127.0.0.1:9/story"}
    )
    assert "private network" in problem["detail"]
    problem = publisher.refused(
        422, "POST", "/drafts?wait=20", {"text": ARTICLE, "theme": "nowhere", "again": True}
    )
    assert "nowhere" in problem["detail"]
    publisher.refused(422, "POST", "/drafts", {"text": " \n"})
    publisher.refused(422, "POST", "/drafts", {"text": ARTICLE, "page": "nowhere"})


# Changing and approving


def test_a_change_names_the_revision_that_was_seen(
    server: DeskServer, publisher: ApiCaller
) -> None:
    draft = fresh(server, "تغيير النص")
    path = f"/drafts/{draft.id}"
    assert publisher.call("GET", path).headers["etag"] == '"1"'
    publisher.refused(428, "PATCH", path, {"text": "نص"})
    changed = publisher.call("PATCH", path, {"text": "نص جديد"}, If_Match='"1"')
    assert changed.headers["etag"] == '"2"'
    assert changed.document["post"]["text"] == "نص جديد"
    assert publisher.refused(412, "PATCH", path, {"text": "آخر"}, If_Match='"1"')["revision"] == 2
    words = {"alt_texts": {"1": "وصف أول"}, "order": [2, 1], "comment": "تعليق"}
    post = publisher.done("PATCH", path, words, If_Match="*")["post"]
    assert [each["alt_text"] for each in post["images"]][1] == "وصف أول"
    assert post["comment"] == "تعليق"
    publisher.refused(409, "PATCH", path, {"order": [99]}, If_Match="*")


def test_versions_go_back_and_forth(server: DeskServer, publisher: ApiCaller) -> None:
    draft = fresh(server, "نسخ المسودة")
    path = f"/drafts/{draft.id}"
    publisher.done("PATCH", path, {"text": "نص آخر"}, If_Match="*")
    assert publisher.done("POST", f"{path}/undo", If_Match='"2"')["post"]["text"] == draft.text
    assert publisher.done("POST", f"{path}/redo", If_Match='"3"')["post"]["text"] == "نص آخر"
    back = publisher.done("POST", f"{path}/restore", {"version": 1}, If_Match='"4"')
    assert (back["revision"], back["post"]["text"]) == (5, draft.text)
    listed = publisher.done("GET", f"{path}/versions")
    assert [each["number"] for each in listed["versions"]] == [5, 4, 3, 2, 1]
    assert publisher.done("GET", f"{path}/versions/2")["post"]["text"] == "نص آخر"
    publisher.refused(412, "POST", f"{path}/undo", If_Match='"1"')
    publisher.refused(409, "POST", f"{path}/redo", If_Match="*")


def test_a_draft_is_asked_for_sent_back_and_approved(
    server: DeskServer, publisher: ApiCaller
) -> None:
    draft = fresh(server, "طلب الموافقة")
    path = f"/drafts/{draft.id}"
    publisher.done("POST", f"{path}/ask", {"note": "جاهز"})
    assert publisher.done("GET", path)["review"]["reason"] == "جاهز"
    publisher.refused(422, "POST", f"{path}/reject", {"reason": ""})
    assert publisher.done("POST", f"{path}/reject", {"reason": "العنوان"})["state"] == "rejected"
    publisher.refused(422, "POST", f"{path}/approve", {})
    publisher.refused(409, "POST", f"{path}/approve", {"revision": 9})
    first = publisher.done("POST", f"{path}/approve", {"revision": 1})
    assert (
        publisher.done("POST", f"{path}/approve", {"revision": 1})["approval"]
        == (first["approval"])
    ), "to repeat it is harmless"
    shown = publisher.done("GET", path)
    assert shown["approval"]["approver"] == "wordpress"
    assert shown["review"] is None


def test_a_draft_that_may_still_be_sent_is_not_removed(
    server: DeskServer, publisher: ApiCaller
) -> None:
    draft = approved(server, "حذف المسودة")
    item = publisher.done("POST", "/queue", {"draft": draft, "at": "+9d"})["id"]
    publisher.refused(409, "DELETE", f"/drafts/{draft}")
    publisher.done("POST", f"/items/{item}/cancel")
    assert publisher.call("DELETE", f"/drafts/{draft}").status == 204
    publisher.refused(404, "GET", f"/drafts/{draft}")


# The list


def test_drafts_are_listed_by_where_they_stand(server: DeskServer, publisher: ApiCaller) -> None:
    names = [fresh(server, f"قائمة المسودات {number}").id for number in range(3)]
    listed = publisher.done("GET", "/drafts?search=%D9%82%D8%A7%D8%A6%D9%85%D8%A9&limit=2")
    assert [each["draft"] for each in listed["drafts"]] == [names[2], names[1]]
    assert listed["counts"]["drafts"] == 3
    rest = publisher.done(
        "GET", f"/drafts?search=%D9%82%D8%A7%D8%A6%D9%85%D8%A9&cursor={listed['next']}"
    )
    assert ([each["draft"] for each in rest["drafts"]], rest["next"]) == ([names[0]], None)
    publisher.done("POST", f"/drafts/{names[0]}/ask", {})
    asked = publisher.done("GET", "/drafts?tab=review&page=main")["drafts"]
    assert names[0] in [each["draft"] for each in asked]
    publisher.refused(422, "GET", "/drafts?tab=elsewhere")
    publisher.refused(422, "GET", "/drafts?page=elsewhere")
    publisher.refused(422, "GET", "/drafts?cursor=elsewhere")


# Changing what stands on the cards


@pytest.fixture(scope="module")
def composed(publisher: ApiCaller) -> str:
    """The ID of a draft whose cards can be drawn anew."""
    article = {"text": ARTICLE, "title": "خبر يصححه محرر", "again": True}
    draft: str = publisher.done("POST", "/drafts?wait=30", article)["draft"]
    return draft


def changed(caller: ApiCaller, draft: str, **change: object) -> Any:  # noqa: ANN401 - JSON
    """Change a draft as it stands."""
    path = f"/drafts/{draft}"
    revision = caller.done("GET", path)["revision"]
    return caller.done("POST", f"{path}/changes", {"revision": revision, "change": change})


def test_a_change_draws_anew_what_it_concerns(publisher: ApiCaller, composed: str) -> None:
    before = publisher.done("GET", f"/drafts/{composed}/document")["cards"]
    done = changed(publisher, composed, op="headline", text="عنوان كتبه برنامج آخر")
    after = publisher.done("GET", f"/drafts/{composed}/document")
    assert done["title"] == after["title"] == "عنوان كتبه برنامج آخر"
    other = {
        new["key"]
        for old, new in zip(before, after["cards"], strict=True)
        if old["sha256"] != new["sha256"]
    }
    assert set(done["redrawn"]) == other
    assert "headline-1-portrait" in other
    assert [each["field"] for each in after["edits"]] == ["headline"]


def test_two_who_change_one_place_are_told_of_each_other(
    publisher: ApiCaller, composed: str
) -> None:
    path = f"/drafts/{composed}"
    seen = publisher.done("GET", path)["revision"]
    changed(publisher, composed, op="deck", text="نص الأول")
    mine = {"revision": seen, "change": {"op": "deck", "text": "نص الثاني"}}
    clash = publisher.refused(409, "POST", f"{path}/changes", mine)
    assert clash["type"].endswith("#problem-clash")
    assert (clash["field"], clash["yours"], clash["theirs"]) == ("deck", "نص الثاني", "نص الأول")
    elsewhere = {"revision": seen, "change": {"op": "comment", "text": "تعليق"}}
    assert publisher.done("POST", f"{path}/changes", elsewhere)["changed"]


def test_a_change_that_does_not_fit_gives_back_what_was_typed(
    publisher: ApiCaller, composed: str
) -> None:
    revision = publisher.done("GET", f"/drafts/{composed}")["revision"]
    asked = {"revision": revision, "change": {"op": "headline", "text": "كلمة " * 100}}
    problem = publisher.refused(422, "POST", f"/drafts/{composed}/changes", asked)
    assert (problem["code"], problem["field"]) == ("too-long", "headline")
    assert publisher.done("GET", f"/drafts/{composed}")["revision"] == revision


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"op": "dance"},
        {"op": "headline"},
        {"op": "headline", "text": 7},
        {"op": "headline", "text": "نص", "size": "square"},
        {"op": "hashtags", "hashtags": "abc"},
        {"op": "focus", "focus": [0.5]},
    ],
)
def test_what_is_no_change_is_refused(
    publisher: ApiCaller, composed: str, change: dict[str, object]
) -> None:
    asked = {"revision": 1, "change": change}
    problem = publisher.refused(422, "POST", f"/drafts/{composed}/changes", asked)
    assert problem["type"].endswith("#problem-invalid")


def test_a_photograph_goes_behind_the_headline(publisher: ApiCaller, composed: str) -> None:
    path = f"/drafts/{composed}"
    done = publisher.call(
        "PUT",
        f"{path}/picture?name=photo&credit=AFP",
        None,
        small_png(0x335577),
        Content_Type="image/png",
        If_Match="*",
    )
    assert done.status == 200, done.text
    assert done.document["redrawn"] == ["headline-1-portrait"]
    picture = publisher.done("GET", f"{path}/document")["edition"]["picture"]
    assert (picture["name"], picture["credit"]) == ("photo", "AFP")
    wrong = {"Content_Type": "image/png", "If_Match": "*"}
    assert publisher.call("PUT", f"{path}/picture", None, b"no picture", **wrong).status == 422
    text = {"Content_Type": "text/plain", "If_Match": "*"}
    assert publisher.call("PUT", f"{path}/picture", None, b"text", **text).status == 415


def test_a_flag_hinders_an_approval_until_somebody_decides(
    publisher: ApiCaller, composed: str
) -> None:
    path = f"/drafts/{composed}"
    found = publisher.done("GET", f"{path}/document")
    flags = [each["key"] for each in found["flags"] if each["decision"] is None]
    assert {each["flag"] for each in found["hindrances"]} == set(flags) != set()
    seen = {"revision": found["revision"]}
    assert publisher.refused(409, "POST", f"{path}/approve", seen)["code"] == "hindered"
    for key in flags:
        done = changed(publisher, composed, op="decide", key=key, note="مقصود")
    assert done["hindrances"] == []
    publisher.done("POST", f"{path}/approve", {"revision": done["revision"]})


# The queue


def test_a_post_is_queued_once(server: DeskServer, publisher: ApiCaller) -> None:
    draft = approved(server, "إلى الطابور")
    added = publisher.call("POST", "/queue", {"draft": draft})
    assert added.status == 201
    item = added.document
    assert added.headers["location"] == f"{BASE}/items/{item['id']}"
    assert item["slot"] is not None
    problem = publisher.refused(409, "POST", "/queue", {"draft": draft})
    assert item["id"] in problem["detail"], "to repeat it is harmless"
    moved = publisher.done("POST", f"/items/{item['id']}/move", {"at": "2030-11-24T18:00:00+03:00"})
    assert moved["due"] == "2030-11-24T15:00:00+00:00"
    assert event("moved", publisher, item["id"]) == "wordpress"
    publisher.refused(422, "POST", f"/items/{item['id']}/move", {"at": "yesterday"})
    publisher.done("POST", f"/items/{item['id']}/cancel")


def test_a_wish_with_a_key_is_granted_once(server: DeskServer, publisher: ApiCaller) -> None:
    asked = {"draft": approved(server, "مرة واحدة"), "at": "+9d", "again": True}
    publisher.refused(428, "POST", "/queue", asked)
    first = publisher.done("POST", "/queue", asked, Idempotency_Key="a-1")
    assert publisher.done("POST", "/queue", asked, Idempotency_Key="a-1")["id"] == first["id"]
    other = publisher.done("POST", "/queue", asked, Idempotency_Key="a-2")
    theirs = program(server, name="another").done("POST", "/queue", asked, Idempotency_Key="a-1")
    assert len({first["id"], other["id"], theirs["id"]}) == 3
    for each in (first, other, theirs):
        publisher.done("POST", f"/items/{each['id']}/cancel")
    again = publisher.done("POST", "/queue", asked, Idempotency_Key="a-1")
    assert (again["id"], again["status"]) == (first["id"], "cancelled")


def test_what_is_not_approved_is_not_queued(server: DeskServer, publisher: ApiCaller) -> None:
    draft = fresh(server, "بلا موافقة")
    assert "not approved" in publisher.refused(409, "POST", "/queue", {"draft": draft.id})["detail"]
    publisher.refused(422, "POST", "/queue", {"draft": draft.id, "page": "nowhere"})
    publisher.refused(404, "POST", "/queue", {"draft": NOBODY})


def test_the_parts_of_the_queue_are_the_queue(server: DeskServer, publisher: ApiCaller) -> None:
    for number in range(5):
        draft = approved(server, f"جزء {number}")
        publisher.done("POST", "/queue", {"draft": draft, "at": "2031-01-01 10:00"})
    whole = publisher.done("GET", "/queue?page=main&status=queued&limit=200")["items"]
    assert [each["due"] for each in whole] == sorted(each["due"] for each in whole)
    parts: list[object] = []
    cursor: str | None = ""
    while cursor is not None:
        part = publisher.done("GET", f"/queue?page=main&status=queued&limit=2{cursor}")
        parts += part["items"]
        cursor = None if part["next"] is None else f"&cursor={part['next']}"
    assert parts == whole
    assert len(whole) >= 5
    assert publisher.done("GET", "/queue?page=sport")["items"] == []


@pytest.mark.parametrize("cursor", ["x", "%F0", "W10", "WzEsMl0", "WyJ4IiwicTEiXQ"])
def test_a_cursor_that_is_none_is_refused(publisher: ApiCaller, cursor: str) -> None:
    problem = publisher.refused(422, "GET", f"/queue?cursor={cursor}")
    assert problem["errors"][0]["where"] == "query.cursor"


def test_an_item_that_waits_for_a_person_is_tried_again(
    server: DeskServer, publisher: ApiCaller
) -> None:
    number = put_item(server.desk.newsroom.store, fresh(server, "انتباه").id, Status.ATTENTION)
    item = publisher.done("POST", f"/items/q{number}/retry", {"at": "+9d"})
    assert item["status"] == "queued"
    publisher.refused(409, "POST", f"/items/q{number}/retry", {})
    publisher.done("POST", f"/items/q{number}/cancel")


def test_a_person_says_what_became_of_a_post(server: DeskServer, publisher: ApiCaller) -> None:
    store = server.desk.newsroom.store
    out = put_item(store, fresh(server, "مجهول أول").id, Status.UNKNOWN)
    publisher.refused(409, "POST", f"/items/q{out}/settle", {"posted": "no number"})
    word = {"posted": "https://www.facebook.com/1/posts/77", "unseen": True}
    settled = publisher.done("POST", f"/items/q{out}/settle", word)
    assert (settled["status"], settled["post_id"]) == ("published", "110000000000001_77")
    publisher.refused(409, "POST", f"/items/q{out}/settle", {"posted": None})
    lost = put_item(store, fresh(server, "مجهول ثان").id, Status.UNKNOWN)
    assert publisher.done("POST", f"/items/q{lost}/settle", {"posted": None})["status"] == "queued"
    publisher.done("POST", f"/items/q{lost}/cancel")


def test_a_page_tells_its_times_and_can_be_paused(publisher: ApiCaller) -> None:
    main, sport = publisher.done("GET", "/pages")["pages"]
    assert (main["name"], sport["name"]) == ("main", "sport")
    assert (main["spacing_seconds"], main["slots"]) == (1200, ["sun-sat 08:00 20:00"])
    assert main["next_slot"]["local"][-5:] in {"08:00", "20:00"}
    assert sport["next_slot"] is None
    paused = publisher.done("POST", "/pages/sport/pause")
    assert (paused["paused"], paused["paused_by"]) == (True, "wordpress")
    assert not publisher.done("POST", "/pages/sport/resume")["paused"]


# The whole way


def test_a_post_goes_the_whole_way(server: DeskServer, publisher: ApiCaller) -> None:
    article = {"text": ARTICLE, "title": "خبر يذهب إلى القراء", "cards": ["headline", "closing"]}
    draft = publisher.done("POST", "/drafts?wait=30", article)
    path = f"/drafts/{draft['draft']}"
    publisher.refused(409, "GET", f"{path}/calls")
    publisher.refused(409, "POST", f"{path}/publish", {})
    seen = {"revision": draft["revision"]}
    hindered = publisher.refused(409, "POST", f"{path}/approve", seen)
    assert hindered["code"] == "hindered"
    publisher.done("POST", f"{path}/approve", {**seen, "accept": True})
    calls = publisher.done("GET", f"{path}/calls")["calls"]
    assert [each["file"]["name"] for each in calls if each["file"]] == [
        each["file"] for each in draft["post"]["images"]
    ]
    item = publisher.done("POST", f"{path}/publish", {})["id"]
    publisher.refused(409, "POST", f"{path}/publish", {})
    server.desk.dispatch.wait(item, 20)
    shown = publisher.done("GET", f"/items/{item}")
    (out,) = shown["items"]
    assert out["status"] == "published", out["last_error"]
    for image in shown["post"]["images"]:
        answer = publisher.call("GET", f"/images/{image['sha256']}")
        assert hashlib.sha256(answer.body).hexdigest() == image["sha256"]
        assert answer.headers["content-type"] == image["media_type"]
    assert publisher.done("POST", f"/items/{item}/correct", {"text": "نص مصحح"})["post_id"]
    publisher.refused(409, "POST", f"/items/{item}/correct", {})
    assert publisher.done("POST", f"/items/{item}/withdraw")["withdrawn"] is not None
    publisher.refused(409, "POST", f"/items/{item}/withdraw")
    assert event("queued", publisher, item) == "wordpress"


def test_an_item_of_the_queue_can_be_published_now(
    server: DeskServer, publisher: ApiCaller
) -> None:
    draft = approved(server, "الآن لا غدا")
    item = publisher.done("POST", "/queue", {"draft": draft, "at": "+9d"})["id"]
    publisher.done("POST", f"/items/{item}/publish")
    server.desk.dispatch.wait(item, 20)
    assert publisher.done("GET", f"/items/{item}")["items"][0]["status"] == "published"
    publisher.refused(409, "POST", f"/items/{item}/publish")


# Texts of single pages


def test_a_page_gets_a_text_of_its_own_and_loses_it_again(
    server: DeskServer, publisher: ApiCaller
) -> None:
    draft = fresh(server, "خبر لصفحتين")
    path, tag = f"/drafts/{draft.id}", f'"{draft.revision}"'
    change = {"page": "sport", "text": "للرياضة", "comment": ""}
    edited = publisher.done("PATCH", path, change, If_Match=tag)
    assert edited["own"] == [{"page": "sport", "text": "للرياضة", "link": None, "comment": ""}]
    assert edited["post"]["text"] == draft.text
    there = publisher.done("GET", f"{path}?page=sport")
    assert (there["post"]["text"], there["own"]["text"]) == ("للرياضة", "للرياضة")
    assert publisher.done("GET", path)["own_pages"] == ["sport"]
    assert publisher.done("GET", path)["own"] is None
    back = {"page": "sport", "common": True}
    assert publisher.done("PATCH", path, back, If_Match='"2"')["own"] == []
    for wrong in ({"common": True}, {"page": "sport", "order": [1]}):
        publisher.refused(422, "PATCH", path, wrong, If_Match='"3"')
    nowhere = publisher.refused(422, "PATCH", path, {"page": "x", "text": "a"}, If_Match='"3"')
    assert "no page named 'x'" in nowhere["detail"]


def test_each_page_tells_what_it_is_set_to_and_what_waits(publisher: ApiCaller) -> None:
    sport = publisher.done("GET", "/pages/sport")
    assert (sport["theme"], sport["approvers"], sport["busy"]) == ("midnight", [], None)
    assert sport["queued"] >= 0
