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


_SPELLINGS = str.maketrans(
    "\u0622\u0623\u0625\u0671\u0624\u0626\u0649\u06cc\u0629\u06a9"
    "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669"
    "\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9",
    "\u0627\u0627\u0627\u0627\u0648\u064a\u064a\u064a\u0647\u064301234567890123456789",
    "\u0621",
)
"""Letters and digits to the one that stands for all that are written for it; a hamza of its own
is left out."""


def plain(text: str) -> str:
    """Return a text as it is compared: without marks, tatweel and case, with single spaces."""
    folded = unicodedata.normalize("NFKC", text)
    return " ".join(_UNSEEN.sub("", _NOT_READ.sub("", folded)).casefold().split())


def folded(text: str) -> str:
    """Return a text as it is searched: ``plain``, and however its letters were spelled.

    People write the hamza, the last ya and the ta marbuta or leave them out; digits are written in
    three ways.
    """
    return plain(text).translate(_SPELLINGS)


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
