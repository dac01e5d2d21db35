"""The files of drafts that ``compose`` makes of the examples, made once for all tests."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from composer.app import services
from composer.app.order import Order
from composer.app.workshop import Workshop
from composer.resources import shipped_root
from composer.settings import Settings

EXAMPLES = shipped_root() / "examples"


@cache
def shared_workshop() -> Workshop:
    return services.build(Settings(workspace=Path()), Order())


@cache
def composed_bundle(example: str) -> Mapping[str, bytes]:
    """Return the files of the draft of an example, its list among them."""
    made = shared_workshop()
    draft = made.draft(services.read(str(EXAMPLES / example)), Order())
    return services.pack(draft, made).files_in(Path("/nowhere"))
