"""The page that shows a draft as its reader will meet it: one HTML file beside the pictures."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from composer.app.draft import Draft, DraftCard
from composer.domain.article import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A card on the page."""

    file: str
    alt: str
    width: int
    height: int
    caption: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One draft on the page; ``post`` is its text, line by line."""

    title: str
    site: str
    theme: str
    pictures: tuple[Picture, ...]
    post: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, draft: Draft, *, below: str = "") -> "Section":
        """Return the section of a draft whose files lie in the folder ``below``."""
        return cls(
            title=draft.article.title,
            site=draft.article.site or "",
            theme=draft.theme,
            pictures=tuple(_picture(each, below) for each in draft.cards),
            post=tuple(draft.post.text.split("\n")),
            findings=draft.findings,
            notes=draft.notes,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that a page shows."""

    title: str
    sections: tuple[Section, ...]


class Pages:
    """Renders pages; every text in them is escaped, whatever it holds.

    Args:
        templates: The shipped folder of templates.
        bytecode: Where compiled templates are kept between runs.
    """

    def __init__(self, templates: Path, *, bytecode: BytecodeCache | None = None) -> None:
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(templates / "web"),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=bytecode,
        )

    def render(self, page: Page) -> bytes:
        """Return the HTML of a page, in UTF-8."""
        return self._environment.get_template("bundle.html.j2").render(page=page).encode()


def _picture(card: DraftCard, below: str) -> Picture:
    made = card.rendered
    problems = (f"{each.rule}: {each.detail}" for each in made.checks if str(each.level) != "ok")
    return Picture(
        file=below + card.file,
        alt=card.alt_text,
        width=made.width,
        height=made.height,
        caption=f"{card.file} · {made.width}×{made.height} · {_kilobytes(len(made.data))}",
        problems=tuple(problems),
    )


def _kilobytes(size: int) -> str:
    return f"{size / 1000:.0f} kB"
