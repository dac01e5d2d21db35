"""The command itself: one process beside another, killed, stopped, and told nonsense."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import nashir
from site_server import answer
from watched_site import News, Site, news, watched_site

LIMIT_S = 30.0
KILLED = """
import os, signal, sys
from composer.app import watch_ready, watch_record
from composer.app.cli import main

def killing(owner, name, number, after):
    work, calls = getattr(owner, name), []
    def kill(*given, **more):
        calls.append(name)
        if len(calls) == number and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = work(*given, **more)
        if len(calls) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(owner, name, kill)

class_name, name, number, when = sys.argv.pop(1).split()
owner = {"Ready": watch_ready.Ready, "Record": watch_record.Record}[class_name]
killing(owner, name, int(number), when == "after")
main()
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with watched_site() as found:
        text = f'[fetch]\nallow = ["{found.server.allow[0]}"]\n'
        (tmp_path / "nashir.toml").write_text(text, encoding="utf-8")
        yield found


def inbox(folder: Path) -> list[str]:
    drafts = (folder / ".nashir" / "inbox").glob("*/draft.json")
    return sorted(json.loads(each.read_bytes())["title"] for each in drafts)


def test_looking_once_prints_what_was_made(site: Site, tmp_path: Path) -> None:
    site.show(news(2, 1))
    run = nashir("watch", site.feed, "--once", "--json", cwd=tmp_path)
    assert run.code == 0, run.err
    assert run.document.keys() == {"made", "updated", "failed"}
    (first, second) = run.document["made"]
    assert first["title"] == "خبر رقم 1"
    assert first.keys() == {"draft", "title", "link", "feed"}
    assert [line.split()[2:4] for line in run.err.splitlines() if "made" in line] == [
        ["draft", "made"]
    ] * 2
    drafts = nashir("drafts", "--json", cwd=tmp_path).document
    assert {each["draft"] for each in drafts} == {first["draft"], second["draft"]}
    again = nashir("watch", site.feed, "--once", cwd=tmp_path)
    assert (again.code, again.out) == (0, "")


def test_what_failed_is_code_1_and_the_others_are_done(site: Site, tmp_path: Path) -> None:
    site.routes["/bad"] = answer(status="500 Internal Server Error")
    site.show(news(1))
    bad = site.server.url("/bad")
    words = ("watch", bad, site.feed, "--once", "--log", "json")
    run = nashir(*words, cwd=tmp_path)
    assert run.code == 1
    assert "خبر رقم 1" in run.out
    events = {json.loads(line)["event"] for line in run.err.splitlines()}
    assert {"feed failed", "new article", "draft made"} <= events
    again = nashir(*words, cwd=tmp_path)
    assert again.code == 0  # it is not asked before its time
    assert f"note: {bad} is left alone until " in again.err


def test_the_drafts_have_the_site_and_theme_of_their_page(site: Site, tmp_path: Path) -> None:
    settings = tmp_path / "nashir.toml"
    more = '[pages.sport.theme]\nname = "paper"\n'
    settings.write_text(settings.read_text("utf-8") + more, encoding="utf-8")
    site.show(news(1))
    words = ("--once", "--page", "sport", "--size", "square", "--format", "jpeg")
    assert nashir("watch", site.feed, *words, cwd=tmp_path).code == 0
    (file,) = (tmp_path / ".nashir" / "inbox").glob("*/draft.json")
    card = json.loads(file.read_bytes())["cards"][0]
    assert (card["theme"], card["size"], card["format"]) == ("paper", "square", "jpeg")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("feed.xml", "--once"), 1, "is an address"),
        (("http://127.0.0.1/feed", "--once", "--page", "other"), 1, "no page named 'other'"),
        (("http://127.0.0.1/feed", "--json"), 2, "--once"),
        (("http://127.0.0.1/feed", "--once", "--every", "often"), 2, "length of time"),
        (("http://127.0.0.1/feed", "--once", "--every", "0s"), 2, "once a second"),
        (("http://127.0.0.1/feed", "--once", "--newest", "-1"), 2, "newest"),
        ((), 2, "FEED"),
    ],
)
def test_nonsense_is_refused(words: tuple[str, ...], code: int, said: str, tmp_path: Path) -> None:
    run = nashir("watch", *words, cwd=tmp_path)
    assert run.code == code
    assert said in run.err
    assert "Traceback" not in run.err


