"""The commands about drafts: list, show, edit, approve, export, remove.

Nothing heavy is imported here: see ``composer.app.cli``.
"""

from pathlib import Path
from typing import Annotated, Any, cast

import typer
from typer.core import TyperCommand

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Draft = Annotated[str, typer.Argument(metavar="ID", help="A draft; the beginning is enough.")]
PageName = Annotated[
    str, typer.Option("--page", metavar="NAME", help="A page of nashir.toml.", show_default=True)
]
PageNames = Annotated[
    list[str] | None,
    typer.Option(
        "--page", metavar="NAME", help="A page of nashir.toml, otherwise main; may be repeated."
    ),
]
Revision = Annotated[
    int | None,
    typer.Option(metavar="N", help="Refuse if the draft is not at this revision any more."),
]

drafts_app = typer.Typer(help="List the drafts, or remove some.", rich_markup_mode=None)


class EditCommand(TyperCommand):
    """A command whose ``--alt`` takes two words, which no annotation can say."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Typer's own
        super().__init__(*args, **kwargs)
        for parameter in self.params:
            if parameter.name == "alt":
                parameter.nargs = 2


def register(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.add_typer(drafts_app, name="drafts")
    app.command()(show)
    app.command(cls=EditCommand)(edit)
    app.command()(approve)
    app.command()(export)


@drafts_app.callback(invoke_without_command=True)
def drafts(
    context: typer.Context,
    *,
    search: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Only those whose headline holds TEXT."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Only the newest N.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the drafts, the newest first, or remove some."""
    if context.invoked_subcommand is not None:
        return
    from composer.app import draft_commands

    draft_commands.drafts(search=search, limit=limit, as_json=as_json)


@drafts_app.command("rm")
def remove(
    names: Annotated[list[str], typer.Argument(metavar="ID", help="The drafts to remove.")],
) -> None:
    """Remove drafts that are not in the queue.

    What was published of them stays where it is, and their articles are known again.
    """
    from composer.app import draft_commands

    draft_commands.remove(names)


@drafts_app.command("clean")
def clean(
    *,
    older_than: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Such as 90d; otherwise keep of [store] in nashir.toml."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:
    """Remove old drafts that nobody touched, and images that nothing needs."""
    from composer.app import draft_commands

    draft_commands.clean(older_than, dry_run=dry_run)


def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="A draft, or an item such as q17.")],
    *,
    page: PageName = "main",
    as_json: AsJson = False,
) -> None:
    """Show all that is known of a draft or an item.

    The post as it will be sent, what was flagged, approval, queue, and the journal.
    """
    from composer.app import draft_commands

    draft_commands.show(name, page=page, as_json=as_json)


def edit(  # noqa: PLR0913 - one argument for each option
    name: Draft,
    *,
    text: Annotated[
        str | None, typer.Option(metavar="FILE", help="New post text; - for standard input.")
    ] = None,
    link: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Link of a post without images; empty for none."),
    ] = None,
    comment: Annotated[
        str | None, typer.Option(metavar="TEXT", help="First comment below the post.")
    ] = None,
    no_comment: Annotated[bool, typer.Option("--no-comment", help="No first comment.")] = False,
    alt: Annotated[
        list[str] | None,
        typer.Option(metavar="N TEXT", help="Alternative text of image N; may be repeated."),
    ] = None,
    order: Annotated[
        str | None,
        typer.Option(metavar="N,N,…", help="The images of the post, in this order."),
    ] = None,
    drop: Annotated[
        list[int] | None, typer.Option(metavar="N", help="Leave image N out; may be repeated.")
    ] = None,
    add: Annotated[
        list[int] | None, typer.Option(metavar="N", help="Put card N in; may be repeated.")
    ] = None,
    page: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Text, link and comment shall be this page's own."),
    ] = None,
    common: Annotated[
        bool, typer.Option("--common", help="With --page: it says what is common again.")
    ] = False,
    revision: Revision = None,
    as_json: AsJson = False,
) -> None:
    """Change the post of a draft; its approval ends with that.

    Without options the text opens in your editor. Images count as nashir show prints them.
    """
    if comment is not None and no_comment:
        msg = "give either --comment or --no-comment"
        raise typer.BadParameter(msg)
    _check_page(page, common=common, images=bool(alt or order or drop or add))
    from composer.app import draft_commands
    from composer.app.amendment import Amendment

    amendment = Amendment(
        text=text,
        link=link,
        comment="" if no_comment else comment,
        alt_texts=cast("tuple[tuple[str, str], ...]", tuple(alt or ())),
        order=order,
        drop=tuple(drop or ()),
        add=tuple(add or ()),
        page=page,
        common=common,
    )
    draft_commands.edit(name, amendment, revision=revision, as_json=as_json)


def approve(
    name: Draft,
    *,
    page: PageNames = None,
    revision: Revision = None,
    as_json: AsJson = False,
) -> None:
    """Allow a draft as it stands to be published.

    What proofreading flagged is printed, and counts as accepted.
    """
    from composer.app import draft_commands

    draft_commands.approve(name, pages=page or ["main"], revision=revision, as_json=as_json)


def export(
    name: Draft,
    *,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder to write; otherwise ./nashir-out/DATE-SLUG."),
    ] = None,
    page: PageName = "main",
    as_json: AsJson = False,
) -> None:
    """Write a draft as it stands now into a folder, to publish it by hand."""
    from composer.app import draft_commands

    draft_commands.export(name, out=out, page=page, as_json=as_json)


def _check_page(page: str | None, *, common: bool, images: bool) -> None:
    """Refuse options that do not go together: images are common to all pages."""
    if common and page is None:
        msg = "--common wants --page NAME: which page shall say what is common again?"
        raise typer.BadParameter(msg)
    if page is not None and images:
        msg = "the images are those of all pages: change them without --page"
        raise typer.BadParameter(msg)
