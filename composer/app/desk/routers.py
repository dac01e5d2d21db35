"""The parts of the desk that answer requests."""

from collections.abc import Callable, Mapping
from types import ModuleType

from fastapi import FastAPI

from composer.app.desk import (
    account,
    approval,
    calendar,
    drafts,
    editor,
    events,
    images,
    items,
    monitor,
    new,
    own_text,
    pages,
    picture,
    publish,
    sign_in,
    versions,
)
from composer.app.desk.api.application import BOUNDS as API_BOUNDS
from composer.app.desk.api.application import create_api
from composer.app.desk.bounds import Bound
from composer.app.desk.desk import Desk

OPEN: tuple[ModuleType, ...] = (sign_in, monitor)
"""Those that answer who is not signed in."""

ROUTERS: tuple[ModuleType, ...] = (
    account,
    approval,
    calendar,
    drafts,
    editor,
    events,
    images,
    items,
    new,
    own_text,
    pages,
    picture,
    publish,
    versions,
)
"""Those that answer people who are; each has a ``router``."""

MOUNTS: Mapping[str, Callable[[Desk], FastAPI]] = {"/api/v1": create_api}
"""Applications of their own below a path: those for programs, which bring tokens."""

BOUNDS: tuple[Bound, ...] = (new.BOUND, picture.BOUND, *API_BOUNDS)
"""Routes that take larger bodies than ``bounds.USUAL_BYTES``."""
