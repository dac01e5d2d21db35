import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from composer.engine.clock import MachineClock, boot_name, ticks

linux = pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")


def machine(proc: Path, *, boot: str, namespace: str | None = None) -> Path:
    """Lay down what a kernel shows."""
    (proc / "sys/kernel/random").mkdir(parents=True)
    (proc / "sys/kernel/random/boot_id").write_text(f"{boot}\n", encoding="ascii")
    if namespace:
        (proc / "self/ns").mkdir(parents=True)
        (proc / "self/ns/time").symlink_to(namespace)
    return proc


def test_the_wall_clock_is_read_in_utc() -> None:
    before = time.time()
    read = MachineClock().read().wall
    assert before <= read.timestamp() <= time.time()
    assert read.tzinfo is UTC


def test_ticks_go_forward() -> None:
    clock = MachineClock()
    read = [clock.read().ticks for _ in range(100)]
    assert read == sorted(read)
    assert read[0] < read[-1]


@linux
def test_ticks_count_the_time_that_the_machine_slept_too() -> None:
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    assert before <= ticks() <= time.clock_gettime(time.CLOCK_BOOTTIME)


@linux
def test_all_processes_of_one_run_of_the_machine_tell_one_name() -> None:
    command = "from composer.engine.clock import boot_name; print(boot_name())"
    run = subprocess.run(
        [sys.executable, "-c", command], check=True, capture_output=True, text=True
    )
    assert run.stdout.strip() == boot_name() == MachineClock().read().boot
    assert not boot_name().startswith("process-")


@linux
def test_another_boot_and_another_time_namespace_have_other_names(tmp_path: Path) -> None:
    names = {
        boot_name(machine(tmp_path / "1", boot="a")),
        boot_name(machine(tmp_path / "2", boot="b")),
        boot_name(machine(tmp_path / "3", boot="a", namespace="time:[1]")),
        boot_name(machine(tmp_path / "4", boot="a", namespace="time:[2]")),
    }
    assert names == {"a", "b", "a time:[1]", "a time:[2]"}


@linux
@pytest.mark.parametrize("boot", ["", "\n"])
def test_a_machine_that_tells_no_name_begins_its_waits_anew(tmp_path: Path, boot: str) -> None:
    silent = [tmp_path / "none", machine(tmp_path / "1", boot=boot, namespace="time:[1]")]
    for proc in silent:
        first, second = boot_name(proc), boot_name(proc)
        assert first.startswith("process-")
        assert first != second


def test_a_clock_keeps_the_name_of_its_boot() -> None:
    clock = MachineClock()
    assert clock.read().boot == clock.read().boot
    assert clock.read().wall > datetime(2026, 1, 1, tzinfo=UTC)
