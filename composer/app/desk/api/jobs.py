"""``/jobs``: the making of drafts."""

from fastapi import APIRouter

router = APIRouter(tags=["jobs"])
