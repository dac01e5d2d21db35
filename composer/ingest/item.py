"""Which of several articles in one source is meant."""

from collections.abc import Sequence
from typing import TypeVar

from composer.errors import ArticleError

_T = TypeVar("_T")


def chosen(items: Sequence[_T], number: int | None, *, what: str) -> _T:
    """Return the item of a number, the first where none is asked for.

    Args:
        items: What there is, in its order.
        number: Counted from 1; None where nobody asked.
        what: What holds the items, for the message.

    Raises:
        ArticleError: There is no such item.
    """
    if not items:
        msg = f"{what} holds no article"
        raise ArticleError(msg)
    number = 1 if number is None else number
    if not 1 <= number <= len(items):
        count = "one article" if len(items) == 1 else f"{len(items)} articles"
        msg = f"there is no article {number}: {what} holds {count}, counted from 1"
        raise ArticleError(msg)
    return items[number - 1]
