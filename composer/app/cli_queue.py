"""The commands about the queue: add, list, move, cancel, retry, settle, pause, resume.

Nothing heavy is imported here: see ``composer.app.cli``.
"""

from typing import Annotated

import typer

from composer.app.cli_drafts import AsJson, PageName, PageNames

At = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help='Such as "2026-11-24 18:00", 18:00, +2h or now.'),
]
NextSlot = Annotated[bool, typer.Option("--next-slot", help="The next free slot of the page.")]
Item = Annotated[
    str, typer.Argument(metavar="ID", help="An item such as q17, or a draft with one open item.")
]
AnyPage = Annotated[
    str | None, typer.Option("--page", metavar="NAME", help="Only this page of nashir.toml.")
]

queue_app = typer.Typer(
    help="Arrange what goes out when.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.add_typer(queue_app, name="queue")


@queue_app.command()
def add(  # noqa: PLR0913 - one argument for each option
    name: Annotated[str, typer.Argument(metavar="ID", help="An approved draft.")],
    *,
    at: At = None,
    next_slot: NextSlot = False,
    page: PageNames = None,
    breaking: Annotated[
        bool, typer.Option("--breaking", help="It goes first, and never late unasked.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Though the page has had it or its article.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Queue an approved draft; without a time, in the next free slot."""
    _one_time(at, next_slot=next_slot)
    from composer.app import queue_commands

    pages = page or ["main"]
    queue_commands.add(name, pages=pages, at=at, breaking=breaking, again=again, as_json=as_json)


@queue_app.command("list")
def list_items(
    *,
    page: AnyPage = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also what was published or cancelled long ago.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List what is open, and what was published in the last day.

    With --json all items are listed.
    """
    from composer.app import queue_commands

    queue_commands.list_items(page=page, every=every, as_json=as_json)


@queue_app.command()
def move(
    name: Item, *, at: At = None, next_slot: NextSlot = False, as_json: AsJson = False
) -> None:
    """Give an item another time; a post that the platform holds is moved there."""
    _one_time(at, next_slot=next_slot)
    if at is None and not next_slot:
        msg = "say when: --at TIME or --next-slot"
        raise typer.BadParameter(msg)
    from composer.app import queue_commands

    queue_commands.move(name, at=at, as_json=as_json)


@queue_app.command()
def cancel(name: Item, *, as_json: AsJson = False) -> None:
    """Take an item out of the queue for good."""
    from composer.app import queue_commands

    queue_commands.cancel(name, as_json=as_json)


@queue_app.command()
def retry(
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="An item that waits for a person.")
    ] = None,
    *,
    at: At = None,
    every: Annotated[bool, typer.Option("--all", help="All items that wait for a person.")] = False,
    page: AnyPage = None,
    as_json: AsJson = False,
) -> None:
    """Put what waits for a person back into the queue.

    It goes out at its own time where that is still to come, else at once.
    """
    if (name is None) != every:
        msg = "give either an ID or --all"
        raise typer.BadParameter(msg)
    from composer.app import queue_commands

    queue_commands.retry(name, at=at, page=page, as_json=as_json)


@queue_app.command()
def settle(
    name: Item,
    *,
    posted: Annotated[
        str | None, typer.Option(metavar="POST_ID", help="It is out: this is its post.")
    ] = None,
    not_posted: Annotated[
        bool, typer.Option("--not-posted", help="It is not out: send it again.")
    ] = False,
    comment: Annotated[
        bool, typer.Option("--comment", help="It is about the first comment, not the post.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Though the page does not show that post.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what became of a post when the program cannot know.

    Look at the page first: what is said to be not posted is sent again.
    """
    if (posted is None) != not_posted:
        msg = "give either --posted POST_ID or --not-posted"
        raise typer.BadParameter(msg)
    from composer.app import settle_command

    settle_command.settle(name, posted, comment=comment, force=force, as_json=as_json)


@queue_app.command()
def pause(*, page: PageName = "main") -> None:
    """Send nothing to a page until it is resumed."""
    from composer.app import queue_commands

    queue_commands.pause(page)


@queue_app.command()
def resume(*, page: PageName = "main") -> None:
    """Send to a page again."""
    from composer.app import queue_commands

    queue_commands.resume(page)


def _one_time(at: str | None, *, next_slot: bool) -> None:
    if at is not None and next_slot:
        msg = "give either --at or --next-slot"
        raise typer.BadParameter(msg)
