"""The files for systemd and for containers, and each command in them, as far as it runs here."""

import ast
import json
import re
import shlex
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener
from zipfile import ZipFile

import pytest
import typer
import yaml  # type: ignore[import-untyped] # it ships no types
from stores import EDITOR, NOW

from composer.app.cli import app
from composer.app.metrics.gauges import Gauges
from composer.app.metrics.health import Health
from composer.app.metrics.meter import Meter
from composer.app.metrics.server import serve_metrics
from composer.app.metrics.vitals import Vitals
from composer.app.newsroom import Newsroom
from composer.settings import EngineKind, MetricsSettings, Settings, load_settings
from composer.store.store import Store

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "examples" / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [each for each in UNITS if each.suffix == ".service"]
PROGRAM = "/opt/nashir/bin/nashir"
HARDENING = {
    *("NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes"),
    *("CapabilityBoundingSet=", "SystemCallFilter=@system-service", "PrivateDevices=yes"),
}


def unit(file: Path) -> list[tuple[str, str]]:
    """Return the settings of a unit in their order; some stand there several times."""
    lines = file.read_text(encoding="utf-8").splitlines()
    told = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return [(name, value) for name, _, value in told]


def commands() -> Iterator[tuple[str, list[str]]]:
    """Give the name of a file and the words of a command of ours that stands in it."""
    for file in SERVICES:
        for name, value in unit(file):
            if name == "ExecStart":
                words = shlex.split(value.replace("%i", "publish"))
                assert words[0] == PROGRAM
                yield file.name, [each for each in words[1:] if not each.startswith("$")]
    for name, service in compose()["services"].items():
        if service["image"] == "nashir":
            yield name, service["command"]
    entry = dict(instructions())
    assert json.loads(entry["ENTRYPOINT"]) == ["nashir"]
    yield "Containerfile", json.loads(entry["CMD"])


