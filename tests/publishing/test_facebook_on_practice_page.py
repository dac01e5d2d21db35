from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from practice_caller import PAGE, SetClock, png, practice_page

from composer.domain.post import PostImage
from composer.domain.secret import Secret
from composer.errors import OutcomeUnknown, PublishError, Rejected, Unavailable
from composer.publishing.account import App, exchange, page_of, pages
from composer.publishing.connection import Connection
from composer.publishing.facebook import FacebookPage
from composer.publishing.readiness import Standing, Subject, check
from composer.publishing.usage import Usage
from composer.sandbox import (
    PRACTICE_APP_ID,
    PRACTICE_APP_SECRET,
    PRACTICE_TOKEN,
    PRACTICE_USER_TOKEN,
    Faults,
    PracticePage,
    running,
    transport,
)

APP = App(id=PRACTICE_APP_ID, secret=Secret(PRACTICE_APP_SECRET))


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def practice(tmp_path: Path, clock: SetClock) -> Iterator[PracticePage]:
    with closing(practice_page(tmp_path / "sandbox", clock)) as page:
        yield page


@pytest.fixture(params=["in the process", "over a port"])
def way(request: pytest.FixtureRequest, practice: PracticePage) -> Iterator[dict[str, object]]:
    common: dict[str, object] = {"api_version": "v26.0", "app_secret": APP.secret}
    if request.param == "in the process":
        yield common | {"api_base": "http://localhost", "transport": transport(practice)}
    else:
        with running(practice) as base:
            yield common | {"api_base": base}


@pytest.fixture
def facebook(way: dict[str, object]) -> Iterator[FacebookPage]:
    token = Secret(PRACTICE_TOKEN)
    with closing(FacebookPage(page_id=PAGE, token=token, **way)) as page:  # type: ignore[arg-type]
        yield page


@pytest.fixture
def connection(way: dict[str, object]) -> Iterator[Connection]:
    with closing(Connection(**way)) as made:  # type: ignore[arg-type]
        yield made


def image(alt_text: str = "بطاقة") -> PostImage:
    return PostImage(
        sha256="0" * 64,
        media_type="image/png",
        alt_text=alt_text,
        width=4,
        height=5,
        size=100,
        file="01-headline-portrait.png",
    )


def stage(facebook: FacebookPage, count: int, *, temporary: bool = False) -> tuple[str, ...]:
    return tuple(
        facebook.stage(image(f"بطاقة {n}"), png(shade=n), temporary=temporary) for n in range(count)
    )


@pytest.mark.parametrize("count", [1, 2, 10])
def test_a_post_with_images_is_found_again_as_it_was_sent(
    facebook: FacebookPage, practice: PracticePage, count: int
) -> None:
    photos = stage(facebook, count)
    made = facebook.create("نص & «رموز»\nسطر", link=None, images=photos, at=None)
    [seen] = facebook.newest()
    assert (seen.id, seen.text, seen.images, seen.is_published) == (
        made,
        "نص & «رموز»\nسطر",
        photos,
        True,
    )
    assert seen.created is not None
    assert seen.permalink
    assert facebook.find(made) == seen
    [stored] = practice.posts()
    assert [each.alt_text for each in stored.photos] == [f"بطاقة {n}" for n in range(count)]


def test_a_post_of_text_or_with_a_link_needs_no_image(facebook: FacebookPage) -> None:
    text = facebook.create("نص", link=None, images=(), at=None)
    link = facebook.create("رابط", link="https://example.com/a", images=(), at=None)
    newest = facebook.newest()
    assert [each.id for each in newest] == [link, text]
    assert [each.link for each in newest] == ["https://example.com/a", None]


def test_a_held_post_waits_is_moved_and_appears(facebook: FacebookPage, clock: SetClock) -> None:
    at = clock.now + timedelta(minutes=25)
    photos = stage(facebook, 2, temporary=True)
    made = facebook.create("نص", link=None, images=photos, at=at)
    [held] = facebook.scheduled()
    assert (held.id, held.images, held.scheduled, held.is_published) == (made, photos, at, False)
    assert facebook.newest() == ()
    later = at + timedelta(hours=1)
    facebook.reschedule(made, later)
    found = facebook.find(made)
    assert found is not None
    assert found.scheduled == later
    clock.now = later
    [shown] = facebook.newest()
    assert (shown.id, shown.is_published) == (made, True)
    assert facebook.scheduled() == ()


def test_a_time_outside_the_window_is_refused(facebook: FacebookPage, clock: SetClock) -> None:
    with pytest.raises(Rejected, match="20 minutes to 29 days"):
        facebook.create("نص", link=None, images=(), at=clock.now + timedelta(minutes=5))


