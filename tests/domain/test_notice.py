from datetime import datetime

import pytest

from composer.domain.notice import Notice, NoticeKind


def test_a_notice_knows_its_instant() -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        Notice(id=1, kind="attention", at=datetime.fromisoformat("2026-11-24"), title="", text="")


def test_the_kinds_are_what_stores_and_receivers_know_them_by() -> None:
    assert {each.value for each in NoticeKind} == {
        *("attention", "unknown", "duplicate-alarm", "missing-alarm"),
        *("token-expiry", "comment-attention", "runner", "published"),
        *("draft", "approval-asked", "rejected", "approved", "queued", "moved", "cancelled"),
        *("corrected", "withdrawn"),
    }
