import hashlib
import hmac
import json
import logging
from datetime import UTC, datetime

import httpx2
import pytest
from graph_answers import APP_SECRET, PAGE_ID, TOKEN, VERSION, answer, connection_on, line, refusal

from composer.domain.secret import Secret
from composer.errors import PublishError, Rejected, Unavailable
from composer.publishing.account import (
    App,
    PageAccount,
    TokenFacts,
    examine,
    exchange,
    expiry,
    page_of,
    pages,
)

USER = Secret("EAAGshortusertoken0123456789")
APP = App(id="424242424242", secret=Secret(APP_SECRET))
ENDS = datetime(2027, 1, 22, 18, 0, tzinfo=UTC)


def node(page_id: str, **changes: object) -> dict[str, object]:
    found: dict[str, object] = {
        "id": page_id,
        "name": f"صفحة {page_id}",
        "access_token": f"token-of-{page_id}",
        "category": "News",
        "tasks": ["ADVERTISE", "CREATE_CONTENT"],
    }
    return found | changes


def reveal(account: PageAccount) -> tuple[str, str, str, tuple[str, ...] | None, str]:
    return (account.id, account.name, account.token.reveal(), account.tasks, account.category)


def test_a_short_token_is_exchanged_for_a_long_one() -> None:
    long = {"access_token": "EAAGlong", "token_type": "bearer", "expires_in": 5183944}
    calls = line(answer(long))
    token, seconds = exchange(connection_on(calls), USER, app=APP)
    assert (token.reveal(), seconds) == ("EAAGlong", 5183944)
    assert calls.last.method == "GET"
    assert calls.last.url.path == f"/{VERSION}/oauth/access_token"
    assert "authorization" not in calls.last.headers
    assert dict(calls.last.url.params) == {
        "grant_type": "fb_exchange_token",
        "client_id": APP.id,
        "client_secret": APP_SECRET,
        "fb_exchange_token": USER.reveal(),
    }


def test_an_exchange_may_not_say_how_long_the_token_lasts() -> None:
    _, seconds = exchange(connection_on(line(answer({"access_token": "x"}))), USER, app=APP)
    assert seconds is None


def test_an_exchange_without_a_token_has_failed() -> None:
    with pytest.raises(Unavailable, match="no token"):
        exchange(connection_on(line(answer({"token_type": "bearer"}))), USER, app=APP)


def test_an_expired_token_cannot_be_exchanged() -> None:
    with pytest.raises(Rejected, match="190/463"):
        exchange(connection_on(line(refusal(190, 463))), USER, app=APP)


def test_all_pages_of_a_person_are_found_with_their_tokens() -> None:
    first = answer(
        {
            "data": [node("1"), node("2", access_token=None)],
            "paging": {"cursors": {"after": "A"}, "next": "https://graph.facebook.com/x"},
        }
    )
    calls = line(first, answer({"data": [{"id": "3", "access_token": "t3"}]}))
    found = pages(connection_on(calls), USER)
    assert [reveal(each) for each in found] == [
        ("1", "صفحة 1", "token-of-1", ("ADVERTISE", "CREATE_CONTENT"), "News"),
        ("3", "", "t3", None, ""),
    ]
    assert calls.last.url.path == f"/{VERSION}/me/accounts"
    assert calls.last.url.params["after"] == "A"
    assert calls.last.headers["authorization"] == f"Bearer {USER.reveal()}"
    assert "token-of-1" not in repr(found)


def test_a_system_user_asks_for_one_page() -> None:
    calls = line(answer(node(PAGE_ID)))
    assert page_of(connection_on(calls), USER, PAGE_ID).token.reveal() == f"token-of-{PAGE_ID}"
    assert calls.last.url.path == f"/{VERSION}/{PAGE_ID}"
    assert "access_token" in calls.last.url.params["fields"]


