"""Measures how long it takes from queueing for now to the first call to the platform.

A real ``nashir worker`` on a PostgreSQL of its own publishes to a served practice page. What is
measured begins when the item's transaction is about to be made, in another process, and ends at
the worker's first POST, by the page's own record. Both are on this machine, by one clock.

    python benchmarks/wake.py [HOW_MANY]
"""

import os
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from cluster_room import cluster_room, worker
from postgres import running_server, template_in
from press_room import PressRoom
from runner_program import Running, wait_until

from composer.app.press import Press
from composer.settings import load_settings


def main(count: int) -> None:
    """Print the median and the longest of so many."""
    with running_server() as server, tempfile.TemporaryDirectory() as folder:
        template_in(server)
        with server.database() as url:
            room = cluster_room(Path(folder), url)
            drafts = [room.approved(f"خبر رقم {each}", text=f"{each}") for each in range(count)]
            with worker(room, "--queues", "publish") as running:
                running.wait_for("runner started")
                waits = [_wait(room, running, each, number) for number, each in enumerate(drafts)]
    load = os.getloadavg()[0]
    told = f"median {statistics.median(waits):.3f} s, longest {max(waits):.3f} s"
    sys.stdout.write(f"{count} items, load {load:.1f}: {told}\n")


def _wait(room: PressRoom, running: Running, draft: str, number: int) -> float:
    """Queue a draft for now, and return the seconds until the worker's first call."""
    before = len([each for each in room.page().calls() if each.method == "POST"])
    press = Press.open(load_settings(room.folder), person="benchmark")
    try:
        began = datetime.now(UTC)  # noqa: TID251 - that is what is measured
        press.queue_now(draft)
    finally:
        press.close()
    running.wait_for("published", times=number + 1)
    calls = [each for each in room.page().calls() if each.method == "POST"]
    wait_until(lambda: len(calls) > before)
    return (calls[before].at - began).total_seconds()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
