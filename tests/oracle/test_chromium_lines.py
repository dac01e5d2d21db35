import importlib
import os
from pathlib import Path

import pytest
from ink import outcome_of
from set_text import draw_line, one_line, set_text
from shipped_fonts import shipped_book

from composer.text import Engine, load_engine


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load_engine(shipped_book(), backend="harfbuzz")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("قال «الوزير» إن الاتفاقية نافذة", "قال »الوزير» إن الاتفاقية نافذة"),
        ("وَقَّعَ الرَّئيسُ الاتِّفاقيَّةَ", "وقَّعَ الرَّئيسُ الاتِّفاقيَّةَ"),
        ("مقاتلات Su-57، F-35 الجديدة", "مقاتلات F-35، Su-57 الجديدة"),
        ("هل تنجح الصفقة؟", "هل تنجح الصفقة?"),
        ("من عام 2024", "من عام 2042"),
    ],
)
def test_the_comparison_sees_what_a_reader_sees(engine: Engine, right: str, wrong: str) -> None:
    pictures = [draw_line(engine, one_line(set_text(engine, text))) for text in (right, wrong)]
    assert outcome_of(right, pictures[0], pictures[0]).agrees
    assert not outcome_of(right, *pictures).agrees


def test_chromium_draws_the_same_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parent)
    lines = importlib.import_module("chromium_lines")
    browser = lines.chromium()
    if browser is None and os.environ.get("CI") != "true":  # noqa: TID251 - CI must have it
        pytest.skip("there is no Chromium on this machine")
    assert browser is not None, "CI needs Chromium"
    outcomes = lines.compare(browser, tmp_path)
    shares = {family: lines.share(found) for family, found in outcomes.items()}
    assert len(lines.LINES) >= 45
    assert min(shares.values()) >= lines.LEAST_AGREEING, shares
