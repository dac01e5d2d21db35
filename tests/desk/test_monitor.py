import time
from pathlib import Path

import pytest
from desk_server import EXAMPLES, PERSON, serving

from composer.app.arrivals import Wish
from composer.app.order import Order
from composer.app.sources import Source

TOKEN = "metrics-token-of-the-test"  # noqa: S105 - it opens nothing


def test_a_desk_tells_its_own_machine_what_it_counts(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        source = Source(name="خبر", data=(EXAMPLES / "lavrov.txt").read_bytes())
        wish = Wish(order=Order(kinds=("headline",)), page="main", person=PERSON)
        batch = server.desk.arrivals.begin([source], wish)
        end = time.monotonic() + 30
        while not (found := server.desk.arrivals.batch(batch.id)) or not found.is_over:
            assert time.monotonic() < end, "the article is not done"
            time.sleep(0.02)
        answer = server.client().get("/metrics")
        assert answer.status == 200
        assert "nashir_drafts_made_total 1.0" in answer.text
        assert "nashir_cards_drawn_total 1.0" in answer.text
        assert "nashir_render_seconds_count 1.0" in answer.text
        assert answer.headers["content-type"].startswith("text/plain")


def test_who_asks_whether_a_desk_lives_need_not_sign_in(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        server.add_user("salma")
        for path in ("/healthz", "/readyz"):
            answer = server.client().get(path)
            assert (answer.status, answer.document["status"]) == (200, "ok")


def test_a_desk_for_other_machines_gives_its_metrics_for_the_token_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NASHIR_METRICS_TOKEN", TOKEN)
    with serving(tmp_path, hosts=("desk.example",), insecure=True) as server:
        # Behind a proxy everybody seems to come from this machine.
        client = server.client("desk.example")
        assert client.get("/metrics").status == 401
        assert client.get("/metrics", Authorization=f"Bearer {TOKEN}").status == 200
        assert server.client("evil.example").get("/metrics").status == 421
