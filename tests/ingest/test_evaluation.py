"""The evaluation: it measures what it says, on folders it has never seen."""

import json
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from articles import FOLDER

BENCHMARKS = Path(__file__).parent.parent.parent / "benchmarks"


def rouge() -> ModuleType:
    spec = spec_from_file_location("rouge", BENCHMARKS / "rouge.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def evaluated(folder: Path, *options: str) -> str:
    run = subprocess.run(
        [sys.executable, str(BENCHMARKS / "evaluate.py"), str(folder), *options],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return run.stdout


def results(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(evaluated(folder, "--json"))
    return found


def test_the_samples_agree_with_what_is_expected_of_them() -> None:
    found = results(FOLDER)
    assert {"00-lavrov.txt", "01-defence-usv.txt", "02-economy-growth.md"} <= {
        each["source"] for each in found
    }
    for each in found:
        assert each["error"] is None
        assert each["skipped"] == []
        assert each["defects"]["missed"] == []
        assert each["defects"]["wrong"] == []
        assert each["picks"]["strange"] == []
        assert each["structure"]["extra"]["hits"] == 0


def test_what_is_wrong_is_counted_as_wrong(tmp_path: Path) -> None:
    text = "عنوان الخبر هنا\nيعمل الوفد في . القاهرة منذ أمس. وصل وفد آخر من المغرب ظهر اليوم.\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    clean = "يعمل الوفد في القاهرة منذ أمس. وصل وفد آخر من المغرب ظهر اليوم."
    expected = {
        "blocks": [{"type": "heading", "text": "قسم"}, {"type": "paragraph", "text": clean}],
        "quotes": [{"text": "كلام لم يقله أحد", "speaker": "سامر"}],
        "countries": ["MA", "EG"],
        "defects": [
            {"block": 0, "before": "المغرب", "raw": ".", "fix": "", "after": " ظهر اليوم"},
        ],
        "highlights": {"must": [{"block": 1, "sentence": 1}], "ok": []},
    }
    (tmp_path / "a.expected.json").write_text(json.dumps(expected), encoding="utf-8")
    (found,) = results(tmp_path)
    assert found["structure"]["heading"] == {"hits": 0, "of": 1}
    assert found["structure"]["paragraph"] == {"hits": 1, "of": 1}
    assert found["quotations"]["found"] == {"hits": 0, "of": 1}
    assert found["countries"] == {"found": {"hits": 1, "of": 2}, "right": {"hits": 1, "of": 1}}
    assert len(found["defects"]["missed"]) == 1
    assert len(found["defects"]["wrong"]) == 1
    assert found["picks"]["musts"] == {"hits": 1, "of": 1}
    assert found["picks"]["accepted"] == {"hits": 1, "of": 2}


def test_a_missing_part_is_skipped_and_said_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("عنوان الخبر هنا\nوصل الوفد إلى المغرب.\n", encoding="utf-8")
    (tmp_path / "a.expected.json").write_text('{"countries": ["MA"]}', encoding="utf-8")
    (found,) = results(tmp_path)
    assert found["skipped"] == ["picks", "structure", "quotations", "defects"]
    assert found["countries"]["found"] == {"hits": 1, "of": 1}
    assert "skipped" in evaluated(tmp_path)


def test_an_article_that_cannot_be_read_is_told_and_the_others_are_measured(tmp_path: Path) -> None:
    for name, text in (("a", ""), ("b", "عنوان الخبر هنا\nوصل الوفد إلى المغرب.\n")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        (tmp_path / f"{name}.expected.json").write_text('{"countries": []}', encoding="utf-8")
    assert [each["error"] is None for each in results(tmp_path)] == [False, True]


@pytest.mark.parametrize(
    ("found", "wanted", "recall", "precision"),
    [
        ("مُسَيَّرة أُخرى", "مسيره اخري", 1.0, 1.0),
        ("وروسيا", "و روسيا", 1.0, 1.0),
        ("روســيا", "روسيا", 1.0, 1.0),
        ("٤٫٢", "4.2", 0.0, 0.0),
        ("نمو 12%", "نمو ١٢٪", 1.0, 1.0),
        ("روسيا روسيا", "روسيا", 1.0, 0.5),
        ("ورد", "رد", 0.0, 0.0),
        ("", "روسيا", 0.0, 0.0),
    ],
)
def test_words_are_compared_as_readers_take_them(
    found: str, wanted: str, recall: float, precision: float
) -> None:
    score = rouge().rouge_1(found, wanted)
    assert (score.recall, score.precision) == (recall, precision)
