"""``/new`` and ``/batches``: drafts of what people hand in, and how their making goes on."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from composer.app import services
from composer.app.arrival import Batch, Wish
from composer.app.desk.batch_view import BatchView, batch_view
from composer.app.desk.new_form import BOUND, Asked, Way, asked, offered
from composer.app.desk.reason import reason_told
from composer.app.desk.refusal import of_error
from composer.app.desk.show import show
from composer.app.desk.visit import Visit, Visitor, needs
from composer.app.feed_entries import FeedList, feed_at, watched_feeds
from composer.app.web import fetcher
from composer.domain.role import Right
from composer.errors import InputError, StoreError

__all__ = ["BOUND", "router"]

router = APIRouter()

_WRITES = [needs(Right.WRITE)]
_KEPT = "private, max-age=3600"
_RECENT = 8

_Address = Annotated[str, Form(max_length=2000)]


@router.get("/new")
def screen(request: Request, visit: Visitor) -> HTMLResponse:
    """Show the form."""
    return _form(request, visit, Asked())


@router.post("/new", dependencies=_WRITES)
def begin(request: Request, visit: Visitor, asked: Annotated[Asked, Depends(asked)]) -> Response:
    """Take articles in hand; the batch's page shows how it goes on."""
    wish = Wish(order=asked.order, page=visit.page, person=visit.person, again=asked.again)
    try:
        batch = visit.desk.arrivals.begin(asked.sources, wish)
    except InputError as error:
        # What was typed is not lost: the form comes back with it.
        return _form(request, visit, asked, error=error)
    return RedirectResponse(f"/batches/{batch.id}", status_code=303)


@router.post("/new/feed", dependencies=_WRITES)
def feed(request: Request, visit: Visitor, feed: _Address = "") -> HTMLResponse:
    """Show the articles of a feed, to choose from."""
    web = fetcher(visit.newsroom.settings)
    form = Asked(way=Way.FEED)
    try:
        found = feed_at(visit.newsroom, feed.strip(), web=web, now=visit.newsroom.now())
    except InputError as error:
        return _form(request, visit, form, error=error, feed=feed)
    return _form(request, visit, form, found=found, feed=feed)


@router.get("/new/themes/{name}")
def theme_sample(visit: Visitor, name: str) -> Response:
    """Return a small picture of a theme."""
    settings = visit.newsroom.settings
    themes = services.all_themes(settings.themes)
    theme = next((each for each in themes if each.name == name), None)
    if theme is None:
        raise HTTPException(404)
    page = replace(settings, main=settings.page(visit.page))
    data = visit.desk.samples.of(theme, page)
    return Response(data, media_type="image/jpeg", headers={"Cache-Control": _KEPT})


@router.get("/batches/{batch_id}")
def batch(request: Request, visit: Visitor, batch_id: str) -> HTMLResponse:
    """Show how a batch goes on."""
    found = visit.desk.arrivals.batch(batch_id)
    if found is None:
        return show(request, visit, "new/forgotten.html.j2", status=404)
    return show(request, visit, "new/batch.html.j2", view=_view(visit, found))


@router.get("/batches/{batch_id}/list")
def batch_list(request: Request, visit: Visitor, batch_id: str) -> HTMLResponse:
    """Show the articles of a batch alone, as they stand now."""
    found = visit.desk.arrivals.batch(batch_id)
    if found is None:
        raise HTTPException(404)
    return show(request, visit, "new/arrivals.html.j2", view=_view(visit, found))


@router.post("/batches/{batch_id}/cancel", dependencies=_WRITES)
def cancel(visit: Visitor, batch_id: str) -> RedirectResponse:
    """Drop what is not drawn yet of a batch."""
    if visit.desk.arrivals.cancel(batch_id) is None:
        raise HTTPException(404)
    return RedirectResponse(f"/batches/{batch_id}", status_code=303)


def _view(visit: Visit, found: Batch) -> BatchView:
    return batch_view(found, visit.words, visit.newsroom.store.database)


def _form(
    request: Request,
    visit: Visit,
    asked: Asked,
    *,
    error: InputError | None = None,
    found: FeedList | None = None,
    feed: str = "",
) -> HTMLResponse:
    """Return the form with what stands in it, and what is wrong with that."""
    feeds, trouble = _feeds(visit)
    recent = visit.desk.arrivals.recent(_RECENT)
    return show(
        request,
        visit,
        "new/screen.html.j2",
        status=200 if error is None else of_error(error, visit.words).status,
        asked=asked,
        offered=offered(visit, feeds),
        found=found,
        feed=feed,
        problem=None if error is None else reason_told(visit.words, str(error)),
        detail="" if error is None else str(error),
        trouble=trouble,
        recent=[batch_view(each, visit.words) for each in recent],
    )


def _feeds(visit: Visit) -> tuple[tuple[FeedList, ...], str]:
    """Return the feeds that are watched, and why they cannot be shown."""
    try:
        return watched_feeds(visit.newsroom), ""
    except StoreError as error:
        return (), str(error)
