import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from program import EXAMPLES, nashir

from composer.app.batch import FEWEST_TO_SHARE, Batch, Failure, cores, made
from composer.app.batch_command import STOPPED
from composer.app.document import to_json
from composer.app.json_list import json_list
from composer.app.order import Order
from composer.app.sources import Source
from composer.app.workshop import Workshop
from composer.settings import Settings

ARTICLES = (EXAMPLES / "lavrov.txt", EXAMPLES / "usv.txt", EXAMPLES / "growth.md")
HEADLINE = ("--card", "headline")
LIMIT_S = 30.0

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and named pipes")


def contents(folder: Path) -> dict[str, dict[str, bytes]]:
    """Return the files of each bundle in a folder; a list without the place it names."""
    found = {}
    for bundle in sorted(folder.iterdir()):
        files = {each.name: each.read_bytes() for each in bundle.iterdir()}
        told = json.loads(files["draft.json"])
        assert told["folder"] == str(bundle)
        found[bundle.name] = {**files, "draft.json": to_json({**told, "folder": ""}).encode()}
    return found


def test_a_crew_makes_the_same_bytes_in_the_same_order_as_one_process(tmp_path: Path) -> None:
    twin = tmp_path / "twin.txt"
    twin.write_bytes(ARTICLES[0].read_bytes())
    sources = (*ARTICLES, "absent.txt", twin)
    runs = []
    for jobs in ("1", "2"):
        place = tmp_path / jobs
        place.mkdir()
        words = (*HEADLINE, "--jobs", jobs, "--out", "out", "--json")
        runs.append(nashir("compose", *sources, *words, cwd=place))
        assert runs[-1].code == 1
        assert "nashir: absent.txt: there is no such file\n" in runs[-1].err
        assert "1 of 5 articles failed" in runs[-1].err
    one, crew = (contents(tmp_path / jobs / "out") for jobs in ("1", "2"))
    assert one == crew
    assert len(one) == 4
    assert contents(tmp_path / "1" / ".nashir" / "inbox").keys() == {
        each["draft"] for each in runs[0].document
    }
    names = [[Path(each["folder"]).name for each in run.document] for run in runs]
    assert names[0] == names[1]
    assert names[0][3] == f"{names[0][0]}-2"
    titles = [each["title"].split()[0] for each in runs[0].document]
    assert titles == ["روسيا", "اليابان", "المغرب", "روسيا"]


def test_the_same_batch_again_leaves_what_is_there(tmp_path: Path) -> None:
    words = ("compose", *ARTICLES, *HEADLINE, "--out", tmp_path / "out", "--json")
    first = nashir(*words, cwd=tmp_path)
    (Path(first.document[1]["folder"]) / "post.txt").write_text("mine", encoding="utf-8")
    times = {each: each.stat().st_mtime_ns for each in (tmp_path / "out").rglob("*")}
    again = nashir(*words, "--jobs", "2", cwd=tmp_path)
    folders = [Path(each["folder"]).name for each in again.document]
    before = [Path(each["folder"]).name for each in first.document]
    assert folders == [before[0], f"{before[1]}-2", before[2]]
    assert all(each.stat().st_mtime_ns == at for each, at in times.items())


