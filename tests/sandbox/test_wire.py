import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from practice_caller import PAGE, Caller, SetClock, in_process, over_a_port, practice_page

from composer.errors import SettingsError, StoreError
from composer.sandbox import Faults, PracticePage, running, serve
from composer.sandbox.state import DATABASE

SUPPORT = Path(__file__).parents[1] / "support"
SERVING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from practice_caller import practice_page, SetClock
from composer.sandbox import serve
page = practice_page(Path(sys.argv[1]), SetClock())
serve(page, port=0, ready=lambda url: print(url, flush=True))
print("ended", flush=True)
"""
THREADED = """
import sys, threading
from pathlib import Path
from practice_caller import practice_page, SetClock
from composer.sandbox import serve
options = {"port": 0, "ready": lambda url: print(url, flush=True)}
page = practice_page(Path(sys.argv[1]), SetClock())
thread = threading.Thread(target=serve, args=(page,), kwargs=options, daemon=True)
thread.start()
thread.join()
"""
FORKING = """
import os, sqlite3, sys
from pathlib import Path
from practice_caller import practice_page, SetClock, in_process
opened, connect = [], sqlite3.connect
sqlite3.connect = lambda *words, **options: opened.append(1) or connect(*words, **options)
with in_process(practice_page(Path(sys.argv[1]), SetClock())) as caller:
    caller.create("قبل")
    assert len(opened) == 1
    child = os.fork()
    if child == 0:
        caller.create("في الفرع")
        os._exit(len(opened))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    caller.create("بعد")
    print(len(caller.listed()))
"""
CREATING = """
import sys
from pathlib import Path
from practice_caller import practice_page, SetClock, in_process
name, count = sys.argv[2], int(sys.argv[3])
with in_process(practice_page(Path(sys.argv[1]), SetClock())) as caller:
    for place in range(count):
        photo = caller.stage()
        print(f"{name} {place} {caller.create(f'{name} {place}', [photo])}", flush=True)
