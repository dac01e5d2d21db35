"""What the main screen shows, as values: the post, the cards' lines, what may be done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.app.desk.card_view import shown_cards
from composer.app.desk.list_view import ListQuery, Tab
from composer.app.desk.preview import initial, preview
from composer.app.desk.standing_view import acts, draft_state, item_state
from composer.app.editing import SheetCard, SheetCheck, SheetLine
from composer.domain.article import Span
from composer.domain.post import Post, PostImage
from composer.domain.queue import QueueItem, Status
from composer.domain.role import Role
from composer.sandbox.collage import Shape

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def image(width: int = 1080, height: int = 1350, alt: str = "وصف") -> PostImage:
    return PostImage(
        sha256="a" * 64,
        media_type="image/png",
        alt_text=alt,
        width=width,
        height=height,
        size=1000,
        file="01-headline-portrait.png",
    )


def a_card(*lines: SheetLine, levels: Sequence[tuple[str, str]] = ()) -> SheetCard:
    return SheetCard(
        key="headline-1-portrait",
        position=1,
        kind="headline",
        part=1,
        size="portrait",
        file="01-headline-portrait.png",
        sha256="a" * 64,
        width=1080,
        height=1350,
        bytes=1000,
        posted=True,
        alt_text="وصف",
        made_alt_text="وصف",
        lines=lines,
        checks=tuple(SheetCheck(rule=rule, level=level, detail="") for rule, level in levels),
    )


def a_line(
    box: tuple[int, int, int, int], *, field: str | None = None, source: Span | None = None
) -> SheetLine:
    return SheetLine(text="سطر", box=box, px=40, source=source, field=field)


def an_item(**changes: object) -> QueueItem:
    item = QueueItem(
        id="q1",
        draft="0123456789ab",
        title="عنوان",
        page="main",
        publisher="sandbox",
        page_id="1",
        approval="f" * 64,
        due=NOW,
        zone="Asia/Riyadh",
        wake=NOW,
    )
    return replace(item, **changes)  # type: ignore[arg-type]


def test_four_photos_have_a_place_and_the_last_tells_how_many_more_there_are() -> None:
    shown = preview(Post(text="نص", link=None, images=(image(),) * 6, comment=None), page="صفحة")
    assert len(shown.seen) == 4
    assert shown.collage is not None
    assert shown.collage.hidden == 2
    assert shown.collage.shape is Shape.PORTRAIT


def test_a_post_without_photos_shows_where_its_link_leads() -> None:
    post = Post(text="نص", link="https://www.example.org/a?b=c", images=(), comment="تعليق")
    shown = preview(post, page="صفحة")
    assert (shown.host, shown.collage) == ("www.example.org", None)
    assert len(shown.comment) == 1


def test_an_address_that_no_browser_may_follow_is_no_link() -> None:
    shown = preview(Post(text="", link="javascript:alert(1)", images=(), comment=None), page="صفحة")
    assert (shown.link, shown.host) == (None, None)


def test_photos_without_an_alternative_text_are_named() -> None:
    post = Post(text="", link=None, images=(image(), image(alt=" "), image()), comment=None)
    assert preview(post, page="صفحة").untold == (2,)


@pytest.mark.parametrize(
    ("name", "letter"),
    [("الموقع العربي", "م"), ("nashir", "N"), ("«ناشر»", "ن"), ("", "•"), ("ال", "•")],
)
def test_a_page_is_known_by_its_first_letter(name: str, letter: str) -> None:
    assert initial(name) == letter


@given(x=st.integers(0, 1000), y=st.integers(0, 1300), w=st.integers(1, 80), h=st.integers(1, 50))
def test_a_line_stands_in_the_page_where_its_ink_is_on_the_card(
    x: int, y: int, w: int, h: int
) -> None:
    (line,) = shown_cards([a_card(a_line((x, y, w, h)))])[0].lines
    assert line.left * 1080 / 100 == pytest.approx(x, abs=0.01)
    assert line.top * 1350 / 100 == pytest.approx(y, abs=0.01)
    assert line.width * 1080 / 100 == pytest.approx(w, abs=0.01)
    assert line.height * 1350 / 100 == pytest.approx(h, abs=0.01)


def test_a_line_leads_somewhere_if_it_has_a_field_or_a_place_in_the_article() -> None:
    box = (0, 0, 10, 10)
    lines = (
        a_line(box),
        a_line(box, field="headline"),
        a_line(box, source=Span(block=2, start=3, end=9)),
    )
    shown = shown_cards([a_card(*lines)])[0].lines
    assert [each.is_live for each in shown] == [False, True, True]


def test_a_card_is_as_bad_as_its_worst_check() -> None:
    levels = [("contrast", "ok"), ("overlap", "fail"), ("minimum size", "warn")]
    (card,) = shown_cards([a_card(levels=levels)])
    assert card.level == "fail"
    assert [each.rule for each in card.remarks] == ["overlap", "minimum size"]
    assert shown_cards([a_card()])[0].level == "ok"


@pytest.mark.parametrize(
    ("items", "approved", "state"),
    [
        ((), False, "new"),
        ((), True, "approved"),
        ((an_item(),), True, "queued"),
        ((an_item(), an_item(status=Status.UPLOADING)), True, "underway"),
        ((an_item(status=Status.UPLOADING), an_item(status=Status.UNKNOWN)), True, "unknown"),
        ((an_item(status=Status.ATTENTION), an_item(status=Status.UNKNOWN)), True, "attention"),
        ((an_item(status=Status.PUBLISHED), an_item(status=Status.CANCELLED)), True, "published"),
        ((an_item(status=Status.PUBLISHED), an_item()), True, "queued"),
        ((an_item(status=Status.CANCELLED),), False, "new"),
        ((an_item(status=Status.PUBLISHED, withdrawn=NOW),), True, "approved"),
    ],
)
def test_a_draft_stands_where_the_most_pressing_of_its_items_stands(
    items: tuple[QueueItem, ...], state: str, *, approved: bool
) -> None:
    assert draft_state(items, approved=approved, now=NOW) == state


def test_a_post_that_the_platform_holds_is_not_out_yet() -> None:
    later = an_item(status=Status.PUBLISHED, held_until=NOW.replace(hour=20))
    assert item_state(later, NOW) == "held"
    assert item_state(later, NOW.replace(hour=21)) == "published"


@pytest.mark.parametrize(
    ("role", "state", "names"),
    [
        (Role.WRITER, "new", ["ask"]),
        (Role.EDITOR, "new", ["reject", "approve"]),
        (Role.PUBLISHER, "new", ["reject", "approve"]),
        (Role.WRITER, "approved", []),
        (Role.EDITOR, "approved", ["reject"]),
        (Role.PUBLISHER, "approved", ["reject", "publish", "slot"]),
        (Role.EDITOR, "queued", []),
        (Role.PUBLISHER, "queued", ["publish", "slot"]),
        (Role.PUBLISHER, "underway", []),
        (Role.PUBLISHER, "published", []),
    ],
)
def test_who_may_do_what_depends_on_their_role_and_where_the_draft_stands(
    role: Role, state: str, names: list[str]
) -> None:
    assert [each.name for each in acts(role, state, is_approved=state != "new")] == names


def test_a_queued_draft_whose_approval_is_void_asks_for_a_new_one() -> None:
    names = [each.name for each in acts(Role.PUBLISHER, "queued", is_approved=False)]
    assert names == ["slot", "reject", "approve"]


def test_at_most_one_act_is_loud() -> None:
    for role in Role:
        for state in ("new", "approved", "queued", "attention", "published"):
            for is_approved in (True, False):
                found = acts(role, state, is_approved=is_approved)
                assert sum(each.kind == "primary" for each in found) <= 1


def test_the_address_of_a_list_says_no_more_than_it_must() -> None:
    assert ListQuery().text == ""
    assert ListQuery(tab=Tab.QUEUE, search="روسيا & <b>").text == (
        "?tab=queue&q=%D8%B1%D9%88%D8%B3%D9%8A%D8%A7+%26+%3Cb%3E"
    )
