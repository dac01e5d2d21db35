"""Text templates of a theme: plain text, sandboxed, never escaped."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import BytecodeCache, TemplateNotFound

from composer.errors import TemplateError
from composer.template import Folders, Sandbox

SUFFIX = ".txt.j2"


class PostTemplates:
    """The post and alternative-text templates of one theme.

    Args:
        folders: Folders of the theme and of those it extends, its own first.
        labels: The theme's own words, ``labels`` in the templates.
        bytecode: Where compiled templates are kept between runs.
    """

    def __init__(
        self,
        folders: tuple[Path, ...],
        *,
        labels: Mapping[str, str],
        bytecode: BytecodeCache | None = None,
    ) -> None:
        # What comes out is plain text, not markup: nothing is escaped.
        self._sandbox = Sandbox(Folders(folders, "posts"), bytecode=bytecode, autoescape=False)
        self._sandbox.filters["sentence"] = sentence
        self.labels = labels

    def render(self, *names: str, **values: object) -> str:
        """Render the first of the named templates that the theme has.

        Args:
            names: Names without ``.txt.j2``, the wanted one first.
            values: What the template may show.

        Raises:
            TemplateError: No such template, or a mistake in one; with file and line.
        """
        files = [f"{name}{SUFFIX}" for name in names]
        try:
            return self._sandbox.text(files, {"labels": self.labels, **values})
        except TemplateNotFound as error:
            what = f"there is no template {error.name or files[-1]!r} in the theme or those below"
            raise TemplateError(what, file=files[0]) from error


def sentence(text: object) -> str:
    """Return a text with a full stop at its end, unless it has a mark there already."""
    words = " ".join(str(text).split())
    closed = words.rstrip('”»")’]').endswith((".", "!", "؟", "?", "…", ":", "؛", "،"))
    return words if closed or not words else f"{words}."
