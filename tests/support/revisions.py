"""A draft as somebody at the desk would send it anew."""

import hashlib
from dataclasses import replace
from typing import Any

from stores import small_png

from composer.store.stored import StoredCard, StoredDraft
from composer.store.version import Revision


def revision_of(draft: StoredDraft, **new: Any) -> Revision:  # noqa: ANN401 - new values
    """Return the content of a draft with some of it new."""
    names = ("document", "title", "theme", "text", "post_link", "comment", "cards")
    return Revision(**{**{name: getattr(draft, name) for name in names}, **new})


def redrawn(draft: StoredDraft, position: int, shade: int, **new: Any) -> Revision:  # noqa: ANN401 - as above
    """Return the content of a draft of which one card was drawn anew."""
    data = small_png(shade)
    sha256 = hashlib.sha256(data).hexdigest()
    cards: list[StoredCard] = list(draft.cards)
    cards[position - 1] = replace(cards[position - 1], sha256=sha256, bytes=len(data))
    told = [dict(each) for each in draft.document["cards"]]
    told[position - 1] |= {"sha256": sha256, "bytes": len(data), "lines": [f"line {shade}"]}
    return revision_of(
        draft,
        cards=tuple(cards),
        document={**draft.document, "cards": told},
        images={sha256: data},
        **new,
    )
