"""The main screen looks as it was accepted; tests/golden/desk holds the pictures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_server import ARTICLES, DeskServer, serving
from likeness import Likeness
from PIL import Image
from playwright.sync_api import BrowserContext, expect

_TESTS = Path(__file__).parents[1]
_STILL = """() => {
  for (const each of document.querySelectorAll("time, .row-facts .mute, .bar-facts .small"))
    each.textContent = "";
}"""
"""Takes away what each run tells otherwise."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    folder = tmp_path_factory.mktemp("looks")
    with serving(folder, '[site]\nname = "الموقع العربي للدفاع والتسليح"\n') as server:
        server.compose(ARTICLES / "02-economy-growth.md")
        server.compose(ARTICLES / "00-lavrov.html")
        yield server


@pytest.fixture
def likeness(pytestconfig: pytest.Config) -> Likeness:
    update = bool(pytestconfig.getoption("--update-golden"))
    return Likeness(_TESTS / "golden" / "desk", _TESTS / "results", update=update)


@pytest.mark.parametrize(
    ("name", "look", "size"),
    [
        ("screen-light", "ar.light.main", (1440, 900)),
        ("screen-dark", "ar.dark.main", (1440, 900)),
        ("screen-phone", "ar.light.main", (390, 844)),
        ("screen-english", "en.light.main", (1024, 768)),
    ],
)
def test_the_screen_looks_as_it_was_accepted(
    served: DeskServer,
    context: BrowserContext,
    likeness: Likeness,
    name: str,
    look: str,
    size: tuple[int, int],
) -> None:
    context.add_cookies([{"name": "nashir-look", "value": look, "url": served.url}])
    page = context.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(reduced_motion="reduce")
    draft = served.desk.newsroom.drafts()[0].id
    context.request.get(served.door, max_redirects=0)
    page.goto(f"{served.url}/drafts/{draft}")
    page.wait_for_function("document.fonts.status === 'loaded'")
    expect(page.locator("#side > .stack")).to_have_count(0)
    page.wait_for_function("[...document.images].every((e) => e.complete || e.loading === 'lazy')")
    page.evaluate(_STILL)
    likeness.check(page.screenshot(mask=[page.locator("#side")], mask_color="#808080"), name)


def test_a_part_that_is_missing_is_noticed(tmp_path: Path) -> None:
    def shot(part: tuple[int, int, int]) -> bytes:
        image = Image.new("RGB", (1440, 900), (240, 240, 240))
        image.paste(part, (200, 200, 320, 260))
        image.save(tmp_path / "shot.png")
        return (tmp_path / "shot.png").read_bytes()

    with_part, without = shot((20, 40, 160)), shot((240, 240, 240))
    Likeness(tmp_path, tmp_path / "results", update=True).check(with_part, "x")
    still = Likeness(tmp_path, tmp_path / "results", update=False)
    still.check(with_part, "x")
    with pytest.raises(AssertionError, match="looks otherwise"):
        still.check(without, "x")
