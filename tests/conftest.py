"""Fixtures that all tests share."""

from pathlib import Path

import pytest
from golden import Golden

pytest_plugins = ("postgres", "stores")

_TESTS = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="accept the pictures that the tests make"
    )
    parser.addoption(
        "--thorough", action="store_true", help="all crashes under all faults, not a part of them"
    )


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> Golden:
    """Return the accepted pictures, or what accepts new ones."""
    update = bool(pytestconfig.getoption("--update-golden"))
    return Golden(_TESTS / "golden", _TESTS / "results", update=update)
