"""A draft as it stands, as a folder of files: to look at, or to publish by hand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from composer.app.folder import check_replaceable, free_folder, slug, write_folder
from composer.app.json_text import to_json
from composer.app.newsroom import Newsroom
from composer.app.queue_document import last_approval_document, post_document
from composer.app.standing import standing_of
from composer.domain.post import Post, Target
from composer.settings import MAIN_PAGE
from composer.store.stored import StoredCard, StoredDraft

OUT_NAME = "nashir-out"

_OLD_NUMBER = re.compile(r"^\d+-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written.

    Args:
        draft: ID of the draft.
        folder: Where, absolute.
        files: Names of the files.
        approved: Whether the post is approved as it was written.
    """

    draft: str
    folder: Path
    files: tuple[str, ...]
    approved: bool


def export(newsroom: Newsroom, name: str, *, out: Path | None, page: str = MAIN_PAGE) -> Exported:
    """Write a draft as it stands now into a folder that appears whole or not at all.

    Args:
        newsroom: Where it is.
        name: Its ID or the beginning of it.
        out: The folder; an earlier bundle there is replaced. None for a new one.
        page: The page whose text is written, and its approval beside it.

    Raises:
        DraftError: There is no such draft.
        SettingsError: The folder may not be replaced, or cannot be written.
        StoreError: An image is missing or was changed.
    """
    draft = _renumbered(newsroom.draft(name))
    folder = _folder(draft, out)
    target = newsroom.outlet(page).target
    files = {card.file: newsroom.store.blobs.get(card.sha256) for card in draft.cards}
    post = draft.post_for(target.key)
    files |= _texts(post)
    approval = _approved_post(newsroom, draft, target, post)
    if approval is not None:
        files["post.json"] = to_json(approval).encode()
    files["draft.json"] = _document(draft, post, files, folder)
    write_folder(folder, files)
    return Exported(
        draft=draft.id,
        folder=folder,
        files=tuple(sorted(files)),
        approved=approval is not None,
    )


def _renumbered(draft: StoredDraft) -> StoredDraft:
    """Return a draft whose files are named in the order of its cards, as it is now."""
    cards = tuple(
        replace(card, file=f"{number:02d}-{_OLD_NUMBER.sub('', card.file)}")
        for number, card in enumerate(draft.cards, start=1)
    )
    return replace(draft, cards=cards)


def _folder(draft: StoredDraft, out: Path | None) -> Path:
    if out is None:
        day = draft.made.date().isoformat()
        return free_folder(Path(OUT_NAME).absolute(), f"{day}-{slug(draft.title)}")
    folder = out.resolve()
    check_replaceable(folder)
    return folder


def _texts(post: Post) -> dict[str, bytes]:
    files = {
        "post.txt": f"{post.text}\n",
        "alt-texts.txt": "\n".join(f"{each.file}\n{each.alt_text}\n" for each in post.images),
    }
    if post.comment:
        files["comment.txt"] = f"{post.comment}\n"
    return {name: text.encode() for name, text in files.items()}


def _approved_post(
    newsroom: Newsroom, draft: StoredDraft, target: Target, post: Post
) -> Mapping[str, Any] | None:
    """Return the document of an approved post; None where it is not approved as it stands."""
    last = standing_of(newsroom, draft.id, target).last
    if last is None or last.voided is not None:
        return None
    return {
        "draft": draft.id,
        "page": target.page,
        "publisher": target.publisher,
        "page_id": target.page_id,
        **last_approval_document(last),
        "post": post_document(post),
    }


def _document(draft: StoredDraft, told: Post, files: Mapping[str, bytes], folder: Path) -> bytes:
    """Return the document that ``compose`` wrote, with what was changed since."""
    before = {card["sha256"]: card for card in draft.document["cards"]}
    link = draft.post_link if told.images else told.link
    post = {**draft.document["post"], "text": told.text, "link": link}
    document = {
        **draft.document,
        "folder": str(folder),
        "cards": [{**before[card.sha256], **_now(card)} for card in draft.cards],
        "post": {**post, "comment": told.comment},
        "revision": draft.revision,
        "files": sorted(files),
    }
    return to_json(document).encode()


def _now(card: StoredCard) -> dict[str, Any]:
    return {"file": card.file, "alt_text": card.alt_text, "posted": card.posted}
