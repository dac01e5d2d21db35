from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk import TUESDAY
from hypothesis import given
from hypothesis import strategies as st
from press_room import PressRoom, press_room

from composer.app.enquiry import Candidate, Likeness, candidates, enquire
from composer.app.newsroom import Newsroom
from composer.app.progress import Step, progress_of
from composer.app.settling import Settling
from composer.domain.post import Post
from composer.domain.queue import Status
from composer.engine.clock import MachineClock
from composer.errors import DraftError
from composer.publishing.platform import SeenPost
from composer.settings import load_settings

POST = Post(text="افتتاح محطة جديدة لتحلية المياه في جدة بطاقة 600 ألف متر مكعب يوميًا")


@pytest.fixture
def room(tmp_path: Path) -> PressRoom:
    """A workspace that publishes to its own practice page."""
    return press_room(tmp_path)


def seen(name: str, text: str = "خبر آخر تمامًا", **facts: object) -> SeenPost:
    made = {"created": TUESDAY, "images": (), **facts}
    return SeenPost(id=name, text=text, **made)  # type: ignore[arg-type]


def found(*posts: SeenPost, images: tuple[str, ...] = ("7", "8")) -> list[tuple[str, str]]:
    listed = candidates(POST, posts, images=images, sent=TUESDAY)
    return [(each.post.id, each.likeness.word) for each in listed]


def test_the_likest_post_comes_first() -> None:
    assert found(
        seen("recent"),
        seen("similar", f"عاجل: {POST.text}"),
        seen("text", POST.text),
        seen("images", images=("8", "9")),
    ) == [("images", "images"), ("text", "text"), ("similar", "similar"), ("recent", "recent")]


def test_of_the_other_posts_only_those_are_shown_that_were_made_since() -> None:
    old, new = TUESDAY - timedelta(hours=7), TUESDAY + timedelta(minutes=1)
    assert found(seen("old", created=old), seen("new", created=new)) == [("new", "recent")]
    assert found(seen("old", POST.text, created=old)) == [("old", "text")]


def test_what_differs_is_told() -> None:
    (one,) = candidates(
        POST,
        (seen("1", images=("8", "9"), created=TUESDAY + timedelta(seconds=40)),),
        images=("7", "8"),
        sent=TUESDAY,
    )
    assert one == Candidate(
        post=one.post,
        likeness=Likeness.IMAGES,
        same_text=False,
        ours=1,
        after=timedelta(seconds=40),
    )


@given(
    texts=st.lists(st.text(max_size=30) | st.just(POST.text), max_size=12),
    minutes=st.integers(-100_000, 100_000),
)
def test_no_post_like_ours_is_ever_left_out(texts: list[str], minutes: int) -> None:
    made = TUESDAY + timedelta(minutes=minutes)
    posts = [seen(str(n), text, created=made) for n, text in enumerate(texts)]
    listed = {each.post.id for each in candidates(POST, posts, images=(), sent=TUESDAY)}
    assert {each.id for each in posts if each.text == POST.text} <= listed


@pytest.fixture
def newsroom(room: PressRoom) -> Iterator[Newsroom]:
    """The newsroom of the workspace, with an item whose outcome is unknown: ``q1``."""
    text = (room.folder / "nashir.toml").read_text("utf-8")
    long = text.replace('settle = "1s"', 'settle = "1d"').replace('["0s"]', '["1h"]')
    (room.folder / "nashir.toml").write_text(long, encoding="utf-8")
    room.arm("cut-after-commit:times=1")
    room.run("publish", room.approved())
    opened = Newsroom.open(
        load_settings(room.folder), now=lambda: MachineClock().read().wall, person="sara"
    )
    yield opened
    opened.close()


def test_the_page_is_asked_and_the_post_is_settled(newsroom: Newsroom, room: PressRoom) -> None:
    item = newsroom.store.queue.get("q1")
    assert item.status is Status.UNKNOWN
    enquiry = enquire(newsroom, item)
    assert (enquiry.staged, enquiry.seen, enquiry.trouble) == (2, 1, None)
    (candidate,) = enquiry.candidates
    assert (candidate.likeness, candidate.same_text, candidate.ours) == (Likeness.IMAGES, True, 2)
    settling = Settling(newsroom=newsroom)
    shown = settling.look(item, candidate.post.id)
    assert shown is not None
    settled = settling.posted(item, shown.id, seen=shown)
    (post,) = room.posts()
    assert (settled.status, settled.post_id) == (Status.PUBLISHED, post.id)
    assert settled.permalink == shown.permalink
    with pytest.raises(DraftError, match="nothing to settle"):
        settling.not_posted(settled)


def test_a_page_that_cannot_be_asked_is_told(newsroom: Newsroom, room: PressRoom) -> None:
    room.arm("token-190")
    enquiry = enquire(newsroom, newsroom.store.queue.get("q1"))
    assert enquiry.candidates == ()
    assert enquiry.trouble


def test_the_progress_of_an_item_is_told(newsroom: Newsroom) -> None:
    progress = progress_of(newsroom, "q1")
    assert (progress.step, progress.staged, progress.images) == (Step.UNKNOWN, 2, 2)
    assert progress.is_over
    assert not progress.is_read_back
