"""What the store tells Prometheus, read anew for each scrape."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from composer.app.metrics.token_ends import TokenEnds
from composer.app.newsroom import Newsroom
from composer.app.roster import is_alive
from composer.errors import StoreError
from composer.store.figures import Figures, read_figures
from composer.store.runner import Runner


class Gauges(Collector):
    """The state of a store as metrics. Every process that is asked tells the same of one store.

    Args:
        newsroom: Gives whose store; its settings say whether each page is told apart.
    """

    def __init__(self, newsroom: Callable[[], Newsroom]) -> None:
        self._newsroom = newsroom
        self._ends = TokenEnds()

    def describe(self) -> Iterable[Metric]:
        """Return nothing: what there is, is known when it is read."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Give the metrics; a store that cannot be read is told by ``nashir_store_up`` alone."""
        room = self._newsroom()
        per_page = room.settings.metrics.per_page
        try:
            now = room.now()
            figures = read_figures(room.store.database, now=now, per_page=per_page)
            runners = room.store.runners.all()
            restored = room.store.restored() is not None
            ends = self._ends.read(room)
        except StoreError:
            yield _up(readable=False)
            return
        yield _up(readable=True)
        yield from _queue(figures, now)
        if per_page:
            yield _pages(figures)
        yield _drawings(figures)
        yield from _people(figures, now)
        yield from _programs(runners, room, now)
        yield _gauge(
            "nashir_restore_pending",
            "1 while nothing is sent because a restored backup is being compared with the pages",
            int(restored),
        )
        yield from ends


def _up(*, readable: bool) -> Metric:
    return _gauge("nashir_store_up", "1 where the store could be read", int(readable))


def _queue(figures: Figures, now: datetime) -> Iterator[Metric]:
    depth = GaugeMetricFamily(
        "nashir_queue_items", "Items of the queue that are not over, by status", labels=("status",)
    )
    for status, count in figures.depth.items():
        depth.add_metric((status.value,), count)
    yield depth
    yield _gauge(
        "nashir_queue_oldest_seconds",
        "For how long the longest waiting item could have been taken up; 0 where none is due",
        _since(figures.longest, now),
    )
    yield _gauge(
        "nashir_unknown_oldest_seconds",
        "For how long nobody has known the outcome of the oldest call; 0 where all are known",
        _since(figures.unknown_since, now),
    )


def _pages(figures: Figures) -> Metric:
    depth = GaugeMetricFamily(
        "nashir_page_queue_items",
        "As nashir_queue_items, for each page that has any",
        labels=("page", "status"),
    )
    for (page, status), count in sorted(figures.by_page.items()):
        depth.add_metric((page, status.value), count)
    return depth


def _drawings(figures: Figures) -> Metric:
    jobs = GaugeMetricFamily(
        "nashir_render_jobs", "Articles of batches that are to be drawn", labels=("status",)
    )
    for status, count in figures.drawings.items():
        jobs.add_metric((status.value,), count)
    return jobs


def _people(figures: Figures, now: datetime) -> Iterator[Metric]:
    yield _gauge("nashir_pages_paused", "Pages that a person has paused", figures.paused)
    yield _gauge(
        "nashir_pages_blocked", "Pages that their platform wants to be left alone", figures.blocked
    )
    yield _gauge("nashir_notices_waiting", "Notices that people have not got yet", figures.notices)
    yield _gauge(
        "nashir_notice_oldest_seconds",
        "Age of the oldest of them; 0 where there is none",
        _since(figures.notice_since, now),
    )


def _programs(runners: Iterable[Runner], room: Newsroom, now: datetime) -> Iterator[Metric]:
    """Give the runners and workers that did not end of their own will."""
    beats = GaugeMetricFamily(
        "nashir_runner_beat_timestamp_seconds",
        "When each runner or worker was last heard of, in Unix time",
        labels=("runner", "host", "version"),
    )
    alive = 0
    for each in runners:
        if each.stopped is not None:
            continue
        beats.add_metric((each.owner, each.host, each.version), each.beat.timestamp())
        alive += each.publishes and is_alive(each, room.settings, now=now)
    yield beats
    yield _gauge("nashir_runners", "How many runners and workers that publish are alive", alive)


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)


def _since(begin: datetime | None, now: datetime) -> float:
    return 0.0 if begin is None else max((now - begin).total_seconds(), 0.0)
