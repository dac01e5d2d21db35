"""The parts of the desk that answer requests."""

from collections.abc import Callable, Mapping
from types import ModuleType

from fastapi import FastAPI

from composer.app.desk import account, events, images, sign_in
from composer.app.desk.bounds import Bound
from composer.app.desk.desk import Desk

OPEN: tuple[ModuleType, ...] = (sign_in,)
"""Those that answer people who are not signed in."""

ROUTERS: tuple[ModuleType, ...] = (account, events, images)
"""Those that answer people who are; each has a ``router``."""

MOUNTS: Mapping[str, Callable[[Desk], FastAPI]] = {}
"""Applications of their own below a path: those for programs, which bring tokens."""

BOUNDS: tuple[Bound, ...] = ()
"""Routes that take larger bodies than ``bounds.USUAL_BYTES``."""
