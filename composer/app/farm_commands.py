"""What the commands of the rendering farm do."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from composer.app.batch import Failure
from composer.app.batch_command import STOPPED, refuse_failures, tell_failures
from composer.app.console import progress, say, tell
from composer.app.farm_counter import Counter, Unread, counter_lock
from composer.app.farm_document import batch_document, batch_row
from composer.app.farm_follow import Following, draws_here
from composer.app.farm_wake import wake_farm
from composer.app.json_text import to_json
from composer.app.newsroom import Newsroom
from composer.app.order import Order
from composer.app.session import newsroom
from composer.app.show_farm import counted, show_batch, show_batches, show_done
from composer.app.sources import Choice
from composer.domain.render import RenderBatch, RenderJob, RenderStatus
from composer.engine.lock import RunnerLock
from composer.engine.stop import Stop, stopping_on_signals
from composer.errors import DraftError, SettingsError
from composer.store.farm import Farm

_SHOWN = 20


def hand_in(
    choice: Choice, order: Order, *, page: str, jobs: int | None, wait: bool, as_json: bool
) -> int:
    """Read articles, have each drawn, and wait until all are; return the exit code.

    Args:
        choice: The articles.
        order: What to make of each.
        page: Name of the page whose site and theme they have.
        jobs: How many processes draw where this program does it; None for as many as pay.
        wait: Whether to wait until they are drawn.
        as_json: Whether to print one document.

    Raises:
        ArticleError: Some failed; it was told which and why.
        SettingsError: Nobody would draw them.
    """
    with _work() as work:
        if not wait and draws_here(work.room):
            msg = (
                'nobody would draw them: --no-wait needs workers, engine = "cluster" in [worker]'
                " of nashir.toml; without --no-wait they are drawn here"
            )
            raise SettingsError(msg)
        counter = Counter.open(work.room, work.lock, order, page=page)
        batch = counter.begin(choice.sources, person=work.room.person)
        work.read(counter, batch, choice)
        if work.stop():
            tell(f"nashir: stopped: batch {batch.id} is dropped")
            return STOPPED
        for each in choice.skipped:
            tell(f"note: {each}")
        if wait:
            work.follow(batch.id, jobs=jobs, quiet=as_json)
        return work.end(batch.id, as_json=as_json, is_followed=wait)


def show(batch_id: str, *, follow: bool, as_json: bool) -> int:
    """Show how a batch stands, or follow it until it is over; return the exit code.

    Raises:
        DraftError: There is no such batch.
        ArticleError: It was followed, and some failed.
    """
    with _work() as work:
        if follow:
            work.follow(batch_id, jobs=None, quiet=as_json)
            return work.end(batch_id, as_json=as_json, is_followed=True)
        batch, jobs = work.found(batch_id), work.farm.jobs(batch_id)
        if as_json:
            sys.stdout.write(to_json(batch_document(batch, jobs)))
        else:
            show_batch(batch, jobs, work.room.settings.main.site.zone)
        return 0


def cancel(batch_id: str, *, as_json: bool) -> None:
    """Drop what is not drawn yet of a batch.

    Raises:
        DraftError: There is no such batch.
    """
    with _work() as work:
        work.found(batch_id)
        dropped = work.farm.cancel(batch_id, now=work.room.now())
        batch = work.found(batch_id)
        if as_json:
            sys.stdout.write(to_json(batch_document(batch, work.farm.jobs(batch_id))))
        else:
            say(f"{dropped} of {batch.total} articles were dropped")


def list_batches(*, as_json: bool) -> None:
    """List the batches, the last begun first."""
    with newsroom() as room:
        found = Farm(room.store.database).batches(limit=_SHOWN)
        if as_json:
            sys.stdout.write(to_json([batch_row(each) for each in found]))
            return
        show_batches(found, room.settings.main.site.zone)
        if not found:
            tell("there is no batch: nashir compose SOURCE… --queue hands one in")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What a command about one batch works with."""

    room: Newsroom
    lock: RunnerLock
    stop: Stop

    @property
    def farm(self) -> Farm:
        return Farm(self.room.store.database)

    def found(self, batch_id: str) -> RenderBatch:
        batch = self.farm.batch(batch_id)
        if batch is None:
            msg = f"there is no batch {batch_id}: nashir batch lists the last ones"
            raise DraftError(msg)
        return batch

    def read(self, counter: Counter, batch: RenderBatch, choice: Choice) -> None:
        """Read the articles of a batch, and say at once what is wrong with any."""
        with progress(len(choice.sources), about="reading") as bar:

            def step(unread: Unread | None) -> None:
                if unread is not None:
                    with bar.aside():
                        tell(f"nashir: {unread.source}: {unread.reason}")
                bar.step(failed=unread is not None)

            counter.read(batch.id, choice.sources, stop=self.stop, step=step)
        wake_farm(self.room, batch.id)

    def follow(self, batch_id: str, *, jobs: int | None, quiet: bool) -> None:
        """Wait until a batch is over, and print the drafts as they are made."""
        batch = self.found(batch_id)
        following = Following(newsroom=self.room, lock=self.lock, stop=self.stop, jobs=jobs)
        with progress(batch.total, about="articles") as bar:
            for job in following.finished(batch, lonely=_tell_lonely):
                bar.step(failed=job.status is RenderStatus.FAILED)
                if job.draft is not None and not quiet:
                    with bar.aside():
                        show_done(job)

    def end(self, batch_id: str, *, as_json: bool, is_followed: bool) -> int:
        """Say how a batch stands at the end of the command; return the exit code."""
        batch, jobs = self.found(batch_id), self.farm.jobs(batch_id)
        if as_json:
            sys.stdout.write(to_json(batch_document(batch, jobs)))
        elif not is_followed:
            say(batch.id)
        if batch.is_over:
            refuse_failures(_failures(jobs), batch.total)
            return 0
        tell_failures(_failures(jobs) if is_followed else ())
        if not is_followed:
            tell(f"{counted(batch)}: nashir batch {batch.id} --follow shows how they go on")
            return 1 if _failures(jobs) else 0
        tell(f"nashir: stopped: {counted(batch)}; nashir batch {batch.id} --follow goes on")
        return STOPPED


def _failures(jobs: Sequence[RenderJob]) -> tuple[Failure, ...]:
    return tuple(
        Failure(source=each.source or each.title or "-", reason=each.reason or "")
        for each in jobs
        if each.status is RenderStatus.FAILED
    )


def _tell_lonely() -> None:
    tell("note: no worker has begun with them: nashir worker --queues render draws them")


@contextmanager
def _work() -> Iterator[_Work]:
    stop = Stop()
    with newsroom() as room, counter_lock(room) as lock, stopping_on_signals(stop):
        yield _Work(room=room, lock=lock, stop=stop)
