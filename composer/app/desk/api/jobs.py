"""``/jobs``, and the beginning of each: ``POST /drafts``."""

import time
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import JSONResponse, Response

from composer.app.arrival import MOST_KEPT, MOST_WAITING, Arrival, Batch, Reception, Stage
from composer.app.desk.api import draft_model, job_model
from composer.app.desk.api.caller import Caller, Known, Writer
from composer.app.desk.api.handed import BODY, Handed
from composer.app.desk.api.openapi import problems
from composer.app.desk.api.problem import Kind, Problem, Refusal, refuse
from composer.app.dossier import dossier
from composer.app.json_text import Document
from composer.app.queue_document import instant, show_document

router = APIRouter()

_LOOK_S = 0.05

JobName = Annotated[job_model.JobId, Path()]


@router.post(
    "/drafts",
    tags=["drafts"],
    operation_id="makeDraft",
    status_code=202,
    response_model=None,
    openapi_extra={"requestBody": BODY},
    responses={
        200: {"model": draft_model.Draft},
        201: {"model": draft_model.Draft},
        202: {"model": job_model.Job},
        **problems(403, 415, 422, 429),
    },
)
def make(
    known: Writer,
    handed: Handed,
    wait: Annotated[
        int, Query(ge=0, le=60, description="Seconds to wait for the draft itself.")
    ] = 0,
) -> Response:
    """Make a draft of an article.

    The answer is the job (202); with `wait`, the draft as soon as it is made (201), or the draft
    that there is of the article (200). To repeat it is harmless: of one article there is one draft,
    unless `again` says so, and the same content always has the same ID.
    """
    arrivals = known.desk.arrivals
    _check_room(arrivals)
    source, wish = handed
    begun = arrivals.begin((source,), wish)
    batch = _waited(arrivals, begun, wait)
    if not batch.is_over:
        headers = {"Location": f"/api/v1/jobs/{batch.id}"}
        return JSONResponse(_job(batch), 202, headers)
    return _made(known, batch.arrivals[0])


@router.get("/jobs", tags=["jobs"], operation_id="listJobs", response_model=job_model.JobList)
def list_jobs(
    known: Known,
    limit: Annotated[int, Query(ge=1, le=MOST_KEPT, description="At most so many.")] = 50,
) -> Document:
    """List the jobs that are remembered, the last begun first."""
    return {"jobs": [_job(each) for each in known.desk.arrivals.recent(limit)]}


@router.get(
    "/jobs/{job}",
    tags=["jobs"],
    operation_id="getJob",
    response_model=job_model.Job,
    responses=problems(404),
)
def get(known: Known, job: JobName) -> Document:
    """Tell how a job stands."""
    return _job(_found(known.desk.arrivals.batch(job), job))


@router.post(
    "/jobs/{job}/cancel",
    tags=["jobs"],
    operation_id="cancelJob",
    response_model=job_model.Job,
    responses=problems(404),
)
def cancel(known: Writer, job: JobName) -> Document:
    """Drop what is not drawn yet."""
    return _job(_found(known.desk.arrivals.cancel(job), job))


def _check_room(arrivals: Reception) -> None:
    """Refuse more work than there is room for."""
    if arrivals.waiting >= MOST_WAITING:
        told = f"{MOST_WAITING} articles wait already: try again when some are done"
        raise Refusal(Problem(kind=Kind.TOO_MANY, detail=told, headers={"Retry-After": "30"}))


def _waited(arrivals: Reception, begun: Batch, seconds: int) -> Batch:
    """Return how a batch stands when it is over, or when the time is."""
    end = time.monotonic() + seconds
    batch = begun
    while not batch.is_over and time.monotonic() < end:
        time.sleep(_LOOK_S)
        batch = arrivals.batch(begun.id) or batch
    return batch


def _made(known: Caller, arrival: Arrival) -> Response:
    """Return what became of an article."""
    if arrival.draft is None:
        kind = Kind.BROKEN if arrival.kind == "Mistake" else Kind.REFUSED
        raise refuse(kind, arrival.reason or "the job was cancelled")
    status = 200 if arrival.stage is Stage.KNOWN else 201
    headers = {"Location": f"/api/v1/drafts/{arrival.draft}"}
    document = show_document(dossier(known.newsroom, arrival.draft))
    return JSONResponse({**document, "review": None}, status, headers)


def _found(batch: Batch | None, name: str) -> Batch:
    if batch is None:
        raise refuse(Kind.NOT_FOUND, f"no job {name} is known: a restart may have forgotten it")
    return batch


def _job(batch: Batch) -> Document:
    return {
        "id": batch.id,
        "begun": instant(batch.begun),
        "person": batch.person,
        "page": batch.page,
        "over": batch.is_over,
        "articles": [
            {
                "number": each.number,
                "source": each.source,
                "state": each.stage.value,
                "title": each.title,
                "draft": each.draft,
                "reason": each.reason,
            }
            for each in batch.arrivals
        ],
    }
