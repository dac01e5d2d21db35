import http.client
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from stores import EDITOR, NOW, PAGE, add_draft, put_item

from composer.app.metrics.gauges import Gauges
from composer.app.metrics.health import Health
from composer.app.metrics.meter import Meter
from composer.app.metrics.server import serve_metrics
from composer.app.metrics.vitals import Vitals
from composer.app.newsroom import Newsroom
from composer.app.token import known_secrets
from composer.domain.queue import Status
from composer.domain.secret import Secret
from composer.errors import SettingsError, StoreError
from composer.settings import MetricsSettings, Settings
from composer.store.store import Store

TOKEN = "metrics-token-of-the-test"  # noqa: S105 - it opens nothing


@dataclass(slots=True, kw_only=True)
class Served:
    """A server of metrics, and who asks it."""

    port: int
    store: Store
    stopping: threading.Event = field(default_factory=threading.Event)

    def ask(self, path: str, **headers: str) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()


@pytest.fixture
def served(sqlite_store: Store, tmp_path: Path) -> Iterator[Served]:
    """The metrics of a store, served on a free port."""
    room = newsroom(sqlite_store, tmp_path)
    stopping = threading.Event()
    health = Health(newsroom=lambda: room, stopping=stopping.is_set)
    vitals = Vitals(lambda: room, meter=Meter(), health=health, token=Secret(TOKEN))
    with serve_metrics(vitals, port=0) as port:
        assert port is not None
        yield Served(port=port, store=sqlite_store, stopping=stopping)


def newsroom(store: Store, folder: Path, *, per_page: bool = False) -> Newsroom:
    metrics = MetricsSettings(per_page=per_page)
    settings = Settings(workspace=folder, metrics=metrics)
    return Newsroom(settings=settings, store=store, person=EDITOR, now=lambda: NOW)


def values(text: str) -> dict[str, float]:
    """Return the samples of an answer by name and labels."""
    found = {}
    for family in text_string_to_metric_families(text):
        for each in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(each.labels.items()))
            found[f"{each.name}{{{labels}}}" if labels else each.name] = each.value
    return found


def test_a_scrape_tells_how_the_store_stands(served: Served) -> None:
    put_item(served.store, add_draft(served.store).id, Status.QUEUED)
    served.store.runners.started(
        owner="one", host="here", pid=1, version="1", now=NOW - timedelta(seconds=5)
    )
    served.store.runners.started(
        owner="draws", host="here", pid=2, version="1", now=NOW, queues="render"
    )
    status, text = served.ask("/metrics")
    told = values(text)
    assert status == 200
    assert told["nashir_queue_items{status=queued}"] == 1
    assert told["nashir_queue_items{status=attention}"] == 0
    assert told["nashir_store_up"] == 1
    assert told["nashir_runners"] == 1
    beat = told["nashir_runner_beat_timestamp_seconds{host=here,runner=one,version=1}"]
    assert beat == pytest.approx(NOW.timestamp() - 5)
    assert any(name.startswith("nashir_build_info") for name in told)
    assert told["process_cpu_seconds_total"] > 0


def test_pages_are_told_apart_only_where_that_is_set(store: Store, tmp_path: Path) -> None:
    put_item(store, add_draft(store).id, Status.QUEUED)
    for per_page in (False, True):
        room = newsroom(store, tmp_path, per_page=per_page)
        told = {each.name: each for each in Gauges(lambda room=room: room).collect()}  # type: ignore[misc] # a default binds it
        assert ("nashir_page_queue_items" in told) is per_page
    (sample,) = told["nashir_page_queue_items"].samples
    assert (sample.labels, sample.value) == ({"page": PAGE.page, "status": "queued"}, 1)


def test_metrics_are_not_for_a_page_that_gave_itself_a_name_for_this_machine(
    served: Served,
) -> None:
    status, text = served.ask("/metrics", Host="evil.example")
    assert status == 401
    assert "nashir_" not in text.replace("nashir_metrics", "").replace("NASHIR_METRICS_TOKEN", "")


