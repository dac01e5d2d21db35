"""The command line: reads words, calls one command each, turns errors into exit codes.

Nothing heavy is imported here: ``nashir --help`` must answer at once, so each command imports
what it needs when it runs.
"""

import gc
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from composer.app import (
    cli_desk,
    cli_drafts,
    cli_farm,
    cli_pages,
    cli_queue,
    cli_run,
    cli_store,
    cli_watch,
    cli_worker,
)
from composer.app.cli_drafts import AsJson
from composer.errors import NashirError, OutcomeUnknown, PublishError


class Program(TyperGroup):
    """The commands in the order of a day's work, whoever registers them."""

    def list_commands(self, context: Any) -> list[str]:  # noqa: ANN401 - Typer keeps Click to itself
        """Return the names of the commands: those of ``_ORDER`` first, then any others."""
        known = super().list_commands(context)
        return [*(name for name in _ORDER if name in known), *sorted(set(known) - set(_ORDER))]


_ORDER = (
    *("init", "demo"),
    *("read", "highlights", "compose", "batch", "watch"),
    *("drafts", "show", "edit", "approve", "export"),
    *("queue", "publish", "run", "worker", "correct", "withdraw"),
    *("pages", "desk"),
    *("sandbox", "facebook"),
    *("backup", "restore", "store", "doctor"),
    *("themes", "theme"),
)

app = typer.Typer(
    name="nashir",
    cls=Program,
    help="Turns an Arabic news article into image cards, and publishes them as a post, once.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
theme_app = typer.Typer(help="Work on a theme.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(theme_app, name="theme")

Sources = Annotated[
    list[str],
    typer.Argument(metavar="SOURCE", help="A file, an address, or - for standard input."),
]
Item = Annotated[
    int | None,
    typer.Option("--item", metavar="N", help="Which article of a feed, counted from 1."),
]


def main() -> None:
    """Run the program and leave with its exit code."""
    # A command makes many objects and hardly a cycle: looking for them after every 700 costs a
    # tenth of a short run.
    gc.set_threshold(50_000, 20, 20)
    _speak_utf8()
    try:
        app(prog_name="nashir")
    except NashirError as error:
        typer.echo(f"nashir: {error}", err=True)
        sys.exit(exit_code(error))
    except OSError as error:
        # What the machine refuses where no part of ours is at hand to say more: a folder that is
        # gone, a disk that is full behind standard output.
        typer.echo(f"nashir: {_refusal(error)}", err=True)
        sys.exit(1)


def exit_code(error: NashirError) -> int:
    """Return 1 for what the user can mend, 3 for a platform that refuses, 4 for not knowing."""
    match error:
        case OutcomeUnknown():
            return 4
        case PublishError():
            return 3
        case _:
            return 1


@app.callback()
def common(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=lambda on: _version(on=on)),
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say on standard error what is being done.")
    ] = False,
) -> None:
    """Set what holds for every command."""
    del version
    if verbose:
        from composer.app.console import tell_events

        tell_events()


@app.command()
def demo(
    *,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the practice page open until Ctrl-C.")
    ] = False,
) -> None:
    """Make cards of the sample articles in ./nashir-demo/, and publish one draft.

    It goes out on a practice page, which needs no account and is there only meanwhile.
    """
    from composer.app import demo as demonstration
    from composer.settings import current_folder

    demonstration.run(current_folder(), keep=keep)


@app.command()
def read(sources: Sources, *, item: Item = None, as_json: AsJson = False) -> None:
    """Show an article as it is understood.

    Its blocks, and what proofreading found in them.
    """
    from composer.app import commands

    commands.read(sources, item=item, as_json=as_json)


@app.command()
def highlights(sources: Sources, *, item: Item = None, as_json: AsJson = False) -> None:
    """Show what an article offers to cards.

    Candidates with scores and places, quotations, figures, the comparison.
    """
    from composer.app import commands

    commands.highlights(sources, item=item, as_json=as_json)


