"""The command about batches of the rendering farm.

Nothing heavy is imported here: see ``composer.app.cli``.
"""

from typing import Annotated

import typer

from composer.app.cli_drafts import AsJson


def register(app: typer.Typer) -> None:
    """Add the command to the program's."""
    app.command()(batch)


def batch(
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A batch; without it they are listed.")
    ] = None,
    *,
    follow: Annotated[
        bool, typer.Option("--follow", help="Wait until all its articles are drawn.")
    ] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="Drop what is not drawn yet.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show how the articles go on that compose --queue handed in.

    With the embedded engine --follow draws what is left.
    """
    if follow and cancel:
        msg = "--follow and --cancel do not go together"
        raise typer.BadParameter(msg)
    if name is None and (follow or cancel):
        msg = "--follow and --cancel need the ID of a batch"
        raise typer.BadParameter(msg)
    from composer.app import farm_commands

    if name is None:
        farm_commands.list_batches(as_json=as_json)
    elif cancel:
        farm_commands.cancel(name, as_json=as_json)
    else:
        raise typer.Exit(farm_commands.show(name, follow=follow, as_json=as_json))
