"""Two editors on one draft, and a server that is away: nothing is lost, nothing overwritten."""

import re
from collections.abc import Iterator

import pytest
from desk_server import DeskServer, serving
from editor_page import EditorPage, made_draft
from playwright.sync_api import APIResponse, BrowserContext, Dialog, Page, Route, expect

CHANGES = "**/changes"
MINE, THEIRS = "عنوان كتبته أنا", "عنوان كتبه زميلي"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("desk")) as server:
        yield server


@pytest.fixture
def editor(served: DeskServer, tab: Page) -> EditorPage:
    return EditorPage.open(tab, served, made_draft(served))


@pytest.fixture
def other(served: DeskServer, editor: EditorPage, context: BrowserContext) -> Iterator[EditorPage]:
    """The same draft, open in another browser."""
    browser = context.browser
    assert browser is not None
    opened = browser.new_context(locale="ar", viewport={"width": 1440, "height": 900})
    yield EditorPage.open(opened.new_page(), served, editor.draft)
    opened.close()


def cut(editor: EditorPage) -> None:
    """Let no change of a browser reach the server."""
    editor.page.route(CHANGES, _lost)


def _lost(route: Route) -> None:
    route.abort()


def mend(editor: EditorPage) -> None:
    editor.page.unroute(CHANGES)


def test_each_sees_at_once_what_the_other_changes(editor: EditorPage, other: EditorPage) -> None:
    other.field("points[0]").focus()
    editor.field("headline").fill(THEIRS)
    editor.shown(2)
    other.shown(2)
    expect(other.field("headline")).to_have_value(THEIRS)
    expect(other.field("points[0]")).to_be_focused()
    assert other.sha("headline") == editor.sha("headline")


def test_changes_at_different_places_join(editor: EditorPage, other: EditorPage) -> None:
    cut(editor)
    editor.field("headline").fill(MINE)
    expect(editor.page.locator("#saved")).to_have_attribute("data-state", "unsaved")
    other.field("comment").fill("تعليق زميلي")
    other.saved(2)
    mend(editor)
    editor.shown(3)
    expect(editor.field("comment")).to_have_value("تعليق زميلي")
    expect(other.field("headline")).to_have_value(MINE)


def test_who_types_is_not_told_of_changes_at_other_places(
    editor: EditorPage, other: EditorPage
) -> None:
    cut(editor)
    editor.field("headline").fill(MINE)
    expect(editor.page.locator("#saved")).to_have_attribute("data-state", "unsaved")
    other.field("comment").fill("تعليق زميلي")
    expect(editor.field("comment")).to_have_value("تعليق زميلي")
    expect(editor.root.locator(".editor-theirs")).to_have_count(0)


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_two_changes_of_one_place_are_shown_side_by_side(
    editor: EditorPage, other: EditorPage, choice: str
) -> None:
    cut(editor)
    editor.field("headline").fill(MINE)
    expect(editor.page.locator("#saved")).to_have_attribute("data-state", "unsaved")
    other.field("headline").fill(THEIRS)
    other.saved(2)
    expect(editor.frame("headline").locator(".editor-theirs")).to_be_visible()
    expect(editor.field("headline")).to_have_value(MINE)
    mend(editor)
    clash = editor.frame("headline").locator(".clash")
    expect(clash).to_contain_text(MINE)
    expect(clash).to_contain_text(THEIRS)
    expect(other.field("headline")).to_have_value(THEIRS)
    clash.locator(f'[data-keep="{choice}"]').click()
    chosen = MINE if choice == "mine" else THEIRS
    expect(clash).to_have_count(0)
    expect(editor.root.locator(".editor-theirs")).to_have_count(0)
    expect(editor.field("headline")).to_have_value(chosen)
    expect(other.field("headline")).to_have_value(chosen)
    expect(editor.page.locator("#saved")).to_have_attribute("data-state", "saved")


