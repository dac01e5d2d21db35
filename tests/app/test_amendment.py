from pathlib import Path

import pytest
from desk import Office, working
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from composer.app.amendment import Amendment, change_of, from_the_right, numbered
from composer.errors import DraftError
from composer.store.change import changed
from composer.store.stored import StoredDraft

RLM = "\u200f"


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> StoredDraft:
    """A draft with four posted cards and four others."""
    with working(Path(tmp_path_factory.mktemp("office"))) as office:
        assert isinstance(office, Office)
        return office.draft(cards=4)


def after(amendment: Amendment, draft: StoredDraft) -> StoredDraft:
    return changed(draft, change_of(amendment, draft, text=None))


def files(draft: StoredDraft) -> list[str]:
    return [image.file for image in draft.post.images]


@given(numbers=st.lists(st.integers(1, 8), min_size=1, unique=True))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_order_is_what_the_post_then_shows(draft: StoredDraft, numbers: list[int]) -> None:
    before = [card.file for card in numbered(draft)]
    fresh = after(Amendment(order=",".join(map(str, numbers))), draft)
    assert files(fresh) == [before[number - 1] for number in numbers]
    assert sorted(card.file for card in fresh.cards) == sorted(before), "no card is lost"


@given(drop=st.sets(st.integers(1, 4)), add=st.lists(st.integers(1, 8), unique=True))
def test_what_is_left_out_goes_and_what_is_put_in_comes_last(
    draft: StoredDraft, drop: set[int], add: list[int]
) -> None:
    before = [card.file for card in numbered(draft)]
    kept = [before[number - 1] for number in range(1, 5) if number not in drop]
    more = [before[number - 1] for number in add if before[number - 1] not in kept]
    assert files(after(Amendment(drop=tuple(drop), add=tuple(add)), draft)) == kept + more


@given(number=st.integers().filter(lambda each: not 1 <= each <= 8))
def test_a_number_that_no_card_has_is_refused(draft: StoredDraft, number: int) -> None:
    for amendment in (
        Amendment(order=f"1,{number}"),
        Amendment(drop=(number,)),
        Amendment(add=(number,)),
        Amendment(alt_texts=((str(number), "وصف"),)),
    ):
        with pytest.raises(DraftError, match=rf"has no card {number}: they count from 1 to 8"):
            change_of(amendment, draft, text=None)


def test_asking_for_nothing_is_empty_and_changes_nothing(draft: StoredDraft) -> None:
    assert Amendment().is_empty
    assert not Amendment(comment="").is_empty
    assert after(Amendment(), draft) == draft


def test_a_line_that_begins_with_a_latin_name_runs_from_the_right() -> None:
    assert from_the_right("سطر\n\nF-35 تتفوق") == f"سطر\n\n{RLM}F-35 تتفوق"
    assert from_the_right("F-35 in brief") == "F-35 in brief"


@given(text=st.text(alphabet="اب F3\n" + RLM))
def test_marking_lines_twice_marks_them_once(text: str) -> None:
    once = from_the_right(text)
    assert from_the_right(once) == once
    assert once.replace(RLM, "") == text.replace(RLM, ""), "nothing but marks was changed"
