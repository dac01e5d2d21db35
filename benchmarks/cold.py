"""Measures whole processes: a start, the help page, and one article composed from cold.

    python benchmarks/cold.py [--runs N] [--article FILE]

Each command is run in turn with the others, so that a busy moment meets all of them.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(slots=True)
class Command:
    """A command line and what its runs took, in ms."""

    name: str
    words: list[str]
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak_mb: float = 0.0

    def run(self, folder: Path) -> None:
        """Run it once in an empty folder and note what it took."""
        start = time.perf_counter()
        with (folder / "output").open("wb") as output:
            process = subprocess.Popen(self.words, cwd=folder, stdout=output, stderr=output)
            _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{self.name}: {(folder / 'output').read_text(encoding='utf-8')}")
        self.wall.append(wall * 1000)
        self.cpu.append((used.ru_utime + used.ru_stime) * 1000)
        self.peak_mb = max(self.peak_mb, used.ru_maxrss / 1024)

    def line(self) -> str:
        """Return one row of the table."""
        shown = (
            statistics.median(self.wall),
            min(self.wall),
            statistics.median(self.cpu),
            min(self.cpu),
        )
        return (
            f"{self.name:<22}" + "".join(f"{ms:>10.0f}" for ms in shown) + f"{self.peak_mb:>8.0f}"
        )


def main() -> None:
    """Run the commands in turn and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--article", type=Path, default=ROOT / "examples" / "lavrov.txt")
    asked = parser.parse_args()
    python = sys.executable
    program = [python, "-m", "composer"]
    article = str(asked.article.resolve())
    commands = [
        Command("python -c pass", [python, "-c", "pass"]),
        Command("nashir --help", [*program, "--help"]),
        Command("nashir compose", [*program, "compose", article, "--out", "out"]),
    ]
    for turn in range(asked.runs + 1):
        for command in commands:
            with tempfile.TemporaryDirectory() as name:
                command.run(Path(name))
            if not turn:  # the first run fills the disk's cache and writes byte code
                command.wall.clear()
                command.cpu.clear()
    print(f"{'ms':<22}{'wall':>10}{'min':>10}{'CPU':>10}{'min':>10}{'MB':>8}")
    for command in commands:
        print(command.line())


if __name__ == "__main__":
    main()
