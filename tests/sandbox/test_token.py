import hashlib
import hmac
from pathlib import Path

import pytest
from practice_caller import BEGIN, PAGE, Caller, SetClock

from composer.sandbox import (
    PRACTICE_APP_ID,
    PRACTICE_APP_SECRET,
    PRACTICE_TOKEN,
    PRACTICE_USER_ID,
    PRACTICE_USER_TOKEN,
    Faults,
    PracticePage,
)

APP_TOKEN = f"{PRACTICE_APP_ID}|{PRACTICE_APP_SECRET}"
KIND = "bearer"
OWN_TOKEN = "own-token"  # noqa: S105 - made for these tests
UNKNOWN = "nonsense"
EXCHANGE = {
    "grant_type": "fb_exchange_token",
    "client_id": PRACTICE_APP_ID,
    "client_secret": PRACTICE_APP_SECRET,
    "fb_exchange_token": PRACTICE_USER_TOKEN,
}


def _as(caller: Caller, token: str | None) -> Caller:
    return Caller(caller.client, token)


def _proof(token: str) -> str:
    return hmac.new(PRACTICE_APP_SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()


def test_without_a_token_nothing_is_told(each_caller: Caller) -> None:
    found = _as(each_caller, None).call("GET", "me")
    assert found.status_code == 400
    error = found.json()["error"]
    assert error["code"] == 2500
    assert error["message"].startswith("An active access token must be used")
    assert '"invalid_token"' in found.headers["WWW-Authenticate"]


def test_a_token_may_come_in_the_header_or_as_a_parameter(each_caller: Caller) -> None:
    bare = _as(each_caller, None)
    assert bare.get("me", access_token=PRACTICE_TOKEN)["id"] == PAGE
    assert "id" in bare.post(f"{PAGE}/feed", message="نص", access_token=PRACTICE_TOKEN)
    headers = {"Authorization": f"OAuth {PRACTICE_TOKEN}"}
    assert each_caller.client.get("/v26.0/me", headers=headers).status_code == 200


def test_an_unknown_token_is_refused(caller: Caller) -> None:
    error = _as(caller, UNKNOWN).error("GET", "me")
    assert error["code"] == 190
    assert error["message"] == "The access token could not be decrypted"
    assert UNKNOWN not in str(error)


def test_the_proof_is_checked_when_it_is_sent(each_caller: Caller) -> None:
    right = _proof(PRACTICE_TOKEN)
    assert each_caller.get("me", appsecret_proof=right)["id"] == PAGE
    data = {"message": "نص", "appsecret_proof": right[:-1] + "x"}
    error = each_caller.error("POST", f"{PAGE}/feed", data=data)
    assert error["code"] == 100
    assert "appsecret_proof" in error["message"]
    assert each_caller.listed() == []


def test_the_proof_can_be_required(caller: Caller, page: PracticePage) -> None:
    page.arm(Faults.parse("require-proof"))
    error = caller.error("GET", "me")
    assert error["code"] == 100
    assert "appsecret_proof" in error["message"]
    assert caller.get("me", appsecret_proof=_proof(PRACTICE_TOKEN))["id"] == PAGE
    assert "data" in _as(caller, APP_TOKEN).get("debug_token", input_token=PRACTICE_TOKEN)


def test_a_person_does_not_post_as_the_page(caller: Caller) -> None:
    person = _as(caller, PRACTICE_USER_TOKEN)
    error = person.error("POST", f"{PAGE}/feed", data={"message": "نص", "published": "false"})
    assert error["code"] == 200
    assert error["message"] == (
        "(#200) Unpublished posts must be posted to a page as the page itself"
    )
    found = person.call("POST", f"{PAGE}/feed", data={"message": "نص"})
    assert (found.status_code, found.json()["error"]["code"]) == (403, 200)
    post = caller.create("نص")
    assert person.get(post)["message"] == "نص"
    assert person.error("POST", post, data={"message": "غيره"})["code"] == 200
    assert person.error("POST", f"{post}/comments", data={"message": "غيره"})["code"] == 200
    assert "Page token is required" in person.error("DELETE", post)["message"]
    assert person.error("GET", f"{PAGE}/scheduled_posts")["code"] == 210


def test_the_way_from_a_person_to_a_page_token(each_caller: Caller, page: PracticePage) -> None:
    page.add_page("110000000000001", "الموقع", OWN_TOKEN)
    bare = _as(each_caller, None)
    exchanged = bare.get("oauth/access_token", **EXCHANGE)
    assert exchanged["token_type"] == KIND
    assert exchanged["expires_in"] == 5_183_944
    person = _as(each_caller, exchanged["access_token"])
    assert person.get("me")["id"] == PRACTICE_USER_ID
    pages = person.get("me/accounts")["data"]
    assert pages == person.get(f"{PRACTICE_USER_ID}/accounts")["data"]
    assert [each["name"] for each in pages] == ["صفحة التدريب", "الموقع"]
    assert all("CREATE_CONTENT" in each["tasks"] for each in pages)
    own = _as(each_caller, pages[1]["access_token"])
    assert own.get("me", fields="id,name") == {"id": "110000000000001", "name": "الموقع"}
    assert own.create("نص", page="me").startswith("110000000000001_")
    found = person.get("110000000000001", fields="access_token")
    assert found["access_token"] == OWN_TOKEN


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"grant_type": "code"}, 100),
        ({"client_id": "another"}, 101),
        ({"client_secret": "wrong"}, 1),
        ({"fb_exchange_token": "nonsense"}, 190),
        ({"fb_exchange_token": PRACTICE_TOKEN}, 190),
    ],
)
def test_a_wrong_exchange_is_refused(caller: Caller, change: dict[str, str], code: int) -> None:
    error = _as(caller, None).error("GET", "oauth/access_token", params=EXCHANGE | change)
    assert error["code"] == code


