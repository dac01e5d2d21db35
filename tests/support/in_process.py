"""Runs the program inside the test's process: as ``program.nashir`` does, without its start."""

import gc
import io
import logging
import sys
import zoneinfo
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from program import Outcome

from composer.app.cli import main


def here(*words: str | Path, cwd: Path, stdin: bytes = b"", **environment: str) -> Outcome:
    """Run ``nashir`` with some words in a folder, from its ``main`` to its exit code."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    changed = patch.dict("os.environ", environment)
    with chdir(cwd), changed, redirect_stdout(out), redirect_stderr(err), _called(words, stdin):
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Outcome(code=code, out=out.getvalue(), err=err.getvalue())


@contextmanager
def _called(words: tuple[str | Path, ...], stdin: bytes) -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("composer")
    before, kept = (sys.argv, sys.stdin), (root.handlers[:], ours.level)
    thresholds, zones = gc.get_threshold(), zoneinfo.TZPATH
    sys.argv = ["nashir", *map(str, words)]
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    try:
        yield
    finally:
        sys.argv, sys.stdin = before
        root.handlers[:] = kept[0]  # the log that a run keeps ends with its process
        ours.setLevel(kept[1])
        gc.set_threshold(*thresholds)
        zoneinfo.reset_tzpath(to=zones)
