"""What a post may hold."""

import re
from urllib.parse import urlsplit

from composer.domain.post import Post
from composer.errors import DraftError

LONGEST_TEXT = 63_206
"""Characters of a post on Facebook."""
LONGEST_COMMENT = 8_000
LONGEST_ALT_TEXT = 1_000
LONGEST_REASON = 2_000
MOST_IMAGES = 10

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def unfit(text: str) -> str | None:
    """Return the name of the first character that no text may hold, such as ``U+0000``."""
    found = _UNFIT.search(text)
    return None if found is None else f"U+{ord(found[0]):04X}"


def fit(text: str) -> str:
    """Return a text without the characters that none may hold."""
    return _UNFIT.sub("", text)


def check_post(post: Post) -> None:
    """Refuse what a page cannot take.

    Raises:
        DraftError: The post is empty, too long, or holds what cannot be shown.
    """
    if not (post.text.strip() or post.images or post.link):
        msg = "the post is empty: give it a text or an image"
        raise DraftError(msg)
    if len(post.images) > MOST_IMAGES:
        msg = f"the post has {len(post.images)} images, a page takes {MOST_IMAGES}: leave some out"
        raise DraftError(msg)
    _check_text("the text", post.text, LONGEST_TEXT)
    _check_text("the comment", post.comment or "", LONGEST_COMMENT)
    for number, image in enumerate(post.images, start=1):
        _check_text(f"the alternative text of image {number}", image.alt_text, LONGEST_ALT_TEXT)
    if post.link is not None:
        check_link(post.link)


def check_link(link: str) -> None:
    """Refuse what is no address of the web.

    Raises:
        DraftError: It is none.
    """
    try:
        address = urlsplit(link)
        is_address = address.scheme in {"http", "https"} and bool(address.hostname)
    except ValueError:
        is_address = False
    if not is_address or not link.isprintable() or " " in link:
        msg = f"the link {link!r} is no address: write it in full, with https://"
        raise DraftError(msg)


def _check_text(what: str, text: str, longest: int) -> None:
    found = unfit(text)
    if found is not None:
        msg = f"{what} holds a character that cannot be shown ({found}): write it without"
        raise DraftError(msg)
    if len(text) > longest:
        msg = f"{what} has {len(text):,} characters, {longest:,} are the most: shorten it"
        raise DraftError(msg)
