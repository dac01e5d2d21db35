from datetime import timedelta

import pytest
from queue_items import NOON

from composer.domain.post import Post
from composer.publishing.match import by_images, by_text
from composer.publishing.platform import SeenPost

SENT = Post(text="خبر عن F-35\nسطر ثانٍ")


def seen(**values: object) -> SeenPost:
    return SeenPost(**{"id": "1_2", "text": SENT.text, "created": NOON, **values})  # type: ignore[arg-type]


def found(post: SeenPost, *, sent: Post = SENT, known: tuple[str, ...] = ()) -> bool:
    return by_text(sent, [post], since=NOON, known=known) == (post,)


def test_a_post_with_any_of_our_images_is_ours() -> None:
    ours, other = seen(id="a", images=("9", "2")), seen(id="b", images=("3",))
    assert by_images(["1", "2"], [other, ours]) == (ours,)
    assert by_images([], [ours, other]) == ()


@pytest.mark.parametrize(
    "text", [SENT.text, SENT.text.replace("\n", "\r\n"), f"{SENT.text}\n ", "خبر عن F-35 \nسطر ثانٍ"]
)
def test_a_text_is_known_again_in_each_form_that_a_platform_gives_it_back_in(text: str) -> None:
    assert found(seen(text=text))


@pytest.mark.parametrize("text", ["", "خبر عن F-35", f"{SENT.text}!", SENT.text.upper().lower()])
def test_another_text_is_not_ours(text: str) -> None:
    assert not found(seen(text=text))


def test_a_post_of_another_item_is_not_ours() -> None:
    assert not found(seen(), known=("1_2",))


def test_a_post_of_yesterday_with_the_same_text_is_not_ours() -> None:
    assert not found(seen(created=NOON - timedelta(days=1)))


def test_clocks_may_differ_by_some_hours() -> None:
    assert found(seen(created=NOON - timedelta(hours=5)))
    assert found(seen(created=NOON + timedelta(days=1)))
    assert found(seen(created=None))


@pytest.mark.parametrize(
    ("link", "ours"),
    [
        ("https://example.com/a", True),
        ("https://example.com/a/", True),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2Fa&h=x", True),
        ("https://example.com/b", False),
        (None, False),
    ],
)
def test_a_link_post_is_known_by_its_link_too(*, link: str | None, ours: bool) -> None:
    sent = Post(text=SENT.text, link="https://example.com/a")
    assert found(seen(link=link), sent=sent) is ours
