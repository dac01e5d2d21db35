"""``nashir run`` with several pages: one hangs, and its settings change while it runs."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from press_room import PressRoom, press_room
from runner_program import Running, runner, wait_until

from composer.app.assignment import SettingsNews
from composer.app.following import Following
from composer.app.press import Press
from composer.settings import Settings, load_settings

_SLOW = '[pages.slow.publisher]\npage_id = "100000000000777"\napi_base = "{url}"\n'
_SPORT = '[pages.sport.publisher]\npage_id = "100000000000778"\n'


@contextmanager
def hanging_platform() -> Iterator[tuple[str, threading.Event, threading.Event]]:
    """Serve a platform that answers when the test wants, and tell when it was first called."""
    called, let_go = threading.Event(), threading.Event()

    class Hanging(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            called.set()
            let_go.wait(60)
            self.send_response(503)
            self.end_headers()

        do_GET = do_POST  # noqa: N815 - the library's name

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hanging)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", called, let_go
    finally:
        let_go.set()
        server.shutdown()
        serving.join()
        server.server_close()


def queue(room: PressRoom, title: str, page: str = "main") -> str:
    draft = room.draft(title, text=title)
    for words in (("approve", draft), ("queue", "add", draft, "--at", "now")):
        assert room.run(*words, "--page", page).code == 0
    (name,) = [each for each, item in room.items().items() if item["draft"] == draft]
    return name


def published(running: Running) -> list[str]:
    return [each["facts"]["item"] for each in running.events() if each["event"] == "published"]


def test_a_page_that_hangs_holds_up_nothing_and_new_settings_count_at_once(tmp_path: Path) -> None:
    room = press_room(tmp_path)
    with hanging_platform() as (url, called, let_go):
        slow = _SLOW.format(url=url)
        room.set(more=slow)
        stuck = queue(room, "بطيء", "slow")
        with runner(tmp_path) as running:
            wait_until(called.is_set)
            names = [queue(room, f"خبر {number}") for number in range(5)]
            wait_until(lambda: set(names) <= set(published(running)))

            room.set(more=f"{slow}[pages.sport.publisher]\npage = 1\n")
            running.wait_for("settings are wrong")
            room.set(more=slow + _SPORT)
            running.wait_for("settings taken up")
            sport = queue(room, "رياضة", "sport")
            wait_until(lambda: sport in published(running))

            running.ask_to_end()
            assert running.process.poll() is None, "it waits for the call in hand"
            let_go.set()
            assert running.end() == 0
        items = room.items()
    assert {items[each]["status"] for each in (*names, sport)} == {"published"}
    assert items[stuck]["status"] in {"queued", "attention"}
    assert len(room.posts()) == len(names)
    wrong = [each for each in running.events() if each["event"] == "wrong settings"]
    assert len(wrong) == 1, "people are told once"


def _write(room: PressRoom, more: str, *, age: int) -> None:
    """Write settings at a time of their own: two writes within a tick look alike."""
    room.set(more=more)
    os.utime(room.folder / "nashir.toml", ns=(age, age))


def test_settings_are_followed_and_wrong_ones_change_nothing(tmp_path: Path) -> None:
    room, seen = press_room(tmp_path), list[Settings]()
    following = Following(load_settings(tmp_path), seen.append)
    following.look()
    assert seen == []

    _write(room, _SPORT, age=10**18)
    following.look()
    following.look()
    assert [sorted(each.pages) for each in seen] == [["sport"]]

    _write(room, "[pages.sport]\npage = 1\n", age=2 * 10**18)
    following.look()
    assert following.problem is not None
    assert len(seen) == 1

    _write(room, "[store]\nurl = 'sqlite:///elsewhere.db'\n", age=3 * 10**18)
    following.look()
    assert following.problem is None
    assert following.settings.pages == {}
    assert "elsewhere" not in following.settings.store.url


@pytest.mark.parametrize("names", [("sport",), ("sport", "other")])
def test_a_wrong_page_keeps_no_other_from_being_served(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    """Its settings are told at the start, and the runner goes on."""
    room = press_room(tmp_path)
    wrong = "".join(f'[pages.{each}.publisher]\nkind = "facebook"\n' for each in names)
    name = queue(room, "خبر")
    room.set(more=wrong)
    once = room.run("run", "--once")
    assert once.code == 0, once.err
    assert room.items()[name]["status"] == "published"


def test_a_press_goes_by_new_settings_and_each_wrong_page_is_told_once(tmp_path: Path) -> None:
    room, told = press_room(tmp_path), list[str]()
    wrong = '[pages.wrong.publisher]\nkind = "facebook"\n'
    _write(room, _SPORT + wrong, age=10**18)
    press = Press.open(load_settings(tmp_path), person="sara")
    news = SettingsNews(press=press, tell=told.append)
    main, sport = press.page("main"), press.page("sport")
    assert main is not None
    assert sport is not None
    for _ in range(2):
        news.look()
    assert len(told) == 1
    assert "wrong" in told[0]

    _write(room, _SPORT.replace("778", "779"), age=2 * 10**18)
    for _ in range(2):
        news.look()
    fresh, same = press.page("sport"), press.page("main")
    assert fresh is not None
    assert same is not None
    assert fresh.target.page_id.endswith("779")
    assert fresh.platform is not sport.platform, "another thread may be calling the old one"
    assert press.page("wrong") is None
    assert len(told) == 1
    press.close()