def test_a_text_is_corrected_and_a_post_taken_down_once_and_for_all(
    facebook: FacebookPage, practice: PracticePage
) -> None:
    made = facebook.create("خطأ", link=None, images=(), at=None)
    facebook.edit(made, "صواب")
    found = facebook.find(made)
    assert found is not None
    assert found.text == "صواب"
    facebook.delete(made)
    facebook.delete(made)
    assert facebook.find(made) is None
    assert practice.posts() == ()


def test_a_comment_is_written_and_found(facebook: FacebookPage) -> None:
    post = facebook.create("نص", link=None, images=(), at=None)
    made = facebook.comment(post, "المصدر: https://example.com")
    [seen] = facebook.comments(post)
    assert (seen.id, seen.text, seen.author) == (made, "المصدر: https://example.com", PAGE)


def test_long_lists_are_read_to_their_end(
    facebook: FacebookPage, practice: PracticePage, clock: SetClock
) -> None:
    practice.arm(Faults.parse("allow-same-text"))
    at = clock.now + timedelta(days=2)
    held = [facebook.create("نص", link=None, images=(), at=at) for _ in range(7)]
    shown = [facebook.create("نص", link=None, images=(), at=None) for _ in range(7)]
    practice.arm(Faults.parse("short-pages:empty=1"))
    assert {each.id for each in facebook.scheduled()} == set(held)
    assert [each.id for each in facebook.newest()] == shown[::-1]


def test_a_photo_that_was_used_leaves_open_whether_the_post_is_there(
    facebook: FacebookPage, practice: PracticePage
) -> None:
    photos = stage(facebook, 2)
    facebook.create("نص", link=None, images=photos, at=None)
    for faults in (Faults(), Faults.parse("reuse-as-code")):
        practice.arm(faults)
        with pytest.raises(OutcomeUnknown, match="1366051"):
            facebook.create("نص آخر", link=None, images=photos, at=None)
    assert len(practice.posts()) == 1


def test_the_same_text_again_leaves_open_whether_the_post_is_there(
    facebook: FacebookPage, practice: PracticePage
) -> None:
    facebook.create("نص", link=None, images=(), at=None)
    with pytest.raises(OutcomeUnknown, match="code 506"):
        facebook.create("نص", link=None, images=(), at=None)
    assert len(practice.posts()) == 1


@pytest.mark.parametrize(
    ("fault", "error", "number_of_posts"),
    [
        ("cut-before-commit", OutcomeUnknown, 0),
        ("cut-after-commit", OutcomeUnknown, 1),
        ("500-before-commit", OutcomeUnknown, 0),
        ("500-after-commit", OutcomeUnknown, 1),
        ("1-99-after-commit", OutcomeUnknown, 1),
        ("502-html", OutcomeUnknown, 0),
        ("502-html-after-commit", OutcomeUnknown, 1),
        ("200-text", OutcomeUnknown, 1),
        ("200-text:committed=0", OutcomeUnknown, 0),
        ("throttle-4", Unavailable, 0),
        ("throttle-17", Unavailable, 0),
        ("throttle-32", Unavailable, 0),
        ("throttle-613", Unavailable, 0),
        ("throttle-80001:minutes=7", Unavailable, 0),
        *((f"token-190:subcode={n}", Rejected, 0) for n in (458, 459, 460, 463, 464, 467, 492)),
        ("blocked-368", Unavailable, 0),
        ("blocked-368:subcode=4854002", Rejected, 0),
        ("blocked-368:subcode=0", Rejected, 0),
    ],
)
def test_each_fault_is_understood_and_never_repeated(
    facebook: FacebookPage,
    practice: PracticePage,
    fault: str,
    error: type[PublishError],
    number_of_posts: int,
) -> None:
    photos = stage(facebook, 1)
    practice.arm(Faults.parse(fault))
    with pytest.raises(PublishError) as caught:
        facebook.create("نص", link=None, images=photos, at=None)
    assert type(caught.value) is error
    practice.arm(Faults())
    assert len(practice.posts()) == number_of_posts
    assert [each.images for each in facebook.newest()] == [photos] * number_of_posts
    made = [each for each in practice.calls() if each.path.endswith("/feed")]
    assert len(made) == 1


def test_the_wait_after_a_throttle_is_the_one_that_is_told(
    facebook: FacebookPage, practice: PracticePage
) -> None:
    practice.arm(Faults.parse("throttle-80001:minutes=7"))
    with pytest.raises(Unavailable) as caught:
        facebook.newest()
    assert caught.value.wait_s == 7 * 60


@pytest.mark.parametrize(
    "fault", ["cut-before-commit", "500-before-commit", "502-html", "200-text"]
)
def test_what_may_be_repeated_is_away_for_the_moment(
    facebook: FacebookPage, practice: PracticePage, fault: str
) -> None:
    post = facebook.create("نص", link=None, images=(), at=None)
    calls: dict[str, Callable[[], object]] = {
        "stage": lambda: stage(facebook, 1),
        "read": facebook.newest,
        "edit": lambda: facebook.edit(post, "غيره"),
        "delete": lambda: facebook.delete(post),
    }
    for effect, call in calls.items():
        practice.arm(Faults.parse(f"{fault}:on={effect}"))
        with pytest.raises(Unavailable):
            call()
        practice.arm(Faults())
        call()