@app.command()
def compose(  # noqa: PLR0913 - one argument for each option
    sources: Sources,
    *,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder to write; otherwise ./nashir-out/DATE-SLUG."),
    ] = None,
    size: Annotated[
        list[str] | None,
        typer.Option(metavar="SIZE", help="portrait, square, link or story; may be repeated."),
    ] = None,
    theme: Annotated[str | None, typer.Option(metavar="NAME", help="See nashir themes.")] = None,
    card: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="Only cards of this kind; may be repeated."),
    ] = None,
    image_format: Annotated[
        Literal["png", "jpeg"], typer.Option("--format", help="Format of the pictures.")
    ] = "png",
    image: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Photograph behind the headline; an address, or auto, is fetched."
        ),
    ] = None,
    focus: Annotated[
        str, typer.Option(metavar="X,Y", help="What to keep of it, from 0,0 (top left) to 1,1.")
    ] = "0.5,0.4",
    credit: Annotated[
        str, typer.Option(metavar="TEXT", help="Who made it, printed small on its card.")
    ] = "",
    rights: Annotated[
        str, typer.Option(metavar="TEXT", help="By which right it is used; kept with the draft.")
    ] = "",
    backend: Annotated[
        Literal["auto", "harfbuzz", "basic"] | None, typer.Option(help="What shapes the text.")
    ] = None,
    item: Item = None,
    jobs: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Of many: how many at once; otherwise all cores."),
    ] = None,
    page: Annotated[
        str,
        typer.Option(metavar="NAME", help="The page whose site, zone and theme the drafts have."),
    ] = "main",
    queue: Annotated[
        bool, typer.Option("--queue", help="Leave the drawing to workers; drafts go to the store.")
    ] = False,
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help="With --queue: print the batch's ID and return.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make cards and the post of each article, or of all in a folder.

    Pictures, post text, alternative texts and a page that shows them, in a folder.
    """
    _check_queue(out, queue=queue, no_wait=no_wait)
    point = _point(focus)
    from composer.app import commands
    from composer.app.order import Order
    from composer.app.sources import choose

    order = Order(
        theme=theme,
        sizes=tuple(dict.fromkeys(size or ("portrait",))),
        kinds=tuple(dict.fromkeys(card)) if card else None,
        image_format=image_format,
        image=image,
        focus=point,
        credit=credit,
        rights=rights,
        backend=backend,
    )
    choice = choose(sources, item=item)
    if queue:
        from composer.app import farm_commands

        code = farm_commands.hand_in(
            choice, order, page=page, jobs=jobs, wait=not no_wait, as_json=as_json
        )
        raise typer.Exit(code)
    code = commands.compose(choice, order, page=page, out=out, jobs=jobs, as_json=as_json)
    raise typer.Exit(code)


cli_farm.register(app)
cli_drafts.register(app)
cli_desk.register(app)
cli_pages.register(app)
cli_queue.register(app)
cli_run.register(app)
cli_store.register(app)
cli_watch.register(app)
cli_worker.register(app)


@app.command()
def themes(*, as_json: AsJson = False) -> None:
    """List the themes."""
    from composer.app import commands

    commands.themes(as_json=as_json)


@theme_app.command("check")
def theme_check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The theme's folder.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Draw every card of a theme and say what is wrong.

    Every kind in every size, with sample content.
    """
    from composer.app import theme_check as check

    check.run(folder, as_json=as_json)


@app.command()
def doctor(
    *,
    deep: Annotated[
        bool, typer.Option("--deep", help="Read every image of the store and compare its hash.")
    ] = False,
    cluster: Annotated[
        bool,
        typer.Option("--cluster", help="Check instead what all machines share, and who works."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check the machine, the store, the runner, the pages and their tokens.

    Also prints the fingerprint of what the pictures depend on.
    """
    if cluster and deep:
        msg = "--cluster goes without --deep: it reads no images; nashir doctor --deep does"
        raise typer.BadParameter(msg)
    from composer.app import doctor as checkup

    if cluster:
        checkup.run_cluster(as_json=as_json)
        return
    checkup.run(as_json=as_json, deep=deep)


def _refusal(error: OSError) -> str:
    """Return what the machine refused, and where."""
    reason = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {reason}" if error.filename else reason


def _version(*, on: bool) -> None:
    if on:
        from importlib.metadata import version

        typer.echo(f"nashir {version('nashir')}")
        raise typer.Exit


def _point(text: str) -> tuple[float, float]:
    """Return a focus point; both numbers lie between 0 and 1."""
    try:
        x, y = (float(each) for each in text.split(","))
    except ValueError:
        x = y = -1.0
    if not (0 <= x <= 1 and 0 <= y <= 1):
        msg = f"{text!r} is no point: write two numbers from 0 to 1, such as 0.5,0.3"
        raise typer.BadParameter(msg, param_hint="--focus")
    return x, y


def _check_queue(out: Path | None, *, queue: bool, no_wait: bool) -> None:
    """Refuse options of ``compose`` that do not go together."""
    if queue and out is not None:
        msg = "--queue writes no folder: leave --out away; nashir export writes one of a draft"
        raise typer.BadParameter(msg)
    if no_wait and not queue:
        msg = "--no-wait goes with --queue"
        raise typer.BadParameter(msg)


def _speak_utf8() -> None:
    """Print Arabic on a console or into a pipe whatever the machine's own encoding is."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
