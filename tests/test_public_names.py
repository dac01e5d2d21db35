import subprocess
import sys
from types import ModuleType

import pytest

import composer

PROMISED = {"read_article", "pick_highlights", "compose", "render_card", "load_theme"}


def test_the_library_has_the_promised_functions() -> None:
    assert set(composer.__all__) >= PROMISED
    assert all(callable(getattr(composer, name)) for name in PROMISED)


@pytest.mark.parametrize("name", composer.__all__)
def test_every_public_name_can_be_had(name: str) -> None:
    value = getattr(composer, name)
    assert not isinstance(value, ModuleType)
    assert value.__doc__
    assert name in dir(composer)


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = composer.nothing


def test_importing_the_library_loads_none_of_its_parts() -> None:
    program = "import composer, sys; print([m for m in sys.modules if m.startswith('composer.')])"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
