"""A JSON list that is printed while its documents are made."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from composer.app.document import Document, to_json


class JsonList:
    """Prints documents as ``to_json`` of their list would, without keeping them."""

    def __init__(self) -> None:
        self._is_empty = True

    def add(self, document: Document) -> None:
        """Print the next document."""
        begin = "[" if self._is_empty else ","
        self._is_empty = False
        lines = to_json(document).rstrip("\n").replace("\n", "\n  ")  # texts hold no line feeds
        sys.stdout.write(f"{begin}\n  {lines}")

    def close(self) -> None:
        """Print the end."""
        sys.stdout.write("[]\n" if self._is_empty else "\n]\n")


@contextmanager
def json_list(*, wanted: bool) -> Iterator[JsonList | None]:
    """Give what prints the list, where one is wanted; it ends well however the block ends."""
    if not wanted:
        yield None
        return
    printed = JsonList()
    try:
        yield printed
    finally:
        printed.close()
