import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from press_room import PressRoom, press_room


@pytest.fixture
def room(tmp_path: Path) -> PressRoom:
    return press_room(tmp_path)


@contextmanager
def sandbox(room: PressRoom, *words: str) -> Iterator[list[str]]:
    """Give what ``nashir sandbox`` says when it is ready; it ends cleanly with the block."""
    command = [sys.executable, "-m", "composer", "sandbox", "--port", "0", *words]
    with subprocess.Popen(command, cwd=room.folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line.strip())
            if "Ctrl-C" in line:
                break
        yield lines
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_the_practice_page_is_served_with_its_faults_until_it_is_told_to_end(
    room: PressRoom,
) -> None:
    with sandbox(room, "--fault", "slow:seconds=0.1", "--fault", "duplicate") as lines:
        address = lines[0].split()[-1]
        with urlopen(f"{address}practice/faults") as answer:  # noqa: S310 - on this machine
            armed = json.loads(answer.read())
        assert [each["name"] for each in armed["faults"]] == ["slow", "duplicate"]
        room.set(f'kind = "sandbox"\napi_base = "{address.rstrip("/")}"')
        assert room.run("publish", room.approved()).code == 0
    assert len(room.posts()) == 2, "the fault makes two of one"


def test_a_page_begins_anew_only_when_asked(room: PressRoom) -> None:
    assert room.run("publish", room.approved()).code == 0
    with sandbox(room):
        assert len(room.posts()) == 1
    with sandbox(room, "--reset"):
        assert room.posts() == ()


def test_a_fault_that_is_none_is_refused_with_the_nearest(room: PressRoom) -> None:
    run = room.run("sandbox", "--port", "0", "--fault", "slwo")
    assert run.code == 1
    assert "'slow'" in run.err


def test_a_wish_for_the_impossible_leaves_the_page_as_it_is(room: PressRoom) -> None:
    assert room.run("publish", room.approved()).code == 0
    assert room.run("sandbox", "--reset", "--fault", "slwo").code == 1
    assert len(room.posts()) == 1
