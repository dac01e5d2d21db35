"""A desk with some drafts, and the ways in which tests of its main screen look at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desk_server import ARTICLES, DeskServer, serving
from playwright.sync_api import FloatRect, Locator, Page, expect

TOML = """
[site]
name = "الموقع العربي للدفاع والتسليح"
zone = "Asia/Riyadh"
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """A desk with some drafts, the newest first as in the list."""

    server: DeskServer
    drafts: tuple[str, ...]

    @property
    def lavrov(self) -> str:
        """The oldest, of an article that is known well."""
        return self.drafts[-1]


@contextmanager
def scene_of(folder: Path, *sources: str) -> Iterator[Scene]:
    """Serve a desk with drafts of some of the fixtures' articles."""
    with serving(folder, TOML) as server:
        drafts = [server.compose(ARTICLES / name) for name in sources]
        yield Scene(server, tuple(reversed(drafts)))


def enter(scene: Scene, tab: Page, path: str = "/drafts") -> Page:
    """Come in, and open a page of the desk."""
    tab.context.request.get(scene.server.door, max_redirects=0)
    tab.goto(scene.server.url + path)
    tab.wait_for_function("document.fonts.status === 'loaded'")
    return tab


def open_draft(scene: Scene, tab: Page, draft: str | None = None) -> Page:
    """Come in, and open a draft on the main screen; without a name the well known one."""
    page = enter(scene, tab, f"/drafts/{draft or scene.lavrov}")
    expect(page.locator(".card-line").first).to_be_attached()
    return page


def box_of(shown: Locator) -> FloatRect:
    """Return where something stands on the screen."""
    found = shown.bounding_box()
    assert found is not None, "it is not on the screen"
    return found
