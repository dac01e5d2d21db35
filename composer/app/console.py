"""Standard output for results, standard error for everything said about them."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

_SPELT = {
    code: f"<U+{code:04X}>"
    for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)
}
"""Characters that direct text: useful in a file, misleading on a terminal."""


def say(text: str = "") -> None:
    """Print a line of the result; what would turn a terminal's line about is spelt out."""
    sys.stdout.write(f"{text.translate(_SPELT)}\n")


def tell(text: str) -> None:
    """Print a line about what is going on."""
    sys.stderr.write(f"{text}\n")


def tell_events() -> None:
    """Show on standard error what the program's parts log."""
    from composer.app.log import Form, keep_log

    keep_log(Form.SINCE_START)


@contextmanager
def progress(items: Sequence[str], *, about: str) -> Iterator[Iterable[str]]:
    """Give the items one by one, with a bar on standard error where a person watches many."""
    if len(items) == 1 or not sys.stderr.isatty():
        yield items
        return
    from rich.console import Console
    from rich.progress import track

    yield track(items, description=about, console=Console(stderr=True), transient=True)
