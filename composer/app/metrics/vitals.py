"""What the addresses ``/metrics``, ``/healthz`` and ``/readyz`` answer, whoever serves them."""

import hmac
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from prometheus_client.exposition import choose_encoder

from composer.app.metrics.gauges import Gauges
from composer.app.metrics.health import Finding, Health
from composer.app.metrics.meter import Meter
from composer.app.newsroom import Newsroom
from composer.domain.secret import Secret

PATHS = ("/metrics", "/healthz", "/readyz")

_SCHEME = "bearer "
_OK, _UNAUTHORIZED, _AWAY = 200, 401, 503
_UNKNOWN_CALLER = (
    "metrics are for this machine, or for who brings Authorization: Bearer and the token that"
    " NASHIR_METRICS_TOKEN holds\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A request for one of ``PATHS``.

    Args:
        path: Which.
        authorization: Its header of that name; empty without one.
        accept: Its header of that name; empty without one.
        near: Whether it surely comes from this machine itself.
    """

    path: str
    authorization: str = ""
    accept: str = ""
    near: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer: its status, its type and its bytes."""

    status: int
    media_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class Vitals:
    """Answers for one process.

    Args:
        newsroom: Gives its newsroom.
        meter: What it counts and times itself.
        health: Whether it lives and can work.
        token: Who brings it may read the metrics from elsewhere; None: nobody may.
    """

    def __init__(
        self,
        newsroom: Callable[[], Newsroom],
        *,
        meter: Meter,
        health: Health,
        token: Secret | None = None,
    ) -> None:
        self.meter = meter
        self._health = health
        self._token = token
        self._one = threading.Lock()
        meter.registry.register(Gauges(newsroom))

    def answer(self, asked: Question) -> Reply | None:
        """Return the answer to a question; None where it is about something else.

        Whoever asks may know whether the program lives; what it does is told to who may.
        """
        match asked.path:
            case "/healthz":
                return _told(self._health.lives())
            case "/readyz":
                return _told(self._health.ready())
            case "/metrics":
                return self._metrics(asked) if self._may(asked) else _refused()
            case _:
                return None

    def _may(self, asked: Question) -> bool:
        if asked.near:
            return True
        scheme, brought = asked.authorization[: len(_SCHEME)], asked.authorization[len(_SCHEME) :]
        if self._token is None or scheme.lower() != _SCHEME:
            return False
        return hmac.compare_digest(brought.strip().encode(), self._token.reveal().encode())

    def _metrics(self, asked: Question) -> Reply:
        encode, media_type = choose_encoder(asked.accept)
        with self._one:  # scrapers that come at once wait for each other, not the store for them
            body = encode(self.meter.registry)
        return Reply(status=_OK, media_type=media_type, body=body)


def _told(finding: Finding) -> Reply:
    document = {"status": finding.status, "parts": dict(finding.parts)}
    body = f"{json.dumps(document)}\n".encode()
    status = _OK if finding.is_ok else _AWAY
    return Reply(status=status, media_type="application/json", body=body)


def _refused() -> Reply:
    return Reply(
        status=_UNAUTHORIZED,
        media_type="text/plain; charset=utf-8",
        body=_UNKNOWN_CALLER.encode(),
        headers={"WWW-Authenticate": 'Bearer realm="nashir metrics"'},
    )
