"""The commands of the desk: serving it, and who may come in.

Nothing heavy is imported here: see ``composer.app.cli``.
"""

from pathlib import Path
from typing import Annotated, Literal

import typer

desk_app = typer.Typer(help="Serve the editors' page.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.add_typer(desk_app, name="desk")


@desk_app.callback(invoke_without_command=True)
def desk(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    *,
    host: Annotated[
        str,
        typer.Option(metavar="HOST", help="Where to listen; beyond this machine users are needed."),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 for a free one.")] = 8484,
    opens: Annotated[
        bool, typer.Option("--open", help="Open it in the browser of this machine.")
    ] = False,
    runs: Annotated[
        bool, typer.Option("--run", help="Publish what falls due, too: nashir run beside it.")
    ] = False,
    tls_cert: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Certificate: the desk speaks TLS.")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Its key, where it is in another file.")
    ] = None,
    insecure_http: Annotated[
        bool,
        typer.Option("--insecure-http", help="Other machines may sign in without TLS."),
    ] = False,
    log: Annotated[
        Literal["text", "json"], typer.Option(help="How the lines about events look.")
    ] = "text",
) -> None:
    """Serve the page where editors see, correct, approve and schedule."""
    if context.invoked_subcommand is not None:
        return
    if tls_key is not None and tls_cert is None:
        msg = "--tls-key goes with --tls-cert"
        raise typer.BadParameter(msg)
    from composer.app import desk_command

    wish = desk_command.Wish(
        host=host,
        port=port,
        certificate=tls_cert,
        certificate_key=tls_key,
        insecure=insecure_http,
        opens=opens,
        runs=runs,
        log=log,
    )
    desk_command.serve(wish)
