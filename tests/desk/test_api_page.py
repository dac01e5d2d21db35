from collections.abc import Iterator

import pytest
from api_caller import BASE
from axe_look import found_by_axe
from desk_server import DeskServer, serving
from playwright.sync_api import Page


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("page") / "work") as found:
        yield found


@pytest.mark.parametrize("width", [1440, 390])
def test_the_description_can_be_read_by_everybody(
    server: DeskServer, tab: Page, width: int
) -> None:
    tab.set_viewport_size({"width": width, "height": 844})
    tab.goto(server.door)
    tab.goto(f"{server.url}{BASE}/docs#addToQueue")
    assert tab.get_by_role("heading", name="POST /queue").is_visible()
    # One call and one document stand for all: axe takes a minute to look at each word of the page.
    assert found_by_axe(tab, besides=".reference-operation ~ .reference-operation") == []
    page = "document.documentElement"
    assert tab.evaluate(f"{page}.scrollWidth <= {page}.clientWidth"), "nothing sticks out"
    assert tab.evaluate(f"{page}.scrollHeight <= {page}.clientHeight"), "only its middle scrolls"
