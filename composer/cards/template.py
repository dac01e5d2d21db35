"""Renders card templates to markup: sandboxed, strict, escaped."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.bccache import BytecodeCache
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from composer.cards.theme import Size, Theme
from composer.domain.article import Line, Span
from composer.domain.card import CardContent
from composer.domain.highlight import Comparison, Country, KeyFigure, Quotation
from composer.errors import TemplateError

_MOST_CHARACTERS = 200_000
_MOST_TURNS = 5_000
_OURS = frozenset({CardContent, Comparison, Country, KeyFigure, Line, Quotation, Size, Span})
_UNSEEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


class _Folders(BaseLoader):
    """Finds ``cards/NAME`` in a theme's folders; ``THEME:NAME`` in that theme's only."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders
        self.sources: dict[str, tuple[Path, str]] = {}

    def get_source(self, _environment: Environment, template: str) -> tuple[str, str, None]:
        """Return the source of a template and its path (Jinja's loader interface)."""
        theme, colon, name = template.rpartition(":")
        if ".." in Path(name).parts or Path(name).is_absolute():
            raise TemplateNotFound(template)
        for folder in self._folders:
            path = folder / "cards" / name
            if (not colon or folder.name == theme) and path.is_file():
                source = path.read_text(encoding="utf-8")
                self.sources[template] = (path, source)
                return source, str(path), None
        raise TemplateNotFound(template)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, with a short way to the fields of our own values.

    The sandbox looks at the type of everything it meets; of these the fields are all there is,
    and what begins with an underscore stays forbidden.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's interface
        if type(obj) in _OURS and not attribute.startswith("_"):
            try:
                return getattr(obj, attribute)
            except AttributeError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


class CardTemplates:
    """The card templates of one theme; what is compiled may be kept in ``bytecode``."""

    def __init__(self, theme: Theme, *, bytecode: BytecodeCache | None = None) -> None:
        self._theme = theme
        self._loader = _Folders(theme.folders)
        self._turns = 0
        self._current = ""
        self._environment = _Sandbox(
            loader=self._loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=bytecode,
            finalize=_finished,
        )
        self._environment.filters["marked"] = marked
        self._environment.filters["plain"] = plain
        self._environment.globals["range"] = self._range

    def render(self, content: CardContent, size: Size, density: int) -> str:
        """Return the markup of a card.

        Raises:
            TemplateError: There is no such template, or it is wrong; with file and line.
        """
        name = f"{content.kind}.xml.j2"
        self._current = name
        self._turns = 0
        space = self._theme.space
        try:
            template = self._environment.get_template(name)
            return self._gather(
                template.generate(
                    card=content,
                    size=size,
                    theme=self._theme,
                    labels=self._theme.labels,
                    space=space,
                    margin=space["margin-wide" if size.wide else "margin"],
                    density=density,
                    flags_on_top=False,
                ),
                name,
            )
        except TemplateNotFound as error:
            known = ", ".join(sorted(set(self.names())))
            what = f"theme {self._theme.name!r} has no card template {error.name!r}; it has {known}"
            raise TemplateError(what, file=name) from error
        except TemplateSyntaxError as error:
            what = error.message or "wrong syntax"
            file = error.filename or name
            raise TemplateError(what, file=file, line=error.lineno) from error
        except (UndefinedError, SecurityError, TemplateRuntimeError) as error:
            raise self._failure(error, name) from error
        except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
            raise self._failure(error, name) from error
        except (RecursionError, MemoryError) as error:
            raise self._failure(error, name) from error

    def names(self) -> list[str]:
        """Return the kinds for which the theme has a template."""
        return [
            path.name.removesuffix(".xml.j2")
            for folder in self._theme.folders
            for path in folder.glob("cards/*.xml.j2")
            if path.name != "base.xml.j2"
        ]

    def locate(self, needle: str) -> tuple[str, int | None]:
        """Return file and line of a piece of text: in the last card's template, else in any."""
        sources = self._loader.sources
        for name in sorted(sources, key=lambda name: name != self._current):
            path, source = sources[name]
            at = source.find(needle)
            if at >= 0:
                return str(path), source.count("\n", 0, at) + 1
        first = sources.get(self._current)
        return (str(first[0]) if first else "template"), None

    def _gather(self, chunks: Iterator[str], name: str) -> str:
        parts: list[str] = []
        length = 0
        for chunk in chunks:
            parts.append(chunk)
            length += len(chunk)
            if length > _MOST_CHARACTERS:
                what = f"the markup is longer than {_MOST_CHARACTERS} characters"
                raise TemplateError(what, file=name)
        return "".join(parts)

    def _range(self, *bounds: int) -> range:
        """Stand in for ``range`` with a limit on all turns of one rendering."""
        numbers = range(*bounds)
        self._turns += len(numbers)
        if self._turns > _MOST_TURNS:
            msg = f"more than {_MOST_TURNS} turns of range() in one card"
            raise TemplateRuntimeError(msg)
        return numbers

    def _failure(self, error: Exception, name: str) -> TemplateError:
        file, line = name, None
        for path, number in _places(error.__traceback__):
            if path.endswith(".j2"):
                file, line = path, number
        return TemplateError(str(error) or type(error).__name__, file=file, line=line)


def _places(traceback: TracebackType | None) -> Iterator[tuple[str, int]]:
    """Give file and line of each frame of a traceback, outermost first."""
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next


def _finished(value: Any) -> Any:  # noqa: ANN401 - Jinja hands over anything
    """Mark a line that a template prints without a filter."""
    return marked(value) if isinstance(value, Line) else value


def marked(line: Line | str) -> Markup:
    """Return a line as markup: escaped, with its place, its emphasis in ``<em>``."""
    if isinstance(line, str):
        return escape(_clean(line))
    parts: list[str] = []
    at = 0
    for start, end in line.emphasis:
        parts.append(escape(_clean(line.text[at:start])))
        parts.append(f"<em>{escape(_clean(line.text[start:end]))}</em>")
        at = end
    parts.append(escape(_clean(line.text[at:])))
    return _placed(line, "".join(parts))


def plain(line: Line | str) -> Markup:
    """Return a line as markup: escaped, with its place, without emphasis."""
    if isinstance(line, str):
        return escape(_clean(line))
    return _placed(line, str(escape(_clean(line.text))))


def _placed(line: Line, markup: str) -> Markup:
    if line.source is None:
        return Markup(markup)  # noqa: S704 - escaped above
    span = line.source
    place = f'<span source="{span.block} {span.start} {span.end}">'
    return Markup(f"{place}{markup}</span>")  # noqa: S704 - escaped above


def _clean(text: str) -> str:
    """Return the text without characters that XML cannot hold."""
    return text.translate(_UNSEEN)


def context_names() -> Mapping[str, str]:
    """Return what a card template receives, for the documentation."""
    return {
        "card": "the content of the card",
        "size": "the card size: width, height, wide, tall, square",
        "theme": "the theme",
        "labels": "the theme's own texts",
        "space": "the theme's distances",
        "margin": "the margin of this size, in px",
        "density": "0 for the roomy arrangement, 1, 2 for denser ones",
    }