def compose() -> Any:  # noqa: ANN401 - YAML
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Containerfile in their order."""
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines()
    told = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return [(name, value) for name, _, value in told]


@pytest.mark.parametrize(("place", "words"), list(commands()))
def test_each_command_is_one_that_the_program_knows(place: str, words: list[str]) -> None:
    assert place
    program: Any = typer.main.get_command(app)
    program.commands[words[0]].make_context(words[0], list(words[1:]))


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_each_service_is_kept_from_what_it_does_not_need(file: Path) -> None:
    told = {f"{name}={value}" for name, value in unit(file)}
    assert told >= HARDENING
    assert ("User", "nashir") in unit(file)
    # Its waits are kept by the name of the boot, which this would hide from it.
    assert "ProcSubset=pid" not in told


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_a_service_has_time_to_end_its_longest_call(file: Path) -> None:
    settings = dict(unit(file))
    if {"run", "worker"} & {file.stem.removeprefix("nashir-").removesuffix("@")}:
        assert int(settings["TimeoutStopSec"]) > 150
        assert (settings["KillSignal"], settings["Restart"]) == ("SIGTERM", "always")


@pytest.mark.parametrize("mode", [0o440, 0o400, None])
@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_a_service_has_the_password_as_postgresql_takes_it(
    file: Path, mode: int | None, tmp_path: Path
) -> None:
    """Systemd shows a credential with the right of a group; some have no password at all."""
    place = {"%d": tmp_path / "credentials", "%t": tmp_path / "run", "%N": Path("unit")}
    for each in (tmp_path / "credentials", tmp_path / "run" / "unit"):
        each.mkdir(parents=True)
    if mode is not None:
        (tmp_path / "credentials" / "nashir-pgpass").write_text("*:*:*:nashir:x\n")
        (tmp_path / "credentials" / "nashir-pgpass").chmod(mode)

    def told(text: str) -> str:
        for sign, folder in place.items():
            text = text.replace(sign, str(folder))
        return text

    settings = dict(unit(file))
    assert settings["RuntimeDirectory"] == "%N"
    subprocess.run(shlex.split(told(settings["ExecStartPre"])), check=True)
    (pgpass,) = (
        told(value).partition("=")[2]
        for name, value in unit(file)
        if name == "Environment" and value.startswith("PGPASSFILE=")
    )
    if mode is None:
        assert not Path(pgpass).exists()
    else:
        assert Path(pgpass).read_text() == "*:*:*:nashir:x\n"
        assert stat.S_IMODE(Path(pgpass).stat().st_mode) == 0o600


def test_no_secret_stands_in_a_file() -> None:
    for file in (each for each in DEPLOY.rglob("*") if each.is_file()):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"(?i)(password|token|secret)\s*[=:]\s*['\"]?\w{8,}", text), file


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_systemd_understands_each_unit(file: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        parser = ConfigParser(strict=False, allow_no_value=False, interpolation=None)
        parser.read_string(file.read_text(encoding="utf-8"))
        assert {"Unit"} <= set(parser.sections()) <= {"Unit", "Service", "Timer", "Install"}
        return
    here = tmp_path / file.name.replace("@", "@x")
    program = str(tmp_path / "nashir")  # a path of systemd's holds no space
    Path(program).symlink_to(Path(sys.executable).with_name("nashir"))
    here.write_text(file.read_text(encoding="utf-8").replace(PROGRAM, program), encoding="utf-8")
    if file.suffix == ".timer":
        shutil.copy(file.with_suffix(".service"), tmp_path)
        service = tmp_path / file.with_suffix(".service").name
        told = service.read_text(encoding="utf-8").replace(PROGRAM, program)
        service.write_text(told, encoding="utf-8")
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(here)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, "")


def test_the_image_is_built_from_files_that_are_there_and_enough(tmp_path: Path) -> None:
    """What is copied into the first stage makes the whole wheel."""
    copy_sources(tmp_path)
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    built = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    names = set(ZipFile(wheel).namelist())
    for folder in ("templates", "assets", "fonts", "examples"):
        files = [each for each in (ROOT / folder).rglob("*") if each.is_file()]
        wanted = {f"composer/_data/{each.relative_to(ROOT).as_posix()}" for each in files}
        assert {each for each in wanted if "/." not in each and "__pycache__" not in each} <= names


def test_the_image_is_built_command_by_command(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    if not pytestconfig.getoption("--thorough"):
        pytest.skip("it installs all packages anew: --thorough")
    source, wheels, home = tmp_path / "source", tmp_path / "wheels", tmp_path / "nashir"
    source.mkdir()
    copy_sources(source)
    base = tmp_path / "base"
    subprocess.run([sys.executable, "-m", "venv", str(base)], check=True)
    for name, value in instructions():
        if name == "FROM" and "AS build" not in value:
            break
        if name != "RUN":
            continue
        words = shlex.split(value.replace("/wheels", str(wheels)).replace("/opt/nashir", str(home)))
        words[0] = str(base / "bin" / "python") if words[0] == "python" else words[0]
        done = subprocess.run(words, cwd=source, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{value}: {done.stderr}"
    program = [str(home / "bin" / "nashir"), "doctor", "--json"]
    told = json.loads(subprocess.check_output(program, cwd=tmp_path))
    assert told["ok"]


def copy_sources(folder: Path) -> None:
    """Copy into a folder what the image's first stage is made of."""
    for name, value in instructions():
        if name != "COPY" or value.startswith("--"):
            continue
        *sources, target = value.split()
        for source in sources:
            found = ROOT / source
            if found.is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(found, folder / target, ignore=ignored)
            else:
                shutil.copy(found, folder / target)


def test_the_image_runs_as_nobody_of_importance_and_holds_no_secret() -> None:
    told = instructions()
    assert told[-1][0] == "CMD"
    assert dict(told)["USER"] == "nashir"
    assert {value for name, value in told if name == "FROM"} == {
        "docker.io/library/python:3.12-slim",
        "docker.io/library/python:3.12-slim AS build",
    }


def test_the_settings_of_the_containers_are_right(tmp_path: Path) -> None:
    shutil.copy(DEPLOY / "nashir.toml", tmp_path)
    settings = load_settings(tmp_path)
    assert settings.worker.engine is EngineKind.CLUSTER
    host = settings.store.url.partition("@")[2].partition("/")[0]
    assert host in compose()["services"]


def test_the_containers_name_only_what_there_is() -> None:
    told = compose()
    for service in told["services"].values():
        for each in service["secrets"]:
            assert each in told["secrets"]
        for each in service["volumes"]:
            name = each.partition(":")[0]
            assert name in told["volumes"] or (DEPLOY / name).is_file()
        assert "healthcheck" in service or service["image"] == "nashir"
    for each in told["secrets"].values():
        assert each["file"].startswith("./secrets/")
    assert told["services"]["worker"]["deploy"]["replicas"] == 2