def test_usage_slows_down_and_then_holds(facebook: FacebookPage, practice: PracticePage) -> None:
    practice.arm(Faults.parse("usage:percent=80"))
    facebook.newest()
    assert facebook.usage == Usage(percent=80, wait_s=0)
    assert facebook.slow_down_s == 30
    practice.arm(Faults.parse("usage:percent=95,minutes=3"))
    facebook.newest()
    with pytest.raises(Unavailable, match="nothing was sent") as caught:
        facebook.create("نص", link=None, images=(), at=None)
    assert caught.value.wait_s == pytest.approx(180, abs=5)
    assert not any(each.path.endswith("/feed") for each in practice.calls())


def test_a_time_that_was_stored_otherwise_can_be_seen(
    facebook: FacebookPage, practice: PracticePage, clock: SetClock
) -> None:
    practice.arm(Faults.parse("time-skew:seconds=300"))
    at = clock.now + timedelta(hours=1)
    made = facebook.create("نص", link=None, images=(), at=at)
    found = facebook.find(made)
    assert found is not None
    assert found.scheduled == at + timedelta(minutes=5)


def test_a_new_post_that_no_list_shows_yet_is_found_by_its_id(
    facebook: FacebookPage, practice: PracticePage
) -> None:
    practice.arm(Faults.parse("delayed-visibility:seconds=60"))
    made = facebook.create("نص", link=None, images=(), at=None)
    assert facebook.newest() == ()
    found = facebook.find(made)
    assert found is not None
    assert found.id == made


def test_each_call_proves_the_app_s_secret_where_that_is_required(
    facebook: FacebookPage, practice: PracticePage
) -> None:
    practice.arm(Faults.parse("require-proof"))
    made = facebook.create("نص", link=None, images=stage(facebook, 1), at=None)
    facebook.comment(made, "تعليق")
    facebook.newest()
    facebook.edit(made, "غيره")
    facebook.delete(made)
    assert all("appsecret_proof" in each.parameters for each in practice.calls())


def test_the_platform_s_clock_is_seen(
    facebook: FacebookPage, practice: PracticePage, clock: SetClock
) -> None:
    practice.arm(Faults.parse("clock-skew:seconds=3600"))
    facebook.newest()
    assert facebook.last_server_date == clock.now + timedelta(hours=1)


def test_the_way_from_a_person_s_token_to_a_page_that_is_ready(
    connection: Connection, practice: PracticePage, clock: SetClock
) -> None:
    practice.add_page("110000000000001", "الموقع", "own-token")
    long, seconds = exchange(connection, Secret(PRACTICE_USER_TOKEN), app=APP)
    assert seconds == 5_183_944
    found = {each.id: each for each in pages(connection, long)}
    assert set(found) == {PAGE, "110000000000001"}
    account = found["110000000000001"]
    assert (account.name, account.token.reveal()) == ("الموقع", "own-token")
    assert page_of(connection, long, account.id).token.reveal() == "own-token"
    subject = Subject(page_id=account.id, token=account.token, tasks=account.tasks, comments=True)
    results = check(connection, subject, app=APP, now=clock.now)
    assert {each.standing for each in results} == {Standing.OK}
    assert {each.check for each in results} == {
        "version",
        "page",
        "clock",
        "token",
        "expiry",
        "permission",
        "task",
    }


def test_a_page_is_checked_without_the_app_too(connection: Connection, clock: SetClock) -> None:
    for token, wanted in ((PRACTICE_TOKEN, Standing.OK), (PRACTICE_USER_TOKEN, Standing.FAIL)):
        subject = Subject(page_id=PAGE, token=Secret(token))
        results = {each.check: each for each in check(connection, subject, app=None, now=clock.now)}
        assert results["token"].standing is Standing.WARN
        assert results["owner"].standing is wanted


def test_another_page_s_token_fails_the_check(
    connection: Connection, practice: PracticePage, clock: SetClock
) -> None:
    practice.add_page("110000000000001", "الموقع", "own-token")
    subject = Subject(page_id=PAGE, token=Secret("own-token"))
    results = check(connection, subject, app=APP, now=clock.now)
    failed = {each.check for each in results if each.standing is Standing.FAIL}
    assert failed >= {"page", "token", "permission"}


def test_a_wrong_secret_of_the_app_is_named(connection: Connection) -> None:
    wrong = App(id=PRACTICE_APP_ID, secret=Secret("another-secret"))
    with pytest.raises(Rejected, match="app's secret is wrong"):
        exchange(connection, Secret(PRACTICE_USER_TOKEN), app=wrong)
