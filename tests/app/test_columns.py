from hypothesis import given
from hypothesis import strategies as st

from composer.app.columns import columns, width

cells = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")))
tables = st.integers(1, 4).flatmap(
    lambda count: st.lists(st.lists(cells, min_size=count, max_size=count), min_size=1, max_size=6)
)


def test_a_text_is_as_wide_as_it_is_seen() -> None:
    assert width("q17") == 3
    assert width("كَتَبَ") == 3, "vowel marks stand above their letters"
    assert width("\u200fF-35") == 4, "a mark of direction is not seen"
    assert width("新聞") == 4


def test_cells_stand_below_each_other() -> None:
    assert list(columns([("q1", "", "أَب"), ("q12", "held", "c")])) == [
        "q1         أَب",
        "q12  held  c",
    ]
    assert list(columns([])) == []


@given(table=tables)
def test_every_cell_begins_in_the_column_of_its_kind(table: list[list[str]]) -> None:
    lines = list(columns(table))
    assert len(lines) == len(table)
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    begins = [sum(widths[:place]) + 2 * place for place in range(len(widths))]
    for row, line in zip(table, lines, strict=True):
        head = "".join(
            cell + " " * (after - begin - width(cell))
            for cell, begin, after in zip(row[:-1], begins, begins[1:], strict=False)
        )
        assert (head + row[-1]).rstrip() == line
