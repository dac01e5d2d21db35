"""Renders card templates to markup: sandboxed, strict, escaped."""

from collections.abc import Mapping
from typing import Any

from jinja2 import BytecodeCache, TemplateNotFound
from markupsafe import Markup, escape

from composer.cards.theme import Size, Theme
from composer.domain.article import Line, Span
from composer.domain.card import CardContent
from composer.domain.highlight import Comparison, Country, KeyFigure, Quotation
from composer.errors import TemplateError
from composer.template import Folders, Sandbox

_OURS = frozenset({CardContent, Comparison, Country, KeyFigure, Line, Quotation, Size, Span})
_UNSEEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


class CardTemplates:
    """The card templates of one theme; what is compiled may be kept in ``bytecode``."""

    def __init__(self, theme: Theme, *, bytecode: BytecodeCache | None = None) -> None:
        self._theme = theme
        self._loader = Folders(theme.folders, "cards")
        self._current = ""
        self._sandbox = Sandbox(
            self._loader, plain=_OURS, bytecode=bytecode, autoescape=True, finalize=_finished
        )
        self._sandbox.filters["marked"] = marked
        self._sandbox.filters["plain"] = plain
        self._sandbox.filters["numeral"] = theme.numerals.written

    def render(self, content: CardContent, size: Size, density: int) -> str:
        """Return the markup of a card.

        Raises:
            TemplateError: There is no such template, or it is wrong; with file and line.
        """
        name = self._current = f"{content.kind}.xml.j2"
        space = self._theme.space
        values = {
            "card": content,
            "size": size,
            "theme": self._theme,
            "labels": self._theme.labels,
            "space": space,
            "margin": space["margin-wide" if size.wide else "margin"],
            "density": density,
            "flags_on_top": False,
        }
        try:
            return self._sandbox.text([name], values)
        except TemplateNotFound as error:
            known = ", ".join(sorted(set(self.names())))
            what = f"theme {self._theme.name!r} has no card template {error.name!r}; it has {known}"
            raise TemplateError(what, file=name) from error

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
    whole = " edited" if line.edited else ""  # its characters have no places of their own
    place = f'<span source="{span.block} {span.start} {span.end}{whole}">'
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
