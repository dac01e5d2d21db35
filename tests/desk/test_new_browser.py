"""New drafts in a real browser: paste, drop, choose, watch them come."""

from collections.abc import Iterator

import pytest
from axe_look import found_by_axe
from desk_server import EXAMPLES, DeskServer, serving
from playwright.sync_api import BrowserContext, Page, expect

TITLE = "البحرية تتسلم عشر سفن جديدة من حوض الميناء"
BODY = (
    "تسلمت البحرية عشر سفن جديدة من حوض الميناء يوم الثلاثاء بعد عام من التأخير.\n\n"
    "وقال قائد الأسطول سالم الحربي إن السفن تدخل الخدمة في ربيع عام 2027."
)
DROP = """([name, text]) => {
  const given = new DataTransfer();
  given.items.add(new File([text], name, { type: "text/plain" }));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: given });
    document.body.dispatchEvent(event);
  }
}"""
PASTE = """([plain, html]) => {
  const given = new DataTransfer();
  given.setData("text/plain", plain);
  given.setData("text/html", html);
  const field = document.getElementById("text");
  field.focus();
  const told = { bubbles: true, cancelable: true, clipboardData: given };
  const event = new ClipboardEvent("paste", told);
  if (field.dispatchEvent(event)) document.execCommand("insertText", false, plain);
}"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("new")) as served:
        yield served


def open_form(desk: DeskServer, tab: Page) -> Page:
    tab.goto(desk.door)
    tab.goto(f"{desk.url}/new")
    expect(tab.locator("#way-tabs")).to_be_visible()
    return tab


def test_a_pasted_article_opens_as_a_draft_as_soon_as_it_is_made(
    desk: DeskServer, tab: Page
) -> None:
    page = open_form(desk, tab)
    page.click("#tab-text")
    page.fill("#text-title", TITLE)
    page.fill("#text", BODY)
    page.locator("label.sample", has=page.locator('[value="paper"]')).click()
    page.click("#way-text [name=way]")
    page.wait_for_url("**/drafts/*")
    draft = desk.desk.newsroom.draft(page.url.rpartition("/")[2])
    assert (draft.title, draft.theme) == (TITLE, "paper")


def test_dropped_files_are_shown_made_and_followed_as_they_come(
    desk: DeskServer, tab: Page
) -> None:
    page = open_form(desk, tab)
    for name in ("usv.txt", "growth.md"):
        page.evaluate(DROP, [name, (EXAMPLES / name).read_text(encoding="utf-8")])
    page.evaluate(DROP, ["empty.txt", "one two"])
    expect(page.locator("#way-file")).to_be_visible()
    expect(page.locator("#chosen-files li")).to_have_count(3)
    page.locator("#chosen-files button").last.click()
    expect(page.locator("#chosen-files li")).to_have_count(2)
    page.click("#way-file [name=way]")
    page.wait_for_url("**/batches/*")
    expect(page.locator("#batch[data-over=yes]")).to_be_visible()
    expect(page.locator(".arrival a")).to_have_count(2)
    expect(page.locator(".arrival-thumb img")).to_have_count(2)
    assert found_by_axe(page) == []
    page.locator(".arrival a").first.click()
    page.wait_for_url("**/drafts/*")


def test_what_happens_is_told_by_the_live_line_and_not_by_asking_alone(
    desk: DeskServer, tab: Page
) -> None:
    page = open_form(desk, tab)
    with page.expect_event("console", lambda said: said.text.startswith("heard ")) as heard:
        page.evaluate(
            "document.addEventListener('desk:batch', (e) => console.log('heard ' + e.detail.stage))"
        )
        expect(page.locator("#live[data-state=on]")).to_be_attached()
        fields = {"way": "text", "title": f"{TITLE} حيًا", "text": BODY}
        assert desk.guest().post("/new", fields).status == 303
    assert heard.value.text.removeprefix("heard ") in {"reading", "drawing", "done"}


def test_a_pasted_table_keeps_its_cells_until_the_text_is_changed(
    desk: DeskServer, tab: Page
) -> None:
    page = open_form(desk, tab)
    page.click("#tab-text")
    html = "<h2>عنوان</h2><img src=x onerror=alert(1)><table><tr><td>أ</td><td>ب</td></tr></table>"
    page.evaluate(PASTE, [BODY, html])
    expect(page.locator("#structured")).to_be_visible()
    kept = page.input_value("#html")
    assert "<table>" in kept
    assert "<img" not in kept
    page.locator("#text").press("End")
    page.keyboard.type("!")
    expect(page.locator("#structured")).to_be_hidden()
    assert page.input_value("#html") == ""
    assert page.input_value("#text").startswith(BODY[:20])


def test_the_ways_are_tabs_for_the_keyboard(desk: DeskServer, tab: Page) -> None:
    page = open_form(desk, tab)
    page.focus("#tab-address")
    page.keyboard.press("ArrowLeft")  # on, where the page is read from the right
    expect(page.locator("#tab-text")).to_be_focused()
    expect(page.locator("#way-text")).to_be_visible()
    expect(page.locator("#way-address")).to_be_hidden()
    page.keyboard.press("End")
    expect(page.locator("#way-feed")).to_be_visible()
    page.fill("#feed", "nonsense")
    page.locator("#feed").press("Enter")
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("#way-feed")).to_be_visible()
    assert page.input_value("#feed") == "nonsense"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_people_out(desk: DeskServer, context: BrowserContext, scheme: str) -> None:
    page = context.new_page()
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # light or dark
    open_form(desk, page)
    page.evaluate("document.querySelectorAll('.way').forEach((way) => (way.hidden = false))")
    assert found_by_axe(page) == []


def test_no_width_scrolls_sideways(desk: DeskServer, tab: Page) -> None:
    page = open_form(desk, tab)
    for width in (390, 768, 1024, 1600):
        page.set_viewport_size({"width": width, "height": 844})
        for way in ("address", "text", "file", "feed"):
            page.click(f"#tab-{way}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, way)


def test_the_form_works_where_no_scripts_run(desk: DeskServer, context: BrowserContext) -> None:
    browser = context.browser
    assert browser is not None
    bare = browser.new_context(java_script_enabled=False)
    page = bare.new_page()
    page.goto(desk.door)
    page.goto(f"{desk.url}/new")
    for way in ("address", "text", "file", "feed"):
        expect(page.locator(f"#way-{way}")).to_be_visible()
    page.fill("#text-title", f"{TITLE} بلا سكربت")
    page.fill("#text", BODY)
    page.locator("#text-title").press("Enter")
    page.wait_for_url("**/batches/*")
    expect(page.locator(".arrival a")).to_have_count(1)  # the page loads itself anew until then
    bare.close()


def test_a_draft_that_was_quicker_than_its_page_opens_all_the_same(
    desk: DeskServer, tab: Page
) -> None:
    page = open_form(desk, tab)
    fields = {"way": "text", "title": f"{TITLE} سريعًا", "text": BODY}
    batch = desk.guest().post("/new", fields).headers["location"]
    while not desk.desk.arrivals.recent()[0].is_over:
        page.wait_for_timeout(20)
    page.evaluate("place => location.assign(place)", batch)
    page.wait_for_url("**/drafts/*")
    page.goto(f"{desk.url}{batch}")  # who looks at it later stays there
    expect(page.locator(".arrival a")).to_be_visible()


def test_a_batch_goes_on_where_the_live_line_is_broken(desk: DeskServer, tab: Page) -> None:
    tab.route("**/events", lambda route: route.abort())
    page = open_form(desk, tab)
    page.set_input_files("#files", [EXAMPLES / "fleets.txt", EXAMPLES / "reservoir.md"])
    page.click("#tab-file")
    page.click("#way-file [name=way]")
    page.wait_for_url("**/batches/*")
    expect(page.locator("#batch[data-over=yes]")).to_be_visible()
