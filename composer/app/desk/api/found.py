"""Finds what a path names; what is not there is a 404 and nothing else."""

from typing import Annotated

from fastapi import Depends, Path

from composer.app.desk.api.caller import Caller, Known
from composer.app.desk.api.model import DraftId, ItemId, PageName
from composer.app.desk.api.problem import Kind, refuse
from composer.app.outlet import Outlet, is_outlet
from composer.domain.queue import QueueItem
from composer.errors import DraftError
from composer.store.stored import StoredDraft


def the_draft(known: Known, draft: Annotated[DraftId, Path()]) -> StoredDraft:
    """Return the draft that a path names by its whole ID.

    Raises:
        Refusal: There is none.
    """
    return draft_of(known, draft)


def the_item(known: Known, item: Annotated[ItemId, Path()]) -> QueueItem:
    """Return the item that a path names.

    Raises:
        Refusal: There is none.
    """
    try:
        return known.newsroom.store.queue.get(item)
    except DraftError as error:
        raise refuse(Kind.NOT_FOUND, str(error)) from error


def the_page(known: Known, page: Annotated[PageName, Path()]) -> Outlet:
    """Return the page that a path names.

    Raises:
        Refusal: The settings name none of it.
    """
    if not is_outlet(known.newsroom.settings, page):
        raise refuse(Kind.NOT_FOUND, f"the settings have no page named {page!r}")
    return known.newsroom.outlet(page)


def draft_of(known: Caller, name: str) -> StoredDraft:
    """Return a draft by its whole ID: what a person may shorten, a program does not.

    Raises:
        Refusal: There is none.
    """
    try:
        found = known.newsroom.draft(name)
    except DraftError as error:
        raise refuse(Kind.NOT_FOUND, str(error)) from error
    if found.id != name:
        raise refuse(Kind.NOT_FOUND, f"there is no draft {name!r}: write its whole ID")
    return found


TheDraft = Annotated[StoredDraft, Depends(the_draft)]
TheItem = Annotated[QueueItem, Depends(the_item)]
ThePage = Annotated[Outlet, Depends(the_page)]
