"""Standard output for results, standard error for everything said about them."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager


def say(text: str = "") -> None:
    """Print a line of the result."""
    sys.stdout.write(f"{text}\n")


def tell(text: str) -> None:
    """Print a line about what is going on."""
    sys.stderr.write(f"{text}\n")


@contextmanager
def progress(items: Sequence[str], *, about: str) -> Iterator[Iterable[str]]:
    """Give the items one by one, with a bar on standard error where a person watches many."""
    if len(items) == 1 or not sys.stderr.isatty():
        yield items
        return
    from rich.console import Console
    from rich.progress import track

    yield track(items, description=about, console=Console(stderr=True), transient=True)
