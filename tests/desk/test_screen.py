"""The main screen in a real browser: list, post, cards, keys, on every width and in every light."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from desk_scene import Scene, box_of, enter, open_draft, scene_of
from playwright.sync_api import BrowserContext, Page, expect

SOURCES = ("00-lavrov.html", "01-defence-usv.txt", "02-economy-growth.md")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene_of(tmp_path_factory.mktemp("screen"), *SOURCES) as found:
        yield found


def wide(context: BrowserContext, width: int, height: int = 844) -> Page:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    return page


def heard(tab: Page, name: str) -> None:
    """Remember the last event of a name in the page."""
    tab.evaluate("name => document.addEventListener(name, (e) => (window.heard = e.detail))", name)


# What is shown


def test_the_images_in_the_page_are_the_bytes_that_will_be_uploaded(scene: Scene) -> None:
    guest = scene.server.guest()
    draft = scene.server.desk.newsroom.draft(scene.lavrov)
    page = guest.get(f"/drafts/{draft.id}/post").text
    for image in draft.post.images:
        assert f'src="/images/{image.sha256}"' in page
        shown = guest.get(f"/images/{image.sha256}").body
        assert hashlib.sha256(shown).hexdigest() == image.sha256


def test_a_draft_that_is_not_there_is_refused_and_not_shown(scene: Scene) -> None:
    assert scene.server.guest().get("/drafts/ffffffffffff/post").status == 409


def test_a_list_of_nonsense_is_refused(scene: Scene) -> None:
    guest = scene.server.guest()
    assert guest.get("/drafts?tab=everything").status == 422
    assert guest.get("/drafts/list?after=nonsense").status == 409
    assert guest.get("/drafts/list?limit=100000").status == 422


def test_a_row_opens_its_draft_and_the_way_back_closes_it(scene: Scene, tab: Page) -> None:
    page = enter(scene, tab)
    expect(page.locator(".row")).to_have_count(3)
    page.locator(f'.row[data-draft="{scene.drafts[1]}"] a').click()
    expect(page.locator("#open-draft")).to_have_attribute("data-draft", scene.drafts[1])
    assert page.url.endswith(f"/drafts/{scene.drafts[1]}")
    page.locator(f'.row[data-draft="{scene.drafts[0]}"] a').click()
    expect(page.locator("#open-draft")).to_have_attribute("data-draft", scene.drafts[0])
    current = page.locator('.row-link[aria-current="true"]')
    expect(current).to_have_count(1)
    page.go_back()
    expect(page.locator("#open-draft")).to_have_attribute("data-draft", scene.drafts[1])
    page.go_back()
    expect(page.locator("#open-draft")).to_have_count(0)


def test_a_long_text_is_folded_after_five_lines_as_on_facebook(scene: Scene, tab: Page) -> None:
    page = open_draft(scene, tab)
    words = page.locator("#fb-words")
    see = page.locator(".fb-see")
    assert box_of(words)["height"] == pytest.approx(100, abs=1)
    see.click()
    expect(see).to_have_attribute("aria-expanded", "true")
    whole = box_of(words)["height"]
    assert whole > 100
    page.locator('[data-fb-screen="phone"]').click()
    assert box_of(words)["height"] > whole, "narrower lines are more lines"
    assert box_of(words)["width"] == pytest.approx(360, abs=1)
    page.locator('[data-fb-screen="desktop"]').click()
    see.click()
    assert box_of(words)["height"] == pytest.approx(100, abs=1)


@pytest.mark.parametrize(("lines", "folded"), [(1, False), (5, False), (6, True)])
def test_only_more_than_five_lines_are_folded(
    scene: Scene, tab: Page, *, lines: int, folded: bool
) -> None:
    page = open_draft(scene, tab)
    page.evaluate(
        """count => { const words = document.getElementById("fb-words");
        words.replaceChildren(...Array.from({length: count}, () => {
          const line = document.createElement("p");
          line.textContent = "سطر";
          return line; })); }""",
        lines,
    )
    page.locator('[data-fb-screen="phone"]').click()
    expect(page.locator(".fb-see")).to_be_visible(visible=folded)
    assert box_of(page.locator("#fb-words"))["height"] == pytest.approx(20 * min(lines, 5), abs=1)


def test_the_first_photo_decides_how_the_photos_stand(scene: Scene, tab: Page) -> None:
    page = open_draft(scene, tab)
    grid = page.locator(".photos.portrait.n4")
    boxes = [box_of(each) for each in grid.locator("a").all()]
    frame = box_of(grid)
    assert len(boxes) == 4
    assert frame["height"] == pytest.approx(frame["width"], abs=2)
    assert boxes[0]["height"] == pytest.approx(frame["height"], abs=2)
    assert {round(each["x"]) for each in boxes[1:]} == {round(frame["x"])}
    assert all(each["height"] == pytest.approx(frame["height"] / 3, abs=3) for each in boxes[1:])
    images = scene.server.desk.newsroom.draft(scene.lavrov).post.images
    expect(grid.locator(".rest")).to_have_text(f"+{len(images) - 4}")


# The lines of the cards


def test_each_line_lies_over_its_ink(scene: Scene, tab: Page) -> None:
    page = open_draft(scene, tab)
    draft = scene.server.desk.newsroom.draft(scene.lavrov)
    card = page.locator(".card").first
    face = box_of(card.locator(".card-face"))
    told = [each for each in draft.document["cards"][0]["lines"] if each["source"]]
    for line, button in zip(told, card.locator(".card-line").all(), strict=True):
        x, y, w, h = line["box"]
        scale = face["width"] / 1080
        inside = button.evaluate(
            """(e) => { const b = e.getBoundingClientRect(); const s = getComputedStyle(e);
            const p = parseFloat(s.paddingLeft);
            return [b.left + p, b.top + p, b.width - 2 * p, b.height - 2 * p]; }"""
        )
        expected = [face["x"] + x * scale, face["y"] + y * scale, w * scale, h * scale]
        assert inside == pytest.approx(expected, abs=1.5)


def test_a_click_on_a_line_tells_its_place_and_a_double_click_asks_to_edit(
    scene: Scene, tab: Page
) -> None:
    page = open_draft(scene, tab)
    heard(page, "desk:line")
    line = page.locator(".card[data-kind='highlights'] .card-line[data-block]").nth(1)
    line.click()
    told: dict[str, Any] = page.evaluate("window.heard")
    assert told["draft"] == scene.lavrov
    assert told["card"] == 2
    assert told["edit"] is False
    assert [str(told[key]) for key in ("block", "start", "end")] == [
        line.get_attribute(f"data-{key}") for key in ("block", "start", "end")
    ]
    line.dblclick()
    assert page.evaluate("window.heard.edit") is True


def test_exactly_the_lines_of_a_sentence_light_up_when_somebody_speaks_of_it(
    scene: Scene, tab: Page
) -> None:
    page = open_draft(scene, tab)
    told = scene.server.desk.newsroom.draft(scene.lavrov).document["cards"]
    sources = [line["source"] for card in told for line in card["lines"] if line["source"]]
    # A sentence with others before and after it in its block: neither may be taken for it.
    place = next(
        each
        for each in sources
        if any(o["block"] == each["block"] and o["end"] <= each["start"] for o in sources)
    )
    meant = [
        each
        for each in sources
        if each["block"] == place["block"]
        and each["start"] < place["end"]
        and place["start"] < each["end"]
    ]
    page.evaluate("p => document.dispatchEvent(new CustomEvent('desk:place', {detail: p}))", place)
    expect(page.locator(".card-line.is-lit")).to_have_count(len(meant))
    page.evaluate("document.dispatchEvent(new CustomEvent('desk:place', {detail: null}))")
    expect(page.locator(".card-line.is-lit")).to_have_count(0)


def test_the_arrows_go_from_line_to_line_and_a_card_is_one_stop(scene: Scene, tab: Page) -> None:
    page = open_draft(scene, tab)
    lines = page.locator(".card").first.locator(".card-line")
    lines.first.focus()
    page.keyboard.press("ArrowDown")
    expect(lines.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(lines.first).to_be_focused()
    assert page.locator(".card").first.locator('.card-line[tabindex="0"]').count() == 1
    heard(page, "desk:line")
    page.keyboard.press("e")
    assert page.evaluate("window.heard.edit") is True


# The viewer


def test_a_card_opens_at_full_size_and_the_arrows_turn(scene: Scene, tab: Page) -> None:
    page = open_draft(scene, tab)
    draft = scene.server.desk.newsroom.draft(scene.lavrov)
    page.locator(".photos a").nth(1).click()
    image = page.locator("#viewer-hold img")
    expect(image).to_have_attribute("src", f"/images/{draft.cards[1].sha256}")
    page.keyboard.press("ArrowLeft")  # onward, where one reads from the right
    expect(image).to_have_attribute("src", f"/images/{draft.cards[2].sha256}")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(image).to_have_attribute("src", f"/images/{draft.cards[0].sha256}")
    expect(page.locator('#viewer [data-turn="-1"]')).to_be_disabled()
    box = box_of(image)
    assert box["height"] <= 900
    page.locator('#viewer button[data-zoom="whole"]').click()
    box = box_of(image)
    assert (box["width"], box["height"]) == (1080, 1350)
    page.keyboard.press("Escape")
    expect(page.locator("#viewer")).to_be_hidden()
    expect(page.locator(".photos a").nth(1)).to_be_focused()


# Keys


def press_as(tab: Page, code: str, key: str, **more: object) -> None:
    """Press a key of a keyboard that writes something else there."""
    event = {"code": code, "key": key, "bubbles": True, "cancelable": True, **more}
    tab.evaluate("e => document.body.dispatchEvent(new KeyboardEvent('keydown', e))", event)


def test_j_and_k_go_through_the_drafts_on_an_arabic_keyboard_too(scene: Scene, tab: Page) -> None:
    page = enter(scene, tab)
    opened = page.locator("#open-draft")
    for code, key, expected in (
        ("KeyJ", "ت", scene.drafts[0]),
        ("KeyJ", "ت", scene.drafts[1]),
        ("KeyJ", "j", scene.drafts[2]),
        ("KeyK", "ن", scene.drafts[1]),
    ):
        press_as(page, code, key)
        expect(opened).to_have_attribute("data-draft", expected)
    expect(page.locator("#announced")).not_to_be_empty()


def test_keys_are_letters_while_one_types(scene: Scene, tab: Page) -> None:
    page = enter(scene, tab)
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("jjn1?")
    expect(page.locator("#search")).to_have_value("jjn1?")
    expect(page.locator("#open-draft")).to_have_count(0)
    assert page.url.split("?")[0].endswith("/drafts")


def test_keys_can_be_switched_off_and_help_still_comes(scene: Scene, tab: Page) -> None:
    page = enter(scene, tab)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("j")
    page.reload()
    page.keyboard.press("j")
    expect(page.locator("#open-draft")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.locator("#keys-on").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("#open-draft")).to_have_count(1)


def test_digits_turn_to_the_tabs_and_the_address_remembers(scene: Scene, tab: Page) -> None:
    page = enter(scene, tab)
    page.keyboard.press("3")
    expect(page.locator("#drafts")).to_have_attribute("data-tab", "queue")
    assert page.url.endswith("?tab=queue")
    page.reload()
    expect(page.locator('.list-tabs [aria-current="page"]')).to_have_attribute(
        "data-tab-name", "queue"
    )
    page.keyboard.press("1")
    expect(page.locator(".row")).to_have_count(3)


def test_the_search_finds_words_however_they_are_spelled(scene: Scene, tab: Page) -> None:
    page = enter(scene, tab)
    page.locator("#search").fill("اليابان")
    expect(page.locator(".row")).to_have_count(1)
    page.locator("#search").fill("لا شيء من هذا")
    expect(page.locator(".row")).to_have_count(0)
    expect(page.locator("#drafts .empty")).to_be_visible()
    page.locator("#search").fill("")
    expect(page.locator(".row")).to_have_count(3)


# Widths, lights, people


@pytest.mark.parametrize("width", [390, 768, 1024, 1440, 1600])
def test_nothing_is_wider_than_the_screen(
    scene: Scene, context: BrowserContext, width: int
) -> None:
    page = open_draft(scene, wide(context, width))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for column in page.locator(".column:visible").all():
        wider = column.evaluate("e => e.scrollWidth - e.clientWidth")
        assert wider <= 0, column.get_attribute("id")


def test_a_phone_shows_one_column_at_a_time(scene: Scene, context: BrowserContext) -> None:
    page = enter(scene, wide(context, 390))
    expect(page.locator("#list")).to_be_visible()
    expect(page.locator("#post")).to_be_hidden()
    page.locator(".row a").first.click()
    expect(page.locator("#post")).to_be_visible()
    expect(page.locator("#list")).to_be_hidden()
    page.locator('.faces [data-to="list"]').click()
    expect(page.locator("#list")).to_be_visible()
    page.locator('.faces [data-to="side"]').click()
    expect(page.locator("#side")).to_be_visible()


def test_a_tablet_shows_two_columns_and_the_list_over_them(
    scene: Scene, context: BrowserContext
) -> None:
    page = open_draft(scene, wide(context, 1024, 768))
    expect(page.locator("#post")).to_be_visible()
    expect(page.locator("#side")).to_be_visible()
    expect(page.locator("#list")).to_be_hidden()
    page.locator(".to-list").click()
    expect(page.locator("#list")).to_be_visible()
    page.locator(f'.row[data-draft="{scene.drafts[0]}"] a').click()
    expect(page.locator("#list")).to_be_hidden()


def test_columns_are_widened_by_keys_and_stay_so(scene: Scene, tab: Page) -> None:
    page = open_draft(scene, tab)
    divider = page.locator('[data-sizes="list"]')
    before = box_of(page.locator("#list"))["width"]
    divider.focus()
    page.keyboard.press("ArrowLeft")  # away from the right edge, where the list stands
    after = box_of(page.locator("#list"))["width"]
    assert after == before + 16
    page.reload()
    assert box_of(page.locator("#list"))["width"] == after
    divider.focus()
    page.keyboard.press("End")
    expect(divider).to_have_attribute("aria-valuenow", "480")
    page.keyboard.press("Home")
    expect(divider).to_have_attribute("aria-valuenow", "280")


def test_the_desk_speaks_english_from_the_left(scene: Scene, context: BrowserContext) -> None:
    look = {"name": "nashir-look", "value": "en.dark.main", "url": scene.server.url}
    context.add_cookies([json.loads(json.dumps(look))])
    page = open_draft(scene, context.new_page())
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator(".list-tabs a").first).to_contain_text("Drafts")
    assert box_of(page.locator("#list"))["x"] == 0
    see, words = box_of(page.locator(".fb-see")), box_of(page.locator("#fb-words"))
    assert see["x"] == pytest.approx(words["x"], abs=1), "an Arabic line ends at the left"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, ground[4:-1].split(","))) < 60


def test_a_opens_the_approval_and_escape_gives_the_focus_back(scene: Scene, tab: Page) -> None:
    page = open_draft(scene, tab)
    approve = page.locator('[data-act="approve"]')
    approve.focus()
    page.keyboard.press("a")
    expect(page.locator("#dialogs dialog")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("#open-draft")).to_have_attribute("data-draft", scene.lavrov)
    page.keyboard.press("Escape")
    expect(page.locator("#dialogs dialog")).to_be_hidden()
    expect(approve).to_be_focused()


def test_s_is_not_possible_before_the_approval_and_says_so(scene: Scene, tab: Page) -> None:
    page = open_draft(scene, tab)
    page.keyboard.press("s")
    expect(page.locator("#announced")).to_have_text("لا يمكن ذلك الآن.")
    expect(page.locator("#dialogs dialog")).to_have_count(0)
