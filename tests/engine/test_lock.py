import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from runner_process import holding

from composer.engine.grip import grip
from composer.engine.lock import RunnerLock, alive, holders, this_machine
from composer.errors import StoreError

unix = pytest.mark.skipif(sys.platform == "win32", reason="signals and forks")

BEGIN_FOR_EVER = """
import sys
from pathlib import Path
from composer.engine.lock import RunnerLock, alive, holders, this_machine
while True:
    RunnerLock(Path(sys.argv[1]))
"""

START_A_CHILD = """
import subprocess
print(subprocess.Popen(["sleep", "30"], stdout=subprocess.DEVNULL).pid)
"""
FORK_A_CHILD = """
import os, time
heard, said = os.pipe()
child = os.fork()
if not child:
    os.close(1)
    os.write(said, b".")
    time.sleep(30)
    os._exit(0)
os.read(heard, 1)  # until then it may not have closed its copy yet
print(child)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "runners"


@pytest.fixture
def mine(folder: Path) -> Iterator[RunnerLock]:
    with RunnerLock(folder) as lock:
        yield lock


def files(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir() if each.name != "home")


def dead(lock: RunnerLock, folder: Path, number: int = 0) -> str:
    """Leave the file of a runner that died behind and return what named it."""
    name = f"host-{number + 1}-{number:08x}"
    (folder / f"{name}.lock").touch()
    return f"{lock.owner.partition('/')[0]}/{name}"


def test_a_runner_that_holds_its_lock_lives(mine: RunnerLock, folder: Path) -> None:
    assert mine.alive(mine.owner) is True
    assert alive(folder, mine.owner) is True


def test_another_process_that_holds_its_lock_lives(mine: RunnerLock, folder: Path) -> None:
    with holding(folder) as other:
        assert mine.alive(other.owner) is True


@unix
def test_a_killed_runner_is_dead_at_once(mine: RunnerLock, folder: Path) -> None:
    for _ in range(5):
        with holding(folder) as other:
            assert mine.alive(other.owner) is True
            other.kill()
            assert mine.alive(other.owner) is False
            assert mine.alive(other.owner) is False  # its file is gone now
    assert len(files(folder)) == 1


@unix
def test_a_stopped_runner_lives(mine: RunnerLock, folder: Path) -> None:
    with holding(folder) as other:
        other.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, other.process.pid, os.WSTOPPED | os.WNOWAIT)
        assert mine.alive(other.owner) is True
        assert mine.sweep() == 0
        other.kill()
        assert mine.alive(other.owner) is False


def test_two_runners_of_one_process_have_locks_of_their_own(folder: Path) -> None:
    with RunnerLock(folder) as one, RunnerLock(folder) as other:
        assert one.owner != other.owner
        assert one.alive(other.owner) is other.alive(one.owner) is True
        other.release()
        assert one.alive(other.owner) is False
        assert one.alive(one.owner) is True


def test_a_runner_that_let_go_is_dead_and_leaves_nothing_behind(folder: Path) -> None:
    with RunnerLock(folder) as lock:
        owner = lock.owner
    lock.release()  # once more does no harm
    assert alive(folder, owner) is False
    assert files(folder) == []


def test_a_thousand_dead_files_are_swept_and_the_living_stay(
    mine: RunnerLock, folder: Path
) -> None:
    with holding(folder) as other:
        for number in range(1000):
            dead(mine, folder, number)
        assert mine.sweep() == 1000
        assert len(files(folder)) == 2
        assert mine.alive(mine.owner) is mine.alive(other.owner) is True
        assert mine.sweep() == 0


def test_what_is_no_lock_is_left_alone(mine: RunnerLock, folder: Path) -> None:
    (folder / "notes.lock").touch()
    (folder / "notes.txt").touch()
    assert mine.sweep() == 0
    assert {"notes.lock", "notes.txt"} <= set(files(folder))


def test_nothing_is_said_of_a_runner_with_another_folder(tmp_path: Path) -> None:
    with RunnerLock(tmp_path / "1") as one, RunnerLock(tmp_path / "2") as other:
        assert one.alive(other.owner) is other.alive(one.owner) is None
        assert alive(tmp_path / "none", one.owner) is None


def test_the_locks_of_another_machine_with_the_same_folder_are_not_believed_nor_touched(
    mine: RunnerLock, folder: Path
) -> None:
    """On a network disk they may seem free though they are held there."""
    home = mine.owner.partition("/")[0]
    name = "host-1-00000001@0123abcd"  # even by the same host name and process number
    file = folder / f"{name}.lock"
    file.touch()
    assert mine.alive(f"{home}/{name}") is alive(folder, f"{home}/{name}") is None
    assert holders(folder) == (mine.owner,)
    assert mine.sweep() == 0
    assert file.exists()


def test_the_locks_of_this_machine_are_believed_where_others_share_the_folder(
    mine: RunnerLock, folder: Path
) -> None:
    machine = this_machine()
    with RunnerLock(folder, machine=machine) as other:
        assert other.owner.endswith(f"@{machine}" if machine else "")
        assert mine.alive(other.owner) is other.alive(mine.owner) is True
        assert set(holders(folder)) == {mine.owner, other.owner}
        other.release()
        assert mine.alive(other.owner) is False


def test_a_copy_of_the_folder_is_another_folder(mine: RunnerLock, folder: Path) -> None:
    copied = folder.with_name("copied")
    shutil.copytree(folder, copied)
    assert alive(copied, mine.owner) is None
    with RunnerLock(copied) as other:
        assert other.alive(mine.owner) is None
        assert other.owner.partition("/")[0] != mine.owner.partition("/")[0]
        assert (copied / f"{mine.owner.partition('/')[2]}.lock").exists()


def test_a_folder_that_was_moved_is_the_same_folder(folder: Path) -> None:
    with holding(folder) as other:
        moved = folder.rename(folder.with_name("moved"))
        assert alive(moved, other.owner) is True


@pytest.mark.parametrize(
    "name", ["", "x", "../../secret", "a/b", "host-1-0000000", "host-1-00000000\n", "home"]
)
def test_what_names_no_runner_is_not_looked_for(mine: RunnerLock, folder: Path, name: str) -> None:
    (folder.parent / "secret.lock").touch()
    assert mine.alive(f"{mine.owner.partition('/')[0]}/{name}") is None
    assert mine.alive(name) is None
    assert (folder.parent / "secret.lock").exists()


@pytest.mark.parametrize("content", [b"", b"0123456789abcdef\n", b"0123456789abcdef 1\n", b"\xff"])
def test_a_damaged_home_is_made_anew(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "home").write_bytes(content)
    with RunnerLock(folder) as one, RunnerLock(folder) as other:
        assert one.alive(other.owner) is True


def test_those_that_start_at_once_share_one_home(folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        locks = list(pool.map(lambda _: RunnerLock(folder), range(32)))
    assert len({each.owner.partition("/")[0] for each in locks}) == 1
    assert len({each.owner for each in locks}) == 32
    for each in locks:
        assert locks[0].alive(each.owner) is True
    for each in locks:
        each.release()
    assert files(folder) == []


def test_no_runner_that_starts_is_swept_away(folder: Path) -> None:
    with RunnerLock(folder) as sweeper, ThreadPoolExecutor(4) as pool:
        done = False

        def sweep() -> int:
            count = 0
            while not done:
                count += sweeper.sweep()
            return count

        sweeping = [pool.submit(sweep) for _ in range(3)]
        locks = [RunnerLock(folder) for _ in range(300)]
        done = True
        assert all(each.result() >= 0 for each in sweeping)
        assert all(sweeper.alive(each.owner) for each in locks)
        for each in locks:
            each.release()


def test_many_that_ask_at_once_hear_the_same(mine: RunnerLock, folder: Path) -> None:
    for number in range(50):
        owner = dead(mine, folder, number)
        with ThreadPoolExecutor(4) as pool:
            told = set(pool.map(lambda _, owner=owner: mine.alive(owner), range(8)))
        assert told == {False}


@unix
@pytest.mark.parametrize("start", [START_A_CHILD, FORK_A_CHILD], ids=["started", "forked"])
def test_a_child_does_not_keep_its_parent_alive(mine: RunnerLock, folder: Path, start: str) -> None:
    with holding(folder, more=start) as other:
        assert other.process.stdout is not None
        child, owner = int(other.owner), other.process.stdout.readline().strip()
        assert mine.alive(owner) is True
        other.kill()
        os.kill(child, 0)  # it still runs
        assert mine.alive(owner) is False
        os.kill(child, signal.SIGKILL)


@unix
def test_a_forked_child_cannot_let_go_of_its_parents_lock(mine: RunnerLock, folder: Path) -> None:
    fork = "import os\nif not os.fork():\n    lock.release()\n    os._exit(0)\nprint(os.wait()[1])"
    with holding(folder, more=fork) as other:
        assert other.process.stdout is not None
        assert other.owner == "0"
        assert mine.alive(other.process.stdout.readline().strip()) is True


@unix
def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="it must lie on a disk of this machine"):
        RunnerLock(tmp_path / "file" / "runners")


def test_a_file_that_somebody_holds_is_not_held_twice(tmp_path: Path) -> None:
    path = tmp_path / "file"
    first = os.open(path, os.O_CREAT | os.O_RDWR)
    second = os.open(path, os.O_RDWR)
    assert grip(first)
    assert not grip(second)
    os.close(first)
    assert grip(second)
    os.close(second)


@unix
def test_many_processes_killed_at_random_are_all_found_dead(mine: RunnerLock, folder: Path) -> None:
    command = [sys.executable, "-c", BEGIN_FOR_EVER, str(folder)]
    for _ in range(3):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        while len(files(folder)) < 20 and process.poll() is None:
            pass
        process.kill()
        process.wait()
        mine.sweep()
        assert files(folder) == [f"{mine.owner.partition('/')[2]}.lock"]
