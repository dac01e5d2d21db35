"""Nobody is kept out: axe-core looks at each state of the main screen, in each light."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_look import found_by_axe
from desk_server import ARTICLES, DeskServer, serving
from playwright.sync_api import BrowserContext, Page, expect

Act = Callable[[Page], None]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    folder = tmp_path_factory.mktemp("access")
    with serving(folder, '[site]\nname = "الموقع العربي للدفاع والتسليح"\n') as server:
        server.compose(ARTICLES / "00-lavrov.html")
        yield server


@pytest.fixture(scope="module")
def draft(served: DeskServer) -> str:
    return served.desk.newsroom.drafts()[0].id


@dataclass(frozen=True, slots=True)
class State:
    """A state of the screen.

    Args:
        look: Language, light and page as the cookie has them.
        width: Of the window, in pixels.
        path: The page; ``{draft}`` stands for the draft.
        act: What is done there.
    """

    look: str
    width: int
    path: str
    act: Act


def nothing(page: Page) -> None:
    del page


def show_help(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def show_card(page: Page) -> None:
    page.locator(".photos a").first.click()
    expect(page.locator("#viewer")).to_be_visible()


def show_choices(page: Page) -> None:
    page.locator(".top details.menu summary").click()


def find_nothing(page: Page) -> None:
    page.locator("#search").fill("لا شيء من هذا")
    expect(page.locator("#drafts .empty")).to_be_visible()


OPEN = "/drafts/{draft}"
STATES = (
    State("ar.light.main", 1440, "/drafts", nothing),
    State("ar.dark.main", 1440, "/drafts", find_nothing),
    State("ar.light.main", 1440, OPEN, nothing),
    State("ar.dark.main", 1440, OPEN, nothing),
    State("en.light.main", 1024, OPEN, show_choices),
    State("en.dark.main", 1440, OPEN, show_help),
    State("ar.light.main", 390, OPEN, show_card),
    State("ar.dark.main", 390, OPEN, nothing),
)


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_that_keeps_people_out(
    served: DeskServer, context: BrowserContext, draft: str, state: State
) -> None:
    context.add_cookies([{"name": "nashir-look", "value": state.look, "url": served.url}])
    page = context.new_page()
    page.set_viewport_size({"width": state.width, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    context.request.get(served.door, max_redirects=0)
    page.goto(served.url + state.path.format(draft=draft))
    page.wait_for_function("document.fonts.status === 'loaded'")
    state.act(page)
    assert found_by_axe(page, besides="#side > *") == []


def test_colours_may_be_the_readers_own(
    served: DeskServer, context: BrowserContext, draft: str
) -> None:
    page = context.new_page()
    page.emulate_media(forced_colors="active")
    context.request.get(served.door, max_redirects=0)
    page.goto(f"{served.url}/drafts/{draft}")
    chosen = page.locator('.row-link[aria-current="true"]')
    expect(chosen).to_have_css("outline-style", "solid")
    expect(page.locator('.segments [aria-pressed="true"]').first).to_have_css(
        "border-top-style", "solid"
    )


def test_who_wants_no_motion_gets_none(
    served: DeskServer, context: BrowserContext, draft: str
) -> None:
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    context.request.get(served.door, max_redirects=0)
    page.goto(f"{served.url}/drafts/{draft}")
    slow = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter((e) => {
          const s = getComputedStyle(e);
          return parseFloat(s.transitionDuration) > 0.01 || parseFloat(s.animationDuration) > 0.01;
        }).length"""
    )
    assert slow == 0


def test_a_printed_draft_is_its_post_and_nothing_else(
    served: DeskServer, context: BrowserContext, draft: str
) -> None:
    page = context.new_page()
    context.request.get(served.door, max_redirects=0)
    page.goto(f"{served.url}/drafts/{draft}")
    page.emulate_media(media="print")
    expect(page.locator("#fb")).to_be_visible()
    for part in (".top", "#list", "#side", ".bar-acts", "#card-strip"):
        expect(page.locator(part)).to_be_hidden()


def test_no_text_is_smaller_than_fourteen_pixels(
    served: DeskServer, context: BrowserContext, draft: str
) -> None:
    page = context.new_page()
    context.request.get(served.door, max_redirects=0)
    page.goto(f"{served.url}/drafts/{draft}")
    small = page.evaluate(
        """() => { const all = [...document.querySelectorAll('.top, #list, #post')]
          .flatMap((e) => [...e.querySelectorAll('*')]);
        return all.filter((e) => !e.closest('.fb, .visually-hidden, svg') && e.checkVisibility() &&
          [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) &&
          parseFloat(getComputedStyle(e).fontSize) < 14).map((e) => e.outerHTML.slice(0, 120)); }"""
    )
    assert small == []


def test_no_screen_says_something_in_its_template_or_script() -> None:
    root = Path(__file__).parents[2]
    arabic = range(0x0600, 0x0700)
    for folder in (root / "templates" / "desk" / "drafts", root / "assets" / "desk" / "js"):
        for file in folder.glob("*.*"):
            if file.name in {"keys.js", "htmx.min.js"}:  # the question mark of an Arabic keyboard
                continue
            text = file.read_text(encoding="utf-8")
            assert not any(ord(sign) in arabic for sign in text), file.name
