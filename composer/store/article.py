"""By what an article is known again."""

import hashlib
import re
import unicodedata

from sqlalchemy import Select, and_, or_, select

from composer.store.schema import draft

_NOT_READ = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]"
)
"""Vowel marks, Quranic marks and the tatweel: they change how a word looks, not which it is."""

_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def plain(text: str) -> str:
    """Return a text as it is compared: without marks, tatweel and case, with single spaces."""
    folded = unicodedata.normalize("NFKC", text)
    return " ".join(_UNSEEN.sub("", _NOT_READ.sub("", folded)).casefold().split())


def title_key(title: str) -> str:
    """Return the hash by which a headline is known again, in hexadecimal."""
    return hashlib.sha256(plain(title).encode()).hexdigest()


def same_article(draft_id: str) -> Select[tuple[str]]:
    """Return the query for the IDs of all drafts of a draft's article, its own among them.

    Two drafts are of one article when both tell its address and it is the same, or when one of
    them tells none and their headlines are the same. Removed drafts count: what they were
    published as is still there.
    """
    own = draft.alias("own")
    by_title = and_(
        or_(draft.c.link.is_(None), own.c.link.is_(None)), draft.c.title_key == own.c.title_key
    )
    same = or_(draft.c.id == own.c.id, draft.c.link == own.c.link, by_title)
    return select(draft.c.id).join(own, same).where(own.c.id == draft_id)