def test_a_folder_of_articles_is_a_batch_though_it_holds_only_one(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_bytes(ARTICLES[0].read_bytes())
    run = nashir("compose", "articles", *HEADLINE, "--out", "out", "--json", cwd=tmp_path)
    assert run.code == 0, run.err
    assert [Path(each["folder"]).parent.name for each in run.document] == ["out"]


def test_a_file_in_the_place_of_the_folder_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    run = nashir("compose", *ARTICLES, "--out", "out", cwd=tmp_path)
    assert (run.code, run.out) == (1, "")
    assert run.err == "nashir: out is a file: name a folder with --out\n"


class _BrokenWorkshop:
    """Raises what it is told to, where cards would be drawn."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def draft(self, *_: object) -> None:
        raise self._error


@pytest.mark.parametrize(
    ("error", "said"), [(MemoryError(), "memory"), (KeyError("gone"), "KeyError: 'gone'")]
)
def test_what_nobody_expects_is_the_failure_of_one_article(error: Exception, said: str) -> None:
    workshop = cast("Workshop", _BrokenWorkshop(error))
    result = made(workshop, Order(), Source(name=str(ARTICLES[0])))
    assert isinstance(result, Failure)
    assert said in result.reason


def test_few_articles_are_not_worth_a_crew(tmp_path: Path) -> None:
    def hands(count: int, *, sizes: int = 1, jobs: int | None = None) -> int:
        order = Order(sizes=("portrait", "square", "link")[:sizes])
        return Batch(settings=Settings(workspace=tmp_path), order=order, jobs=jobs).hands(count)

    assert hands(FEWEST_TO_SHARE - 1) == 1
    assert hands(FEWEST_TO_SHARE) == min(cores(), FEWEST_TO_SHARE)
    assert hands(FEWEST_TO_SHARE // 3, sizes=3) == min(cores(), FEWEST_TO_SHARE // 3)
    assert hands(5, jobs=3) == 3
    assert hands(2, jobs=8) == 2
    assert hands(500, jobs=1) == 1


@given(documents=st.lists(st.dictionaries(st.text(), st.text() | st.integers(), max_size=3)))
def test_a_list_that_is_printed_bit_by_bit_is_the_list(documents: list[dict[str, Any]]) -> None:
    printed: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.stdout.write", printed.append)
        with json_list(wanted=True) as out:
            assert out is not None
            for each in documents:
                out.add(each)
    assert "".join(printed) == to_json(documents)


class _Running:
    """A batch in a group of processes of its own, that waits for an article to be written."""

    def __init__(self, folder: Path, *words: str | Path) -> None:
        self.late = folder / "late.txt"
        os.mkfifo(self.late)
        sources = [*ARTICLES, self.late, *ARTICLES]
        command = [sys.executable, "-m", "composer", "compose", *sources, *HEADLINE, *words]
        self.process = subprocess.Popen(
            [*map(str, command), "--out", "out"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def wait_for(self, count: int) -> None:
        """Wait until a number of drafts are in their folders."""
        out, until = self.late.parent / "out", time.monotonic() + LIMIT_S
        while len([each for each in out.glob("*") if not each.name.startswith(".")]) < count:
            assert time.monotonic() < until
            time.sleep(0.02)

    def reader(self) -> int:
        """Wait for the process that reads the late article; return its number."""
        until = time.monotonic() + LIMIT_S
        while time.monotonic() < until:
            for each in _family(self.process.pid):
                if _has_open(each, self.late):
                    return each
            time.sleep(0.02)
        pytest.fail("nobody reads the article")

    def end(self) -> tuple[int, str]:
        """Wait for its end; return its exit code and what it said."""
        _, err = self.process.communicate(timeout=LIMIT_S)
        return self.process.returncode, err.decode()


def _family(process: int) -> list[int]:
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [process, *(one for each in text.split() for one in _family(int(each)))]


def _has_open(process: int, file: Path) -> bool:
    """Tell whether a process holds a file open, or is about to: it waits in ``open``."""
    try:
        wait = Path(f"/proc/{process}/wchan").read_text(encoding="ascii")
        files = [os.readlink(each) for each in Path(f"/proc/{process}/fd").iterdir()]  # noqa: PTH115 - a pipe's link is no path
    except OSError:
        return False
    return str(file) in files or "fifo" in wait


@linux
def test_a_process_that_is_killed_fails_its_article_and_no_other(tmp_path: Path) -> None:
    running = _Running(tmp_path, "--jobs", "2")
    writer = _writer(running.late)
    os.kill(running.reader(), signal.SIGKILL)
    code, said = running.end()
    os.close(writer)
    assert code == 1
    assert "late.txt: the process that made it was ended by SIGKILL" in said
    assert "1 of 7 articles failed, as said above; the other 6 are done" in said
    assert len(contents(tmp_path / "out")) == 6


@linux
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_batch_that_is_stopped_says_what_is_done_and_can_be_taken_up_again(
    jobs: str, number: signal.Signals, tmp_path: Path
) -> None:
    running = _Running(tmp_path, "--jobs", jobs)
    writer = _writer(running.late)
    running.reader()
    running.wait_for(3)
    os.killpg(running.process.pid, number)
    if jobs == "1":  # this very process is in the article: it finishes it
        os.write(writer, ARTICLES[0].read_bytes())
    os.close(writer)
    code, said = running.end()
    assert code == STOPPED, said
    done = 4 if jobs == "1" else 3
    assert f"stopped: {done} of 7 articles are done, {7 - done} are not made" in said
    assert "Traceback" not in said
    assert len(contents(tmp_path / "out")) == done
    running.late.unlink()
    again = nashir("compose", *ARTICLES, *HEADLINE, "--out", "out", cwd=tmp_path)
    assert again.code == 0
    assert len(contents(tmp_path / "out")) == done


def _writer(file: Path) -> int:
    """Open a named pipe for writing as soon as somebody reads it."""
    until = time.monotonic() + LIMIT_S
    while True:
        try:
            return os.open(file, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.02)


def _on_a_terminal(words: Sequence[str | Path], folder: Path) -> tuple[bytes, bytes]:
    """Run with standard error on a terminal; return what came out, and what the terminal saw."""
    import pty  # not on every system

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "composer", *map(str, words)]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    assert process.stdout is not None
    seen = b""
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # the other side is closed
            break
        if not chunk:
            break
        seen += chunk
    out = process.stdout.read()
    process.stdout.close()
    assert process.wait() == 0
    os.close(ours)
    return out, seen


@pytest.mark.skipif(sys.platform == "win32", reason="no such terminals")
def test_a_person_sees_a_bar_and_a_pipe_gets_every_line(tmp_path: Path) -> None:
    words = ("compose", *ARTICLES, *HEADLINE, "--out", "out")
    out, seen = _on_a_terminal(words, tmp_path)
    assert "3/3" in seen.decode()
    titles = [line for line in out.decode().splitlines() if not line.startswith("  ")]
    assert [each.split()[0] for each in titles] == ["روسيا", "اليابان", "المغرب"]
    assert "\x1b" not in out.decode()
    folders = [line for line in out.decode().splitlines() if line.startswith("  ")]
    assert all(Path(each.split("  ")[-1]).is_dir() for each in folders)
