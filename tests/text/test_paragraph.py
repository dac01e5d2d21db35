from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from set_text import one_line, set_text

from composer.text import Engine, Piece, Run, VisualLine, hang

texts = st.text(alphabet="ابلآمـَّ 019-+.،(«»aZ%\u00a0\u200cی☃", max_size=40)


def seen(line: VisualLine, text: str) -> list[str]:
    return [text[placed.run.start : placed.run.end] for placed in line.runs]


def runs_of(engine: Engine, *pieces: Piece) -> list[Run]:
    return [run for word in engine.paragraph(pieces).words for run in word.runs]


def piece(text: str, ink: str = "", isolate: str | None = None, weight: int = 500) -> Piece:
    return Piece(text=text, family="IBM Plex Sans Arabic", weight=weight, ink=ink, isolate=isolate)


def test_words_are_cut_at_spaces_but_not_at_hard_ones(engine: Engine) -> None:
    paragraph = set_text(engine, "وزير الدفاع 5\u00a0كم")
    words = [paragraph.text[word.start : word.end] for word in paragraph.words]
    assert words == ["وزير", "الدفاع", "5\u00a0كم"]
    assert [word.space > 0 for word in paragraph.words] == [True, True, False]


def test_a_line_runs_from_right_to_left(engine: Engine) -> None:
    paragraph = set_text(engine, "قال إن F-35 طارت")
    assert seen(one_line(paragraph), paragraph.text) == ["طارت", "F-35", "إن", "قال"]


def test_text_that_begins_with_latin_still_runs_from_the_right(engine: Engine) -> None:
    paragraph = set_text(engine, "F-35 تتفوق على Su-57")
    assert seen(one_line(paragraph), paragraph.text) == ["Su-57", "على", "تتفوق", "F-35"]


def test_words_inside_an_isolate_run_from_the_left_on_each_line(engine: Engine) -> None:
    paragraph = set_text(engine, "مجلة Air Force Times")
    assert seen(one_line(paragraph), paragraph.text) == ["Air", "Force", "Times", "مجلة"]
    assert seen(paragraph.line(0, 2), paragraph.text) == ["Air", "مجلة"]
    assert seen(paragraph.line(2, 4), paragraph.text) == ["Force", "Times"]


def test_a_piece_can_be_isolated_by_the_template(engine: Engine) -> None:
    pieces = (piece("اب "), piece("1 - 2", isolate="ltr"), piece(" ج"))
    paragraph = engine.paragraph(pieces)
    assert seen(one_line(paragraph), paragraph.text) == ["ج", "1", "-", "2", "اب"]
    assert paragraph.text == "اب 1 - 2 ج"


def test_isolates_that_we_add_reach_no_text(engine: Engine) -> None:
    text = "اب -5 ج C++"
    assert one_line(set_text(engine, text)).text == text


def test_a_left_to_right_paragraph_can_be_asked_for(engine: Engine) -> None:
    paragraph = engine.paragraph((piece("F-35 قال"),), rtl=False)
    assert seen(one_line(paragraph), paragraph.text) == ["F-35", "قال"]


def test_a_change_of_ink_inside_a_word_never_cuts_it(engine: Engine) -> None:
    (run,) = runs_of(engine, piece("ال", "black"), piece("دفاع", "red"))
    assert run.ink == "red"
    assert run.advance == set_text(engine, "الدفاع").words[0].advance


def test_punctuation_takes_the_ink_of_the_word_it_touches(engine: Engine) -> None:
    runs = runs_of(engine, piece("«", "black"), piece("نعم", "red"), piece("»، لا", "black"))
    assert [run.ink for run in runs] == ["red", "black"]


def test_weights_change_between_words(engine: Engine) -> None:
    light, bold = runs_of(engine, piece("دفاع ", weight=400), piece("دفاع", weight=700))
    assert light.advance < bold.advance


def test_a_word_is_shaped_in_its_context(engine: Engine) -> None:
    joined, parted = set_text(engine, "بي"), set_text(engine, "ب ي")
    assert joined.words[0].advance < sum(word.advance for word in parted.words)


def test_hidden_characters_take_no_room_and_are_not_missing(engine: Engine) -> None:
    plain = one_line(set_text(engine, "من هنا", family="Cairo", weight=800))
    hidden = "\u200fمن\u200e \u2068هنا\u2069\ufe0f"
    marked = one_line(set_text(engine, hidden, family="Cairo", weight=800))
    assert marked.width == pytest.approx(plain.width)
    assert all(not placed.run.missing for placed in marked.runs)


