"""Fixtures of the desk's tests."""

import pytest
from browser import chromium, context, tab
from hypothesis import settings

__all__ = ["chromium", "context", "tab"]


def pytest_configure(config: pytest.Config) -> None:
    """Have each call of the API thought up a few times, or many."""
    count = 150 if config.getoption("--thorough") else 8
    settings.register_profile("api-calls", max_examples=count, deadline=None, derandomize=True)
