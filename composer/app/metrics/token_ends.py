"""When the tokens of the pages end, as far as it is known without asking anybody."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from composer.app.newsroom import Newsroom
from composer.app.token_care import Lifetime, known_lifetimes
from composer.settings import PublisherKind

_AGAIN_S = 300.0


@dataclass(slots=True)
class TokenEnds:
    """Reads the ends of tokens, all of them every five minutes and no more often.

    What is kept on this machine is behind a file for all pages: with thousands of pages that is
    more than a scrape may cost, and a token's end does not move.

    Args:
        ticks: A clock in seconds that only goes forward.
    """

    ticks: Callable[[], float] = time.monotonic
    _read: float | None = None
    _known: dict[str, Lifetime] = field(default_factory=dict)

    def read(self, newsroom: Newsroom) -> tuple[Metric, ...]:
        """Return the metrics.

        Raises:
            StoreError: The store cannot be read.
        """
        now = self.ticks()
        if self._read is None or now - self._read >= _AGAIN_S:
            self._known = _lifetimes(newsroom)
            self._read = now
        ends = GaugeMetricFamily(
            "nashir_token_expiry_timestamp_seconds",
            "When the token of a page ends, in Unix time; no line for one whose end is not known",
            labels=("page",),
        )
        valid = GaugeMetricFamily(
            "nashir_token_valid",
            "0 where the platform said that the token of a page is not valid any more",
            labels=("page",),
        )
        for page, life in self._known.items():
            valid.add_metric((page,), int(life.is_valid))
            if life.expires is not None:
                ends.add_metric((page,), life.expires.timestamp())
        return ends, valid


def _lifetimes(newsroom: Newsroom) -> dict[str, Lifetime]:
    outlets = newsroom.outlets()
    kind = PublisherKind.FACEBOOK.value
    return dict(
        known_lifetimes(newsroom, [each for each in outlets if each.target.publisher == kind])
    )
