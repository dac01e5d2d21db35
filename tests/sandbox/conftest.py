"""A practice page with a clock that stands still, called in the process or over a port."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from practice_caller import Caller, Pauses, SetClock, in_process, over_a_port, practice_page

from composer.sandbox import PracticePage


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def page(tmp_path: Path, clock: SetClock, pauses: Pauses) -> Iterator[PracticePage]:
    made = practice_page(tmp_path / "sandbox", clock, pauses)
    yield made
    made.close()


@pytest.fixture
def caller(page: PracticePage) -> Iterator[Caller]:
    with in_process(page) as calls:
        yield calls


@pytest.fixture(params=["in the process", "over a port"])
def each_caller(request: pytest.FixtureRequest, page: PracticePage) -> Iterator[Caller]:
    way = in_process if request.param == "in the process" else over_a_port
    with way(page) as calls:
        yield calls