def test_who_brings_the_token_may_ask_from_anywhere(served: Served) -> None:
    host = {"Host": "worker-1.example:9400"}
    assert served.ask("/metrics", Authorization=f"Bearer {TOKEN}", **host)[0] == 200
    assert served.ask("/metrics", Authorization="Bearer wrong", **host)[0] == 401
    assert served.ask("/metrics", Authorization=f"Basic {TOKEN}", **host)[0] == 401
    assert served.ask("/healthz", **host)[0] == 200


def test_without_a_token_nobody_may_ask_from_elsewhere(sqlite_store: Store, tmp_path: Path) -> None:
    room = newsroom(sqlite_store, tmp_path)
    vitals = Vitals(lambda: room, meter=Meter(), health=Health(newsroom=lambda: room))
    with serve_metrics(vitals, port=0) as port:
        assert port is not None
        away = Served(port=port, store=sqlite_store)
        assert away.ask("/metrics", Host="a.example", Authorization="Bearer ")[0] == 401


def test_a_program_that_is_stopping_is_alive_and_not_ready(served: Served) -> None:
    assert served.ask("/readyz")[0] == 200
    served.stopping.set()
    status, text = served.ask("/readyz")
    assert (status, json.loads(text)["status"]) == (503, "stopping")
    assert served.ask("/healthz")[0] == 200


def test_a_store_that_is_away_is_told_and_what_is_counted_here_too(
    served: Served, tmp_path: Path
) -> None:
    served.store.close()
    (tmp_path / ".nashir" / "nashir.db").write_bytes(b"this is no database at all" * 40)
    status, text = served.ask("/readyz")
    assert (status, json.loads(text)["parts"]["store"]) == (503, "away")
    status, text = served.ask("/metrics")
    told = values(text)
    assert (status, told["nashir_store_up"]) == (200, 0)
    assert "nashir_queue_items{status=queued}" not in told
    assert "nashir_lateness_seconds_count" in told


def test_an_engine_that_is_away_keeps_a_worker_from_being_ready(
    sqlite_store: Store, tmp_path: Path
) -> None:
    room = newsroom(sqlite_store, tmp_path)

    def away() -> None:
        msg = "no engine"
        raise StoreError(msg)

    found = Health(newsroom=lambda: room, engine=away).ready()
    assert (found.status, found.parts["engine"], found.parts["store"]) == ("away", "away", "ok")
    assert Health(newsroom=lambda: room, engine=lambda: None).ready().is_ok


def test_a_program_that_hangs_does_not_live(sqlite_store: Store, tmp_path: Path) -> None:
    room = newsroom(sqlite_store, tmp_path)
    assert not Health(newsroom=lambda: room, alive=lambda: False).lives().is_ok


def test_other_paths_and_ways_are_answered_too(served: Served) -> None:
    assert served.ask("/")[0] == 404
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    line.request("POST", "/metrics", body=b"x")
    assert line.getresponse().status == 501
    line.close()


def test_a_port_that_is_taken_is_told(served: Served, tmp_path: Path) -> None:
    room = newsroom(served.store, tmp_path)
    vitals = Vitals(lambda: room, meter=Meter(), health=Health(newsroom=lambda: room))
    with (
        pytest.raises(SettingsError, match=f"127.0.0.1:{served.port}.*--metrics-port"),
        serve_metrics(vitals, port=served.port),
    ):
        pass


def test_several_who_ask_at_once_all_get_an_answer(served: Served) -> None:
    found: list[int] = []
    hands = [
        threading.Thread(target=lambda: found.append(served.ask("/metrics")[0])) for _ in range(8)
    ]
    for each in hands:
        each.start()
    for each in hands:
        each.join()
    assert found == [200] * 8


def test_the_token_stands_in_no_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASHIR_METRICS_TOKEN", TOKEN)
    assert TOKEN in {each.reveal() for each in known_secrets(Settings(workspace=tmp_path))}
