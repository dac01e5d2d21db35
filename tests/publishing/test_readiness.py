from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from graph_answers import APP_SECRET, PAGE_ID, TOKEN, answer, connection_on, refusal

from composer.domain.secret import Secret
from composer.publishing.account import App, TokenFacts
from composer.publishing.readiness import (
    NEEDED,
    Readiness,
    Standing,
    Subject,
    check,
    check_facts,
    check_version,
    days_to_warn_of,
)

NOW = datetime(2026, 11, 23, 17, 44, tzinfo=UTC)
APP = App(id="424242424242", secret=Secret(APP_SECRET))
SUBJECT = Subject(page_id=PAGE_ID, token=Secret(TOKEN))
GOOD = TokenFacts(is_valid=True, kind="PAGE", profile=PAGE_ID, scopes=NEEDED)


def platform(**answers: httpx2.Response) -> Callable[[httpx2.Request], httpx2.Response]:
    """Return a platform on which all is in order but for the answers given by path."""
    usual = {
        "page": answer(
            {"id": PAGE_ID, "name": "ناشر"}, headers={"Date": "Mon, 23 Nov 2026 17:44:20 GMT"}
        ),
        "me": answer({"id": PAGE_ID}),
        "debug_token": answer(
            {"data": {"is_valid": True, "type": "PAGE", "expires_at": 0, "scopes": sorted(NEEDED)}}
        ),
    }
    known = usual | answers

    def handler(request: httpx2.Request) -> httpx2.Response:
        name = request.url.path.rpartition("/")[2]
        found = known["page" if name == PAGE_ID else name]
        return httpx2.Response(found.status_code, headers=found.headers.raw, content=found.content)

    return handler


def checked(
    *,
    app: App | None = APP,
    now: datetime = NOW,
    subject: Subject = SUBJECT,
    **answers: httpx2.Response,
) -> list[Readiness]:
    connection = connection_on(platform(**answers), app_secret=APP_SECRET)
    return list(check(connection, subject, app=app, now=now))


def standings(found: list[Readiness]) -> dict[str, str]:
    return {each.check: each.standing.value for each in found}


def of_facts(facts: TokenFacts, subject: Subject = SUBJECT) -> list[Readiness]:
    return list(check_facts(facts, subject, now=NOW))


def detail(found: list[Readiness], standing: Standing) -> str:
    return " ".join(each.detail for each in found if each.standing is standing)


def test_a_page_in_order_passes_everything() -> None:
    subject = Subject(page_id=PAGE_ID, token=Secret(TOKEN), tasks=("CREATE_CONTENT",))
    assert standings(checked(subject=subject)) == {
        "version": "ok",
        "page": "ok",
        "clock": "ok",
        "token": "ok",
        "expiry": "ok",
        "permission": "ok",
        "task": "ok",
    }


def test_without_the_app_what_needs_it_is_left_out_with_a_warning() -> None:
    found = checked(app=None)
    assert standings(found) == {
        "version": "ok",
        "page": "ok",
        "clock": "ok",
        "token": "warn",
        "owner": "ok",
    }
    assert "NASHIR_FACEBOOK_APP_SECRET" in detail(found, Standing.WARN)


def test_without_the_app_a_person_s_token_is_still_noticed() -> None:
    found = checked(app=None, me=answer({"id": "5"}))
    assert "not the page's own" in detail(found, Standing.FAIL)
    assert standings(checked(app=None, me=refusal(2, status=500)))["owner"] == "warn"


def test_wrong_credentials_of_the_app_do_not_condemn_the_token() -> None:
    found = checked(debug_token=refusal(190))
    assert [each.check for each in found if each.standing is Standing.WARN] == ["token"]
    assert "could not be examined" in detail(found, Standing.WARN)


def test_a_page_that_cannot_be_seen_fails_and_one_that_is_away_warns() -> None:
    assert standings(checked(page=refusal(100, 33)))["page"] == "fail"
    assert standings(checked(page=refusal(2, status=500)))["page"] == "warn"
    assert standings(checked(page=answer({"id": "9"})))["page"] == "fail"


@pytest.mark.parametrize(("minutes", "wanted"), [(0, "ok"), (4, "ok"), (6, "warn"), (-6, "warn")])
def test_a_clock_more_than_five_minutes_off_warns(minutes: int, wanted: str) -> None:
    assert standings(checked(now=NOW + timedelta(minutes=minutes)))["clock"] == wanted


def test_no_clock_is_checked_that_was_not_told() -> None:
    assert "clock" not in standings(checked(page=answer({"id": PAGE_ID})))


