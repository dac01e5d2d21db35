"""The demonstration: the sample articles in every kind, size and theme, and one of them posted."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter, sleep

from composer.app import services
from composer.app.bundle import bundle_files, listed
from composer.app.console import say
from composer.app.document import compose_document, to_json
from composer.app.draft import Draft
from composer.app.folder import STATE_FOLDER, check_replaceable, write_folder
from composer.app.order import Order
from composer.app.page import Page, Pages, Section
from composer.resources import shipped_root
from composer.settings import Settings

OUT_NAME = "nashir-demo"

_STEP_S = 0.2
_THEME = "midnight"
_OTHER_SIZES = ("square", "link", "story")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One draft of the demonstration.

    Args:
        folder: Its folder.
        example: File of the sample article.
        orders: What to make of it, one after the other; the first makes the post.
    """

    folder: str
    example: str
    orders: tuple[Order, ...]


EXHIBITS = (
    Exhibit(
        folder="lavrov",
        example="lavrov.txt",
        orders=(Order(theme=_THEME), Order(theme=_THEME, sizes=_OTHER_SIZES, kinds=("headline",))),
    ),
    Exhibit(
        folder="figure",
        example="usv.txt",
        orders=(Order(theme=_THEME, kinds=("headline", "figure")),),
    ),
    Exhibit(
        folder="comparison",
        example="fleets.txt",
        orders=(Order(theme=_THEME, kinds=("comparison",)),),
    ),
    Exhibit(folder="paper", example="lavrov.txt", orders=(Order(theme="paper"),)),
    Exhibit(folder="signal", example="lavrov.txt", orders=(Order(theme="signal"),)),
)


def run(parent: Path, *, keep: bool = False) -> None:
    """Make the demonstration in ``parent``, publish a draft of it, and say what there is to see.

    Args:
        parent: Where its folder is made.
        keep: Leave the practice page open until the program is told to end.

    Raises:
        SettingsError: The folder is there already and holds files of somebody else.
        PublishError: The draft was not published.
    """
    began = perf_counter()
    folder = (parent / OUT_NAME).absolute()
    check_replaceable(folder)
    settings = Settings(workspace=parent)
    pages = Pages(shipped_root() / "templates")
    drafts = {each.folder: _draft(each, settings) for each in EXHIBITS}
    write_folder(folder, demo_files(drafts, folder, pages=pages))
    _report(drafts, seconds=perf_counter() - began)
    _publish(drafts[EXHIBITS[0].folder], folder, pages=pages, keep=keep)


def _publish(draft: Draft, folder: Path, *, pages: Pages, keep: bool) -> None:
    from composer.app.demo_post import published  # noqa: PLC0415 - after the cards are made
    from composer.engine.stop import Stop, stopping_on_signals  # noqa: PLC0415 - same

    began, stop = perf_counter(), Stop()
    with stopping_on_signals(stop), published(draft, folder, pages=pages) as out:
        say(f"Published through the queue in {perf_counter() - began:.1f} s: {out.item.title}")
        for line in out.lines():
            say(f"    {line}")
        say(f"See it again: in {folder}, nashir sandbox")
        say(f"Open {folder / 'index.html'}")
        if keep:
            say(f"The practice page is open until Ctrl-C: {out.page}")
            sys.stdout.flush()
        while keep and not stop():
            sleep(_STEP_S)


def demo_files(drafts: Mapping[str, Draft], folder: Path, *, pages: Pages) -> Mapping[str, bytes]:
    """Return the files of the demonstration: a bundle for each draft, and a page over all."""
    files: dict[str, bytes] = {}
    for name, draft in drafts.items():
        bundle = bundle_files(draft, pages=pages)
        whole = {**bundle, **listed(draft, bundle, folder=folder / name)}
        files |= {f"{name}/{file}": data for file, data in whole.items()}
    sections = tuple(Section.of(draft, below=f"{name}/") for name, draft in drafts.items())
    page = Page(title="ناشر", sections=sections)
    files["index.html"] = pages.render(page)
    documents = [compose_document(each, folder=str(folder / name)) for name, each in drafts.items()]
    listed_files = [*sorted(files), STATE_FOLDER]
    files["demo.json"] = to_json({"drafts": documents, "files": listed_files}).encode()
    return files


def _draft(exhibit: Exhibit, settings: Settings) -> Draft:
    workshop = services.build(settings, exhibit.orders[0])
    reading = services.read(str(shipped_root() / "examples" / exhibit.example))
    first, *more = (workshop.draft(reading, order) for order in exhibit.orders)
    cards = first.cards + tuple(card for draft in more for card in draft.cards)
    return replace(first, cards=cards)


def _report(drafts: Mapping[str, Draft], *, seconds: float) -> None:
    for line in _lines(drafts):
        say(line)
    cards = sum(len(each.cards) for each in drafts.values())
    say(f"{cards} cards, {len(drafts)} posts in {seconds:.1f} s")


def _lines(drafts: Mapping[str, Draft]) -> Iterator[str]:
    for name, draft in drafts.items():
        yield f"{OUT_NAME}/{name}/  {draft.theme}: {draft.article.title}"
        for card in draft.cards:
            made = card.rendered
            yield f"    {card.file:32} {made.width}×{made.height}  {len(made.data) / 1000:.0f} kB"
