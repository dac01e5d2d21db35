from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from stores import EDITOR, NOW, OpenStore

from composer.domain.role import Role
from composer.errors import SettingsError
from composer.store.desk_schema import access, person, visit
from composer.store.person import Person, person_name
from composer.store.store import Store
from composer.store.visit import IDLE, LONGEST, Visit

LATER = NOW + timedelta(minutes=5)
HASH, BETTER = "$argon2id$m=1", "$argon2id$m=9"


def add(store: Store, name: str = "sara", role: Role = Role.EDITOR) -> Person:
    return store.people.add(name, shown="سارة", role=role, secret=HASH, now=NOW, actor=EDITOR)


def found(store: Store, token: str, now: datetime = NOW) -> Visit:
    visit = store.visits.find(token, now=now)
    assert visit is not None
    return visit


def test_nobody_is_there_before_somebody_is_added(store: Store) -> None:
    assert not store.people.any()
    assert store.people.find("sara") is None
    made = add(store)
    assert store.people.any()
    assert store.people.all() == (made,)
    assert (made.name, made.shown, made.role, made.disabled) == ("sara", "سارة", Role.EDITOR, None)


def test_a_name_is_one_however_its_capitals_are_written(store: Store) -> None:
    made = add(store, " Sara ")
    assert made.name == "sara"
    assert store.people.find("SARA") == made
    with pytest.raises(SettingsError, match="there is a person sara already"):
        add(store, "SARA")


def test_who_is_told_no_other_name_is_shown_by_that_they_sign_in_with(store: Store) -> None:
    made = store.people.add("omar", role=Role.WRITER, secret=HASH, now=NOW, actor=EDITOR)
    assert made.shown == "omar"


@pytest.mark.parametrize("name", ["", " ", "a b", "-a", "a-", "a\n", "a" * 65, "<b>", "a/b", "\0"])
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    if name == "a\n":
        assert person_name(name) == "a"
        return
    with pytest.raises(SettingsError, match="cannot be a name"):
        person_name(name)


@given(st.text(max_size=80))
def test_a_name_that_is_accepted_is_accepted_again_as_it_is(text: str) -> None:
    try:
        name = person_name(text)
    except SettingsError:
        return
    assert person_name(name) == name


@pytest.mark.parametrize("name", ["سارة", "a", "sara@example.org", "w.2", "a_b"])
def test_what_can_be_a_name_is_taken(name: str) -> None:
    assert person_name(name) == name


def test_a_name_to_read_is_one_line_of_some_length(store: Store) -> None:
    for shown in ("x" * 101, "a\x07b"):
        with pytest.raises(SettingsError, match="1 to 100"):
            store.people.add("n", shown=shown, role=Role.WRITER, secret=HASH, now=NOW, actor=EDITOR)
    assert store.people.all() == ()


def test_each_change_of_a_person_is_written_down_without_the_password(store: Store) -> None:
    add(store)
    people = store.people
    assert people.set_role("Sara", Role.PUBLISHER, now=NOW, actor="a").role is Role.PUBLISHER
    assert people.set_shown("sara", " سارة  علي ", now=NOW, actor="a").shown == "سارة علي"
    assert people.set_secret("sara", BETTER, now=NOW, actor="a").secret == BETTER
    assert people.disable("sara", now=NOW, actor="a").disabled == NOW
    assert people.enable("sara", now=NOW, actor="a").disabled is None
    lines = store.journal.of()
    assert [each.event for each in lines] == [
        "person added",
        "role given",
        "person renamed",
        "password changed",
        "person disabled",
        "person enabled",
    ]
    assert {each.detail["person"] for each in lines} == {"sara"}
    assert BETTER not in repr(lines)
    assert BETTER not in repr(people.get("sara"))


def test_an_unknown_person_is_told(store: Store) -> None:
    with pytest.raises(SettingsError, match="no person 'nobody'"):
        store.people.disable("nobody", now=NOW, actor=EDITOR)
    with pytest.raises(SettingsError, match="may not sign in"):
        store.visits.begin("nobody", now=NOW)


def test_what_people_choose_is_kept_beside_what_they_chose_before(store: Store) -> None:
    add(store)
    store.people.choose("sara", language="en")
    assert store.people.choose("sara", theme="dark").choices == {"language": "en", "theme": "dark"}
    assert store.people.get("sara").choices == {"language": "en", "theme": "dark"}


def test_a_better_hash_replaces_only_the_one_it_was_made_from(store: Store) -> None:
    add(store)
    token = store.visits.begin("sara", now=NOW)
    store.people.hash_again("sara", old="another", new=BETTER)
    assert store.people.get("sara").secret == HASH
    store.people.hash_again("sara", old=HASH, new=BETTER)
    assert store.people.get("sara").secret == BETTER
    assert found(store, token)


def test_the_database_knows_a_session_by_a_hash_alone(store: Store) -> None:
    add(store)
    token = store.visits.begin("sara", now=NOW)
    assert len(token) >= 43
    assert token != store.visits.begin("sara", now=NOW)
    with store.database.read() as connection:
        assert token not in repr(connection.execute(select(visit)).all())
    session = found(store, token)
    assert (session.person.name, session.made, session.ends) == ("sara", NOW, NOW + LONGEST)
    assert session.csrf not in {token, session.id}
    for wrong in ("", token[:-1], session.id, "\ud800", "x" * 10_000):
        assert store.visits.find(wrong, now=NOW) is None


