import json
import logging
import os
import resource
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring
import pytest
from cryptography.fernet import Fernet
from graph_answers import PAGE_ID, TOKEN
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from composer.domain.secret import Secret
from composer.errors import SettingsError
from composer.publishing.account import PageAccount
from composer.publishing.private_file import read_private, write_private
from composer.publishing.sealed_file import SealedFile
from composer.publishing.vault import Kept, Vault

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
ACCOUNT = PageAccount(id=PAGE_ID, name="الموقع العربي", token=Secret(TOKEN))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "work" / ".nashir" / "tokens"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "nashir" / "key"


@pytest.fixture
def vault(file: Path, key_file: Path) -> Vault:
    return Vault(file=file, key_file=key_file, keyring=None)


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_a_token_is_kept_and_found_again(vault: Vault, file: Path, key_file: Path) -> None:
    ends = NOW + timedelta(days=60)
    vault.keep("main", ACCOUNT, expires=ends, now=NOW)
    again = Vault(file=file, key_file=key_file, keyring=None)
    assert again.token("main", PAGE_ID).reveal() == TOKEN
    kept = again.kept("main")
    assert isinstance(kept, Kept)
    assert (kept.page_id, kept.name) == (PAGE_ID, "الموقع العربي")
    assert (kept.expires, kept.kept_at) == (ends, NOW)
    assert TOKEN not in repr(kept)


def test_the_file_shows_nothing_and_is_its_owner_s_alone(
    vault: Vault, file: Path, key_file: Path
) -> None:
    vault.keep("main", ACCOUNT, expires=None, now=NOW)
    data = file.read_bytes()
    for each in (TOKEN, PAGE_ID, "main"):
        assert each.encode() not in data
    assert (mode(file), mode(key_file)) == (0o600, 0o600)
    assert [each.name for each in file.parent.iterdir()] == ["tokens"]
    assert [each.name for each in key_file.parent.iterdir()] == ["key"]


def test_pages_do_not_disturb_each_other(vault: Vault) -> None:
    other = PageAccount(id="222", name="الرياضة", token=Secret("second"))
    vault.keep("main", ACCOUNT, expires=None, now=NOW)
    vault.keep("sport", other, expires=None, now=NOW)
    assert vault.token("main", PAGE_ID).reveal() == TOKEN
    assert vault.token("sport", "222").reveal() == "second"
    assert vault.forget("main")
    assert not vault.forget("main")
    assert vault.kept("main") is None
    assert vault.token("sport", "222").reveal() == "second"


def test_a_new_login_replaces_the_token(vault: Vault) -> None:
    vault.keep("main", ACCOUNT, expires=None, now=NOW)
    newer = PageAccount(id=PAGE_ID, name="", token=Secret("newer"))
    vault.keep("main", newer, expires=None, now=NOW)
    assert vault.token("main", PAGE_ID).reveal() == "newer"


def test_the_file_is_decrypted_anew_only_when_it_was_changed(
    vault: Vault, file: Path, key_file: Path
) -> None:
    vault.keep("main", ACCOUNT, expires=None, now=NOW)
    reader = SealedFile(file, key_file)
    first = reader.read()
    assert reader.read() is first
    vault.keep("sport", ACCOUNT, expires=None, now=NOW)  # as another program does
    assert (list(first), list(reader.read())) == (["main"], ["main", "sport"])
    vault.rotate()
    assert list(reader.read()) == ["main", "sport"]


def test_what_the_environment_gives_goes_first(vault: Vault) -> None:
    vault.keep("main", ACCOUNT, expires=None, now=NOW)
    assert vault.token("main", PAGE_ID, given=Secret("given")).reveal() == "given"
    assert vault.token("main", PAGE_ID, given=Secret("")).reveal() == TOKEN


def test_without_a_token_it_is_said_what_to_do(vault: Vault) -> None:
    with pytest.raises(
        SettingsError, match=r"'main'.*nashir facebook login.*NASHIR_FACEBOOK_TOKEN"
    ):
        vault.token("main", PAGE_ID)


def test_another_page_s_token_is_not_used(vault: Vault) -> None:
    vault.keep("main", ACCOUNT, expires=None, now=NOW)
    with pytest.raises(SettingsError, match=f"opens the page {PAGE_ID}, but the settings say 999"):
        vault.token("main", "999")


# what goes wrong with the files


