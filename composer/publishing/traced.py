"""A step of publishing whose every line in the log names the trace of its post's article."""

from collections.abc import Callable
from functools import wraps

from composer.domain.queue import QueueItem
from composer.domain.trace import tracing
from composer.publishing.work import PageWork, Work

Step = Callable[[Work, PageWork, QueueItem], None]


def traced(step: Step) -> Step:
    """Return a step that says which item it is busy with; see ``composer.domain.trace``."""

    @wraps(step)
    def run(work: Work, page: PageWork, item: QueueItem) -> None:
        with tracing(item.trace):
            step(work, page, item)

    return run
