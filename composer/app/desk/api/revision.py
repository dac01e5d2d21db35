"""``If-Match``: a change names the revision that its author saw."""

import re
from typing import Annotated

from fastapi import Header

from composer.app.desk.api.problem import Kind, refuse
from composer.store.stored import StoredDraft

_TAG = re.compile(r'"?([0-9]{1,9})"?')

IfMatch = Annotated[
    str | None,
    Header(
        description='The revision that you saw, such as `"7"`; `*` for whatever there is.',
        max_length=40,
        examples=['"7"'],
    ),
]


def tag_of(revision: int) -> str:
    """Return the ``ETag`` of a draft at a revision."""
    return f'"{revision}"'


def seen(draft: StoredDraft, if_match: str | None) -> int | None:
    """Return the revision that the author of a change saw; None where it does not matter.

    Raises:
        Refusal: It is not named, or is not the present one.
    """
    if if_match is None:
        told = f"send If-Match with the revision that you saw, such as {tag_of(draft.revision)}"
        raise refuse(Kind.REVISION, told)
    if if_match.strip() == "*":
        return None
    found = _TAG.fullmatch(if_match.strip())
    if found is None or int(found[1]) != draft.revision:
        told = f"draft {draft.id} is at revision {draft.revision}, not {if_match}: look at it again"
        raise refuse(Kind.CHANGED, told, revision=draft.revision)
    return draft.revision
