"""The how-to of the cluster, followed word by word from the workspace on: its own commands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from postgres import Server, free_port

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
PUBLISHED = re.compile(r"^q\d+ +(\w+) +published ", re.MULTILINE)

_CHECKED = "## 5. Workers"
_END_S = 240
"""A step that hangs ends the test; it says nothing about speed."""


def commands(*, until: str | None) -> str:
    """Return what is to be typed from the third step on, but for ``until`` and what follows."""
    part = GUIDE[GUIDE.index("## 3. The workspace") : GUIDE.index(until) if until else None]
    return "set -eo pipefail\n" + "\n".join(BLOCK.findall(part))


def here(text: str, folder: Path) -> str:
    """Return commands with folders and ports of the test's own; the owner is who runs it."""
    text = text.replace('sudo install -d -o "$USER"', "install -d")
    assert "sudo" not in text
    for port in ("9401", "9402", "8484"):
        text = text.replace(port, str(free_port()))
    return text.replace("/srv", str(folder))


def followed(text: str, folder: Path, server: Server) -> str:
    """Type commands in a shell, and return what it shows; in the end nothing runs any more."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # noqa: TID251
    known = {"PATH": path, "PGPORT": str(server.port), "HOME": str(folder), "LANG": "C.UTF-8"}
    shell = subprocess.Popen(
        ["bash", "-c", here(text, folder)],
        cwd=ROOT,
        env=known,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        shown, _ = shell.communicate(timeout=_END_S)
    finally:
        end(shell)
    assert shell.returncode == 0, shown
    return shown


def end(shell: "subprocess.Popen[str]") -> None:
    """Kill whatever of the shell still runs: it has a session of its own."""
    subprocess.run(["pkill", "-KILL", "-s", str(shell.pid)], check=False)
    shell.wait()


def test_the_guide_to_a_cluster_can_be_followed_word_by_word(
    bare_postgres: Server, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """All of it with ``--thorough``; otherwise as far as the check before the workers."""
    is_whole = bool(pytestconfig.getoption("--thorough"))
    names = ("nashir", "nashir_trial")
    for name in names:
        bare_postgres.run(f"CREATE DATABASE {name}")
    try:
        text = commands(until=None if is_whole else _CHECKED)
        shown = followed(text, tmp_path, bare_postgres)
    finally:
        for name in names:
            bare_postgres.run(f"DROP DATABASE {name} WITH (FORCE)")
    assert shown.count("  ready  ") == 3
    assert shown.count("warn  workers") == 1
    if is_whole:
        assert PUBLISHED.findall(shown) == ["main", "sport", "economy"] * 2 + ["sport"]
        assert shown.count("warn") == 1
        assert '"status": "ok"' in shown
        assert "http://127.0.0.1:" in shown
        assert len(set(re.findall(r"^\w{12}(?=  (?:new|published)  )", shown, re.MULTILINE))) == 3
