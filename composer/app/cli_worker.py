"""The command for many machines: a worker among others.

Nothing heavy is imported here: see ``composer.app.cli``.
"""

from typing import Annotated, Literal

import typer

from composer.app.cli_run import MetricsHost, MetricsPort


def register(app: typer.Typer) -> None:
    """Add the command to the program's."""
    app.command()(worker)


def worker(  # noqa: PLR0913 - one argument for each option
    *,
    queues: Annotated[
        str, typer.Option(metavar="NAMES", help="publish, render, or both with a comma.")
    ] = "publish,render",
    concurrency: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            max=64,
            help="How many pages, and how many articles, at once; otherwise at_once of [worker].",
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What people know it by; otherwise its machine's name."),
    ] = None,
    prepare: Annotated[
        bool, typer.Option("--prepare", help="Make the engine's tables, then return.")
    ] = False,
    once: Annotated[
        bool, typer.Option("--once", help="Do what is due and waits now, then return.")
    ] = False,
    log: Annotated[
        Literal["text", "json"], typer.Option(help="How the lines about events look.")
    ] = "text",
    metrics_port: MetricsPort = None,
    metrics_host: MetricsHost = "127.0.0.1",
) -> None:
    """Publish and draw beside other workers, on PostgreSQL, until told to end.

    Any number may run, on any number of machines; see docs/workers.md.
    """
    from composer.app import worker_command
    from composer.app.worker_command import Wish

    if prepare:
        worker_command.prepare(log)
        return
    if once and metrics_port is not None:
        msg = "--metrics-port goes without --once: a single pass is over before anybody asks"
        raise typer.BadParameter(msg)
    wish = Wish(
        queues=worker_command.parse_queues(queues),
        concurrency=concurrency,
        name=name,
        log=log,
        once=once,
        metrics_host=metrics_host,
        metrics_port=metrics_port,
    )
    worker_command.work(wish)
