"""What others do is seen on the main screen as it happens, without loading it anew."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from desk_scene import Scene, box_of, enter, open_draft, scene_of
from playwright.sync_api import Page, expect
from sqlalchemy import update

from composer.app.rundown import Rundown
from composer.store.change import DraftChange
from composer.store.item import number_of
from composer.store.schema import item as item_table


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    sources = ("00-lavrov.html", "02-economy-growth.md", "01-defence-usv.txt")
    with scene_of(tmp_path_factory.mktemp("live"), *sources) as found:
        yield found


def change(scene: Scene, draft: str, text: str) -> None:
    """Change a draft as somebody else does."""
    scene.server.desk.newsroom.store.drafts.edit(
        draft,
        DraftChange(text=text),
        expected_revision=None,
        now=datetime.now(UTC),  # noqa: TID251 - the program's own clock
        actor="omar",
    )


def test_a_draft_with_a_time_tells_it_in_both_calendars_and_its_item_too(
    scene: Scene, tab: Page
) -> None:
    room = scene.server.desk.newsroom
    draft = room.approve(scene.drafts[0]).draft
    rundown = Rundown(newsroom=room)
    item = rundown.add(draft.id, at="2030-01-15 18:00").item
    page = enter(scene, tab, f"/drafts/{draft.id}?tab=queue")
    for place in (page.locator(".row"), page.locator(".bar-items")):
        expect(place).to_contain_text("15 يناير 2030")
        expect(place).to_contain_text("11 رمضان 1451 هـ")
        expect(place).to_contain_text("18:00")
        expect(place.locator('.badge[data-state="queued"]')).to_be_visible()
    expect(page.locator(".bar-items a")).to_have_attribute("href", f"/items/{item.id}")
    rundown.cancel(item.id)
    expect(page.locator(".bar-items")).not_to_contain_text("في الطابور")
    expect(page.locator(".row .badge")).to_have_attribute("data-state", "approved")


def test_what_another_changes_is_seen_without_loading_the_page_anew(
    scene: Scene, tab: Page
) -> None:
    page = open_draft(scene, tab, scene.drafts[1])
    page.locator("#post").evaluate("e => e.scrollTo(0, 400)")
    marked = page.locator(".photos img").first
    before = box_of(marked)["y"]
    marked.evaluate("e => (e.same = 'yes')")
    change(scene, scene.drafts[1], "نص جديد كتبه غيري")
    expect(page.locator("#fb-words")).to_contain_text("نص جديد كتبه غيري")
    expect(page.locator(f'.row[data-draft="{scene.drafts[1]}"]')).to_contain_text("omar")
    assert box_of(marked)["y"] == pytest.approx(before, abs=2), "nothing jumps"
    assert marked.evaluate("e => e.same") == "yes", "an image that is the same stays"


def test_a_draft_that_another_changed_is_marked_until_it_is_looked_at(
    scene: Scene, tab: Page
) -> None:
    page = open_draft(scene, tab, scene.drafts[1])
    change(scene, scene.lavrov, "نص آخر")
    row = page.locator(f'.row[data-draft="{scene.lavrov}"]')
    expect(row).to_have_class("row is-changed")
    row.locator("a").click()
    expect(row).to_have_class("row")


def test_a_post_that_needs_a_person_says_why_in_their_language(scene: Scene, tab: Page) -> None:
    room = scene.server.desk.newsroom
    rundown = Rundown(newsroom=room)
    draft = room.approve(scene.lavrov).draft
    item = rundown.add(draft.id, at="now").item
    change(scene, draft.id, "نص بعد الاعتماد")
    with room.store.database.write() as connection:
        wait = update(item_table).where(item_table.c.id == number_of(item.id))
        connection.execute(wait.values(status="attention", last_error="approval is void"))
    page = enter(scene, tab, f"/drafts/{draft.id}?tab=attention")
    expect(page.locator(".bar-items .bad")).to_contain_text("عُدّلت المسودة بعد اعتمادها")
    expect(page.locator('.row .badge[data-state="attention"]')).to_be_visible()
    expect(page.locator(".list-tabs .count.loud")).to_have_text("1")