@pytest.mark.parametrize(
    ("version", "now", "wanted"),
    [
        ("v26.0", NOW, Standing.OK),
        ("v25.0", NOW, Standing.OK),
        ("v21.0", datetime(2026, 10, 22, tzinfo=UTC), Standing.OK),
        ("v21.0", datetime(2026, 10, 23, tzinfo=UTC), Standing.WARN),
        ("v21.0", datetime(2027, 1, 20, 23, 59, tzinfo=UTC), Standing.WARN),
        ("v21.0", datetime(2027, 1, 21, tzinfo=UTC), Standing.FAIL),
        ("v20.0", NOW, Standing.FAIL),
        ("v31.0", NOW, Standing.WARN),
        ("v2", NOW, Standing.WARN),
    ],
)
def test_the_end_of_a_version_is_told_90_days_before(
    version: str, now: datetime, wanted: Standing
) -> None:
    found = check_version(version, now=now)
    assert found.standing is wanted
    if wanted is not Standing.OK and version != "v31.0":
        assert "v26.0" in found.detail or "set api_version to a newer one" in found.detail


@pytest.mark.parametrize(
    ("left", "days"),
    [
        (timedelta(days=15), None),
        (timedelta(days=14, seconds=1), None),
        (timedelta(days=14), 14),
        (timedelta(days=8), 14),
        (timedelta(days=7), 7),
        (timedelta(days=3), 3),
        (timedelta(days=2), 3),
        (timedelta(days=1), 1),
        (timedelta(seconds=1), 1),
        (timedelta(0), 0),
        (-timedelta(days=3), 0),
    ],
)
def test_a_person_is_warned_in_steps(left: timedelta, days: int | None) -> None:
    assert days_to_warn_of(NOW + left, now=NOW) == days


def test_what_never_ends_needs_no_warning() -> None:
    assert days_to_warn_of(None, now=NOW) is None


def test_an_invalid_token_fails_with_the_reason() -> None:
    found = of_facts(TokenFacts(is_valid=False, problem="Session has expired"))
    assert standings(found) == {"token": "fail"}
    assert "Session has expired" in found[0].detail


@pytest.mark.parametrize(
    ("kind", "profile", "wanted"),
    [
        ("PAGE", PAGE_ID, "ok"),
        ("PAGE", None, "ok"),
        ("PAGE", "999", "fail"),
        ("USER", None, "fail"),
        ("SYSTEM_USER", None, "fail"),
        ("", None, "warn"),
    ],
)
def test_only_the_page_s_own_token_will_do(kind: str, profile: str | None, wanted: str) -> None:
    facts = TokenFacts(is_valid=True, kind=kind, profile=profile, scopes=NEEDED)
    assert standings(of_facts(facts))["token"] == wanted


@pytest.mark.parametrize(
    ("left", "wanted"),
    [
        (timedelta(days=60), "ok"),
        (timedelta(days=14), "warn"),
        (timedelta(minutes=1), "warn"),
        (timedelta(0), "fail"),
    ],
)
def test_a_token_s_end_is_told_in_time(left: timedelta, wanted: str) -> None:
    facts = TokenFacts(is_valid=True, kind="PAGE", scopes=NEEDED, expires=NOW + left)
    found = [each for each in of_facts(facts) if each.check == "expiry"]
    assert [each.standing.value for each in found] == [wanted]
    assert (NOW + left).strftime("%Y-%m-%d %H:%M UTC") in found[0].detail


def test_each_missing_permission_is_named() -> None:
    facts = TokenFacts(is_valid=True, kind="PAGE", scopes=frozenset({"pages_show_list"}))
    assert "pages_manage_posts, pages_read_engagement" in detail(of_facts(facts), Standing.FAIL)


def test_first_comments_need_one_permission_more() -> None:
    subject = Subject(page_id=PAGE_ID, token=Secret(TOKEN), comments=True)
    assert "pages_manage_engagement" in detail(of_facts(GOOD, subject), Standing.FAIL)
    assert standings(of_facts(GOOD))["permission"] == "ok"


def test_a_permission_for_other_pages_only_fails() -> None:
    here = {"pages_manage_posts": (PAGE_ID,)}
    elsewhere = {"pages_manage_posts": ("999",), "pages_show_list": ()}
    for targets, wanted in ((here, "ok"), (elsewhere, "fail")):
        facts = TokenFacts(is_valid=True, kind="PAGE", scopes=NEEDED, targets=targets)
        assert standings(of_facts(facts))["permission"] == wanted


def test_a_role_that_may_not_post_fails() -> None:
    subject = Subject(page_id=PAGE_ID, token=Secret(TOKEN), tasks=("ANALYZE",))
    assert standings(checked(subject=subject))["task"] == "fail"
    assert "task" not in standings(checked())


def test_nothing_that_is_told_holds_a_secret() -> None:
    found = checked(
        page=refusal(190, None, f"bad {TOKEN}"), debug_token=refusal(1, None, APP_SECRET)
    )
    assert TOKEN not in repr(found)
    assert APP_SECRET not in repr(found)
    assert TOKEN not in repr(SUBJECT)
