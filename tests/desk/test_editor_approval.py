"""Findings, approval, rejection: what is in the way is decided, what was seen is approved."""

from collections.abc import Iterator

import pytest
from desk_server import DeskServer, serving
from editor_page import FLAGGED, EditorPage, made_draft
from playwright.sync_api import Page, expect


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("desk")) as server:
        yield server


def test_a_flag_is_in_the_way_until_it_is_decided(served: DeskServer, tab: Page) -> None:
    editor = EditorPage.open(tab, served, made_draft(served, FLAGGED), face="article")
    bar = editor.root.locator("#findings-bar")
    expect(bar).to_have_attribute("data-level", "flag")
    tab.keyboard.press("a")
    dialog = tab.locator("#approve")
    expect(dialog.locator(".notice.bad")).to_be_visible()
    expect(dialog.locator("button[type=submit]")).to_be_disabled()
    tab.keyboard.press("Escape")
    bar.locator("summary").first.click()
    flags = bar.locator('.finding[data-level="flag"]')
    for left in range(flags.count(), 0, -1):
        expect(flags).to_have_count(left)
        flags.first.locator("input").fill("قابلتُه بالأصل")
        flags.first.locator("button.good").click()
    expect(bar).to_have_attribute("data-level", "ok")
    tab.click('[data-act="approve"]')
    expect(dialog).to_contain_text("قابلتُه بالأصل")
    dialog.locator("button[type=submit]").click()
    expect(tab.locator(".bar-facts .badge").first).to_have_attribute("data-state", "approved")
    approval = served.desk.newsroom.store.drafts.approval(
        editor.draft, served.desk.newsroom.outlet().target
    )
    assert approval is not None
    assert approval.approver == "sara"


def test_an_approval_shows_what_changed_since_the_last_one(served: DeskServer, tab: Page) -> None:
    room = served.desk.newsroom
    draft = made_draft(served)
    room.approve(draft)
    editor = EditorPage.open(tab, served, draft)
    editor.field("points[0]").fill("لافروف: كاراكاس لم تطلب سلاحًا من موسكو.")
    editor.shown(2)
    tab.click('[data-act="approve"]')
    dialog = tab.locator("#approve")
    expect(dialog.locator("ins", has_text="كاراكاس").first).to_be_visible()
    expect(dialog.locator("del").first).to_be_visible()
    changed = dialog.locator(".changes-card")
    expect(changed).to_have_count(1)
    shown = changed.locator("img[data-face=difference]")
    shown.scroll_into_view_if_needed()
    expect(shown).to_be_visible()
    assert shown.evaluate("each => each.decode().then(() => each.naturalWidth)") == 1080
    changed.locator('input[value="before"]').check(force=True)
    expect(changed.locator("img[data-face=before]")).to_be_visible()
    expect(shown).to_be_hidden()


def test_who_approves_what_was_changed_meanwhile_is_shown_it_anew(
    served: DeskServer, tab: Page
) -> None:
    editor = EditorPage.open(tab, served, made_draft(served))
    tab.click('[data-act="approve"]')
    dialog = tab.locator("#approve")
    expect(dialog).to_be_visible()
    change = {"op": "comment", "text": "تعليق جاء متأخرًا"}
    answer = served.guest().send(f"/drafts/{editor.draft}/changes", {"base": 1, "change": change})
    assert answer.status == 200, answer.text
    dialog.locator("button[type=submit]").click()
    expect(dialog.locator(".notice.warn")).to_be_visible()
    expect(dialog).to_contain_text("تعليق جاء متأخرًا")
    room = served.desk.newsroom
    assert room.store.drafts.approval(editor.draft, room.outlet().target) is None
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_be_hidden()
    assert room.store.drafts.approval(editor.draft, room.outlet().target) is not None


def test_a_draft_is_sent_back_with_a_reason_that_its_writer_reads(
    served: DeskServer, tab: Page
) -> None:
    editor = EditorPage.open(tab, served, made_draft(served))
    tab.locator("#tab-edit").focus()
    tab.keyboard.press("r")
    dialog = tab.locator("#reject")
    dialog.locator("button[type=submit]").click()
    expect(dialog.locator("textarea")).to_be_focused()
    dialog.locator("textarea").fill("العنوان لا يذكر المصدر")
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_be_hidden()
    expect(tab.locator("#bar")).to_contain_text("العنوان لا يذكر المصدر")
    review = served.desk.newsroom.store.drafts.review(editor.draft)
    assert review is not None
    assert (review.person, review.reason) == ("sara", "العنوان لا يذكر المصدر")


def test_an_empty_reason_is_refused_by_the_server_too(served: DeskServer) -> None:
    draft, guest = made_draft(served), served.guest()
    answer = guest.post(
        f"/drafts/{draft}/reject", {"revision": "1", "reason": "  "}, Accept="application/json"
    )
    assert answer.status == 422
    assert served.desk.newsroom.store.drafts.review(draft) is None


def test_a_failing_check_cannot_be_approved_whatever_is_sent(served: DeskServer) -> None:
    draft, guest = made_draft(served, FLAGGED), served.guest()
    answer = guest.post(f"/drafts/{draft}/approve", {"revision": "1"}, HX_Request="true")
    assert answer.status == 200
    assert "disabled" in answer.text
    room = served.desk.newsroom
    assert room.store.drafts.approval(draft, room.outlet().target) is None
