"""Standard output for results, standard error for everything said about them."""

import sys
from collections.abc import Iterator
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


class Progress:
    """How far a batch is, told to nobody."""

    def step(self, *, failed: bool = False) -> None:
        """Count an article as finished."""

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Make room for lines that are printed meanwhile."""
        yield


@contextmanager
def progress(total: int, *, about: str) -> Iterator[Progress]:
    """Give what counts, with a bar on standard error where a person watches many."""
    if total <= 1 or not sys.stderr.isatty():
        yield Progress()
        return
    bar = _Bar(total, about)
    with bar.shown():
        yield bar


class _Bar(Progress):
    """A bar that is redrawn below what is printed meanwhile, and gone at the end.

    Rich would print our lines itself, on the bar's own stream and broken at the edge of the
    window: paths could not be copied, and results would leave standard output.
    """

    def __init__(self, total: int, about: str) -> None:
        from rich import progress as parts
        from rich.console import Console

        self._failed = 0
        self._bar = parts.Progress(
            parts.TextColumn("{task.description}"),
            parts.BarColumn(),
            parts.MofNCompleteColumn(),
            parts.TimeRemainingColumn(),
            parts.TextColumn("{task.fields[failed]}"),
            console=Console(stderr=True),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._bar.add_task(about, total=total, failed="")

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the bar."""
        self._bar.start()
        try:
            yield
        finally:
            self._bar.stop()

    def step(self, *, failed: bool = False) -> None:
        self._failed += failed
        told = f"{self._failed} failed" if self._failed else ""
        self._bar.update(self._task, advance=1, failed=told)

    @contextmanager
    def aside(self) -> Iterator[None]:
        self._bar.stop()
        try:
            yield
            sys.stdout.flush()
        finally:
            self._bar.start()
