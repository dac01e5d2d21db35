"""What a tick asks the database goes by an index, however many items wait."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from bulk_queue import fill
from sqlalchemy import Connection, Engine, event
from worker_parts import Machine

from composer.publishing.work import Work

_BUSY = "one_busy_item_a_page"  # as small, and PostgreSQL sees no difference between them
_QUERIES: dict[str, tuple[str, Callable[[Work], object]]] = {
    "due": ("item_queued", lambda work: work.claims.due(work.clock.read().wall)),
    "unknown": (f"item_unknown|{_BUSY}", lambda work: work.claims.unknown()),
    "held": (
        f"item_held|{_BUSY}",
        lambda work: work.claims.recover(work.alive, now=work.clock.read().wall),
    ),
    "audits": ("item_audit", lambda work: work.outcomes.audits(work.clock.read().wall)),
    "comments": (
        "item_comment",
        lambda work: work.remarks.due(work.clock.read().wall, all_unknown=False),
    ),
    "comments held": (
        "item_comment",
        lambda work: work.remarks.recover(work.alive, now=work.clock.read().wall),
    ),
}


@contextmanager
def recorded() -> Iterator[list[tuple[str, object]]]:
    """Give what is asked of the databases in the block."""
    asked: list[tuple[str, object]] = []

    def note(
        _connection: Connection, _cursor: object, text: str, values: object, *_: object
    ) -> None:
        if text.startswith("SELECT"):
            asked.append((text, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def crowded(machine: Machine) -> Machine:
    machine.clock.pass_s(timedelta(days=1).total_seconds())
    fill(machine.store, waiting=5_000, due=100, now=machine.clock.wall)
    return machine


def plan(machine: Machine, text: str, values: object) -> str:
    """Return how a database goes about a query."""
    is_sqlite = machine.store.database.dialect == "sqlite"
    with machine.store.database.read() as connection:
        told = connection.exec_driver_sql(
            f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{text}",
            values,  # type: ignore[arg-type] # as the driver was given them
        )
        return "\n".join(str(each[-1]) for each in told)


@pytest.mark.parametrize("name", _QUERIES)
def test_each_question_of_a_tick_goes_by_its_index(crowded: Machine, name: str) -> None:
    indexes, ask = _QUERIES[name]
    with recorded() as asked:
        ask(crowded.work())
    text, values = next(each for each in asked if "FROM item" in each[0])
    how = plan(crowded, text, values)
    assert any(each in how for each in indexes.split("|")), how
    assert "SCAN item" not in re.sub(rf"SCAN item USING INDEX ({indexes})", "", how), how
    assert "Seq Scan on item" not in how


def test_the_plan_of_a_query_without_an_index_is_seen(crowded: Machine) -> None:
    how = plan(crowded, "SELECT id FROM item WHERE last_error = 'x'", ())
    assert "SCAN item" in how or "Seq Scan on item" in how


def test_only_what_is_due_is_given(crowded: Machine) -> None:
    due = crowded.work().claims.due(crowded.clock.wall)
    assert len(due) == 100
    assert [each.due for each in due] == sorted(each.due for each in due)


def test_looking_for_pages_goes_by_the_indexes_of_what_is_due(crowded: Machine) -> None:
    with recorded() as asked:
        found = crowded.work().claims.pages_due(crowded.clock.wall)
    assert len(found) == 100
    for text, values in [each for each in asked if "FROM item" in each[0]]:
        how = plan(crowded, text, values)
        indexes = rf"item_(queued|unknown|audit|comment)|{_BUSY}"
        assert re.search(indexes, how), how
        assert "SCAN item" not in re.sub(rf"SCAN item USING INDEX ({indexes})", "", how), how
        assert "Seq Scan on item" not in how, how