def test_a_private_address_is_watched_only_where_the_settings_allow_it(
    site: Site, tmp_path: Path
) -> None:
    (tmp_path / "nashir.toml").unlink()
    site.show(news(1))
    run = nashir("watch", site.feed, "--once", cwd=tmp_path)
    assert run.code == 1
    assert "allow = [" in run.err
    assert site.server.requests == []


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
@pytest.mark.parametrize(
    "step",
    [
        "Record change 1 after",  # the new article is noted, and no draft made
        "Ready put 1 after",
        "Record change 2 after",
        "Ready hand_over 1 after",
    ],
)
def test_a_program_that_is_killed_between_two_steps_leaves_one_draft(
    step: str, site: Site, tmp_path: Path
) -> None:
    site.show(news(1))
    words = (step, "watch", site.feed, "--once")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *words], cwd=tmp_path, capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    run = nashir("watch", site.feed, "--once", cwd=tmp_path)
    assert run.code == 0, run.err
    assert inbox(tmp_path) == ["خبر رقم 1"]


class Running:
    """A watch that goes on, with what it says."""

    def __init__(self, folder: Path, *words: str) -> None:
        self._log = folder / "log"
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "composer", "watch", *words], cwd=folder, stderr=log
            )

    def said(self) -> str:
        return self._log.read_text("utf-8")

    def wait_for(self, text: str, *, times: int = 1) -> None:
        until = time.monotonic() + LIMIT_S
        while self.said().count(text) < times:
            assert time.monotonic() < until, self.said()
            time.sleep(0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_watch_goes_on_alone_until_it_is_told_to_end(site: Site, tmp_path: Path) -> None:
    site.show(news(1))
    running = Running(tmp_path, site.feed, "--every", "1s")
    try:
        running.wait_for("draft made")
        second = nashir("watch", site.feed, "--once", cwd=tmp_path)
        assert second.code == 1
        assert "another nashir watch works in this workspace" in second.err
        site.show([News(number=2), *news(1)])
        running.wait_for("draft made", times=2)
        running.process.terminate()
        assert running.process.wait(LIMIT_S) == 0
    finally:
        running.process.kill()
        running.process.wait()
    assert running.said().splitlines()[-1].endswith("watch ended")
    assert inbox(tmp_path) == ["خبر رقم 1", "خبر رقم 2"]
    assert nashir("watch", site.feed, "--once", cwd=tmp_path).code == 0


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_a_lock_ends_with_its_process(site: Site, tmp_path: Path) -> None:
    site.show(news(1))
    running = Running(tmp_path, site.feed)
    try:
        running.wait_for("watch began")
    finally:
        running.process.kill()
        running.process.wait()
    assert nashir("watch", site.feed, "--once", cwd=tmp_path).code == 0
    assert inbox(tmp_path) == ["خبر رقم 1"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_watch_that_can_keep_nothing_for_a_while_loses_nothing(
    site: Site, tmp_path: Path
) -> None:
    site.show(news(1))
    running = Running(tmp_path, site.feed, "--every", "1s")
    try:
        running.wait_for("draft made")
        (tmp_path / ".nashir" / "watch").rename(tmp_path / "away")
        (tmp_path / ".nashir" / "watch").touch()
        site.show([News(number=2), *news(1)])
        running.wait_for("feed not kept", times=2)
        (tmp_path / ".nashir" / "watch").unlink()
        (tmp_path / "away").rename(tmp_path / ".nashir" / "watch")
        running.wait_for("draft made", times=2)
    finally:
        running.process.kill()
        running.process.wait()
    assert inbox(tmp_path) == ["خبر رقم 1", "خبر رقم 2"]
