"""Engines for the tests of the text package."""

import pytest
from shipped_fonts import shipped_book

from composer.text import Engine, load_engine


@pytest.fixture(scope="session")
def engine() -> Engine:
    return load_engine(shipped_book(), backend="harfbuzz")


@pytest.fixture(scope="session")
def basic() -> Engine:
    return load_engine(shipped_book(), backend="basic")
