"""Runs the installed program as a user does: in a process of its own, in a folder of its own."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from composer.resources import shipped_root

EXAMPLES = shipped_root() / "examples"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run of the program left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:  # noqa: ANN401 - a JSON document is any
        """The one document on standard output."""
        return json.loads(self.out)


def nashir(*words: str | Path, cwd: Path, stdin: bytes = b"") -> Outcome:
    """Run ``nashir`` with some words."""
    command = [sys.executable, "-m", "composer", *map(str, words)]
    run = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, check=False)
    return Outcome(code=run.returncode, out=run.stdout.decode(), err=run.stderr.decode())
