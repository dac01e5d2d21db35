"""A notice as the worker writes it."""

from datetime import UTC, datetime

from composer.domain.notice import Notice, NoticeKind

HEADLINE = "مقاتلة F-35 تواجه Su-57 في تدريب جديد"

NOTICE = Notice(
    id=17,
    kind=NoticeKind.ATTENTION,
    at=datetime(2026, 11, 24, 15, 0, 30, tzinfo=UTC),
    title=HEADLINE,
    text="Facebook refused the post (code 100): an image is damaged.",
    item="q17",
    draft="d3f",
    page="main",
    detail={"code": "100"},
)