def test_a_save_whose_news_is_quicker_than_its_answer_is_nobody_elses(editor: EditorPage) -> None:
    held: list[tuple[Route, APIResponse]] = []
    seen = """() => {
      window.theirs = 0;
      document.addEventListener("desk:change", ({ detail }) => {
        if (detail.event === "edited") document.documentElement.dataset.told = "yes";
      });
      new MutationObserver(() => {
        window.theirs += document.querySelectorAll(".editor-theirs").length;
      }).observe(document.querySelector("#editor"), { childList: true, subtree: true });
    }"""
    editor.page.evaluate(seen)
    editor.page.route(CHANGES, lambda route: held.append((route, route.fetch())), times=1)
    with editor.page.expect_request(CHANGES):
        editor.field("headline").fill(MINE)
    editor.field("headline").press_sequentially(" وأكثر")
    expect(editor.page.locator("html")).to_have_attribute("data-told", "yes")
    editor.field("headline").press_sequentially(" وأكثر", delay=60)
    route, answer = held[0]
    route.fulfill(response=answer)
    editor.saved(3)
    expect(editor.field("headline")).to_have_value(f"{MINE} وأكثر وأكثر")
    assert editor.page.evaluate("window.theirs") == 0


def test_what_is_typed_while_the_server_is_away_goes_out_when_it_is_back(
    editor: EditorPage,
) -> None:
    cut(editor)
    editor.field("headline").fill(MINE)
    editor.field("comment").fill("وتعليق")
    expect(editor.page.locator("#saved")).to_have_attribute("data-state", "unsaved")
    mend(editor)
    editor.shown(3)
    expect(editor.field("headline")).to_have_value(MINE)
    expect(editor.field("comment")).to_have_value("وتعليق")


def test_who_leaves_with_unsent_text_is_warned_and_finds_it_again(
    served: DeskServer, editor: EditorPage
) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    cut(editor)
    editor.field("headline").click()
    editor.page.keyboard.press("ControlOrMeta+a")
    editor.page.keyboard.type(MINE)
    editor.page.on("dialog", leave)
    editor.page.reload()
    assert asked == ["beforeunload"]
    left = editor.root.locator("[data-notes] .notice")
    expect(left).to_contain_text(MINE)
    expect(editor.field("headline")).not_to_have_value(MINE)
    mend(editor)
    left.get_by_role("button", name=re.compile("إرساله")).click()
    editor.shown(2)
    expect(editor.field("headline")).to_have_value(MINE)
    expect(left).to_have_count(0)
    assert served.desk.newsroom.draft(editor.draft).title == MINE


def test_unsent_text_is_there_when_its_draft_is_opened_again(
    served: DeskServer, editor: EditorPage
) -> None:
    another = made_draft(served)
    editor.page.reload()
    cut(editor)
    editor.field("headline").fill(MINE)
    expect(editor.page.locator("#saved")).to_have_attribute("data-state", "unsaved")
    editor.page.click(f'[data-draft="{another}"] a.row-link')
    expect(editor.root).to_have_attribute("data-draft", another)
    expect(editor.field("headline")).not_to_have_value(MINE)
    editor.page.click(f'[data-draft="{editor.draft}"] a.row-link')
    expect(editor.root).to_have_attribute("data-draft", editor.draft)
    expect(editor.field("headline")).to_have_value(MINE)
    mend(editor)
    editor.saved(2)
    assert served.desk.newsroom.draft(editor.draft).title == MINE


def test_a_change_whose_answer_was_lost_is_made_once(
    served: DeskServer, editor: EditorPage
) -> None:
    """The server made it, the browser does not know, and sends it again."""

    def answer_lost(route: Route) -> None:
        route.fetch()
        route.abort()

    editor.page.route(CHANGES, answer_lost, times=1)
    editor.field("headline").fill(MINE)
    editor.shown(2)
    expect(editor.page.locator("#saved")).to_have_attribute("data-state", "saved")
    expect(editor.page.locator(".clash")).to_have_count(0)
    assert served.desk.newsroom.draft(editor.draft).revision == 2


def test_who_was_signed_out_signs_in_elsewhere_and_nothing_is_lost(
    served: DeskServer, editor: EditorPage
) -> None:
    editor.page.context.clear_cookies()
    editor.field("headline").fill(MINE)
    note = editor.root.locator("[data-notes] .notice")
    expect(note).to_be_visible()
    window = editor.page.context.new_page()
    window.goto(served.door)
    window.close()
    editor.shown(2)
    expect(editor.field("headline")).to_have_value(MINE)
    expect(note).to_have_count(0)
