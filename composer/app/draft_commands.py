"""What each command about drafts does, and what it prints."""

import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from composer.app import cleanup
from composer.app import export as exporting
from composer.app.amendment import Amendment, change_of
from composer.app.console import say, tell
from composer.app.dossier import dossier
from composer.app.json_text import to_json
from composer.app.manuscript import edited, read_text
from composer.app.newsroom import Edited
from composer.app.queue_document import (
    approved_document,
    draft_document,
    edited_document,
    show_document,
)
from composer.app.session import newsroom
from composer.app.show_dossier import show_dossier
from composer.app.show_queue import show_approved, show_drafts, show_edited
from composer.domain.post import Post
from composer.errors import DraftError, NashirError, SettingsError
from composer.settings import MAIN_PAGE, duration


def drafts(*, search: str | None, limit: int | None, as_json: bool) -> None:
    """List the drafts."""
    with newsroom() as room:
        rows = room.drafts(search=search, limit=limit)
        if as_json:
            sys.stdout.write(to_json([draft_document(each) for each in rows]))
            return
        show_drafts(rows, room.settings.main.site.zone)
        if not rows:
            none = "there is no draft: nashir compose ARTICLE makes one"
            tell(none if search is None else f"no headline holds {search!r}")


def show(name: str, *, page: str, as_json: bool) -> None:
    """Show all that is known of a draft or an item."""
    with newsroom() as room:
        found = dossier(room, name, page=page)
        if as_json:
            sys.stdout.write(to_json(show_document(found)))
        else:
            show_dossier(found, room.now())


def edit(name: str, amendment: Amendment, *, revision: int | None, as_json: bool) -> None:
    """Change the post of a draft."""
    with newsroom() as room:
        draft = room.draft(name)
        seen = draft.revision if revision is None else revision
        target = None if amendment.page is None else room.outlet(amendment.page).target
        told = draft.post if target is None else draft.post_for(target.key)
        text = _new_text(amendment, told)
        change = change_of(amendment, draft, text=text, target=target)
        result = room.edit(draft.id, change, expected_revision=seen)
        if as_json:
            sys.stdout.write(to_json(edited_document(result)))
        else:
            show_edited(result)
        if amendment.link and result.draft.post.images:
            tell("note: only a post without images shows its link: write it into the text too")
        now = result.draft.post if target is None else result.draft.post_for(target.key)
        if result.changed and not now.text:
            tell("note: the post has no text now, only its images")
        _tell_void(result)


def approve(name: str, *, pages: Sequence[str], revision: int | None, as_json: bool) -> None:
    """Allow a draft as it stands to be published on some pages."""
    with newsroom() as room:
        done = room.approve_all(name, pages=pages, expected_revision=revision)
        if as_json:
            documents = [approved_document(each) for each in done]
            sys.stdout.write(to_json(documents if len(documents) > 1 else documents[0]))
            return
        for number, each in enumerate(done):
            show_approved(each, is_first=number == 0)


def export(name: str, *, out: Path | None, page: str, as_json: bool) -> None:
    """Write a draft as it stands now into a folder."""
    with newsroom() as room:
        done = exporting.export(room, name, out=out, page=page)
        if not done.approved:
            tell(f"note: this is not approved for the page {page}: nashir approve {done.draft}")
        if as_json:
            document = {
                "draft": done.draft,
                "folder": str(done.folder),
                "files": list(done.files),
                "approved": done.approved,
            }
            sys.stdout.write(to_json(document))
            return
        for each in done.files:
            say(f"  {each}")
        say(f"Written to {done.folder}")


def remove(names: Sequence[str]) -> None:
    """Remove drafts; one that is refused does not stop the others.

    Raises:
        DraftError: One was refused.
    """
    failed = 0
    with newsroom() as room:
        for name in names:
            try:
                (gone,) = room.remove((name,))
            except NashirError as error:
                if len(names) == 1:
                    raise
                tell(f"nashir: {error}")
                failed += 1
            else:
                say(f"removed {gone}")
    if failed:
        msg = f"{failed} of {len(names)} drafts were not removed, as said above"
        raise DraftError(msg)


def clean(older_than: str | None, *, dry_run: bool) -> None:
    """Remove old drafts that nobody touched, and images that nothing needs."""
    with newsroom() as room:
        age = room.settings.store.keep if older_than is None else _age(older_than)
        if dry_run:
            rows = cleanup.untouched(room, age)
            for row in rows:
                say(f"{row.id}  {row.title}")
            say(f"{_drafts(len(rows))} would go, with the images that only they need")
            return
        done = cleanup.clean(room, age)
        for name in done.drafts:
            say(f"removed {name}")
        say(f"{_drafts(len(done.drafts))}, {done.images} images, {done.freed / 1e6:.1f} MB freed")


def _new_text(amendment: Amendment, post: Post) -> str | None:
    """Return the new text of a post: from a file or, where nothing else is asked, an editor."""
    if amendment.text is not None:
        return read_text(amendment.text)
    return edited(post.text) if amendment.is_empty else None


def _tell_void(result: Edited) -> None:
    for page in result.voided:
        ending = "" if page == MAIN_PAGE else f" --page {page}"
        tell(f"its approval for the page {page} is void: nashir approve {result.draft.id}{ending}")
    for item in result.waiting:
        tell(f"{item.id} in the queue is not sent until then")


def _age(text: str) -> timedelta:
    try:
        return duration(text)
    except ValueError as error:
        msg = f"--older-than: {error}"
        raise SettingsError(msg) from error


def _drafts(count: int) -> str:
    return "1 draft" if count == 1 else f"{count} drafts"
