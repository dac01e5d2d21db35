"""The commands that publish, and those that look after a workspace.

Nothing heavy is imported here: see ``composer.app.cli``.
"""

from pathlib import Path
from typing import Annotated, Literal

import typer

from composer.app import cli_facebook
from composer.app.cli_drafts import AsJson, PageName

DraftOrItem = Annotated[
    str, typer.Argument(metavar="ID", help="A draft, or an item of the queue such as q17.")
]
MetricsPort = Annotated[
    int | None,
    typer.Option(
        min=0, max=65535, metavar="N", help="Serve metrics and health there; 0 for a free one."
    ),
]
MetricsHost = Annotated[
    str,
    typer.Option(
        metavar="HOST",
        help="Where; beyond this machine metrics want the token NASHIR_METRICS_TOKEN.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    for command in (publish, run, correct, withdraw, sandbox, backup, restore, init):
        app.command()(command)
    cli_facebook.register(app)


def run(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Do what is due now, then return; for cron.")
    ] = False,
    log: Annotated[
        Literal["text", "json"], typer.Option(help="How the lines about events look.")
    ] = "text",
    metrics_port: MetricsPort = None,
    metrics_host: MetricsHost = "127.0.0.1",
    as_json: Annotated[
        bool, typer.Option("--json", help="With --once: print one JSON document.")
    ] = False,
) -> None:
    """Publish what falls due, until told to end.

    Also looks after posts of unknown outcome, and tells people what needs them.
    """
    if as_json and not once:
        msg = "--json goes with --once: a runner that goes on prints no document"
        raise typer.BadParameter(msg)
    if once and metrics_port is not None:
        msg = "--metrics-port goes without --once: a single pass is over before anybody asks"
        raise typer.BadParameter(msg)
    if once:
        from composer.app import run_commands

        raise typer.Exit(run_commands.run_once(log, as_json=as_json))
    from composer.app import runner_command

    runner_command.run(log, metrics_host=metrics_host, metrics_port=metrics_port)


def publish(
    name: DraftOrItem,
    *,
    page: PageName = "main",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the exact calls and send nothing.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Though the page has had the draft or its article.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Publish an approved draft now, and see it through.

    An item of the queue goes out now instead of at its time.
    """
    from composer.app import run_commands

    if dry_run:
        run_commands.dry_run(name, page=page, as_json=as_json)
        return
    raise typer.Exit(run_commands.publish(name, page=page, again=again, as_json=as_json))


def correct(
    name: DraftOrItem,
    *,
    page: PageName = "main",
    text: Annotated[
        str | None,
        typer.Option(
            "--text", metavar="FILE", help="The new text, or - for standard input; approves it."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Put the draft's text, as it is approved now, into its published post."""
    from composer.app import run_commands

    run_commands.correct(name, page=page, text=text, as_json=as_json)


def withdraw(name: DraftOrItem, *, page: PageName = "main", as_json: AsJson = False) -> None:
    """Take a published post down."""
    from composer.app import run_commands

    run_commands.withdraw(name, page=page, as_json=as_json)


def sandbox(
    *,
    host: Annotated[str, typer.Option(metavar="NAME", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", help="0 for a free one.")] = 8765,
    fault: Annotated[
        list[str] | None,
        typer.Option(metavar="FAULT", help="NAME or NAME:KEY=VALUE,…; may be repeated."),
    ] = None,
    reset: Annotated[
        bool, typer.Option("--reset", help="Begin with an empty page and no faults.")
    ] = False,
) -> None:
    """Show the practice page, and serve its Graph API.

    It needs no account. Posts go to it unless nashir.toml says facebook.
    """
    from composer.app import practice_command

    practice_command.serve_practice(host=host, port=port, faults=fault, reset=reset)


def backup(
    to: Annotated[
        Path | None,
        typer.Argument(metavar="FILE|DIR", help="Where; otherwise a new file in this folder."),
    ] = None,
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write drafts, queue, journal and images into one archive.

    Others may go on working meanwhile. Tokens are not in it.
    """
    from composer.app import backup_commands

    backup_commands.backup(to, force=force, as_json=as_json)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What nashir backup wrote.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Bring a backup back in the place of the present store, which is kept beside.

    Nothing is sent before the page was looked at for what went out since.
    """
    from composer.app import backup_commands

    backup_commands.restore(file, as_json=as_json)


def init(
    *,
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="Name of the site.")] = None,
    zone: Annotated[
        str, typer.Option(metavar="ZONE", help="Time zone of the page.")
    ] = "Asia/Riyadh",
) -> None:
    """Write a commented nashir.toml and make the workspace's folder."""
    from composer.app import init as beginning

    beginning.init(name=name, zone=zone)
