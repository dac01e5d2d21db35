"""``/health`` and ``/me``: is the service there, and who am I to it."""

from typing import Literal

from fastapi import APIRouter, Request

from composer.app.desk.api.caller import Known
from composer.app.desk.api.model import Answer
from composer.app.desk.api.problem import Kind, refuse
from composer.app.desk.visit import desk_of
from composer.app.json_text import Document
from composer.domain.role import Right
from composer.errors import StoreError

router = APIRouter(tags=["service"])


class Health(Answer):
    """That the service answers, and its store too."""

    status: Literal["ok"]


class Me(Answer):
    """Who a token is."""

    name: str
    role: Literal["writer", "editor", "publisher"]
    rights: list[Literal["write", "approve", "publish"]]


@router.get("/health", operation_id="getHealth", response_model=Health)
def health(request: Request) -> Document:
    """Tell whether the service answers; wants no token. 503 where its store cannot be read."""
    try:
        desk_of(request).newsroom.store.restored()
    except StoreError as error:  # where the store is, is nothing for everybody
        raise refuse(Kind.AWAY, "the store cannot be read") from error
    return {"status": "ok"}


@router.get("/me", operation_id="getMe", response_model=Me)
def me(known: Known) -> Document:
    """Tell who the token is, and what it may do."""
    rights = [right for right in Right if known.role.may(right)]
    return {"name": known.name, "role": known.role, "rights": rights}
