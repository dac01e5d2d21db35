from pathlib import Path

from desk_server import serving
from editor_page import made_draft

from composer.domain.role import Role


def test_people_are_called_by_their_names_and_the_journal_keeps_their_login(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        draft = made_draft(server)
        huda = server.user("huda", Role.PUBLISHER, shown="هدى النعيمي")
        change = {"op": "comment", "text": "تعليق"}
        assert huda.send(f"/drafts/{draft}/changes", {"base": 1, "change": change}).status == 200
        assert (
            huda.post(f"/drafts/{draft}/reject", {"reason": "راجع العنوان", "revision": "2"}).status
            < 400
        )
        screen, versions = huda.get(f"/drafts/{draft}").text, huda.get(f"/drafts/{draft}/versions")
        assert "· <bdi>هدى النعيمي</bdi>" in screen
        assert "آخر تعديل: هدى النعيمي" in screen
        assert "رُفضت (هدى النعيمي، " in screen
        assert "<bdi>هدى النعيمي</bdi>" in versions.text
        assert "<bdi>sara</bdi>" in versions.text, "who is no user is called by the journal's name"
        actors = {line.actor for line in server.desk.newsroom.store.journal.of(draft_id=draft)}
        assert actors == {"sara", "huda"}
