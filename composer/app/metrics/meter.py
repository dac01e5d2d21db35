"""What this process counts and times itself, for Prometheus: posts, calls, cards."""

import platform
from datetime import datetime
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

from composer.domain.queue import QueueItem, Status
from composer.errors import OutcomeUnknown, PublishError, Rejected, Unavailable

_LATE_S = (0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200)
_CALL_S = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_DRAW_S = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30)
_RESULTS: tuple[tuple[type[PublishError], str], ...] = (
    (Rejected, "rejected"),
    (Unavailable, "unavailable"),
    (OutcomeUnknown, "unknown"),
)


class Meter:
    """Counts and times; the counts begin at 0 with the process, as Prometheus expects.

    It is the ``Observer`` of a worker and the ``Onlooker`` of who makes drafts. All of it may be
    called from any thread.
    """

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
        self._lateness = Histogram(
            "nashir_lateness_seconds",
            "From the due time of a post to the first call that is made for it",
            buckets=_LATE_S,
            registry=registry,
        )
        self._outcomes = Counter(
            "nashir_outcomes",
            "What the platform made of items, by the status they came to and its error code",
            ("status", "code"),
            registry=registry,
        )
        self._calls = Histogram(
            "nashir_platform_call_seconds",
            "How long calls to the platform took, by kind and result",
            ("kind", "result"),
            buckets=_CALL_S,
            registry=registry,
        )
        self._drawn = Histogram(
            "nashir_render_seconds",
            "How long it took to draw the cards of a draft",
            buckets=_DRAW_S,
            registry=registry,
        )
        self._cards = Counter(
            "nashir_cards_drawn", "Cards that were drawn by this process", registry=registry
        )
        self._drafts = Counter(
            "nashir_drafts_made",
            "Drafts that this process took into the store",
            registry=registry,
        )
        build = Gauge(
            "nashir_build_info",
            "Always 1; the labels tell which program this is",
            ("version", "python"),
            registry=registry,
        )
        build.labels(version("nashir"), platform.python_version()).set(1)

    def began(self, held: QueueItem, *, now: datetime) -> None:
        """See ``Observer``: how late the first call for an item is.

        A repeated try says nothing about lateness, nor does a post that the platform is to hold.
        """
        late_s = (now - held.due).total_seconds()
        if late_s >= 0 and not held.attempts and held.last_error is None:
            self._lateness.observe(late_s)

    def ended(self, status: Status, error: PublishError | None = None) -> None:
        """See ``Observer``."""
        self._outcomes.labels(status.value, code_of(error)).inc()

    def called(self, kind: str, *, took_s: float, error: PublishError | None) -> None:
        """See ``Observer``."""
        result = "ok"
        if error is not None:
            result = next((told for each, told in _RESULTS if isinstance(error, each)), "failed")
        self._calls.labels(kind, result).observe(took_s)

    def drew(self, cards: int, took_s: float) -> None:
        """See ``Onlooker``."""
        self._drawn.observe(took_s)
        self._cards.inc(cards)

    def made(self, drafts: int) -> None:
        """See ``Onlooker``."""
        self._drafts.inc(drafts)


def code_of(error: PublishError | None) -> str:
    """Return the platform's code of an error, such as ``368`` or ``10/2069007``; ``""`` for none.

    An error without a code was none of the platform's: the network's, or our own.
    """
    if error is None:
        return ""
    if error.code is None:
        return "none"
    return str(error.code) if error.subcode is None else f"{error.code}/{error.subcode}"
