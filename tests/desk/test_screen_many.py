"""Ten thousand drafts: the list costs what a page of it costs, and goes on as one scrolls."""

from collections.abc import Iterator
from typing import Any

import pytest
from bulk_drafts import fill
from desk_server import DeskServer, serving
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, event

MANY = 10_000
MOST_STATEMENTS = 40
ROWS = 50


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("many")) as server:
        fill(server.desk.newsroom.store, MANY, now=server.desk.now(), document_length=2_000)
        yield server


@pytest.mark.parametrize(
    "path", ["/drafts", "/drafts?tab=queue", "/drafts/list?q=10", "/drafts/rows?tab=published"]
)
def test_a_page_of_ten_thousand_drafts_asks_the_store_a_few_things_and_shows_a_few_rows(
    served: DeskServer, path: str
) -> None:
    """How long it takes is measured in the benchmarks; here, that nothing is asked row by row."""
    asked: list[str] = []

    def note(*call: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        asked.append(call[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        answer = served.guest().get(path)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert answer.status == 200
    assert answer.text.count('class="row"') <= ROWS
    assert 0 < len(asked) < MOST_STATEMENTS, asked


def test_every_draft_of_a_part_is_met_once_on_the_way_down(served: DeskServer) -> None:
    guest = served.guest()
    way: str | None = "/drafts/rows?tab=drafts&limit=500"
    met: list[str] = []
    while way:
        page = guest.get(way).text
        met += [each.split('"')[0] for each in page.split('data-draft="')[1:]]
        way = page.split('hx-get="')[1].split('"')[0] if 'hx-get="' in page else None
        way = f"{way}&limit=500".replace("&amp;", "&") if way else None
    listed = guest.get("/drafts").text
    count = int(listed.split('class="count">')[1].split("<")[0])
    assert len(met) == len(set(met)) == count > 1000


def test_the_next_rows_come_by_themselves_and_without_scripts_by_a_link(
    served: DeskServer, tab: Page
) -> None:
    tab.context.request.get(served.door, max_redirects=0)
    tab.goto(f"{served.url}/drafts")
    expect(tab.locator("#rows > .row")).to_have_count(ROWS)
    link = tab.locator("#row-next a").get_attribute("href") or ""
    assert served.guest().get(link).text.count('class="row"') == ROWS
    tab.locator("#row-next").scroll_into_view_if_needed()
    expect(tab.locator("#rows > .row")).to_have_count(2 * ROWS)
    shown = tab.locator("#rows > .row").evaluate_all(
        "all => new Set(all.map(e => e.dataset.draft)).size"
    )
    assert shown == 2 * ROWS


def test_rows_out_of_sight_cost_nothing(served: DeskServer, tab: Page) -> None:
    tab.context.request.get(served.door, max_redirects=0)
    tab.goto(f"{served.url}/drafts?limit=500")
    expect(tab.locator("#rows > .row")).to_have_count(500)
    skipped = tab.locator("#rows > .row").evaluate_all(
        "all => all.filter((e) => !e.firstElementChild.checkVisibility("
        "{contentVisibilityAuto: true})).length"
    )
    assert skipped > 400
