"""The command that moves a workspace's store.

Nothing heavy is imported here: see ``composer.app.cli``.
"""

from typing import Annotated

import typer

from composer.app.cli_drafts import AsJson

store_app = typer.Typer(
    help="Look after where the store is.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.add_typer(store_app, name="store")


@store_app.callback()
def store() -> None:
    """Look after where the store is."""


@store_app.command()
def move(
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL", help="The new database: postgresql+psycopg://USER@HOST/NAME."
        ),
    ],
    *,
    images: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Copy the images, too: s3://BUCKET/PREFIX or file:///."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Move drafts, approvals, queue and journal into another database.

    Nothing may run meanwhile. The old store stays as it is and says where it went; killed at any
    instant, the same command goes on.
    """
    from composer.app import store_commands

    store_commands.move(url, images=images, yes=yes, as_json=as_json)
