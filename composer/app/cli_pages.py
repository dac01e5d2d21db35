"""The commands about pages: list them, show one.

Nothing heavy is imported here: see ``composer.app.cli``.
"""

from typing import Annotated

import typer

from composer.app.cli_drafts import AsJson

pages_app = typer.Typer(help="List the pages, or show one.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.add_typer(pages_app, name="pages")


@pages_app.callback(invoke_without_command=True)
def pages(
    context: typer.Context,
    *,
    search: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Only those whose name or site holds TEXT."),
    ] = None,
    tokens: Annotated[
        bool, typer.Option("--tokens", help="Tell where the token of each is, too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the pages of the settings, how each stands and what waits for it.

    No platform is asked.
    """
    if context.invoked_subcommand is not None:
        return
    from composer.app import pages_commands

    pages_commands.pages(search=search, tokens=tokens, as_json=as_json)


@pages_app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A page of the settings.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show what a page is set to, and which file says so."""
    from composer.app import pages_commands

    pages_commands.show(name, as_json=as_json)
