"""The whole way at the desk: an article is pasted, corrected, approved, given a time, published.

Everything is what the newsroom runs: the served desk, a real browser, the store on disk, a
runner in a process of its own, the practice page.
"""

import hashlib
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from busy_page import SLOTS
from desk_server import DeskServer, serving
from editor_page import ARTICLE, EditorPage
from playwright.sync_api import Page, expect

from composer.app.platform import practice_page
from composer.domain.queue import QueueItem, Status
from composer.engine.clock import MachineClock
from composer.sandbox import PracticePage
from composer.store.queue import When

HEADLINE, _, BODY = ARTICLE.format(number=7).partition("\n\n")
CORRECTED = "كاراكاس لم تطلب من موسكو مساعدات عسكرية، بحسب لافروف."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskServer]:
    """A desk with slots, and a runner that publishes what falls due."""
    folder = tmp_path / "a newsroom"
    with serving(folder, SLOTS) as served, running(folder):
        yield served


class running:  # noqa: N801 - used as a word of the sentence
    """``nashir run`` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        command = [sys.executable, "-m", "composer", "run"]
        self._process = Popen(command, cwd=self._folder, stdout=PIPE, stderr=PIPE)

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=20)


def test_an_article_goes_from_paste_to_the_page(desk: DeskServer, tab: Page) -> None:
    paste(desk, tab)
    editor = EditorPage(page=tab, draft=tab.url.rpartition("/")[2])
    tab.click("#tab-edit")
    before = editor.sha("highlights")
    editor.field("points[0]").fill(CORRECTED)
    editor.shown(2)
    assert editor.sha("highlights") != before
    tab.click('[data-act="approve"]')
    tab.locator("#approve button[type=submit]").click()
    expect(tab.locator(".bar-facts .badge").first).to_have_attribute("data-state", "approved")
    seen = previewed(desk, tab)
    tab.click('[data-act="slot"]')
    tab.locator(".slot-next").click()
    item = queued(desk, tab, editor.draft)
    assert item.status is Status.QUEUED
    its_time_comes(desk, item)
    expect(tab.locator(".bar-facts .badge").first).to_have_attribute(
        "data-state", "published", timeout=20_000
    )
    (post,) = practice(desk).posts()
    assert CORRECTED in post.message
    assert [hashlib.sha256(held(desk, each.file)).hexdigest() for each in post.photos] == seen
    tab.goto(f"{desk.url}/drafts?tab=published")
    expect(tab.locator(f'[data-draft="{editor.draft}"]').first).to_be_visible()


def test_the_whole_way_needs_no_mouse(desk: DeskServer, tab: Page) -> None:
    paste(desk, tab)
    draft = tab.url.rpartition("/")[2]
    editor = EditorPage(page=tab, draft=draft)
    expect(editor.root).to_be_visible()
    tab.keyboard.press("e")
    expect(tab.locator("#tab-edit")).to_have_attribute("aria-selected", "true")
    field = editor.field("points[0]")
    reach(tab, 'textarea[data-field="points[0]"]')
    tab.keyboard.press("ControlOrMeta+a")
    tab.keyboard.insert_text(CORRECTED)
    expect(field).to_have_value(CORRECTED)
    editor.shown(2)
    tab.keyboard.press("Escape")
    reach(tab, '[data-act="approve"]')
    tab.keyboard.press("Enter")
    reach(tab, "#approve button[type=submit]")
    tab.keyboard.press("Enter")
    expect(tab.locator(".bar-facts .badge").first).to_have_attribute("data-state", "approved")
    tab.keyboard.press("s")
    reach(tab, ".slot-next")
    tab.keyboard.press("Enter")
    its_time_comes(desk, queued(desk, tab, draft))
    expect(tab.locator(".bar-facts .badge").first).to_have_attribute(
        "data-state", "published", timeout=20_000
    )
    assert len(practice(desk).posts()) == 1


def paste(desk: DeskServer, tab: Page) -> None:
    """Have an article that is pasted in made into a draft, which then is open."""
    tab.goto(f"{desk.door}&next=/new")
    tab.click("#tab-text")
    tab.fill("#text-title", HEADLINE)
    tab.fill("#text", BODY)
    tab.locator("#way-text [name=way]").press("Enter")
    tab.wait_for_url("**/drafts/*")


def reach(tab: Page, selector: str) -> None:
    """Go on with the tabulator until the focus is where it should be."""
    wanted = tab.locator(selector).first
    expect(wanted).to_be_visible()
    for _ in range(120):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        tab.keyboard.press("Tab")
    raise AssertionError(selector)


def previewed(desk: DeskServer, tab: Page) -> list[str]:
    """Return the hashes of the images of the post as the browser gets them."""
    shown = tab.locator("#card-strip [data-sha] img").all()
    sources = [each.get_attribute("src") or "" for each in shown]
    assert sources
    return [hashlib.sha256(tab.request.get(desk.url + src).body()).hexdigest() for src in sources]


def queued(desk: DeskServer, tab: Page, draft: str) -> QueueItem:
    """Return the draft's item once the page shows that it is in the queue."""
    expect(tab.locator(".bar-facts .badge").first).to_have_attribute("data-state", "queued")
    (item,) = desk.desk.newsroom.store.queue.of_draft(draft)
    return item


def its_time_comes(desk: DeskServer, item: QueueItem) -> None:
    """Give an item this moment as its time: nobody waits for a slot of tomorrow here."""
    room = desk.desk.newsroom
    now = room.now()
    due = now - timedelta(seconds=1)
    room.store.queue.move(
        item.id, When(due=due, wake=due, zone=item.zone, wall=None), now=now, actor="sara"
    )


def practice(desk: DeskServer) -> PracticePage:
    """Return the practice page that the desk publishes to."""
    room = desk.desk.newsroom
    return practice_page(room.settings, MachineClock().read, zone=room.outlet().zone)


def held(desk: DeskServer, file: str) -> bytes:
    """Return the bytes of a file as the practice page has it."""
    folder = practice(desk).folder
    return next(each for each in folder.rglob("*") if each.name == file).read_bytes()
