"""``GET /drafts``: the desk's list, in parts."""

from typing import Annotated

from fastapi import APIRouter, Query

from composer.app.desk.api import cursor, draft_model
from composer.app.desk.api.caller import Known
from composer.app.desk.api.model import PageName
from composer.app.desk.api.problem import Kind, refuse
from composer.app.desk.api.review import review_document
from composer.app.json_text import Document
from composer.app.newsroom import Newsroom
from composer.app.outlet import is_outlet
from composer.app.queue_document import instant
from composer.errors import DraftError
from composer.store.desk_list import DeskPage, DeskQuery, Tab, desk_list
from composer.store.desk_row import DeskRow

router = APIRouter(tags=["drafts"])


@router.get("/drafts", operation_id="listDrafts", response_model=draft_model.DraftList)
def list_drafts(
    known: Known,
    tab: Annotated[Tab, Query(description="Which part of the desk's list.")] = Tab.DRAFTS,
    search: Annotated[
        str, Query(max_length=200, description="Words of the headline, or how the ID begins.")
    ] = "",
    page: Annotated[PageName | None, Query(description="Only what is there, or new.")] = None,
    limit: cursor.Limit = cursor.USUAL,
    after: cursor.Cursor = None,
) -> Document:
    """List drafts in parts: what was changed last first, what goes out next, what went out last.

    `counts` tells how many drafts each tab holds, of those that were searched for.
    """
    query = DeskQuery(
        tab=tab,
        search=search,
        target=None if page is None else _target(known.newsroom, page),
        after=after or "",
        limit=limit,
    )
    found = _found(known.newsroom, query)
    return {
        "drafts": [_row(each) for each in found.rows],
        "next": found.next or None,
        "counts": {tab.value: count for tab, count in found.counts.items()},
    }


def _found(newsroom: Newsroom, query: DeskQuery) -> DeskPage:
    try:
        return desk_list(newsroom.store.database, query, now=newsroom.now())
    except DraftError as error:
        raise cursor.unknown() from error


def _target(newsroom: Newsroom, page: str) -> str:
    if not is_outlet(newsroom.settings, page):
        raise refuse(Kind.REFUSED, f"the settings have no page named {page!r}")
    return newsroom.outlet(page).target.key


def _row(row: DeskRow) -> Document:
    return {
        "draft": row.id,
        "title": row.title,
        "state": row.state.value,
        "theme": row.theme,
        "made": instant(row.made),
        "changed": instant(row.changed),
        "revision": row.revision,
        "images": row.images,
        "link": row.link,
        "changed_by": row.actor,
        "image": row.face and row.face.sha256,
        "due": row.due and instant(row.due),
        "approved": list(row.approved),
        "review": row.review and review_document(row.review),
        "items": [
            {"id": each.id, "status": each.status.value, "page": each.page} for each in row.items
        ],
        "last_error": row.last_error,
    }
