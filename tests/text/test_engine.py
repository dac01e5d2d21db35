import subprocess
import sys

import pytest
from set_text import coverage, draw_line, one_line, set_text
from shipped_fonts import shipped_book

from composer.errors import ThemeError
from composer.text import Engine, Piece, load_engine


def test_shifting_a_mask_by_whole_pixels_changes_nothing(engine: Engine) -> None:
    (run,) = set_text(engine, "الدفاع").words[0].runs
    first = engine.mask(run, size_px=48, shift=0.0)
    again = engine.mask(run, size_px=48, shift=0.0)
    assert first == again
    assert first != engine.mask(run, size_px=48, shift=0.5)


def test_a_mask_lies_where_the_ink_box_says(engine: Engine) -> None:
    (run,) = set_text(engine, "الدفاع").words[0].runs
    mask = engine.mask(run, size_px=100, shift=0.25)
    assert run.box is not None
    assert mask.x == pytest.approx(run.box.left * 100, abs=1.5)
    assert mask.x + mask.width == pytest.approx(run.box.right * 100, abs=1.5)
    assert mask.y == pytest.approx(run.box.top * 100, abs=1.5)
    assert mask.y + mask.height == pytest.approx(run.box.bottom * 100, abs=1.5)


def test_overlapping_letters_leave_no_seam(engine: Engine) -> None:
    (run,) = set_text(engine, "ــــ").words[0].runs
    image = coverage(engine.mask(run, size_px=60, shift=0.3))
    middle = [image.getpixel((x, image.height // 2)) for x in range(3, image.width - 3)]
    assert set(middle) == {255}


def test_blank_runs_have_no_mask(engine: Engine) -> None:
    (run,) = set_text(engine, "\u00a0").words[0].runs
    assert run.box is None
    assert engine.mask(run, size_px=48, shift=0.0).width == 0


def test_one_shaping_serves_every_size(engine: Engine) -> None:
    line = one_line(set_text(engine, "وزير الدفاع"))
    for size in (20, 48, 110):
        box = draw_line(engine, line, size_px=size).getbbox()
        assert box is not None
        ink = (line.box.right - line.box.left) * size
        assert box[2] - box[0] == pytest.approx(ink, abs=2)


def test_an_unknown_family_says_which_there_are(engine: Engine) -> None:
    with pytest.raises(ThemeError, match=r"'Arial'.*Amiri, Cairo"):
        engine.paragraph((Piece(text="نعم", family="Arial", weight=400),))


def test_the_nearest_real_weight_is_taken() -> None:
    book = shipped_book()
    assert book.file("Cairo", 400).weight == 800
    assert book.file("IBM Plex Sans Arabic", 600).weight == 700
    assert book.file("IBM Plex Sans Arabic", 450).weight == 500


def test_a_fallback_does_not_stand_in_for_itself() -> None:
    families = [file.family for file in shipped_book().chain("Noto Emoji", 400)]
    assert families == ["Noto Emoji", "IBM Plex Sans Arabic", "Noto Sans Arabic"]


def test_the_fingerprint_names_versions_and_fonts(engine: Engine) -> None:
    found = engine.fingerprint()
    assert found["engine"] == engine.name == "harfbuzz"
    assert found["harfbuzz"][0].isdigit()
    assert len(found["Cairo 800"]) == 64
    assert found["Cairo 800"] != found["Cairo 900"]


def test_importing_the_package_loads_neither_harfbuzz_nor_pillow() -> None:
    code = (
        "import composer.text, sys; "
        "print([name for name in ('uharfbuzz', 'PIL', 'arabic_reshaper') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_harfbuzz_is_taken_without_a_warning() -> None:
    loaded = load_engine(shipped_book())
    assert (loaded.name, loaded.warning) == ("harfbuzz", None)


def test_without_harfbuzz_the_basic_backend_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "composer.text.engine", raising=False)
    monkeypatch.setitem(sys.modules, "uharfbuzz", None)
    monkeypatch.delitem(sys.modules, "composer.text.face", raising=False)
    monkeypatch.delitem(sys.modules, "composer.text.shape", raising=False)
    loaded = load_engine(shipped_book())
    assert loaded.name == "basic"
    assert loaded.warning is not None
    assert "HarfBuzz cannot be loaded" in loaded.warning
    with pytest.raises(ImportError):
        load_engine(shipped_book(), backend="harfbuzz")


def test_an_unknown_backend_is_our_bug() -> None:
    with pytest.raises(ValueError, match="not 'magic'"):
        load_engine(shipped_book(), backend="magic")