def test_a_session_ends_when_nobody_comes_and_at_its_age(store: Store) -> None:
    add(store)
    token = store.visits.begin("sara", now=NOW)
    assert found(store, token, NOW + IDLE - timedelta(seconds=1)).seen == NOW
    at = NOW + IDLE - timedelta(seconds=1)
    while at < NOW + LONGEST:
        assert found(store, token, at)
        at += IDLE - timedelta(seconds=1)
    assert store.visits.find(token, now=NOW + LONGEST) is None
    other = store.visits.begin("sara", now=NOW)
    assert store.visits.find(other, now=NOW + IDLE) is None


def test_that_somebody_was_here_is_noted_once_a_minute(store: Store) -> None:
    add(store)
    token = store.visits.begin("sara", now=NOW)
    for seconds, seen in ((59, 0), (60, 0), (100, 60), (121, 60), (130, 121)):
        at = NOW + timedelta(seconds=seconds)
        assert found(store, token, at).seen == NOW + timedelta(seconds=seen)


def test_an_ended_session_opens_nothing_more(store: Store, open_store: OpenStore) -> None:
    add(store)
    tokens = [store.visits.begin("sara", now=NOW) for _ in range(3)]
    own = found(store, tokens[0])
    open_store().visits.end(found(store, tokens[1]).id)
    assert store.visits.find(tokens[1], now=NOW) is None
    assert store.visits.end_all("sara", but=own.id) == 1
    assert store.visits.find(tokens[2], now=NOW) is None
    assert found(store, tokens[0])
    assert store.visits.end_all("sara") == 1
    assert store.visits.find(tokens[0], now=NOW) is None


@pytest.mark.parametrize("deed", ["disable", "set_secret"])
def test_who_is_disabled_or_has_another_password_is_out_at_once(
    store: Store, open_store: OpenStore, deed: str
) -> None:
    add(store)
    add(store, "omar")
    token, other = (store.visits.begin(name, now=NOW) for name in ("sara", "omar"))
    people = open_store().people
    if deed == "disable":
        people.disable("sara", now=NOW, actor=EDITOR)
        with pytest.raises(SettingsError, match="may not sign in"):
            store.visits.begin("sara", now=NOW)
        people.enable("sara", now=NOW, actor=EDITOR)
    else:
        people.set_secret("sara", "new", now=NOW, actor=EDITOR)
    assert store.visits.find(token, now=NOW) is None
    assert found(store, other)
    assert store.visits.begin("sara", now=NOW)


def test_a_row_that_says_disabled_is_enough(store: Store) -> None:
    add(store)
    token = store.visits.begin("sara", now=NOW)
    with store.database.write() as connection:
        connection.execute(update(person).values(disabled=NOW))
    assert store.visits.find(token, now=NOW) is None


def test_another_role_holds_from_the_next_request_on(store: Store) -> None:
    add(store)
    token = store.visits.begin("sara", now=NOW)
    store.people.set_role("sara", Role.WRITER, now=NOW, actor=EDITOR)
    assert found(store, token).person.role is Role.WRITER


def test_sessions_that_are_over_are_swept_by_the_next_that_begins(store: Store) -> None:
    add(store)
    for hours in (0, 1, 20):
        store.visits.begin("sara", now=NOW + timedelta(hours=hours))
    with store.database.read() as connection:
        assert len(connection.execute(select(visit)).all()) == 1


def test_a_token_is_told_once_and_known_by_its_hash(store: Store) -> None:
    made, token = store.tokens.add("WordPress", role=Role.WRITER, now=NOW, actor=EDITOR)
    assert token.startswith("nashir_")
    assert (made.name, made.role, made.made_by, made.used) == (
        "wordpress",
        Role.WRITER,
        EDITOR,
        None,
    )
    with store.database.read() as connection:
        assert token not in repr(connection.execute(select(access)).all())
    assert token not in repr(store.journal.of())
    used = store.tokens.find(token, now=LATER)
    assert used is not None
    assert used.name == "wordpress"
    for wrong in ("", token[:-1], token + "x", "nashir_"):
        assert store.tokens.find(wrong, now=LATER) is None


def test_that_a_token_was_used_is_noted_once_a_minute(store: Store) -> None:
    _, token = store.tokens.add("w", role=Role.WRITER, now=NOW, actor=EDITOR)
    for seconds, used in ((0, 0), (59, 0), (60, 60), (119, 60)):
        store.tokens.find(token, now=LATER + timedelta(seconds=seconds))
        (listed,) = store.tokens.all()
        assert listed.used == LATER + timedelta(seconds=used)


def test_a_revoked_token_opens_nothing_and_frees_its_name(store: Store) -> None:
    _, token = store.tokens.add("w", role=Role.WRITER, now=NOW, actor=EDITOR)
    with pytest.raises(SettingsError, match="there is a token w already"):
        store.tokens.add("W", role=Role.EDITOR, now=NOW, actor=EDITOR)
    assert store.tokens.revoke("W", now=LATER, actor=EDITOR).revoked == LATER
    assert store.tokens.find(token, now=LATER) is None
    with pytest.raises(SettingsError, match="no token 'w' is in use"):
        store.tokens.revoke("w", now=LATER, actor=EDITOR)
    again, other = store.tokens.add("w", role=Role.EDITOR, now=LATER, actor=EDITOR)
    assert other != token
    assert [(each.id, each.revoked) for each in store.tokens.all()] == [
        (again.id - 1, LATER),
        (again.id, None),
    ]
    assert [each.event for each in store.journal.of()] == [
        "token made",
        "token revoked",
        "token made",
    ]
