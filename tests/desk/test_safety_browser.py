"""What a browser makes of it: the policy, cookies, other sites, over a real desk."""

from collections.abc import Iterator

import pytest
from desk_server import DeskServer, serving
from playwright.sync_api import BrowserContext, Page, Route

EVIL = "http://evil.example"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("desk")) as server:
        yield server


@pytest.fixture
def victim(served: DeskServer, context: BrowserContext) -> BrowserContext:
    """A browser in which somebody is signed in."""
    page = context.new_page()
    page.goto(f"{served.door}&next=/account")
    assert page.url == f"{served.url}/account"
    page.close()
    return context


def visit_evil(victim: BrowserContext, html: str, at: str = EVIL) -> Page:
    """Open a page of another site."""

    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html")

    victim.route(f"{at}/*", answer)
    page = victim.new_page()
    page.goto(f"{at}/")
    return page


def form(served: DeskServer) -> str:
    return (
        f'<form method=post action="{served.url}/account/look"><input name=theme value=dark>'
        "</form><script>document.forms[0].submit()</script>"
    )


def test_no_page_of_ours_breaks_its_own_policy(served: DeskServer, tab: Page) -> None:
    tab.goto(served.door)
    for path in ("/drafts", "/calendar", "/new", "/account", "/nowhere", "/sign-in"):
        tab.goto(f"{served.url}{path}")
        tab.wait_for_load_state("load")


def test_nothing_runs_that_is_written_into_a_page(
    served: DeskServer, victim: BrowserContext
) -> None:
    page = victim.new_page()
    page.goto(f"{served.url}/account")
    ran = page.evaluate(
        """() => {
            document.body.insertAdjacentHTML("beforeend",
                "<img src=x onerror='window.ran = 1'><p style='color: red' id=styled>x</p>");
            const script = document.createElement("script");
            script.textContent = "window.ran = 2";
            document.body.append(script);
            const colour = getComputedStyle(document.getElementById("styled")).color;
            return [window.ran ?? 0, colour === "rgb(255, 0, 0)"];
        }"""
    )
    assert ran == [0, False]
    with pytest.raises(Exception, match="Failed to fetch"):
        page.evaluate(f"fetch('{EVIL}/')")


def test_a_script_cannot_read_the_cookie(served: DeskServer, victim: BrowserContext) -> None:
    page = victim.new_page()
    page.goto(f"{served.url}/account")
    assert page.evaluate("document.cookie") == ""
    assert {each["name"] for each in victim.cookies()} == {f"nashir-{served.port}"}


@pytest.mark.parametrize("site", [EVIL, "http://127.0.0.1:1", "http://localhost:1"])
def test_a_form_of_another_site_changes_nothing(
    served: DeskServer, victim: BrowserContext, site: str
) -> None:
    page = visit_evil(victim, form(served), at=site)
    page.wait_for_url(f"{served.url}/account/look")
    assert "403" in page.inner_text("main")
    assert {each["name"] for each in victim.cookies()} == {f"nashir-{served.port}"}


def test_another_site_cannot_put_the_desk_into_a_frame(
    served: DeskServer, victim: BrowserContext
) -> None:
    page = visit_evil(victim, f'<iframe src="{served.url}/account"></iframe>')
    page.wait_for_timeout(300)
    frame = page.frames[-1]
    assert frame.url.startswith("chrome-error://")


def test_another_site_reads_neither_pages_nor_images(
    served: DeskServer, victim: BrowserContext
) -> None:
    page = visit_evil(victim, "<p>x</p>")
    with pytest.raises(Exception, match="Failed to fetch"):
        page.evaluate(f"fetch('{served.url}/account', {{credentials: 'include'}})")


def test_a_link_in_a_mail_leads_there_and_not_to_the_door(
    served: DeskServer, victim: BrowserContext
) -> None:
    page = visit_evil(victim, f'<a href="{served.url}/account">x</a>')
    page.click("a")
    page.wait_for_selector("h1 bdi")
    assert page.url == f"{served.url}/account"


def test_a_link_in_a_mail_leads_a_stranger_to_the_door(
    served: DeskServer, context: BrowserContext
) -> None:
    page = visit_evil(context, f'<a href="{served.url}/account">x</a>')
    page.click("a")
    page.wait_for_url(f"{served.url}/sign-in?next=%2Faccount")


def test_language_and_theme_are_chosen_in_the_header(served: DeskServer, tab: Page) -> None:
    tab.goto(f"{served.door}&next=/account")
    assert tab.locator("html").get_attribute("dir") == "rtl"
    tab.locator("header details summary").click()
    tab.locator('button[name=language][value="en"]').click()
    tab.wait_for_selector("html[lang=en][dir=ltr]")
    tab.locator("header details summary").click()
    tab.locator('button[name=theme][value="dark"]').click()
    tab.wait_for_selector('html[data-theme="dark"]')
    assert tab.url == f"{served.url}/account"


def test_an_open_page_hears_what_happens(served: DeskServer, tab: Page) -> None:
    tab.goto(f"{served.door}&next=/account")
    tab.evaluate(
        """() => document.addEventListener("desk:change",
            (event) => (document.documentElement.dataset.heard = event.detail.draft))"""
    )
    draft = served.draft("خبر يصل إلى الصفحة")
    tab.wait_for_selector(f'html[data-heard="{draft}"]')
