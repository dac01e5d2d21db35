"""A worker's shift: Procrastinate fetches jobs, threads do them, until the program is told to end.

Procrastinate's own worker ends when its connection does. Here it is begun anew, with growing waits,
for as long as the program lives. Each shift takes at most as many connections as its pool holds,
and one that listens for new jobs.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from composer.engine.cluster.job import Task
from composer.engine.cluster.rescue import SILENT_S, rescue
from composer.engine.cluster.schema import connection_words, prepare
from composer.engine.trouble import Ticks, Troubles
from composer.errors import StoreError
from composer.store.database import Database

if TYPE_CHECKING:
    from procrastinate import App

logger = logging.getLogger(__name__)

POLL_S = 0.5
"""How often jobs are asked for where nothing tells of them: when the instant of one has come."""

HEARTBEAT_S = 5.0
LAST_CALL_S = 25.0
"""How long what is in hand may take when the shift ends; then it is left, as by a crash."""

_RESCUE_S = 5.0
_STEP_S = 0.1
_PROVEN_S = 10.0
_POOL = 3
_POOL_S = 10.0
_WAITS_S: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What a worker does with the jobs of some queues, with so many hands.

    Args:
        database: That of the store, on PostgreSQL.
        name: What it is called in the log.
        queues: The queues.
        tasks: How its jobs are done.
        at_once: How many at the same time.
        stop: Tells whether the program was asked to end.
        troubles: What errors meet.
        ticks: A clock in seconds that only goes forward.
        waits: Whether it waits for further jobs; otherwise it ends when none is left.
        last_call_s: How many seconds what is in hand may take when the shift ends.
    """

    database: Database
    name: str
    queues: tuple[str, ...]
    tasks: tuple[Task, ...]
    at_once: int
    stop: Callable[[], bool]
    troubles: Troubles
    ticks: Ticks
    waits: bool = True
    last_call_s: float = LAST_CALL_S

    def run(self) -> None:
        """Do jobs until the program is asked to end, and what is in hand is done or left.

        Raises:
            StoreError: The engine was lost, in a shift that waits for nothing.
        """
        # A thread of its own: whoever calls may have a loop already.
        with ThreadPoolExecutor(1, thread_name_prefix=self.name) as own:
            own.submit(self._run).result()

    def _run(self) -> None:
        # Not what Windows would choose: the driver of PostgreSQL does not work with that.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(self._go_on())

    async def _go_on(self) -> None:
        asyncio.get_running_loop().set_exception_handler(_note_lost)
        if not self.waits:
            await self._work()
            return
        failures = 0
        while not self.stop():
            began = self.ticks()
            if await self._attend():
                return
            failures = 1 if self.ticks() - began > _PROVEN_S else failures + 1
            await self._pause(_WAITS_S[min(failures, len(_WAITS_S)) - 1])

    async def _attend(self) -> bool:
        """Fetch and do jobs; False where the engine was lost."""
        with self.troubles.watched(f"the engine of {self.name}"):
            await self._work()
            return True
        return False

    async def _work(self) -> None:
        """Fetch and do jobs until the shift is over.

        Raises:
            StoreError: The engine was lost, or cannot be reached.
        """
        await asyncio.to_thread(prepare, self.database)
        async with self._opened() as app:
            await self._fetch(app)

    async def _fetch(self, app: "App") -> None:
        """Run Procrastinate's worker; return when the shift is over.

        Raises:
            StoreError: It ended by itself.
        """
        work = asyncio.ensure_future(
            app.run_worker_async(
                queues=list(self.queues),  # a tuple is a record to PostgreSQL
                name=self.name,
                concurrency=self.at_once,
                wait=self.waits,
                fetch_job_polling_interval=POLL_S,
                listen_notify=self.waits,
                delete_jobs="always",
                install_signal_handlers=False,
                shutdown_graceful_timeout=self.last_call_s,
                update_heartbeat_interval=HEARTBEAT_S,
                stalled_worker_timeout=SILENT_S,
            )
        )
        beside = asyncio.ensure_future(self._look_after(app))
        try:
            while not (self.stop() or work.done()):
                await asyncio.wait((work,), timeout=_STEP_S)
        finally:
            beside.cancel()
            ended_by_itself = work.done()
            work.cancel()
            await asyncio.wait((work, beside))
        _check(work, ended_by_itself=ended_by_itself and self.waits)

    async def _look_after(self, app: "App") -> None:
        """Rescue the jobs of workers that fell silent; note that the engine works again."""
        began = self.ticks()
        while True:
            if self.ticks() - began > _PROVEN_S:
                with self.troubles.watched(f"the engine of {self.name}"):
                    pass
            with self.troubles.watched("rescuing jobs"):
                await rescue(app.job_manager, queues=self.queues)
            await asyncio.sleep(_RESCUE_S)

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator["App"]:
        from procrastinate import App, PsycopgConnector  # noqa: PLC0415 - an extra, slow to load

        connector = PsycopgConnector(
            kwargs=connection_words(self.database),
            min_size=1,
            max_size=min(_POOL, self.at_once),
            timeout=_POOL_S,
            name=f"engine {self.name}",
        )
        app = App(connector=connector)
        for each in self.tasks:
            app.task(name=each.kind.name, queue=each.kind.queue)(self._doing(each))
        async with app.open_async():
            yield app

    def _doing(self, task: Task) -> Callable[..., Any]:
        async def do(**arguments: Any) -> None:  # noqa: ANN401 - JSON
            await _in_thread(lambda: self._do(task, arguments), name=task.kind.name)

        return do

    def _do(self, task: Task, arguments: dict[str, Any]) -> None:
        """Do a job in a thread; an error ends the job and no more.

        That another job went well says nothing of the one that did not, so people are told once.
        """
        try:
            task.do(**arguments)
        except Exception:
            with self.troubles.watched(f"the task {task.kind.name}"):
                raise

    async def _pause(self, seconds: float) -> None:
        end = self.ticks() + seconds
        while not self.stop() and self.ticks() < end:  # noqa: ASYNC110 - a signal sets a mark
            await asyncio.sleep(_STEP_S)


def _check(work: "asyncio.Future[None]", *, ended_by_itself: bool) -> None:
    """Raise what Procrastinate's worker ended with.

    Raises:
        StoreError: It ended though nobody wanted it to.
    """
    error = None if work.cancelled() else work.exception()
    if error is not None or ended_by_itself:
        reason = next(iter(_reasons(error)), "its connection ended")
        msg = f"the engine's worker ended: {reason}; it is begun anew"
        raise StoreError(msg) from error


def _reasons(error: BaseException | None) -> Iterable[str]:
    """Give what an error says, the innermost cause first."""
    if error is None:
        return
    yield from _reasons(error.__cause__)
    yield from str(error).strip().splitlines()[:1]


async def _in_thread(call: Callable[[], None], *, name: str) -> None:
    """Do something in a thread of its own, which never keeps the process from ending."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def finish(error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)

    def run() -> None:
        error: BaseException | None = None
        try:
            call()
        except BaseException as raised:  # noqa: BLE001 - raised in the loop, in its place
            error = raised
        if not loop.is_closed():
            loop.call_soon_threadsafe(finish, error)

    threading.Thread(target=run, name=name, daemon=True).start()
    await done


def _note_lost(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Note what nobody waits for any more, such as a job that was deleted while it was done."""
    del loop
    error = context.get("exception")
    reason = next(iter(_reasons(error)), str(context.get("message", "")))
    logger.info("job not noted as done", extra={"error": reason})
