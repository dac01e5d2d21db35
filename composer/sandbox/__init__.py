"""The practice page: speaks the Graph API, keeps its state on disk, needs no account."""

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
