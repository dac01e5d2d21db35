"""What each command about pages does, and what it prints."""

import sys

from composer.app.console import say, tell
from composer.app.json_text import to_json
from composer.app.page_document import page_document, shown_page_document
from composer.app.page_list import list_pages, page_row
from composer.app.session import newsroom
from composer.app.show_pages import show_page, show_pages
from composer.settings import page_origins


def pages(*, search: str | None, tokens: bool, as_json: bool) -> None:
    """List the pages."""
    with newsroom() as room:
        rows = list_pages(room, search=search, tokens=tokens)
        if as_json:
            sys.stdout.write(to_json([page_document(each) for each in rows]))
            return
        for line in show_pages(rows, room.now()):
            say(line)
        if not rows:
            tell(f"no page is called {search!r}: nashir pages lists all")


def show(name: str, *, as_json: bool) -> None:
    """Show what a page is set to."""
    with newsroom() as room:
        row, origins = page_row(room, name), page_origins(room.settings, name)
        if as_json:
            sys.stdout.write(to_json(shown_page_document(row, origins)))
            return
        for line in show_page(row, origins, room.now()):
            say(line)