def test_the_health_of_a_container_is_asked_as_it_is(sqlite_store: Store, tmp_path: Path) -> None:
    line = dict(instructions())["HEALTHCHECK"].partition("CMD ")[2]
    python, *rest, address = json.loads(line)
    assert python == "python"
    desk = compose()["services"]["desk"]["healthcheck"]["test"]
    assert [desk[0], *desk[1:-1]] == ["CMD", python, *rest]
    room = Newsroom(
        settings=Settings(workspace=tmp_path), store=sqlite_store, person=EDITOR, now=lambda: NOW
    )
    hung = threading.Event()
    health = Health(newsroom=lambda: room, alive=lambda: not hung.is_set())
    with serve_metrics(Vitals(lambda: room, meter=Meter(), health=health), port=0) as port:
        here = re.sub(r":\d+/", f":{port}/", address)
        assert subprocess.run([sys.executable, *rest, here], check=False).returncode == 0
        hung.set()
        done = subprocess.run([sys.executable, *rest, here], capture_output=True, check=False)
        assert done.returncode != 0


def test_a_worker_of_the_containers_works_and_ends_when_it_is_told(
    postgres_url: str, tmp_path: Path
) -> None:
    told = (DEPLOY / "nashir.toml").read_text(encoding="utf-8")
    (tmp_path / "nashir.toml").write_text(
        re.sub('(?m)^url = "[^"]*"', f'url = "{postgres_url}"', told), encoding="utf-8"
    )
    command = compose()["services"]["worker"]["command"]
    local = {"0.0.0.0": "127.0.0.1", "9400": "0"}  # noqa: S104 - it is taken out
    words = [local.get(each, each) for each in command]
    program = [sys.executable, "-m", "composer", *words]
    with subprocess.Popen(program, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as worker:
        assert worker.stderr is not None
        try:
            lines = (json.loads(line) for line in worker.stderr)
            served = next(each for each in lines if each["event"] == "metrics served")
            next(each for each in lines if each["event"] == "runner started")
            for path in ("healthz", "readyz", "metrics"):
                address = f"http://127.0.0.1:{served['facts']['port']}/{path}"
                with build_opener(ProxyHandler({})).open(address, timeout=20) as answer:
                    assert answer.status == 200
            worker.terminate()
            assert worker.wait(60) == 0
        finally:
            worker.kill()


def test_every_metric_of_the_alerts_is_one_that_we_tell(
    sqlite_store: Store, tmp_path: Path
) -> None:
    settings = Settings(workspace=tmp_path, metrics=MetricsSettings(per_page=True))
    room = Newsroom(settings=settings, store=sqlite_store, person=EDITOR, now=lambda: NOW)
    meter = Meter()
    meter.registry.register(Gauges(lambda: room))
    known = set()
    for family in meter.registry.collect():
        known |= {family.name + end for end in ("", "_total", "_bucket", "_count", "_sum")}
    rules = yaml.safe_load((DEPLOY / "prometheus-rules.yaml").read_text(encoding="utf-8"))
    (group,) = rules["groups"]
    names = [each["alert"] for each in group["rules"]]
    assert len(set(names)) == len(names)
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for rule in group["rules"]:
        used = set(re.findall(r"nashir_\w+", rule["expr"]))
        assert used <= known, rule["alert"]
        assert used or rule["alert"] == "NashirDown"
        assert {"summary", "do"} <= rule["annotations"].keys()
        assert f"`{rule['alert']}`" in guide, f"docs/operations.md does not explain {rule['alert']}"
    for family in meter.registry.collect():
        if family.name.startswith("nashir_"):
            assert f"`{family.name}" in guide, f"docs/operations.md does not tell {family.name}"


def test_every_event_of_the_log_is_told() -> None:
    pages = (each.read_text(encoding="utf-8") for each in (ROOT / "docs").glob("*.md"))
    guide = "\n".join(pages)
    events = {event for file in (ROOT / "composer").rglob("*.py") for event in logged(file)}
    assert len(events) > 50
    assert {event for event in events if f"`{event}`" not in guide} == set()


def logged(file: Path) -> Iterator[str]:
    """Give the events that a module logs, as far as they stand in the call itself."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="logger")),
                args=[*_, ast.Constant(value=str(event))] | [ast.Constant(value=str(event)), *_],
            ):
                yield event.replace("%s", "…")
            case _:
                pass
