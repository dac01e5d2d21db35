"""The program itself: how the desk is started, refused and ended."""

import http.client
import re
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from in_process import here
from own_certificate import as_a_file, of_who_believes_it

from composer.settings import load_settings
from composer.store.runner import Runner
from composer.store.store import Store

ADDRESS = re.compile(r"(https?://127\.0\.0\.1:(\d+))\S*")
PASSWORD = "شجرة التفاح العالية"  # noqa: S105 - of a user that exists here only


@contextmanager
def desk(folder: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the desk, and give its process and the address that it prints."""
    command = [sys.executable, "-m", "composer", "desk", "--port", "0", *words]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            ready, _, _ = select.select([process.stdout], [], [], 30)
            assert ready, "nothing was printed"
            found = ADDRESS.search(process.stdout.readline())
            assert found is not None
            yield process, found[0]
        finally:
            process.kill()


def ended(process: subprocess.Popen[str], number: int) -> tuple[int, str]:
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    return process.returncode, err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_printed_address_opens_the_desk_and_a_signal_ends_it(
    tmp_path: Path, number: int
) -> None:
    with desk(tmp_path) as (process, address):
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(f"{address}&next=/account") as page:
            assert 'name="csrf"' in page.read().decode()
        line = opener.open(f"{address.partition('/sign-in')[0]}/events")
        code, err = ended(process, number)
        line.close()
    assert code == 0
    assert "Traceback" not in err
    assert "path=/account" in err
    assert address.partition("key=")[2] not in err


def test_a_port_that_is_taken_is_told_in_a_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = here("desk", "--port", str(port), cwd=tmp_path)
    assert run.code == 1
    assert run.err.splitlines()[-1].startswith(
        f"nashir: the desk cannot listen on 127.0.0.1:{port}"
    )
    assert "--port" in run.err


def test_nobody_else_reaches_a_desk_without_users(tmp_path: Path) -> None:
    run = here("desk", "--host", "0.0.0.0", "--port", "0", cwd=tmp_path)  # noqa: S104 - as people do
    assert run.code == 1
    assert "nashir desk user add" in run.err


def test_nobody_signs_in_over_a_way_that_others_hear_unless_that_is_said(tmp_path: Path) -> None:
    add_user(tmp_path)
    run = here("desk", "--host", "0.0.0.0", "--port", "0", cwd=tmp_path)  # noqa: S104 - as people do
    assert run.code == 1
    assert "--tls-cert" in run.err
    (tmp_path / "nashir.toml").write_text('[desk]\nhosts = ["desk.example.org"]\n')
    run = here("desk", "--port", "0", cwd=tmp_path)
    assert "trusted_proxies" in run.err
    with desk(tmp_path, "--insecure-http") as (process, address):
        assert "key=" not in address
        assert ended(process, signal.SIGTERM)[0] == 0


def test_with_a_certificate_it_speaks_tls_and_its_cookie_is_bound_to_the_host(
    tmp_path: Path,
) -> None:
    add_user(tmp_path)
    with desk(tmp_path, "--tls-cert", str(as_a_file(tmp_path))) as (process, address):
        assert address.startswith("https://")
        port = int(address.rpartition(":")[2])
        line = http.client.HTTPSConnection("127.0.0.1", port, context=of_who_believes_it())
        body = f"name=omar&password={urllib.parse.quote(PASSWORD)}"
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        line.request("POST", "/sign-in", body, kind)
        answer = line.getresponse()
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-nashir=")
        assert "Secure" in cookie
        assert answer.headers["Strict-Transport-Security"]
        line.close()
        assert ended(process, signal.SIGTERM)[0] == 0


def test_a_certificate_that_is_none_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "desk.pem").write_text("none")
    run = here("desk", "--port", "0", "--tls-cert", "desk.pem", cwd=tmp_path)
    assert run.code == 1
    assert "desk.pem" in run.err.splitlines()[-1]
    assert "Traceback" not in run.err


def test_a_runner_runs_beside_the_desk_and_ends_with_it(tmp_path: Path) -> None:
    with desk(tmp_path, "--run") as (process, _):
        settings = load_settings(tmp_path)
        store = Store.open(settings.store.url, workspace=tmp_path, state=settings.state)
        with store.closing():
            (runner,) = _soon(store)
            assert runner.stopped is None
            code, err = ended(process, signal.SIGTERM)
            (runner,) = store.runners.all()
    assert code == 0
    assert runner.stopped is not None
    assert "Traceback" not in err


def _soon(store: Store) -> tuple[Runner, ...]:
    for _ in range(300):
        found = store.runners.all()
        if found:
            return found
        time.sleep(0.1)
    msg = "no runner came"
    raise AssertionError(msg)


# Users and tokens.


def add_user(folder: Path, name: str = "omar") -> None:
    run = here(
        *("desk", "user", "add", name, "--role", "publisher", "--name", "عمر"),
        "--password-stdin",
        cwd=folder,
        stdin=f"{PASSWORD}\n".encode(),
    )
    assert run.code == 0, run.err


def test_users_are_added_listed_changed_and_kept_out(tmp_path: Path) -> None:
    add_user(tmp_path, "Omar")
    (user,) = here("desk", "user", "list", "--json", cwd=tmp_path).document
    assert (user["name"], user["shown"], user["role"], user["disabled"]) == (
        *("omar", "عمر", "publisher"),
        None,
    )
    assert PASSWORD not in str(user)
    assert here("desk", "user", "role", "omar", "writer", cwd=tmp_path).code == 0
    assert "عمر علي" in here("desk", "user", "name", "omar", "عمر علي", cwd=tmp_path).out
    out = here("desk", "user", "disable", "omar", cwd=tmp_path)
    assert "no publisher is left" in out.err
    (user,) = here("desk", "user", "list", "--json", cwd=tmp_path).document
    assert (user["name"], user["shown"], user["role"]) == ("omar", "عمر علي", "writer")
    assert user["disabled"]
    assert "ended" in here("desk", "user", "list", cwd=tmp_path).out
    assert here("desk", "user", "enable", "omar", cwd=tmp_path).code == 0
    changed = here(
        *("desk", "user", "password", "omar", "--password-stdin"),
        cwd=tmp_path,
        stdin=b"a house of four words\r\n",
    )
    assert changed.code == 0


@pytest.mark.parametrize(
    ("words", "stdin", "told"),
    [
        (("add", "omar", "--role", "editor", "--password-stdin"), "short\n", "12"),
        (("add", "a b", "--role", "editor", "--password-stdin"), PASSWORD, "cannot be a name"),
        (("add", "omar", "--role", "editor"), PASSWORD, "--password-stdin"),
        (("role", "nobody", "writer"), "", "there is no person"),
        (("disable", "nobody"), "", "there is no person"),
    ],
)
def test_what_cannot_be_is_told_in_a_line(
    tmp_path: Path, words: tuple[str, ...], stdin: str, told: str
) -> None:
    run = here("desk", "user", *words, cwd=tmp_path, stdin=stdin.encode())
    assert run.code == 1
    assert told in run.err
    assert run.out == ""


def test_a_token_is_printed_once_and_opens_nothing_when_it_is_revoked(tmp_path: Path) -> None:
    made = here("desk", "token", "add", "wordpress", "--role", "writer", cwd=tmp_path)
    token = made.out.strip()
    assert token.startswith("nashir_")
    (entry,) = here("desk", "token", "list", "--json", cwd=tmp_path).document
    assert (entry["name"], entry["role"], entry["used"]) == ("wordpress", "writer", None)
    assert token not in str(entry)
    assert here("desk", "token", "revoke", "wordpress", cwd=tmp_path).code == 0
    assert "ended" in here("desk", "token", "list", cwd=tmp_path).out
    assert here("desk", "token", "revoke", "wordpress", cwd=tmp_path).code == 1
