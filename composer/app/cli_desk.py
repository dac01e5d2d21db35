"""The commands of the desk: serving it, and who may come in.

Nothing heavy is imported here: see ``composer.app.cli``.
"""

from pathlib import Path
from typing import Annotated, Literal

import typer

from composer.app.cli_drafts import AsJson

Name = Annotated[str, typer.Argument(metavar="NAME", help="By which they sign in.")]
RoleName = Annotated[
    Literal["writer", "editor", "publisher"],
    typer.Option(
        "--role", help="A writer makes drafts, an editor also approves, a publisher also publishes."
    ),
]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="The password is one line of standard input.")
]

desk_app = typer.Typer(help="Serve the editors' page.", rich_markup_mode=None)
user_app = typer.Typer(
    help="Say who may sign in at the desk.", no_args_is_help=True, rich_markup_mode=None
)
token_app = typer.Typer(
    help="Let other systems use the desk's API.", no_args_is_help=True, rich_markup_mode=None
)
desk_app.add_typer(user_app, name="user")
desk_app.add_typer(token_app, name="token")


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


@user_app.command("add")
def add_user(
    name: Name,
    *,
    role: RoleName,
    shown: Annotated[
        str, typer.Option("--name", metavar="TEXT", help="Their name as others read it.")
    ] = "",
    from_stdin: FromStdin = False,
) -> None:
    """Add a user; the password is asked for."""
    from composer.app import people_commands

    people_commands.add_user(name, role=role, shown=shown, from_stdin=from_stdin)


@user_app.command("list")
def list_users(*, as_json: AsJson = False) -> None:
    """List the users."""
    from composer.app import people_commands

    people_commands.list_users(as_json=as_json)


@user_app.command("role")
def set_role(
    name: Name,
    role: Annotated[
        Literal["writer", "editor", "publisher"], typer.Argument(help="What they may do.")
    ],
) -> None:
    """Give a user another role; it holds at once."""
    from composer.app import people_commands

    people_commands.set_role(name, role=role)


@user_app.command("name")
def set_shown(
    name: Name,
    shown: Annotated[str, typer.Argument(metavar="TEXT", help="Their name as others read it.")],
) -> None:
    """Give a user another name for others to read."""
    from composer.app import people_commands

    people_commands.set_shown(name, shown=shown)


@user_app.command("password")
def set_password(name: Name, *, from_stdin: FromStdin = False) -> None:
    """Give a user another password; their sessions end."""
    from composer.app import people_commands

    people_commands.set_password(name, from_stdin=from_stdin)


@user_app.command("disable")
def disable(name: Name) -> None:
    """Let a user in no more; their sessions end."""
    from composer.app import people_commands

    people_commands.disable(name)


@user_app.command("enable")
def enable(name: Name) -> None:
    """Let a user in again."""
    from composer.app import people_commands

    people_commands.enable(name)


@token_app.command("add")
def add_token(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What will use it.")],
    *,
    role: RoleName,
    as_json: AsJson = False,
) -> None:
    """Make a token for another system; it is printed this one time."""
    from composer.app import people_commands

    people_commands.add_token(name, role=role, as_json=as_json)


@token_app.command("list")
def list_tokens(*, as_json: AsJson = False) -> None:
    """List the tokens, and when each was used last."""
    from composer.app import people_commands

    people_commands.list_tokens(as_json=as_json)


@token_app.command("revoke")
def revoke(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name in the list.")],
) -> None:
    """Let a token open nothing any more."""
    from composer.app import people_commands

    people_commands.revoke(name)
