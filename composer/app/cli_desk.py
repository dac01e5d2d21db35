"""The command that serves the desk.

Nothing heavy is imported here: see ``composer.app.cli``.
"""

from typing import Annotated

import typer

desk_app = typer.Typer(help="Serve the editors' page.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.add_typer(desk_app, name="desk")


@desk_app.callback(invoke_without_command=True)
def desk(
    context: typer.Context,
    *,
    host: Annotated[
        str, typer.Option(metavar="HOST", help="Where to listen; beyond this machine see the docs.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 for a free one.")] = 8484,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Open it in the browser of this machine.")
    ] = False,
) -> None:
    """Serve the page where editors see, correct, approve and schedule."""
    if context.invoked_subcommand is not None:
        return
    from composer.app import desk_command

    desk_command.serve(host=host, port=port, open_browser=open_browser)