def test_a_wrong_key_says_so_and_shows_nothing(vault: Vault, key_file: Path) -> None:
    vault.keep("main", ACCOUNT, expires=None, now=NOW)
    key_file.write_bytes(Fernet.generate_key())
    with pytest.raises(SettingsError, match="does not open with the key") as caught:
        vault.token("main", PAGE_ID)
    assert "Put the right key back" in str(caught.value)


def test_a_lost_key_says_so(vault: Vault, key_file: Path) -> None:
    vault.keep("main", ACCOUNT, expires=None, now=NOW)
    key_file.unlink()
    with pytest.raises(SettingsError, match="has lost its key"):
        vault.token("main", PAGE_ID)


def test_no_new_key_is_made_for_a_file_whose_key_is_lost(vault: Vault, key_file: Path) -> None:
    vault.keep("main", ACCOUNT, expires=None, now=NOW)
    key_file.unlink()
    with pytest.raises(SettingsError, match="has lost its key"):
        vault.keep("main", ACCOUNT, expires=None, now=NOW)
    assert not key_file.exists()


def test_a_key_file_with_something_else_says_so(vault: Vault, key_file: Path) -> None:
    vault.keep("main", ACCOUNT, expires=None, now=NOW)
    key_file.write_text("not a key\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="something else than keys"):
        vault.token("main", PAGE_ID)


@settings(deadline=None, max_examples=50)  # each example waits for the disk
@given(place=st.integers(0, 400), flipped=st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(
    place: int, flipped: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("vault")
    file = folder / "state" / "tokens"
    vault = Vault(file=file, key_file=folder / "config" / "key", keyring=None)
    vault.keep("main", ACCOUNT, expires=None, now=NOW)
    data = bytearray(file.read_bytes())
    data[place % len(data)] ^= flipped
    file.write_bytes(bytes(data))
    with suppress(SettingsError):  # the last bits of base64 mean nothing
        assert vault.token("main", PAGE_ID).reveal() == TOKEN


def test_the_key_may_not_lie_beside_the_file(tmp_path: Path) -> None:
    for key_file in (tmp_path / "key", tmp_path / "deep" / "key"):
        vault = Vault(file=tmp_path / "tokens", key_file=key_file, keyring=None)
        with pytest.raises(SettingsError, match="NASHIR_KEY_FILE"):
            vault.keep("main", ACCOUNT, expires=None, now=NOW)
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("which", ["file", "key_file"])
def test_a_file_that_others_may_read_is_closed_with_a_warning(
    which: str, vault: Vault, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    path: Path = request.getfixturevalue(which)
    vault.keep("main", ACCOUNT, expires=None, now=NOW)
    path.chmod(0o644)
    assert vault.token("main", PAGE_ID).reveal() == TOKEN
    assert mode(path) == 0o600
    assert [each.levelno for each in caplog.records] == [logging.WARNING]
    assert vars(caplog.records[0])["file"] == str(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_a_file_of_somebody_else_may_be_open_to_our_group_only(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"x")
    os.chown(file, 12345, -1)
    file.chmod(0o640)
    assert read_private(file) == b"x"
    file.chmod(0o644)
    with pytest.raises(SettingsError, match="may be read by everybody"):
        read_private(file)
    assert mode(file) == 0o644


def test_what_cannot_be_read_or_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        read_private(tmp_path / "folder")
    with pytest.raises(SettingsError, match="cannot be written"):
        write_private(tmp_path / "folder", b"x")
    (tmp_path / "plain").touch()
    with pytest.raises(SettingsError, match="cannot be written"):
        write_private(tmp_path / "plain" / "below", b"x")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder", "plain"]


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Have the system refuse to make a file longer than so many bytes, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    write_private(file, b"old")
    with files_of_at_most(100), pytest.raises(SettingsError, match="File too large"):
        write_private(file, b"new" * 100)
    assert file.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


# a new key


def keys(key_file: Path) -> Sequence[str]:
    lines = key_file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_a_new_key_opens_the_file_and_the_old_one_does_not(
    vault: Vault, file: Path, key_file: Path
) -> None:
    vault.keep("main", ACCOUNT, expires=None, now=NOW)
    old_keys, old_file = key_file.read_bytes(), file.read_bytes()
    vault.rotate()
    assert vault.token("main", PAGE_ID).reveal() == TOKEN
    assert len(keys(key_file)) == 1
    assert file.read_bytes() != old_file
    key_file.write_bytes(old_keys)
    with pytest.raises(SettingsError, match="does not open"):
        vault.token("main", PAGE_ID)


@pytest.mark.parametrize(("size", "number_of_keys"), [(200, 1), (300, 2)])
def test_a_change_of_keys_that_fails_leaves_what_belongs_together(
    size: int, number_of_keys: int, vault: Vault, key_file: Path
) -> None:
    vault.keep("main", ACCOUNT, expires=None, now=NOW)
    with files_of_at_most(size), pytest.raises(SettingsError, match="cannot be written"):
        vault.rotate()
    assert len(keys(key_file)) == number_of_keys
    assert vault.token("main", PAGE_ID).reveal() == TOKEN
    vault.rotate()
    assert len(keys(key_file)) == 1
    assert vault.token("main", PAGE_ID).reveal() == TOKEN


def test_a_change_of_keys_may_be_cut_off_before_its_last_step(vault: Vault, key_file: Path) -> None:
    vault.keep("main", ACCOUNT, expires=None, now=NOW)
    old_keys = key_file.read_bytes()
    vault.rotate()
    key_file.write_bytes(key_file.read_bytes() + old_keys)
    assert len(keys(key_file)) == 2
    assert vault.token("main", PAGE_ID).reveal() == TOKEN


# the keyring


class Drawer(KeyringBackend):
    """A keyring that keeps in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Locked(Drawer):
    def get_password(self, service: str, username: str) -> str | None:
        msg = f"the bus\nto {service}'s {username} is away"
        raise RuntimeError(msg)


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    before, made = keyring.get_keyring(), Drawer()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def desktop(file: Path, key_file: Path) -> Vault:
    return Vault(file=file, key_file=key_file, keyring="nashir")


def test_a_token_may_be_kept_in_the_keyring(desktop: Vault, drawer: Drawer, file: Path) -> None:
    desktop.keep("main", ACCOUNT, expires=None, now=NOW, in_keyring=True)
    assert json.loads(drawer.kept["nashir", "main"])["token"] == TOKEN
    assert not file.exists()
    assert desktop.token("main", PAGE_ID).reveal() == TOKEN
    assert desktop.forget("main")
    assert drawer.kept == {}
    assert not desktop.forget("main")


def test_the_file_goes_before_the_keyring(desktop: Vault, drawer: Drawer) -> None:
    drawer.kept["nashir", "main"] = "{}"
    desktop.keep("main", ACCOUNT, expires=None, now=NOW)
    assert desktop.token("main", PAGE_ID).reveal() == TOKEN


def test_a_token_that_goes_into_the_keyring_leaves_the_file(
    desktop: Vault, vault: Vault, drawer: Drawer
) -> None:
    desktop.keep("main", ACCOUNT, expires=None, now=NOW)
    desktop.keep("main", ACCOUNT, expires=None, now=NOW, in_keyring=True)
    assert vault.kept("main") is None
    assert len(drawer.kept) == 1


@pytest.mark.parametrize("text", ["{}", "[]", "no", '{"token": 3}', "3", '"x"'])
def test_a_damaged_entry_says_so(text: str, desktop: Vault, drawer: Drawer) -> None:
    drawer.kept["nashir", "main"] = text
    with pytest.raises(SettingsError, match="damaged"):
        desktop.token("main", PAGE_ID)


def test_on_a_machine_without_a_keyring_it_keeps_nothing(desktop: Vault, drawer: Drawer) -> None:
    assert drawer.kept == {}
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    with pytest.raises(SettingsError, match="nashir facebook login"):
        desktop.token("main", PAGE_ID)
    assert not desktop.forget("main")
    with pytest.raises(SettingsError, match="use the encrypted file"):
        desktop.keep("main", ACCOUNT, expires=None, now=NOW, in_keyring=True)


def test_a_keyring_that_does_not_open_says_so(desktop: Vault, drawer: Drawer) -> None:
    assert drawer.kept == {}
    keyring.set_keyring(Locked())
    with pytest.raises(
        SettingsError, match=r"cannot be used here.*\(the bus to nashir's main is away\)"
    ):
        desktop.token("main", PAGE_ID)


def test_without_the_package_there_is_no_keyring(
    desktop: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert desktop.kept("main") is None
    with pytest.raises(SettingsError, match=r'pip install "nashir\[keyring\]"'):
        desktop.keep("main", ACCOUNT, expires=None, now=NOW, in_keyring=True)


def test_a_vault_without_a_keyring_is_not_asked_to_use_one(vault: Vault) -> None:
    with pytest.raises(ValueError, match="without a keyring"):
        vault.keep("main", ACCOUNT, expires=None, now=NOW, in_keyring=True)