def test_an_exchanged_token_dies_in_the_end(caller: Caller, clock: SetClock) -> None:
    long = _as(caller, None).get("oauth/access_token", **EXCHANGE)["access_token"]
    clock.forward(seconds=5_183_943)
    assert _as(caller, long).get("me")["id"] == PRACTICE_USER_ID
    clock.forward(seconds=1)
    error = _as(caller, long).error("GET", "me")
    assert (error["code"], error["error_subcode"]) == (190, 463)
    found = _as(caller, APP_TOKEN).get("debug_token", input_token=long)["data"]
    assert found["is_valid"] is False
    assert found["error"]["subcode"] == 463


def test_a_token_that_was_never_given_out_is_unknown(caller: Caller) -> None:
    assert _as(caller, "practice-long-user-token").error("GET", "me")["code"] == 190


def test_a_page_token_can_be_looked_at(each_caller: Caller, page: PracticePage) -> None:
    page.add_page("110000000000001", "الموقع", OWN_TOKEN)
    app = _as(each_caller, APP_TOKEN)
    found = app.get("debug_token", input_token=OWN_TOKEN)["data"]
    assert found["is_valid"] is True
    assert found["expires_at"] == 0
    assert found["type"] == "PAGE"
    assert found["profile_id"] == "110000000000001"
    assert "pages_manage_posts" in found["scopes"]
    scopes = {each["scope"]: each["target_ids"] for each in found["granular_scopes"]}
    assert scopes["pages_manage_posts"] == ["110000000000001"]


def test_a_short_token_tells_its_end(caller: Caller) -> None:
    found = _as(caller, APP_TOKEN).get("debug_token", input_token=PRACTICE_USER_TOKEN)["data"]
    assert (found["type"], found["user_id"]) == ("USER", PRACTICE_USER_ID)
    assert found["expires_at"] == int(BEGIN.timestamp()) + 3600


def test_only_the_app_may_look_at_tokens(caller: Caller) -> None:
    assert caller.error("GET", "debug_token", params={"input_token": "x"})["code"] == 100
    app = _as(caller, APP_TOKEN)
    assert app.error("GET", "debug_token")["code"] == 100
    dead = app.get("debug_token", input_token=UNKNOWN)["data"]
    assert (dead["is_valid"], dead["scopes"], dead["error"]["code"]) == (False, [], 190)
    assert app.get("debug_token", input_token=APP_TOKEN)["data"]["type"] == "APP"


def test_a_page_sees_no_other_page(caller: Caller, page: PracticePage) -> None:
    page.add_page("110000000000001", "الموقع", OWN_TOKEN)
    own = _as(caller, OWN_TOKEN)
    theirs = caller.create("نص")
    assert own.error("GET", theirs)["error_subcode"] == 33
    assert own.error("GET", f"{PAGE}/posts")["error_subcode"] == 33
    assert own.error("POST", f"{PAGE}/feed", data={"message": "نص"})["code"] == 200
    assert own.error("DELETE", theirs)["error_subcode"] == 33
    assert own.error("GET", "me/accounts")["code"] == 100


def test_the_practice_token_brings_a_page_into_being(caller: Caller, page: PracticePage) -> None:
    assert caller.get("100000000000077")["name"] == "صفحة التدريب"
    page.add_page("100000000000078", "أخرى", PRACTICE_TOKEN)
    assert caller.get("100000000000078")["name"] == "أخرى"
    person = _as(caller, PRACTICE_USER_TOKEN)
    assert person.error("GET", "100000000000079")["error_subcode"] == 33
    assert caller.error("GET", "99")["error_subcode"] == 33


def test_permissions_are_told_to_their_owner(caller: Caller) -> None:
    found = _as(caller, PRACTICE_USER_TOKEN).get("me/permissions")["data"]
    assert {"permission": "pages_manage_posts", "status": "granted"} in found
    assert caller.error("GET", "me/permissions")["code"] == 100


def test_the_practice_token_is_not_written_down(
    caller: Caller, page: PracticePage, tmp_path: Path
) -> None:
    caller.create("نص", [caller.stage()])
    _as(caller, None).get("me", access_token=PRACTICE_TOKEN)
    page.close()
    files = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert files
    assert not any(PRACTICE_TOKEN.encode() in each.read_bytes() for each in files)
