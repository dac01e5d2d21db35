from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from set_text import coverage, draw_line, one_line, set_text
from shipped_fonts import FONTS, shipped_book

from composer.text import Engine, FontFile, Piece, load_engine
from composer.text.cluster import INVISIBLE
from composer.text.cmap import covered_characters
from composer.text.face import Face


@pytest.mark.parametrize(
    "text", ["وزير الدفاع", "قال «نعم» (لا)", "F-35 تتفوق على Su-57", "لا إلى الآن"]
)
def test_widths_are_near_those_of_harfbuzz(basic: Engine, engine: Engine, text: str) -> None:
    family = "Noto Sans Arabic"
    ours = one_line(set_text(basic, text, family=family)).width
    assert ours == pytest.approx(one_line(set_text(engine, text, family=family)).width, rel=0.04)


def test_the_order_is_that_of_harfbuzz(basic: Engine, engine: Engine) -> None:
    text = "(منظومة) S-400 الروسية بنسبة 15% و-5"
    orders = [
        [placed.run.start for placed in one_line(set_text(backend, text)).runs]
        for backend in (basic, engine)
    ]
    assert orders[0] == orders[1]


def test_letters_take_their_joined_forms(basic: Engine) -> None:
    joined, parted = set_text(basic, "بي"), set_text(basic, "ب\u200cي")
    assert joined.words[0].advance < parted.words[0].advance


def test_brackets_are_mirrored(basic: Engine) -> None:
    right = draw_line(basic, one_line(set_text(basic, "(")))
    piece = Piece(text="(", family="IBM Plex Sans Arabic", weight=500)
    left = draw_line(basic, one_line(basic.paragraph((piece,), rtl=False)))
    assert right.tobytes() != left.tobytes()


def test_a_family_without_the_forms_is_replaced_for_the_run(basic: Engine) -> None:
    (run,) = set_text(basic, "گچپژ").words[0].runs
    assert run.missing == ""


def test_marks_take_no_room_and_are_drawn(basic: Engine) -> None:
    family = "Noto Sans Arabic"
    plain = one_line(set_text(basic, "وقع", family=family))
    marked = one_line(set_text(basic, "وَقَّعَ", family=family))
    assert marked.width == pytest.approx(plain.width)
    assert marked.box.top < plain.box.top


def test_hidden_characters_are_not_drawn(basic: Engine) -> None:
    plain, hidden = set_text(basic, "من هنا"), set_text(basic, "\u200fمن\u200e \u2068هنا\u2069")
    assert one_line(hidden).width == one_line(plain).width
    assert all(not run.missing for word in hidden.words for run in word.runs)


def test_a_mask_lies_where_the_ink_box_says(basic: Engine) -> None:
    (run,) = set_text(basic, "الدفاع").words[0].runs
    mask = basic.mask(run, size_px=100, shift=0.25)
    ink = coverage(mask).getbbox()
    assert run.box is not None
    assert ink is not None
    assert mask.x + ink[0] == pytest.approx(run.box.left * 100, abs=2)
    assert mask.x + ink[2] == pytest.approx(run.box.right * 100, abs=2)


def test_a_run_of_another_backend_is_refused(basic: Engine, engine: Engine) -> None:
    (run,) = set_text(engine, "نعم").words[0].runs
    with pytest.raises(TypeError):
        basic.mask(run, size_px=48, shift=0.0)
    (run,) = set_text(basic, "نعم").words[0].runs
    with pytest.raises(TypeError):
        engine.mask(run, size_px=48, shift=0.0)


@given(text=st.text(alphabet="ابلآمـَّ 019-+.،(«»aZ%\u00a0\u200cی", max_size=30))
def test_runs_lie_side_by_side(basic: Engine, text: str) -> None:
    line = one_line(set_text(basic, text))
    for left, right in pairwise(line.runs):
        assert left.x + left.run.advance <= right.x + 1e-9


@pytest.mark.parametrize("path", sorted(FONTS.glob("*/*.ttf")), ids=lambda path: path.stem)
def test_the_coverage_read_from_a_font_is_that_of_harfbuzz(path: Path) -> None:
    face = Face(FontFile("any", 400, path))
    assert covered_characters(path.read_bytes()) | INVISIBLE == face.coverage


def test_the_fingerprint_names_the_backend(basic: Engine) -> None:
    assert basic.fingerprint()["engine"] == basic.name == "basic"


def test_the_basic_backend_warns_even_when_it_was_asked_for() -> None:
    assert "basic backend" in (load_engine(shipped_book(), backend="basic").warning or "")
