"""The editor in a real browser: what a person corrects, the cards show."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_server import DeskServer, serving
from editor_page import EditorPage, made_draft
from PIL import Image
from playwright.sync_api import Page, expect


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("desk")) as server:
        yield server


@pytest.fixture
def editor(served: DeskServer, tab: Page) -> EditorPage:
    return EditorPage.open(tab, served, made_draft(served))


def test_a_corrected_highlight_is_drawn_anew_with_its_words(
    served: DeskServer, editor: EditorPage
) -> None:
    before, other = editor.sha("highlights"), editor.sha("comparison")
    editor.field("points[0]").fill("لافروف: كاراكاس لم تطلب سلاحًا من موسكو.")
    editor.shown(2)
    after = editor.sha("highlights")
    assert after != before
    assert editor.sha("comparison") == other
    lines = " ".join(editor.card("highlights").locator(".card-line").all_inner_texts())
    assert "كاراكاس لم تطلب" in lines
    image = editor.page.request.get(f"{served.url}/images/{after}")
    assert hashlib.sha256(image.body()).hexdigest() == after
    expect(editor.frame("points[0]").locator(".edited-mark")).to_be_visible()


def test_only_its_own_lines_are_lit_on_the_card_that_is_drawn_anew(editor: EditorPage) -> None:
    lines = editor.card("highlights").locator('.card-line[data-field="points[0]"]')
    assert lines.count() > 1
    editor.field("points[0]").click()
    expect(editor.card("highlights").locator(".card-line.is-lit")).to_have_count(lines.count())
    editor.field("points[0]").fill("لم تطلب كاراكاس سلاحًا.")
    editor.shown(2)
    lit = editor.card("highlights").locator(".card-line.is-lit")
    expect(lit).to_have_count(1)
    assert lit.get_attribute("data-field") == "points[0]"


def test_the_original_comes_back_by_its_button(editor: EditorPage) -> None:
    original = editor.field("headline").input_value()
    editor.field("headline").fill("عنوان آخر")
    editor.saved(2)
    editor.frame("headline").locator(".edited-mark").focus()
    editor.frame("headline").get_by_role("button", name="استعادة الأصل").click()
    editor.saved(3)
    expect(editor.field("headline")).to_have_value(original)
    expect(editor.frame("headline").locator(".edited-mark")).to_have_count(0)


def test_a_word_of_the_headline_is_emphasised_by_keyboard(editor: EditorPage) -> None:
    before = editor.sha("headline")
    words = editor.root.locator('[data-words][data-field="headline.emphasis"] [data-word]')
    words.first.focus()
    editor.page.keyboard.press("ArrowLeft")
    expect(words.nth(1)).to_be_focused()
    pressed = words.nth(1).get_attribute("aria-pressed")
    editor.page.keyboard.press("Space")
    editor.shown(2)
    expect(words.nth(1)).to_have_attribute("aria-pressed", "false" if pressed == "true" else "true")
    expect(words.nth(1)).to_be_focused()
    assert editor.sha("headline") != before


def test_highlights_are_put_in_order_by_keyboard(editor: EditorPage) -> None:
    second = editor.field("points[1]").input_value()
    before = editor.sha("highlights")
    editor.field("points[1]").focus()
    editor.page.keyboard.press("Alt+ArrowUp")
    editor.shown(2)
    expect(editor.field("points[0]")).to_have_value(second)
    expect(editor.field("points[0]")).to_be_focused()
    assert editor.sha("highlights") != before


def test_a_highlight_is_taken_off_and_another_sentence_picked(editor: EditorPage) -> None:
    gone = editor.field("points[0]").input_value()
    count = editor.root.locator(".point").count()
    editor.root.get_by_role("button", name="احذف النقطة 1").click()
    editor.saved(2)
    expect(editor.root.locator(".point")).to_have_count(count - 1)
    editor.root.locator(".offers > summary").click()
    editor.root.locator(".offers label", has_text=gone).click()
    editor.saved(3)
    expect(editor.root.locator(".point")).to_have_count(count)
    expect(editor.field("points[0]")).to_have_value(gone)


def test_a_highlight_in_ones_own_words_is_marked_as_added(editor: EditorPage) -> None:
    count = editor.root.locator(".point").count()
    editor.page.fill("#add-point", "لم يصدر تعليق من كاراكاس.")
    editor.root.locator('.add[data-op="add"] button').click()
    editor.saved(2)
    expect(editor.field(f"points[{count}]")).to_have_value("لم يصدر تعليق من كاراكاس.")
    expect(editor.page.locator("#add-point")).to_have_value("")


def test_cells_of_the_table_are_walked_by_arrows_and_changed(editor: EditorPage) -> None:
    before = editor.sha("comparison")
    editor.page.click("#part-comparison > summary")
    editor.field("comparison.rows[0][1]").focus()
    editor.page.keyboard.press("ArrowDown")
    expect(editor.field("comparison.rows[1][1]")).to_be_focused()
    editor.page.keyboard.press("ArrowLeft")
    expect(editor.field("comparison.rows[1][2]")).to_be_focused()
    editor.page.keyboard.type("لا شيء منها")
    editor.shown(2)
    assert editor.sha("comparison") != before
    expect(editor.field("comparison.rows[1][2]")).to_be_focused()
    expect(editor.field("comparison.rows[1][2]")).to_have_value("لا شيء منها")


def test_a_picture_is_uploaded_and_its_focus_moved_by_arrows(
    editor: EditorPage, tmp_path: Path
) -> None:
    file = tmp_path / "ship.jpg"
    Image.linear_gradient("L").rotate(90).resize((900, 500)).save(file)
    editor.page.click("#part-picture > summary")
    editor.page.set_input_files("[data-upload]", file)
    editor.shown(2)
    with_picture = editor.sha("headline")
    area = editor.root.locator("[data-focus]")
    area.focus()
    for _ in range(3):
        editor.page.keyboard.press("Shift+ArrowRight")
    editor.shown(3)
    expect(area).to_have_attribute("data-focus", "0.8,0.4")
    assert editor.sha("headline") != with_picture
    crop = editor.root.locator("[data-crop]").first
    assert crop.evaluate("each => each.style.objectPosition") == "80% 40%"
    editor.page.click("#part-picture button:has-text('بدون صورة')")
    editor.shown(4)
    expect(area).to_have_count(0)


def test_undo_and_redo_by_keys(editor: EditorPage) -> None:
    title = editor.field("headline").input_value()
    before = editor.sha("headline")
    editor.field("headline").fill("عنوان آخر تمامًا")
    editor.shown(2)
    after = editor.sha("headline")
    editor.page.locator("#tab-edit").focus()
    editor.page.keyboard.press("u")
    editor.shown(3)
    expect(editor.field("headline")).to_have_value(title)
    assert editor.sha("headline") == before
    editor.page.keyboard.press("Shift+U")
    editor.shown(4)
    expect(editor.field("headline")).to_have_value("عنوان آخر تمامًا")
    assert editor.sha("headline") == after


def test_an_earlier_version_is_looked_at_and_restored(editor: EditorPage) -> None:
    title = editor.field("headline").input_value()
    for revision, text in ((2, "عنوان ثان"), (3, "")):
        if text:
            editor.field("headline").fill(text)
        else:
            editor.field("comment").fill("تعليق أول")
        editor.saved(revision)
    editor.page.click('[data-key="versions"]')
    expect(editor.page.locator("#versions .version")).to_have_count(3)
    editor.page.get_by_role("button", name="عرض النسخة 1").click()
    expect(editor.page.locator("#version")).to_contain_text(title)
    editor.page.locator("#version .primary").click()
    editor.shown(4)
    expect(editor.page.locator("dialog[open]")).to_have_count(0)
    expect(editor.field("headline")).to_have_value(title)
    expect(editor.field("comment")).to_have_value("")


def test_a_text_that_does_not_fit_stays_and_says_so_at_its_field(editor: EditorPage) -> None:
    before = editor.sha("quote")
    editor.page.click("#part-quotation > summary")
    long = ("كلام طويل لا تتسع له بطاقة مهما صغر خطها " * 25).strip()
    place = "quotation.text"
    editor.field(place).fill(long)
    error = editor.frame(place).locator(".error")
    expect(error).to_contain_text("لا يتسع")
    expect(editor.field(place)).to_have_attribute("aria-invalid", "true")
    expect(editor.page.locator("#saved")).to_have_attribute("data-state", "unsaved")
    editor.field("comment").fill("وما عداه يُحفظ")
    editor.saved(2)
    expect(editor.field(place)).to_have_value(long)
    assert editor.sha("quote") == before
    editor.field(place).fill("كلام قصير")
    editor.shown(3)
    expect(error).to_have_count(0)
    expect(editor.page.locator("#saved")).to_have_attribute("data-state", "saved")


def test_a_line_leads_to_its_sentence_and_field_and_a_sentence_to_its_line(
    editor: EditorPage,
) -> None:
    line = editor.card("highlights").locator('.card-line[data-field="points[1]"]').first
    line.click()
    expect(editor.page.locator("#face-article")).to_be_visible()
    lit = editor.root.locator(".source .is-lit").first
    expect(lit).to_be_in_viewport()
    line.dblclick()
    expect(editor.field("points[1]")).to_be_focused()
    editor.page.click("#tab-article")
    editor.root.locator('.source mark[data-to="points[2]"]').first.click()
    expect(
        editor.card("highlights").locator('.card-line.is-lit[data-field="points[2]"]').first
    ).to_be_visible()


def test_a_sentence_is_picked_in_the_article(editor: EditorPage) -> None:
    editor.root.get_by_role("button", name="احذف النقطة 2").click()
    editor.saved(2)
    editor.page.click("#tab-article")
    editor.root.locator(".source .pick").first.click()
    editor.shown(3)


def test_kinds_theme_and_hashtags_are_chosen(editor: EditorPage) -> None:
    editor.root.locator('.kind[data-key="kind-quote"] input').uncheck()
    editor.shown(2)
    expect(editor.card("quote")).to_have_count(0)
    before = editor.sha("headline")
    editor.root.locator('.swatch input[value="paper"]').check(force=True)
    editor.shown(3)
    assert editor.sha("headline") != before
    editor.page.fill("#add-tag", "الدفاع")
    editor.page.press("#add-tag", "Enter")
    editor.saved(4)
    expect(editor.field("text")).to_have_value(re.compile("#الدفاع"))