@pytest.mark.parametrize("odd", [{"id": PAGE_ID, "name": "x"}, node("999"), {}])
def test_a_page_that_gives_no_token_does_not_open(odd: object) -> None:
    with pytest.raises(Rejected, match="does not open the page"):
        page_of(connection_on(line(answer(odd))), USER, PAGE_ID)


RECORDED = {
    "data": {
        "app_id": APP.id,
        "application": "Nashir",
        "type": "PAGE",
        "is_valid": True,
        "expires_at": int(ENDS.timestamp()),
        "data_access_expires_at": int(ENDS.timestamp()) + 60,
        "issued_at": 1763900000,
        "profile_id": PAGE_ID,
        "user_id": "5",
        "scopes": ["pages_show_list", "pages_manage_posts"],
        "granular_scopes": [
            {"scope": "pages_show_list"},
            {"scope": "pages_manage_posts", "target_ids": [PAGE_ID, "2"]},
        ],
    }
}


def test_what_the_platform_says_of_a_token_is_read() -> None:
    calls = line(answer(RECORDED))
    facts = examine(connection_on(calls, app_secret=APP_SECRET), Secret(TOKEN), app=APP)
    assert facts == TokenFacts(
        is_valid=True,
        kind="PAGE",
        app_id=APP.id,
        profile=PAGE_ID,
        expires=ENDS,
        data_access_expires=ENDS.replace(minute=1),
        scopes=frozenset({"pages_show_list", "pages_manage_posts"}),
        targets={"pages_manage_posts": (PAGE_ID, "2")},
    )
    assert expiry(facts) == ENDS
    assert calls.last.url.path == f"/{VERSION}/debug_token"
    assert dict(calls.last.url.params) == {"input_token": TOKEN}
    assert calls.last.headers["authorization"] == f"Bearer {APP.id}|{APP_SECRET}"


def test_a_token_may_never_end() -> None:
    data = {"data": {"is_valid": True, "expires_at": 0, "data_access_expires_at": 0}}
    facts = examine(connection_on(line(answer(data))), Secret(TOKEN), app=APP)
    assert facts == TokenFacts(is_valid=True)
    assert expiry(facts) is None


def test_an_invalid_token_says_why() -> None:
    error = {"code": 190, "subcode": 463, "message": "Session has expired"}
    data = {"data": {"is_valid": False, "error": error, "scopes": []}}
    facts = examine(connection_on(line(answer(data))), Secret(TOKEN), app=APP)
    assert (facts.is_valid, facts.problem) == (False, "Session has expired")


@pytest.mark.parametrize("odd", [{}, {"data": []}, {"data": "x"}])
def test_an_answer_about_nothing_is_asked_for_again(odd: object) -> None:
    with pytest.raises(Unavailable):
        examine(connection_on(line(answer(odd))), Secret(TOKEN), app=APP)


def test_odd_facts_count_as_unknown() -> None:
    odd = {"is_valid": "yes", "type": 3, "expires_at": "never", "scopes": {}, "granular_scopes": 1}
    facts = examine(connection_on(line(answer({"data": odd}))), Secret(TOKEN), app=APP)
    assert facts == TokenFacts(is_valid=False)


def test_no_login_leaks_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    hidden = [USER.reveal(), TOKEN, APP_SECRET]
    proof = hmac.new(APP_SECRET.encode(), USER.reveal().encode(), hashlib.sha256).hexdigest()
    words = json.dumps([*hidden, proof])
    answers = (refusal(190, None, words), httpx2.ReadError(words))
    for each in answers:
        connection = connection_on(line(each), app_secret=APP_SECRET)
        for call in (
            lambda connection=connection: exchange(connection, USER, app=APP),
            lambda connection=connection: examine(connection, Secret(TOKEN), app=APP),
            lambda connection=connection: pages(connection, USER),
        ):
            with pytest.raises(PublishError) as caught:
                call()
            said = f"{caught.value} {caught.value!r}"
            assert APP_SECRET not in said
            assert USER.reveal() not in said
            assert TOKEN not in said
    assert not any(each in caplog.text for each in (*hidden, proof))