"""


def _start(program: str, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *words],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SUPPORT)},  # noqa: TID251 - for a process of its own
    )


def test_a_page_has_nothing_on_the_disk_before_it_is_used(tmp_path: Path) -> None:
    practice_page(tmp_path / "sandbox", SetClock())
    assert list(tmp_path.iterdir()) == []


def test_what_was_made_is_there_when_the_page_is_opened_again(tmp_path: Path) -> None:
    with in_process(practice_page(tmp_path, SetClock())) as caller:
        post = caller.create("نص", [caller.stage()])
    with over_a_port(practice_page(tmp_path, SetClock())) as caller:
        assert caller.listed() == [post]


def test_the_name_of_the_first_page_can_be_given(tmp_path: Path) -> None:
    def named(name: str | None) -> str:
        page = PracticePage(tmp_path, templates=tmp_path, fonts=None, clock=SetClock(), name=name)
        with in_process(page) as caller:
            found = caller.get("me")["name"]
        page.close()
        return str(found)

    assert named("الموقع") == "الموقع"
    assert named(None) == "الموقع"


def test_a_server_ends_when_it_is_told_to(tmp_path: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        process = _start(SERVING, str(tmp_path))
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with httpx2.Client(base_url=url, trust_env=False) as client:
            assert Caller(client).get("me")["id"] == PAGE
        process.send_signal(number)
        rest, _ = process.communicate(timeout=10)
        assert rest == "ended\n"
        assert process.returncode == 0


def test_a_server_may_run_beside_in_a_thread(tmp_path: Path) -> None:
    with running(practice_page(tmp_path, SetClock())) as url:
        with httpx2.Client(base_url=url, trust_env=False) as client:
            assert Caller(client).get("me")["id"] == PAGE
        port = httpx2.URL(url).port or 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    page = practice_page(tmp_path, SetClock())
    with running(page) as url, pytest.raises(SettingsError, match="cannot listen"):
        serve(page, port=httpx2.URL(url).port or 0, ready=print)


def test_serving_works_outside_the_main_thread(tmp_path: Path) -> None:
    process = _start(THREADED, str(tmp_path))
    assert process.stdout is not None
    with httpx2.Client(base_url=process.stdout.readline().strip(), trust_env=False) as client:
        assert Caller(client).get("me")["id"] == PAGE
    process.kill()
    process.communicate(timeout=10)


@pytest.mark.parametrize("host", ["example.org", "example.org:80", "127.0.0.1.example.org", ""])
def test_a_server_on_loopback_answers_to_loopback_names_only(tmp_path: Path, host: str) -> None:
    with over_a_port(practice_page(tmp_path, SetClock())) as caller:
        assert caller.client.get("/", headers={"Host": host}).status_code == 403
        assert caller.client.get("/", headers={"Host": "localhost:8399"}).status_code == 200


def test_a_cut_connection_is_really_closed(tmp_path: Path) -> None:
    page = practice_page(tmp_path, SetClock())
    page.arm(Faults.parse("cut-after-commit:on=read"))
    with running(page) as url, socket.create_connection(("127.0.0.1", httpx2.URL(url).port)) as raw:
        raw.settimeout(10)
        raw.sendall(
            b"GET /v26.0/me HTTP/1.1\r\nHost: localhost\r\n"
            b"Authorization: Bearer practice-token\r\n\r\n"
        )
        assert raw.recv(1000) == b""


def test_a_slow_answer_is_cut_off_by_a_caller_over_a_port(tmp_path: Path) -> None:
    released = threading.Event()

    def pause(seconds: float) -> None:
        released.wait(seconds)

    page = PracticePage(tmp_path, templates=tmp_path, fonts=None, clock=SetClock(), pause=pause)
    page.arm(Faults.parse("slow:seconds=30,on=create"))
    with over_a_port(page) as caller:
        with pytest.raises(httpx2.ReadTimeout):
            caller.call("POST", f"{PAGE}/feed", data={"message": "نص"}, timeout=0.3)
        released.set()
        assert len(caller.listed()) == 1


def test_many_threads_create_at_once(tmp_path: Path) -> None:
    with over_a_port(practice_page(tmp_path, SetClock())) as caller:

        def create(place: int) -> str:
            return caller.create(f"نص {place}", [caller.stage()])

        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(create, range(32)))
        assert sorted(caller.listed()) == sorted(made)
        assert len(set(made)) == 32


def test_one_photo_is_taken_up_by_one_of_many_threads(tmp_path: Path) -> None:
    with over_a_port(practice_page(tmp_path, SetClock())) as caller:
        photo = caller.stage()

        def create(place: int) -> int:
            data = Caller.body(f"نص {place}", [photo])
            return caller.call("POST", f"{PAGE}/feed", data=data).status_code

        with ThreadPoolExecutor(8) as pool:
            assert Counter(pool.map(create, range(8))) == {200: 1, 400: 7}


def test_faults_are_counted_over_all_processes(tmp_path: Path) -> None:
    pages = [practice_page(tmp_path, SetClock()) for _ in range(2)]
    pages[0].arm(Faults.parse("throttle-4:times=3"))
    with in_process(pages[0]) as one, over_a_port(pages[1]) as two:
        found = [each.call("GET", "me").status_code for each in (one, two) * 3]
    assert found == [403, 403, 403, 200, 200, 200]


def test_two_processes_create_at_once(tmp_path: Path) -> None:
    processes = [_start(CREATING, str(tmp_path), name, "12") for name in ("أول", "ثان")]
    told = [process.communicate(timeout=60)[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    made = [line.split()[-1] for lines in told for line in lines]
    assert len(made) == 24
    page = practice_page(tmp_path, SetClock())
    assert sorted(each.id for each in page.posts()) == sorted(made)
    numbers = [each.number for each in page.posts()]
    assert numbers == sorted(numbers)


def test_a_killed_process_leaves_every_answered_post_exactly_once(tmp_path: Path) -> None:
    answered: list[list[str]] = []
    for run in range(4):
        process = _start(CREATING, str(tmp_path), f"دورة{run}", "100000")
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3 + 5 * run)]
        process.kill()
        lines += process.stdout.read().splitlines(keepends=True)
        process.wait(timeout=10)
        process.stdout.close()
        answered += [line.split() for line in lines if line.endswith("\n")]
    page = practice_page(tmp_path, SetClock())
    posts = page.posts()
    by_text = Counter(each.message for each in posts)
    assert set(by_text.values()) == {1}
    known = {each.id: each for each in posts}
    for name, place, post in answered:
        assert known[post].message == f"{name} {place}"
        assert len(known[post].photos) == 1
    for each in posts:
        for photo in each.photos:
            assert page.folder.joinpath("photos", photo.file).stat().st_size > 0
    assert len(posts) - len(answered) <= 4
    with in_process(page) as caller:
        assert caller.create("بعد ذلك")


def test_a_folder_that_holds_something_else_is_told(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"this is no database at all" * 100)
    page = practice_page(tmp_path, SetClock())
    with in_process(page) as caller, pytest.raises(StoreError, match=DATABASE):
        caller.get("me")
    with over_a_port(page) as caller:
        found = caller.call("GET", "me")
        assert found.status_code == 500
        assert DATABASE in found.text


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    page = practice_page(tmp_path / "file" / "sandbox", SetClock())
    with pytest.raises(StoreError):
        page.calls()
    with pytest.raises(StoreError):
        page.arm(Faults())


def test_another_version_of_the_state_is_refused(tmp_path: Path) -> None:
    import sqlite3

    practice_page(tmp_path, SetClock()).calls()
    connection = sqlite3.connect(tmp_path / DATABASE)
    connection.execute("PRAGMA user_version = 9")
    connection.close()
    with pytest.raises(StoreError, match="another version"):
        practice_page(tmp_path, SetClock()).calls()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks no processes")
def test_a_forked_process_opens_connections_of_its_own(tmp_path: Path) -> None:
    process = _start(FORKING, str(tmp_path))
    told, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    page = practice_page(tmp_path, SetClock())
    assert {each.message for each in page.posts()} == {"قبل", "في الفرع", "بعد"}
    assert told.split() == ["2", "3"]


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://example.org", 403),
        ("null", 403),
        ("http://[x", 403),
        ("http://localhost:8399", 200),
        ("http://127.0.0.1", 200),
    ],
)
def test_a_page_elsewhere_cannot_have_a_browser_change_anything(
    tmp_path: Path, origin: str, status: int
) -> None:
    with over_a_port(practice_page(tmp_path, SetClock())) as caller:
        headers = {"Origin": origin, "Authorization": f"Bearer {caller.token}"}
        url = f"/v26.0/{PAGE}/feed"
        found = caller.client.post(url, data={"message": "نص"}, headers=headers)
        assert found.status_code == status
        assert len(caller.listed()) == (status == 200)


def test_requests_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    with over_a_port(practice_page(tmp_path, SetClock())) as caller:
        headers = {"Content-Type": "application/json", "Authorization": "Bearer practice-token"}
        url = f"/v26.0/{PAGE}/feed"
        for body in (b"{", b"[]", b"[" * 100_000, b"\xff"):
            found = caller.client.post(url, content=body, headers=headers)
            assert found.json()["error"]["code"] == 100
        bad = {**headers, "Content-Type": "multipart/form-data; boundary=x"}
        found = caller.client.post(url, content=b"nonsense", headers=bad)
        assert found.json()["error"]["code"] == 100
        nested = json.dumps({"message": {"a": 1}})
        found = caller.client.post(url, content=nested, headers=headers)
        assert found.json()["error"]["code"] == 100
        assert caller.listed() == []
