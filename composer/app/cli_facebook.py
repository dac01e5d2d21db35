"""The commands about the Facebook page's token.

Nothing heavy is imported here: see ``composer.app.cli``.
"""

from typing import Annotated

import typer

from composer.app.cli_drafts import AsJson, PageName

facebook_app = typer.Typer(
    help="Connect a Facebook page, and check what its token may do.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.add_typer(facebook_app, name="facebook")


@facebook_app.command()
def login(
    *,
    page: PageName = "main",
    page_id: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Which page to take; otherwise page_id, or you choose."),
    ] = None,
    keyring: Annotated[
        bool, typer.Option("--keyring", help="Keep the token in the desktop's keyring.")
    ] = False,
) -> None:
    """Take a user token, find the page it opens, and keep that page's own token.

    The user token is asked for without being shown, or read from standard input.
    """
    from composer.app import facebook_commands

    facebook_commands.login(page=page, page_id=page_id, keyring=keyring)


@facebook_app.command()
def check(*, page: PageName = "main", as_json: AsJson = False) -> None:
    """Check the token, its permissions and expiry, the page, and the clock."""
    from composer.app import facebook_commands

    facebook_commands.check_page(page=page, as_json=as_json)


@facebook_app.command()
def logout(*, page: PageName = "main") -> None:
    """Forget the token that is kept for a page."""
    from composer.app import facebook_commands

    facebook_commands.logout(page=page)
