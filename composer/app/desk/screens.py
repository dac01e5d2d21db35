"""The templates of the desk; every text in a page is escaped, whatever it holds."""

from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Screens:
    """Renders pages and parts of pages.

    Args:
        templates: The shipped folder of templates; names count from its folder ``desk``, or from
            itself.
        asset: Returns where an asset is served.
    """

    def __init__(self, templates: Path, *, asset: Callable[[str], str]) -> None:
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader([templates / "desk", templates]),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,  # a running desk keeps to the templates that its code was made for
        )
        self._environment.globals["asset"] = asset

    def text(self, name: str, values: Mapping[str, object]) -> str:
        """Return what a template says, such as ``drafts/screen.html.j2``."""
        return self._environment.get_template(name).render(values)