def test_a_joiner_parts_letters(engine: Engine) -> None:
    assert (
        set_text(engine, "می\u200cرود").words[0].advance
        > set_text(engine, "میرود").words[0].advance
    )


def test_control_characters_are_not_drawn(engine: Engine) -> None:
    assert set_text(engine, "من\x00\x07 هنا\nو").text == "من هنا و"


def test_what_no_font_has_is_reported(engine: Engine) -> None:
    words = set_text(engine, "نجم \U00013000\u0303 هنا").words
    assert [run.missing for word in words for run in word.runs] == ["", "\U00013000", ""]


def test_signs_of_the_trade_are_never_missing(engine: Engine, basic: Engine) -> None:
    text = "☟ ➜ ⟵ ★ ✓ ● ■ ✈ ⚠ 🔴 ► ☜"
    for backend in (engine, basic):
        paragraph = set_text(backend, text, family="Cairo", weight=800)
        assert all(not run.missing for word in paragraph.words for run in word.runs)
        assert one_line(paragraph).text == text


def test_a_missing_character_comes_from_another_font(engine: Engine) -> None:
    (arrow, plane) = runs_of(engine, Piece(text="→ ✈️", family="Cairo", weight=800))
    assert (arrow.family, arrow.missing) == ("IBM Plex Sans Arabic", "")
    assert (plane.family, plane.missing) == ("Noto Emoji", "")


def test_the_space_at_a_line_end_takes_no_room(engine: Engine) -> None:
    paragraph = set_text(engine, "وزير الدفاع")
    first, second = paragraph.words
    assert paragraph.line(0, 1).width == pytest.approx(first.advance)
    assert one_line(paragraph).width == pytest.approx(first.advance + first.space + second.advance)


def test_an_empty_line_is_empty(engine: Engine) -> None:
    line = set_text(engine, "  ").line(0, 0)
    assert (line.text, line.runs, line.width) == ("", (), 0.0)


@given(text=texts)
def test_runs_lie_side_by_side_and_cover_the_line(engine: Engine, text: str) -> None:
    paragraph = set_text(engine, text)
    line = one_line(paragraph)
    for left, right in pairwise(line.runs):
        assert left.x + left.run.advance <= right.x + 1e-9
    covered = sorted((placed.run.start, placed.run.end) for placed in line.runs)
    assert "".join([paragraph.text[start:end] for start, end in covered]) == text.replace(" ", "")
    assert line.text == text.strip(" ")


@given(text=texts)
def test_the_width_of_a_line_is_that_of_its_words(engine: Engine, text: str) -> None:
    paragraph = set_text(engine, text)
    total = sum(word.advance + word.space for word in paragraph.words)
    assert one_line(paragraph).width == pytest.approx(total)


def test_the_ink_of_a_line_is_that_of_its_runs(engine: Engine) -> None:
    line = one_line(set_text(engine, "وزير «الدفاع»"))
    boxes = [(placed.x, placed.run.box) for placed in line.runs if placed.run.box is not None]
    assert line.box.left == min(x + box.left for x, box in boxes)
    assert line.box.right == max(x + box.right for x, box in boxes)
    assert line.box.top < -0.5 < 0.1 < line.box.bottom


def test_a_letter_is_shifted_by_its_bearing(engine: Engine) -> None:
    line = one_line(set_text(engine, "وزير الدفاع"))
    assert hang(line) == pytest.approx(line.width - line.box.right)
    assert 0.0 < hang(line) < 0.12


def test_an_opening_quotation_mark_hangs_outside(engine: Engine) -> None:
    quoted, plain = one_line(set_text(engine, "«نعم»")), one_line(set_text(engine, "نعم»"))
    mark = quoted.width - plain.width
    assert hang(quoted) == pytest.approx(mark + hang(plain))
    assert mark > 0.3


def test_a_mark_before_a_latin_name_hangs_too(engine: Engine) -> None:
    line = one_line(set_text(engine, "«F-35» طارت"))
    assert 0.3 < hang(line) < 0.8


def test_a_closing_mark_does_not_hang(engine: Engine) -> None:
    assert hang(one_line(set_text(engine, "نعم»"))) < 0.12
