"""The sentence splitter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.ingest.sentence import sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("وصل الوفد. ثم غادر.", 2),
        ("هل وصل؟ نعم! وصل…", 3),
        ("وصل د. أحمد وأ. سامر إلى القاعة.", 1),
        ("بلغ النمو 4.2% في 2026. وزاد 0.7 نقطة.", 2),
        ("قال: «وصلنا. ثم غادرنا.» وأضاف أنه سعيد.", 2),
        ("قال: «وصلنا. ثم غادرنا» وأضاف أنه سعيد.", 1),
        ("قال: «وصلنا إلى هنا.»\nثم غادر.", 2),
        ("زار J. Smith موقع U.S. Navy ثم عاد.", 1),
        ("بند أول\nبند ثان", 2),
        ("", 0),
        (" . ", 1),
    ],
)
def test_a_text_has_as_many_sentences_as_a_reader_sees(text: str, count: int) -> None:
    assert len(split(text)) == count


@given(text=st.text(st.sampled_from('ابد .؟!«»"\n3'), max_size=80))
def test_nothing_but_white_space_is_lost(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())
    assert all(part == part.strip() for part in split(text))
