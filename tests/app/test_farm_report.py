import shutil
from contextlib import closing
from datetime import UTC, datetime
from multiprocessing import Pipe
from pathlib import Path

from in_process import here
from program import EXAMPLES

from composer.app.farm_duty import FarmDuty
from composer.app.farm_report import Reporter, hear
from composer.app.metrics.meter import Meter
from composer.app.newsroom import Newsroom
from composer.settings import load_settings
from composer.store.farm import Farm
from composer.store.figures import read_figures


def test_what_a_process_made_is_counted_in_its_program() -> None:
    ours, theirs = Pipe()
    meter = Meter()
    reporter = Reporter(theirs)
    for _ in range(2):
        reporter.drew(3, 0.25)
        reporter.made(1)
    hear(ours, meter)
    hear(ours, meter)
    assert _value(meter, "nashir_cards_drawn_total") == 6
    assert _value(meter, "nashir_render_seconds_count") == 2
    assert _value(meter, "nashir_drafts_made_total") == 2


def test_a_process_whose_program_is_gone_and_a_program_whose_process_is_go_on() -> None:
    ours, theirs = Pipe()
    ours.close()
    Reporter(theirs).made(1)
    ours, theirs = Pipe()
    theirs.close()
    hear(ours, Meter())


def test_who_draws_in_its_own_process_counts_too(tmp_path: Path, postgres_url: str) -> None:
    told = f'[store]\nurl = "{postgres_url}"\n[worker]\nengine = "cluster"\n'
    (tmp_path / "nashir.toml").write_text(told, encoding="utf-8")
    (tmp_path / "articles").mkdir()
    shutil.copy(EXAMPLES / "lavrov.txt", tmp_path / "articles")
    asked = ("--queue", "--no-wait", "--card", "headline")
    handed = here("compose", tmp_path / "articles", *asked, cwd=tmp_path)
    assert handed.code == 0, handed.err
    meter = Meter()
    room = Newsroom.open(load_settings(tmp_path), now=lambda: datetime.now(UTC), person="sara")  # noqa: TID251 - the farm's own clock
    with closing(room):
        waiting = read_figures(room.store.database, now=room.now()).drawings
        assert {status.value: count for status, count in waiting.items() if count} == {"waiting": 1}
        FarmDuty(newsroom=room, at_once=1, onlooker=meter).once(stop=lambda: False)
        assert not Farm(room.store.database).is_waited()
        assert not any(read_figures(room.store.database, now=room.now()).drawings.values())
    assert _value(meter, "nashir_cards_drawn_total") == 1
    assert _value(meter, "nashir_drafts_made_total") == 1


def _value(meter: Meter, name: str) -> float:
    return meter.registry.get_sample_value(name) or 0.0
