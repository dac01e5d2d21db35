import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from composer.app.cli import app

ROOT = Path(__file__).parents[1]
DOCS = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL_BLOCK = re.compile(r"```(?:sh|bat)\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def every_command(group: TyperGroup, *words: str) -> Iterator[str]:
    """Give each command as it is written: ``queue add``; a group where it does something itself."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            if command.invoke_without_command:
                yield " ".join((*words, name))
            yield from every_command(command, *words, name)
        else:
            yield " ".join((*words, name))


def program() -> TyperGroup:
    command = get_command(app)
    assert isinstance(command, TyperGroup)
    return command


COMMANDS = sorted(every_command(program()))


def help_of(*words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--help"])
    assert result.exit_code == 0
    return result.output


def options(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text))


def test_the_documented_commands_are_those_of_the_program() -> None:
    headings = re.findall(r"^## nashir ((?:[a-z]+ ?)+)", DOCS, re.MULTILINE)
    assert sorted(each.strip() for each in headings) == COMMANDS


def test_the_list_of_commands_goes_through_a_day_in_its_order() -> None:
    listed = re.findall(r"^  ([a-z]+) ", help_of().partition("Commands:")[2], re.MULTILINE)
    assert {each.split()[0] for each in COMMANDS} == set(listed)
    day = ["compose", "drafts", "show", "edit", "approve", "queue"]
    assert [each for each in listed if each in day] == day


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_documented(command: str) -> None:
    assert re.search(rf"^## nashir {command}\b", DOCS, re.MULTILINE)
    for option in options(help_of(*command.split())):
        assert f"`{option}" in DOCS


def test_the_options_before_a_command_are_documented() -> None:
    for option in options(help_of()):
        assert f"`{option}" in DOCS


def test_no_option_is_documented_that_does_not_exist() -> None:
    known = options(help_of()) | {
        option for command in COMMANDS for option in options(help_of(*command.split()))
    }
    assert options(DOCS) <= known


def test_the_commands_in_the_readme_exist() -> None:
    lines = [line for block in SHELL_BLOCK.findall(README) for line in block.splitlines()]
    used = [re.search(r"(?:^|[\\/ ])nashir ([a-z]+)", line) for line in lines]
    commands = {each[1] for each in used if each}
    assert "demo" in commands
    assert commands <= {each.split()[0] for each in COMMANDS}
    targets = {each[1] for line in lines if (each := re.match(r"make ([a-z]+)", line))}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets == {"demo", "test"}
    assert all(re.search(rf"^{each}:", makefile, re.MULTILINE) for each in targets)


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "CHANGELOG.md",
        *sorted(f"docs/{each.name}" for each in (ROOT / "docs").glob("*.md")),
    ],
)
def test_every_link_leads_somewhere(page: str) -> None:
    file = ROOT / page
    for target in LINK.findall(file.read_text(encoding="utf-8")):
        assert (file.parent / target).exists(), target
