"""Who may change, approve and reject; and what an old draft still allows."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_look import found_by_axe
from desk_server import Client, DeskServer, serving
from editor_page import EditorPage, made_draft
from playwright.sync_api import Browser

from composer.domain.role import Role

COMMENT = {"base": 1, "change": {"op": "comment", "text": "تعليق"}}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("desk")) as server:
        yield server


@pytest.fixture
def served_to_users(tmp_path: Path) -> Iterator[DeskServer]:
    """A desk of its own: once it has users, everybody has to sign in."""
    with serving(tmp_path / "desk") as server:
        yield server


def test_a_writer_changes_and_asks_but_does_not_approve_or_reject(
    served_to_users: DeskServer,
) -> None:
    served = served_to_users
    draft = made_draft(served)
    writer = served.user("huda", Role.WRITER)
    assert writer.send(f"/drafts/{draft}/changes", COMMENT).status == 200
    assert writer.get(f"/drafts/{draft}/approve", HX_Request="true").status == 403
    for deed in ("approve", "reject"):
        fields = {"revision": "2", "reason": "لا"}
        assert writer.post(f"/drafts/{draft}/{deed}", fields).status == 403
    asked = writer.post(f"/drafts/{draft}/ask", {"revision": "2", "note": "راجعه من فضلك"})
    assert asked.status == 303
    review = served.desk.newsroom.store.drafts.review(draft)
    assert review is not None
    assert (review.person, review.reason) == ("huda", "راجعه من فضلك")
    editor = served.user("sara", Role.EDITOR)
    dialog = editor.get(f"/drafts/{draft}/approve", HX_Request="true")
    assert "راجعه من فضلك" in dialog.text
    assert editor.post(f"/drafts/{draft}/approve", {"revision": "2"}).status == 303
    assert served.desk.newsroom.store.drafts.review(draft) is None


def test_what_is_no_change_is_refused_and_says_so(served: DeskServer) -> None:
    draft, guest = made_draft(served), served.guest()
    for change in ({"op": "fly"}, {"op": "headline", "text": 7}, {"op": "remove", "at": 99}):
        answer = guest.send(f"/drafts/{draft}/changes", {"base": 1, "change": change})
        assert answer.status == 422, answer.text
        assert answer.document["error"]["message"]
    assert served.desk.newsroom.draft(draft).revision == 1


def test_a_draft_of_an_older_version_lets_its_post_be_changed(served: DeskServer) -> None:
    draft, guest = _old(served), served.guest()
    page = guest.get(f"/drafts/{draft}/article")
    assert page.status == 200
    assert "nashir compose" in page.text
    assert 'data-op="headline"' not in page.text
    assert guest.send(f"/drafts/{draft}/changes", COMMENT).status == 200
    cards = {"base": 2, "change": {"op": "headline", "text": "عنوان"}}
    refused = guest.send(f"/drafts/{draft}/changes", cards)
    assert refused.status == 422
    assert served.desk.newsroom.draft(draft).comment == "تعليق"


def _old(served: DeskServer) -> str:
    """Return a draft whose document holds no more than older versions wrote."""
    draft = made_draft(served)
    store = served.desk.newsroom.store
    document = dict(store.drafts.get(draft).document)
    for part in ("highlights", "edition"):
        document.pop(part)
    document["article"] = {
        name: document["article"][name] for name in ("title", "link", "site", "source")
    }
    with store.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE draft SET document = ? WHERE id = ?", (json.dumps(document), draft)
        )
    return draft


def test_texts_of_an_article_are_texts_and_nothing_else(served: DeskServer) -> None:
    hostile = "<script>alert(1)</script> {{ 7*7 }} \" onfocus=alert(1) '"
    draft, guest = made_draft(served), served.guest()
    change = {"op": "add", "text": f"نص {hostile}"}
    answer = guest.send(
        f"/drafts/{draft}/changes", {"base": 1, "change": change}, Accept="text/html"
    )
    assert answer.status == 200
    assert "<script>alert" not in answer.text
    assert "{{ 7*7 }}" in answer.text
    assert '" onfocus' not in answer.text


def test_axe_finds_nothing_on_any_face_of_the_editor(served: DeskServer, chromium: Browser) -> None:
    context = chromium.new_context(bypass_csp=True, locale="ar")
    page = context.new_page()
    editor = EditorPage.open(page, served, made_draft(served), face="article")
    found = [("article", found_by_axe(page))]
    page.click("#tab-edit")
    page.locator("details.part").evaluate_all("all => all.forEach((each) => (each.open = true))")
    found.append(("edit", found_by_axe(page)))
    editor.field("quotation.text").fill("كلام طويل لا تتسع له بطاقة " * 40)
    page.wait_for_selector(".error:visible")
    page.locator("#side").evaluate("each => each.scrollTo(0, 0)")  # nothing half under the tabs
    found.append(("error", found_by_axe(page)))
    page.click('[data-act="approve"]')
    page.wait_for_selector("#approve[open]")
    found.append(("approve", found_by_axe(page)))
    context.close()
    assert [each for each in found if each[1]] == []


def test_a_stranger_changes_nothing(served: DeskServer) -> None:
    draft = made_draft(served)
    stranger = Client(port=served.port)
    assert stranger.send(f"/drafts/{draft}/changes", COMMENT).status in {401, 403}
    forged = served.guest()
    forged.csrf = "0" * 64
    assert forged.send(f"/drafts/{draft}/changes", COMMENT).status == 403
    assert served.desk.newsroom.draft(draft).revision == 1
