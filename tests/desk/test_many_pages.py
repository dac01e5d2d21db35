"""A desk with very many pages: the menu stays short, and each page can be found."""

from collections.abc import Iterator

import pytest
from axe_look import found_by_axe
from desk_server import DeskServer, serving
from playwright.sync_api import Page, expect

COMMON = '[publisher]\nkind = "facebook"\n'
PAGE = '[site]\nname = "صفحة رقم {0}"\n[publisher]\npage_id = "{1}"\n'
MANY = 300


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    folder = tmp_path_factory.mktemp("many") / "desk"
    (folder / "pages").mkdir(parents=True)
    for number in range(MANY):
        text = PAGE.format(number, 110000000000000 + number)
        (folder / "pages" / f"p{number:03}.toml").write_text(text, encoding="utf-8")
    with serving(folder, COMMON) as found:
        yield found


def test_without_a_page_main_one_works_for_the_first(server: DeskServer) -> None:
    assert "صفحة رقم 0" in server.guest().get("/drafts").text
    assert server.guest().get("/calendar").status == 200


def test_the_menu_offers_the_way_to_all_pages_and_not_each(server: DeskServer) -> None:
    text = server.guest().get("/drafts").text
    assert text.count('name="page"') == 1
    assert 'href="/pages?next=/drafts"' in text


def test_of_many_pages_some_are_shown_and_each_is_found(server: DeskServer) -> None:
    guest = server.guest()
    text = guest.get("/pages").text
    assert text.count('name="page"') == 50 + 1  # and the menu's
    assert "250 صفحة أخرى" in text
    found = guest.get("/pages?q=%D8%B1%D9%82%D9%85%20299&next=/calendar").text
    assert 'value="p299"' in found
    chosen = guest.post("/account/look", {"page": "p299", "next": "/calendar"})
    assert (chosen.status, chosen.headers["location"]) == (303, "/calendar")
    assert "صفحة رقم 299" in guest.get("/calendar").text
    assert "لا صفحة بهذا الاسم" in guest.get("/pages?q=xyz").text


def test_one_goes_on_within_the_desk_alone(server: DeskServer) -> None:
    assert "evil" not in server.guest().get("/pages?next=https://evil.example/").text


def test_typing_finds_a_page_and_pressing_chooses_it(server: DeskServer, tab: Page) -> None:
    tab.goto(f"{server.door}&next=/pages")
    expect(tab.locator(".page-row")).to_have_count(50)
    assert found_by_axe(tab) == []
    tab.fill("#pages-search", "رقم 142")
    expect(tab.locator(".page-row")).to_have_count(1)
    tab.click('.page-choice[value="p142"]')
    tab.wait_for_url("**/drafts")
    expect(tab.locator(".top-place")).to_contain_text("صفحة رقم 142")
