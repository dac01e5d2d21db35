"""What the templates of cards and posts share: a sandbox with limits, mistakes with their place.

Templates come from people. Jinja's sandbox keeps them from reaching into the program; the limits
here keep one that runs away from taking the machine with it.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
    pass_context,
)
from jinja2 import TemplateError as JinjaError
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from composer.errors import TemplateError

MOST_CHARACTERS = 200_000
"""More than any card or network takes."""

MOST_TURNS = 5_000
"""Turns that all loops of one rendering may take together."""

_TOO_FAR = f"its loops count further than {MOST_TURNS:,}"
_LARGEST_POWER = 16
_PADDING = ("center", "format", "indent", "wordwrap")
"""Filters that make a text of any length out of nothing."""

_LENGTHENING = frozenset(
    {"center", "ljust", "rjust", "zfill", "expandtabs", "format", "format_map", "join", "replace"}
)
"""Methods by which a text becomes one of any length."""

_MISTAKES = (
    JinjaError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
    MemoryError,
)


class Folders(BaseLoader):
    """Finds templates in the folders of a theme and of those it extends.

    ``NAME`` is in the first folder that has it, ``THEME:NAME`` in that theme's alone.

    Args:
        folders: The themes' folders, the own one first.
        kind: The folder inside them: ``cards`` or ``posts``.
    """

    def __init__(self, folders: tuple[Path, ...], kind: str) -> None:
        self._folders = folders
        self._kind = kind
        self.sources: dict[str, tuple[Path, str]] = {}

    def get_source(self, _environment: Environment, template: str) -> tuple[str, str, None]:
        """Return text and path of a template (Jinja's loader interface)."""
        theme, colon, name = template.rpartition(":")
        if ".." in Path(name).parts or Path(name).is_absolute():
            raise TemplateNotFound(template)
        for folder in self._folders:
            path = folder / self._kind / name
            if (not colon or folder.name == theme) and path.is_file():
                source = path.read_text(encoding="utf-8")
                self.sources[template] = (path, source)
                return source, str(path), None
        raise TemplateNotFound(template)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with limits, and a short way to the fields of our own values.

    The sandbox looks at the type of everything it meets; of ``plain`` types the fields are all
    there is, and what begins with an underscore stays forbidden.

    Args:
        loader: Where templates are.
        plain: Types whose fields may be read without a look.
        bytecode: Where compiled templates are kept between runs.
        options: More of Jinja's own.
    """

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(
        self,
        loader: BaseLoader,
        *,
        plain: frozenset[type] = frozenset(),
        bytecode: BytecodeCache | None = None,
        **options: Any,  # noqa: ANN401 - Jinja's options
    ) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=bytecode,
            **options,
        )
        self._plain = plain
        self._turns = 0
        self.globals["range"] = _short_range
        self.filters["counted"] = self._counted
        for name in _PADDING:
            del self.filters[name]

    def text(self, names: list[str], values: Mapping[str, object]) -> str:
        """Return what the first of some templates says.

        Raises:
            TemplateNotFound: There is none of them, or one that it includes is missing.
            TemplateError: It is wrong, or says too much; with file and line.
        """
        self._turns = 0
        try:
            template = self.select_template(names)
            return _gathered(template.generate(**values), template.filename or names[0])
        except TemplateNotFound:
            raise
        except TemplateSyntaxError as error:
            file = error.filename or error.name or names[0]
            what = error.message or "wrong syntax"
            raise TemplateError(what, file=file, line=error.lineno) from error
        except _MISTAKES as error:
            file, line = _place(error.__traceback__, names[0])
            what = str(error) or type(error).__name__
            raise TemplateError(what, file=file, line=line) from error

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's interface
        """Return an attribute, as the sandbox allows (Jinja's interface)."""
        if type(obj) in self._plain and not attribute.startswith("_"):
            try:
                return getattr(obj, attribute)
            except AttributeError:
                return self.undefined(obj=obj, name=attribute)
        if isinstance(obj, str) and attribute in _LENGTHENING:
            return self.unsafe_undefined(obj, attribute)
        return super().getattr(obj, attribute)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Multiply numbers only, and to no great power (Jinja's interface)."""
        if not isinstance(left, int | float) or not isinstance(right, int | float):
            msg = f"{operator} works on numbers only"
            raise SecurityError(msg)
        if operator == "**" and abs(right) > _LARGEST_POWER:
            msg = f"a power is at most {_LARGEST_POWER}"
            raise SecurityError(msg)
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Return the tree of a template in which every loop counts its turns."""
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            place = loop.iter.lineno
            loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=place)
        return tree

    @pass_context  # or Jinja would work it out once for all turns, where the items are constant
    def _counted(self, _context: Context, items: Iterable[Any]) -> list[Any]:
        """Return what a loop goes through, as long as all loops together have turns left."""
        found = list(items)
        self._turns += len(found)
        if self._turns > MOST_TURNS:
            raise SecurityError(_TOO_FAR)
        return found


def _short_range(*bounds: int) -> range:
    """Stand in for ``range``; a longer one could be spelt out without a loop."""
    numbers = range(*bounds)
    if len(numbers) > MOST_TURNS:
        raise SecurityError(_TOO_FAR)
    return numbers


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


def _place(traceback: TracebackType | None, fallback: str) -> tuple[str, int | None]:
    """Return file and line of the innermost template in a traceback."""
    file, line = fallback, None
    while traceback is not None:
        path = traceback.tb_frame.f_code.co_filename
        if path.endswith(".j2"):
            file, line = path, traceback.tb_lineno
        traceback = traceback.tb_next
    return file, line
