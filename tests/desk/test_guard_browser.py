from collections.abc import Iterator

import pytest
from desk_server import DeskServer, serving
from playwright.sync_api import Page


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("desk")) as server:
        yield server


def test_a_person_comes_in_with_the_printed_address(served: DeskServer, tab: Page) -> None:
    tab.goto(f"{served.door}&next=/account")
    assert tab.url == f"{served.url}/account"
