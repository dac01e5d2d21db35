"""Who comes in: users, passwords, sessions, over a real desk."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher, extract_parameters
from desk_server import KEY, PASSWORD, Client, DeskServer, serving

from composer.app.desk.door import Door, TooManyAttempts
from composer.app.password import LEAST, Passwords, refuse_weak
from composer.domain.role import Role
from composer.errors import SettingsError
from composer.store.attempt import BY_ADDRESS, BY_NAME
from composer.store.store import Store
from composer.store.visit import IDLE, LONGEST

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("desk")) as server:
        server.add_user("salma", Role.EDITOR, shown="سلمى")
        yield server


# From the first user on.


def test_the_first_user_ends_the_sessions_of_the_key_and_the_key_itself(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        local = server.guest()
        assert local.get("/account").status == 200
        server.add_user("salma")
        assert local.get("/account").status == 303
        assert not server.client().get(f"/sign-in?key={KEY}").cookies


def test_a_user_signs_in_and_is_known_by_name_and_role(served: DeskServer) -> None:
    page = served.client().sign_in("salma").get("/account")
    assert "سلمى" in page.text
    assert "محرر" in page.text
    assert served.client().sign_in(" SALMA ").get("/account").status == 200


@pytest.mark.parametrize(
    ("name", "password"),
    [("salma", "wrong"), ("nobody", PASSWORD), ("", ""), ("salma", ""), ("سلمى", PASSWORD)],
)
def test_what_is_wrong_is_told_without_saying_which(
    served: DeskServer, name: str, password: str
) -> None:
    answer = served.client().post("/sign-in", {"name": name, "password": password})
    assert answer.status == 403
    assert not answer.cookies
    assert "الاسم أو كلمة المرور غير صحيحة" in answer.text


def test_a_name_comes_back_as_text_and_the_password_never(served: DeskServer) -> None:
    typed = {"name": '"><script>x</script>', "password": "not-to-be-seen"}
    answer = served.client().post("/sign-in", typed)
    assert "<script>x" not in answer.text
    assert "not-to-be-seen" not in answer.text


def test_another_site_signs_nobody_in(served: DeskServer) -> None:
    typed = {"name": "salma", "password": PASSWORD}
    answer = served.client().post("/sign-in", typed, Sec_Fetch_Site="cross-site")
    assert answer.status == 403
    assert not answer.cookies


def test_a_session_begins_anew_with_each_sign_in_and_the_old_one_ends(served: DeskServer) -> None:
    guest = served.client().sign_in("salma")
    before = dict(guest.cookies)
    guest.sign_in("salma")
    assert guest.cookies != before
    thief = Client(port=served.port, cookies=before)
    assert thief.get("/account").status == 303


def test_a_session_that_somebody_planted_is_not_taken_up(served: DeskServer) -> None:
    planted = {f"nashir-{served.port}": "planted-by-an-attacker"}
    guest = Client(port=served.port, cookies=dict(planted)).sign_in("salma")
    assert guest.cookies[f"nashir-{served.port}"] != "planted-by-an-attacker"
    assert Client(port=served.port, cookies=planted).get("/account").status == 303


def test_signing_out_everywhere_ends_all_sessions(served: DeskServer) -> None:
    here, there = served.client().sign_in("salma"), served.client().sign_in("salma")
    assert here.post("/account/sign-out-everywhere").status == 303
    assert there.get("/account").status == 303
    assert here.get("/account").status == 303


def test_nobody_goes_on_who_is_disabled_or_has_another_role(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        guest = server.user("omar", Role.PUBLISHER)
        people, now = server.desk.newsroom.store.people, server.desk.now()
        people.set_role("omar", Role.WRITER, now=now, actor="sara")
        assert "كاتب" in guest.get("/account").text
        people.disable("omar", now=now, actor="sara")
        assert guest.get("/account").status == 303
        refused = server.client().post("/sign-in", {"name": "omar", "password": PASSWORD})
        assert refused.status == 403


# Passwords.


def test_a_new_password_ends_all_sessions_and_counts_alone(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        guest = server.user("omar")
        fresh = "a house of four words"
        typed = {"old": PASSWORD, "new": fresh, "again": fresh}
        for wrong in ({"old": "x"}, {"again": "y"}, {"new": "short", "again": "short"}):
            assert guest.post("/account/password", typed | wrong).status == 422
        assert guest.post("/account/password", typed).status == 303
        assert guest.get("/account").status == 303
        assert server.client().sign_in("omar", fresh).get("/account").status == 200
        old = server.client().post("/sign-in", {"name": "omar", "password": PASSWORD})
        assert old.status == 403


@pytest.mark.parametrize(
    "password",
    [
        *("short", "", "a" * 300, "aaaaaaaaaaaaaa", "123456789012", "٠١٢٣٤٥٦٧٨٩٠١٢"),
        *("password12345", "Passw0rd!Passw0rd!", "qwertyuiop12", "Administrator2026!"),
        *("omar-omar-1987", "1q2w3e4r5t6y", "nashir2026nashir"),
    ],
)
def test_a_password_that_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(SettingsError):
        refuse_weak(password, name="omar")


@pytest.mark.parametrize(
    "password", [PASSWORD, "correct horse battery", "Tr0ub4dor&3-und-mehr", "x9#kfL2!pQz7"]
)
def test_a_password_of_ones_own_is_taken(password: str) -> None:
    assert len(password) >= LEAST
    refuse_weak(password, name="omar")


def test_a_password_is_the_same_however_the_keyboard_composes_it() -> None:
    passwords = Passwords(QUICK)
    secret = passwords.hash("مسألة آخر القصة")  # composed, and then taken apart
    assert passwords.check(secret, "مس\u0627\u0654لة \u0627\u0653خر القصة").is_right
    assert not passwords.check(secret, "مسالة اخر القصة").is_right


def test_hashes_are_made_as_rfc_9106_recommends() -> None:
    assert Passwords().hash(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_hash_is_argon2id_and_made_anew_when_its_parameters_are_old() -> None:
    old = Passwords(QUICK).hash(PASSWORD)
    assert old.startswith("$argon2id$")
    checked = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)).check(
        old, PASSWORD
    )
    assert checked.is_right
    assert checked.fresh is not None
    assert checked.fresh != old
    assert Passwords(QUICK).check(old, PASSWORD).fresh is None


def test_somebody_unknown_costs_a_hash_too_and_is_never_right() -> None:
    counted = _Counting()
    passwords = Passwords(counted)
    secret = passwords.hash(PASSWORD)
    assert not passwords.check(secret, "wrong").is_right
    assert not passwords.check(None, "wrong").is_right
    assert not passwords.check(None, "nobody has this password").is_right
    costs = [extract_parameters(each) for each in counted.verified]
    assert costs == [costs[0]] * 3


class _Counting(PasswordHasher):
    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - as above
        self.verified.append(str(hash))
        return super().verify(hash, password)


# Guessing.


def test_after_some_wrong_passwords_nobody_may_try_at_that_name(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        server.add_user("omar")
        server.add_user("salma")
        thief = server.client()
        for _ in range(BY_NAME.most):
            assert thief.post("/sign-in", {"name": "omar", "password": "x"}).status == 403
        refused = thief.post("/sign-in", {"name": "OMAR ", "password": PASSWORD})
        assert refused.status == 429
        assert 0 < int(refused.headers["retry-after"]) <= BY_NAME.window.total_seconds()
        assert "محاولات كثيرة" in refused.text
        assert server.client().sign_in("salma").get("/account").status == 200


def test_guessing_at_the_present_password_is_limited_too(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        thief = server.user("omar")  # at a screen that was left open
        typed = {"old": "x", "new": PASSWORD + "1", "again": PASSWORD + "1"}
        for _ in range(BY_NAME.most):
            assert thief.post("/account/password", typed).status == 422
        assert thief.post("/account/password", typed).status == 429


def _door(store: Store) -> tuple[Door, list[timedelta]]:
    from desk import TUESDAY

    passed = [timedelta()]
    door = Door(store, person="sara", key=KEY, now=lambda: TUESDAY + sum(passed, timedelta()))
    door.passwords = Passwords(QUICK)
    store.people.add(
        "omar", role=Role.WRITER, secret=door.passwords.hash(PASSWORD), now=TUESDAY, actor="sara"
    )
    return door, passed


def test_the_limit_ends_with_its_window_and_a_right_password_clears_the_name(
    sqlite_store: Store,
) -> None:
    door, passed = _door(sqlite_store)
    for _ in range(BY_NAME.most):
        assert door.known("omar", "x", address="10.0.0.1") is None
    with pytest.raises(TooManyAttempts) as refused:
        door.known("omar", PASSWORD, address="10.0.0.2")
    passed.append(timedelta(seconds=refused.value.wait_s))
    assert door.known("omar", PASSWORD, address="10.0.0.2") is not None
    for _ in range(BY_NAME.most - 1):
        assert door.known("omar", "x", address="10.0.0.1") is None
    assert door.known("omar", PASSWORD, address="10.0.0.1") is not None


def test_all_addresses_of_one_home_count_as_one(sqlite_store: Store) -> None:
    door, _ = _door(sqlite_store)
    for number in range(BY_ADDRESS.most):
        assert door.known(f"name{number}", "x", address=f"2001:db8::{number:x}") is None
    with pytest.raises(TooManyAttempts):
        door.known("omar", PASSWORD, address="2001:db8::ffff")
    assert door.known("omar", PASSWORD, address="2001:db8:0:1::1") is not None


def test_a_session_ends_when_nobody_works_and_at_its_age(sqlite_store: Store) -> None:
    door, passed = _door(sqlite_store)
    came = door.sign_in("omar", PASSWORD, address="10.0.0.1")
    assert came is not None
    token, _ = came
    while sum(passed, timedelta()) < LONGEST - IDLE:
        passed.append(IDLE - timedelta(minutes=5))
        assert door.guest(token) is not None
    passed.append(IDLE + timedelta(minutes=1))
    assert door.guest(token) is None


def test_no_line_of_the_log_tells_a_password_a_cookie_or_the_key(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(tmp_path) as server:
        server.client().get(f"/sign-in?key={KEY}")
        guest = server.user("omar")
        server.client().post("/sign-in", {"name": "typed-as-name", "password": "typed-secret"})
        guest.get("/account?token=in-the-query")
    told = "\n".join(f"{each.getMessage()} {vars(each)}" for each in caplog.records)
    assert "'path': '/account'" in told
    assert "'person': 'omar'" in told
    hidden = (KEY, PASSWORD, "typed-as-name", "typed-secret", "in-the-query", guest.csrf)
    assert not [each for each in (*hidden, *guest.cookies.values()) if each in told]


# Rights.


def test_a_role_may_what_it_may_and_is_told_what_not(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        writer, publisher = server.user("omar", Role.WRITER), server.user("salma", Role.PUBLISHER)
        answer = writer.post("/pages/main/pause")
        assert answer.status == 403
        assert "لا يسمح دورك" in answer.text
        assert publisher.post("/pages/main/pause").status < 400
