"""Laws of changes as JSON asks for them: each value is of the very type that is wanted."""

import json
from collections.abc import Mapping
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from composer.app.editing import CHANGES, ChangeRefused, change_of

PLAIN = (
    st.none()
    | st.booleans()
    | st.integers(-2, 3)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "abc", "png", "name", "text", "headline"])
)
ANYTHING = (
    PLAIN
    | st.lists(PLAIN, max_size=3)
    | st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=3), max_size=2)
    | st.lists(st.sampled_from([0.5, 1, 0]), min_size=2, max_size=2)
    | st.fixed_dictionaries({"sha256": PLAIN, "media_type": PLAIN, "name": PLAIN})
    | st.just({"sha256": "a", "media_type": "b", "width": 1, "height": 1, "name": "c"})
)


@st.composite
def asked(draw: st.DrawFn) -> Mapping[str, object]:
    """Draw a change with its fields, each with some value that JSON can hold."""
    op = draw(st.sampled_from(sorted(CHANGES)))
    names = [each.name for each in fields(CHANGES[op])]
    return {"op": op, **{name: draw(ANYTHING) for name in names}}


@given(values=asked())
def test_a_change_is_taken_when_another_judge_of_types_takes_it(
    values: Mapping[str, object],
) -> None:
    rest = {name: value for name, value in values.items() if name != "op"}
    judge = TypeAdapter(CHANGES[str(values["op"])])
    try:
        expected = judge.validate_json(json.dumps(rest), strict=True)
    except ValidationError:
        with pytest.raises(ChangeRefused, match="the change is not as it should be"):
            change_of(values)
    else:
        assert change_of(values) == expected


@pytest.mark.parametrize(
    "values",
    [
        {"op": "hashtags", "hashtags": "abc"},
        {"op": "images", "cards": {"headline-1-portrait": 1}},
        {"op": "sizes", "sizes": None},
        {"op": "reorder", "order": [True, False]},
        {"op": "emphasise", "of": "headline", "ranges": [[1, 2, 3]]},
        {"op": "emphasise", "of": "headline", "ranges": "ab"},
        {"op": "focus", "focus": [0.1, float("nan")]},
        {"op": "focus", "focus": [0.1, float("inf")]},
        {"op": "focus", "focus": [0.1, 10**400]},
        {"op": "focus", "focus": [True, False]},
        {"op": "focus", "focus": ["0.1", "0.2"]},
        {"op": "picture", "picture": []},
    ],
)
def test_what_only_looks_like_it_is_refused(values: Mapping[str, object]) -> None:
    with pytest.raises(ChangeRefused, match="the change is not as it should be"):
        change_of(values)


@given(text=st.text(st.characters(), max_size=9), half=st.characters(categories=["Cs"]))
def test_half_a_character_is_dropped_wherever_it_stands(text: str, half: str) -> None:
    whole = "".join(each for each in text if not "\ud800" <= each <= "\udfff")
    for op, name in (("headline", "text"), ("decide", "key"), ("theme", "theme")):
        assert change_of({"op": op, name: half + text}) == change_of({"op": op, name: whole})
    tags = change_of({"op": "hashtags", "hashtags": [text + half]})
    assert tags == change_of({"op": "hashtags", "hashtags": [whole]})
