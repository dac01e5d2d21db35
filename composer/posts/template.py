"""Text templates of a theme: plain text, sandboxed, never escaped."""

import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    Environment,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2 import TemplateError as JinjaError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from composer.errors import TemplateError

SUFFIX = ".txt.j2"

MOST_CHARACTERS = 200_000
"""More than any network takes, and little enough to stop a loop that runs away."""

MOST_TURNS = 5_000
"""Turns that all counting loops of one rendering may take together."""


class PostTemplates:
    """The post and alternative-text templates of one theme.

    Args:
        folders: Folders of the theme and of those it extends, its own first.
        bytecode: Where compiled templates are kept between runs.
    """

    def __init__(self, folders: tuple[Path, ...], *, bytecode: BytecodeCache | None = None) -> None:
        self._environment = ImmutableSandboxedEnvironment(
            loader=_ThemeLoader(folders),
            undefined=StrictUndefined,
            autoescape=False,  # what comes out is plain text, not markup
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=bytecode,
        )
        self._environment.filters["sentence"] = sentence
        self._environment.globals["range"] = self._range
        self._turns = 0

    def render(self, *names: str, **values: object) -> str:
        """Render the first of the named templates that the theme has.

        Args:
            names: Names without ``.txt.j2``, the wanted one first.
            values: What the template may show.

        Raises:
            TemplateError: No such template, or a mistake in one; with file and line.
        """
        files = [f"{name}{SUFFIX}" for name in names]
        self._turns = 0
        try:
            template: Template = self._environment.select_template(files)
            return _gathered(template.generate(**values), template.filename or files[0])
        except TemplateNotFound as error:
            what = f"there is no template {error.name or files[-1]!r} in the theme or those below"
            raise TemplateError(what, file=files[0]) from error
        except TemplateSyntaxError as error:
            file = error.filename or error.name or files[0]
            raise TemplateError(str(error.message), file=file, line=error.lineno) from error
        except (
            JinjaError,
            TypeError,
            ValueError,
            ArithmeticError,
            LookupError,
            AttributeError,
        ) as error:
            file, line = _place(error, files[0])
            raise TemplateError(str(error), file=file, line=line) from error

    def _range(self, *bounds: int) -> range:
        """Stand in for ``range`` with a limit on all turns of one rendering."""
        numbers = range(*bounds)
        self._turns += len(numbers)
        if self._turns > MOST_TURNS:
            msg = f"its loops count further than {MOST_TURNS:,}"
            raise OverflowError(msg)
        return numbers


def sentence(text: object) -> str:
    """Return a text with a full stop at its end, unless it has a mark there already."""
    words = " ".join(str(text).split())
    closed = words.rstrip('”»")’]').endswith((".", "!", "؟", "?", "…", ":", "؛", "،"))
    return words if closed or not words else f"{words}."


class _ThemeLoader(BaseLoader):
    """Finds ``name`` in the first folder that has it, ``theme:name`` in that theme's alone."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return text, path, and that the file is never looked at again in this run."""
        del environment
        theme, _, name = template.rpartition(":")
        named = [each for each in self._folders if theme in ("", each.name)]
        if "/" in name or "\\" in name:
            raise TemplateNotFound(template)
        for folder in named if not theme else named[-1:]:
            file = folder / "posts" / name
            if file.is_file():
                return file.read_text(encoding="utf-8"), str(file), lambda: True
        raise TemplateNotFound(template)


def _gathered(chunks: Iterator[str], file: str) -> str:
    """Return what a template says; it may not go on for ever."""
    parts: list[str] = []
    length = 0
    for chunk in chunks:
        parts.append(chunk)
        length += len(chunk)
        if length > MOST_CHARACTERS:
            what = f"it says more than {MOST_CHARACTERS:,} characters"
            raise TemplateError(what, file=file)
    return "".join(parts)


def _place(error: BaseException, fallback: str) -> tuple[str, int | None]:
    """Return file and line of the template in which an error arose."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = [each for each in frames if each.filename.endswith(SUFFIX)]
    return (inside[-1].filename, inside[-1].lineno) if inside else (fallback, None)
