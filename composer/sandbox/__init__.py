"""The practice page: speaks the Graph API, keeps its state on disk, needs no account.

Each part is loaded when it is first used: most commands want no more than the page's ID.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from composer.sandbox.account import (
        PRACTICE_APP_ID,
        PRACTICE_APP_SECRET,
        PRACTICE_PAGE_ID,
        PRACTICE_TOKEN,
        PRACTICE_USER_ID,
        PRACTICE_USER_TOKEN,
    )
    from composer.sandbox.album import StoredPhoto
    from composer.sandbox.calls import Call
    from composer.sandbox.fault import Effect, Fault, Faults
    from composer.sandbox.feed import PostState, StoredPost
    from composer.sandbox.practice import PracticePage
    from composer.sandbox.wire import running, serve, transport

__all__ = [
    "PRACTICE_APP_ID",
    "PRACTICE_APP_SECRET",
    "PRACTICE_PAGE_ID",
    "PRACTICE_TOKEN",
    "PRACTICE_USER_ID",
    "PRACTICE_USER_TOKEN",
    "Call",
    "Effect",
    "Fault",
    "Faults",
    "PostState",
    "PracticePage",
    "StoredPhoto",
    "StoredPost",
    "running",
    "serve",
    "transport",
]

_NAMES_OF = {
    "album": ("StoredPhoto",),
    "calls": ("Call",),
    "fault": ("Effect", "Fault", "Faults"),
    "feed": ("PostState", "StoredPost"),
    "practice": ("PracticePage",),
    "wire": ("running", "serve", "transport"),
}


def __getattr__(name: str) -> object:
    """Load the part that holds a public name."""
    if name.startswith("PRACTICE_"):
        return getattr(import_module("composer.sandbox.account"), name)
    for module, names in _NAMES_OF.items():
        if name in names:
            return getattr(import_module(f"composer.sandbox.{module}"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
