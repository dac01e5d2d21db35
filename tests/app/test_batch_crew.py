import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from crew_pieces import broken_tools, tools

from composer.app.crew import Lost, share_out

Result = tuple[str, int] | Lost


def never() -> bool:
    return False


def results(
    *pieces: str, hands: int = 2, prepare: Callable[[], Callable[[str], tuple[str, int]]] = tools
) -> list[Result]:
    return list(share_out(pieces, prepare, hands=hands, stop=never))


def texts(found: Sequence[Result]) -> list[str | None]:
    return [None if isinstance(each, Lost) else each[0] for each in found]


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_results_come_in_the_order_of_the_pieces_whatever_is_finished_first(
    tmp_path: Path,
) -> None:
    first = f"wait {tmp_path / 'go'}"
    found = share_out([first, "b", "c", "d", "e"], tools, hands=2, stop=lambda: gone_on(tmp_path))
    assert texts(list(found)) == [first, "b", "c", "d", "e"]


def gone_on(folder: Path) -> bool:
    """Let the first piece go on when the crew has looked for results a few times."""
    looks = folder / "looks"
    looks.write_text(f"{looks.read_text() if looks.exists() else ''}.", encoding="utf-8")
    if looks.stat().st_size > 5:
        (folder / "go").touch()
    return False


def test_the_pieces_are_shared_among_processes_that_are_not_this_one() -> None:
    found = results(*(f"echo {number}" for number in range(40)))
    processes = {each[1] for each in found if not isinstance(each, Lost)}
    assert len(found) == 40
    assert len(processes) <= 2
    assert os.getpid() not in processes
    assert not any(map(is_alive, processes))


def test_no_more_processes_are_started_than_there_are_pieces() -> None:
    found = results("a", hands=50)
    assert texts(found) == ["a"]


def test_no_pieces_give_no_results() -> None:
    assert results() == []


def test_a_result_may_be_larger_than_a_pipe_holds() -> None:
    assert texts(results("big 3000000", "big 2000000")) == ["x" * 3_000_000, "x" * 2_000_000]


def test_a_process_that_ends_is_the_failure_of_its_piece_alone() -> None:
    found = results("a", "b", "die 3", "c", "d", "e")
    assert texts(found) == ["a", "b", None, "c", "d", "e"]
    assert found[2] == Lost(reason="the process that made it ended with code 3")


@pytest.mark.skipif(sys.platform == "win32", reason="signals end nothing there")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_process_that_is_killed_is_the_failure_of_its_piece_alone(number: int) -> None:
    found = results(*"ab", f"signal {int(number)}", *"cde", f"signal {int(number)}", hands=2)
    assert texts(found) == ["a", "b", None, "c", "d", "e", None]
    lost = found[2]
    assert isinstance(lost, Lost)
    assert signal.Signals(number).name in lost.reason
    assert ("memory" in lost.reason) == (number == signal.SIGKILL)


def test_a_crew_that_cannot_begin_fails_every_piece_and_comes_to_an_end() -> None:
    found = results("a", "b", "c", prepare=broken_tools)
    assert found == [Lost(reason="the process that made it ended with code 7")] * 3


@pytest.mark.skipif(sys.platform == "win32", reason="signals end nothing there")
def test_a_ctrl_c_is_not_for_those_who_work() -> None:
    assert texts(results("interrupt", "a")) == ["interrupt", "a"]


def test_a_crew_that_is_stopped_leaves_nobody_behind(tmp_path: Path) -> None:
    done: list[Result] = []
    pieces = ["a", f"wait {tmp_path / 'never'}", f"wait {tmp_path / 'never'}"]
    began = time.monotonic()
    for result in share_out(pieces, tools, hands=2, stop=lambda: bool(done)):
        done.append(result)  # noqa: PERF402 - what is done decides when to stop
    assert texts(done) == ["a"]
    assert time.monotonic() - began < 10  # nobody waited for the pieces that wait
    assert not isinstance(done[0], Lost)
    assert not is_alive(done[0][1])


def test_whoever_loses_interest_leaves_nobody_behind() -> None:
    found = share_out(["a", "b", "c", "d", "e", "f"], tools, hands=2, stop=never)
    first = next(found)
    found.close()
    assert not isinstance(first, Lost)
    assert not is_alive(first[1])


_HELD_BACK = """
import os, signal, time
from multiprocessing import get_context
from composer.app.crew import signals_held_back
process = get_context("spawn").Process(target=time.sleep, args=(60,))
with signals_held_back():
    process.start()
os.kill(process.pid, signal.SIGTERM)
process.join(0.5)
print(process.exitcode)
process.kill()
process.join()
"""


def test_the_first_process_of_a_program_does_not_hear_its_signals_either() -> None:
    """Of a program that is told to end by whoever tells all processes of its group."""
    run = subprocess.run([sys.executable, "-c", _HELD_BACK], capture_output=True, check=True)
    assert run.stdout == b"None\n"
