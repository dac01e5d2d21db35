"""Composing many articles: what is printed, and how it ends."""

import logging
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from composer.app import services
from composer.app.batch import Batch, Failure
from composer.app.bundle import Bundle
from composer.app.console import Progress, progress, tell
from composer.app.json_list import JsonList, json_list
from composer.app.place import Place, Places
from composer.app.show import show_made
from composer.app.sources import Choice, Source
from composer.app.workshop import Workshop
from composer.engine.stop import Stop, stopping_on_signals
from composer.errors import ArticleError, NashirError, SettingsError

logger = logging.getLogger(__name__)

STOPPED = 130
"""Exit code after a Ctrl-C or a SIGTERM, as shells count it."""


def compose_batch(
    choice: Choice, batch: Batch, workshop: Workshop, *, out: Path | None, as_json: bool
) -> int:
    """Make a draft of each article and write it; return the exit code.

    Raises:
        ArticleError: Some failed; it was told which and why.
        SettingsError: ``out`` is no folder.
    """
    if out is not None and out.exists() and not out.is_dir():
        msg = f"{out} is a file: name a folder with --out"
        raise SettingsError(msg)
    today = datetime.now(batch.settings.main.site.zone).date()
    places, stop, total = Places(out=out, today=today), Stop(), len(choice.sources)
    with (
        stopping_on_signals(stop),
        progress(total, about="articles") as bar,
        json_list(wanted=as_json) as documents,
        closing(batch.made(choice.sources, workshop, stop=stop)) as results,
    ):
        report = _Report(batch=batch, places=places, bar=bar, documents=documents)
        for source, result in zip(choice.sources, results, strict=False):
            report.take(source, result)
    for each in choice.skipped:
        tell(f"note: {each}")
    return _end(report, total)


@dataclass(slots=True, kw_only=True)
class _Report:
    """Writes what is made, prints it, and keeps what failed."""

    batch: Batch
    places: Places
    bar: Progress
    documents: JsonList | None
    done: int = 0
    failures: list[Failure] = field(default_factory=list)

    def take(self, source: Source, result: Bundle | Failure) -> None:
        """Deal with what became of an article."""
        if isinstance(result, Bundle):
            result = self._written(source, result)
        if isinstance(result, Failure):
            facts = {"source": result.source, "reason": result.reason}
            logger.info("article failed", extra=facts)
            self.failures.append(result)
        self.bar.step(failed=isinstance(result, Failure))

    def _written(self, source: Source, bundle: Bundle) -> Bundle | Failure:
        def find_place() -> Place:
            return self.places.find(bundle)

        try:
            folder = services.save(bundle, find_place, settings=self.batch.settings)
        except NashirError as error:
            return Failure.of(source.name, str(error))
        self.places.keep(folder)
        self.done += 1
        with self.bar.aside():
            for line in bundle.remarks:
                tell(f"{source.name}: {line}")
            if self.documents is None:
                show_made(bundle.document_in(folder))
            else:
                self.documents.add(bundle.document_in(folder))
        return bundle


def _end(report: _Report, total: int) -> int:
    """Say how it ended; return the exit code."""
    left = total - report.done - len(report.failures)
    if not left:
        refuse_failures(report.failures, total)
        return 0
    tell_failures(report.failures)
    tell(
        f"nashir: stopped: {report.done} of {total} articles are done, {left} are not made;"
        " the same command again makes the others, and leaves in place what is done"
    )
    return STOPPED


def refuse_failures(failures: Sequence[Failure], total: int) -> None:
    """Say what failed and why, at the end, where it is seen.

    Raises:
        ArticleError: Something did.
    """
    tell_failures(failures)
    if failures:
        done = total - len(failures)
        others = f"; the other {done} are done" if done else ""
        msg = f"{len(failures)} of {total} articles failed, as said above{others}"
        raise ArticleError(msg)


def tell_failures(failures: Sequence[Failure]) -> None:
    """Print a line for each article that failed."""
    for each in failures:
        tell(f"nashir: {each.source}: {each.reason}")
