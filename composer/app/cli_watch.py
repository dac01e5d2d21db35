"""The command that watches feeds.

Nothing heavy is imported here: see ``composer.app.cli``.
"""

from datetime import timedelta
from typing import Annotated, Literal

import typer

from composer.app.cli_drafts import AsJson, PageName


def register(app: typer.Typer) -> None:
    """Add the command to the program's."""
    app.command()(watch)


def watch(  # noqa: PLR0913 - one argument for each option
    feeds: Annotated[
        list[str],
        typer.Argument(metavar="FEED", help="Address of a feed (RSS or Atom) or of a site."),
    ],
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Ask each feed once, then return; for cron.")
    ] = False,
    every: Annotated[
        str, typer.Option(metavar="TIME", help="How often each feed is asked: 30s, 5m, 1h.")
    ] = "5m",
    newest: Annotated[
        int,
        typer.Option(metavar="N", min=0, help="Articles to draft of what a new feed holds."),
    ] = 3,
    updates: Annotated[
        bool, typer.Option("--updates", help="Draft an article anew when its text has changed.")
    ] = False,
    page: PageName = "main",
    size: Annotated[
        list[str] | None,
        typer.Option(metavar="SIZE", help="portrait, square, link or story; may be repeated."),
    ] = None,
    theme: Annotated[str | None, typer.Option(metavar="NAME", help="See nashir themes.")] = None,
    image_format: Annotated[
        Literal["png", "jpeg"], typer.Option("--format", help="Format of the pictures.")
    ] = "png",
    image: Annotated[
        Literal["auto"] | None,
        typer.Option(help="Put each article's main picture behind its headline."),
    ] = None,
    log: Annotated[
        Literal["text", "json"], typer.Option(help="How the lines about events look.")
    ] = "text",
    as_json: AsJson = False,
) -> None:
    """Make a draft of every new article of some feeds, once, and leave it for approval.

    Of what a feed holds when it is first read, only the newest few.
    """
    if as_json and not once:
        msg = "--json goes with --once: a watch that goes on prints no document"
        raise typer.BadParameter(msg)
    from composer.app import watch_command
    from composer.app.order import Order
    from composer.app.watch_merge import Rules

    sizes = tuple(dict.fromkeys(size or ("portrait",)))
    wish = watch_command.Wish(
        feeds=tuple(feeds),
        every=_every(every),
        rules=Rules(newest=newest, updates=updates),
        order=Order(theme=theme, sizes=sizes, image_format=image_format, image=image),
        page=page,
    )
    if once:
        raise typer.Exit(watch_command.watch_once(wish, form=log, as_json=as_json))
    watch_command.watch(wish, form=log)


def _every(text: str) -> timedelta:
    from composer.settings import duration

    try:
        found = duration(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--every") from error
    if found < timedelta(seconds=1):
        msg = "a feed is asked once a second at the most"
        raise typer.BadParameter(msg, param_hint="--every")
    return found
