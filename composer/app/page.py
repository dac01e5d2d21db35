"""The page that shows a draft as its reader will meet it: one HTML file beside the pictures."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from composer.app.draft import Draft, DraftCard
from composer.domain.article import Action, Article, Finding

_AROUND = 26
_ACTIONS = {
    Action.REPAIRED: "أُصلح",
    Action.SHOWN: "أُصلح، راجعه",
    Action.FLAGGED: "لم يُمس، راجعه",
}
_RULES = {
    "invisible-character": "محرف خفي",
    "no-break-space": "مسافة غير عادية",
    "doubled-space": "مسافة مكررة",
    "space-before-punctuation": "مسافة قبل علامة الترقيم",
    "latin-punctuation": "علامة ترقيم لاتينية",
    "missing-space": "مسافة ناقصة",
    "unbalanced-quotes": "علامة تنصيص بلا مقابل",
    "stop-in-quotation": "نقطة داخل اقتباس",
    "stop-after-particle": "نقطة بعد أداة",
    "stop-in-reported-speech": "نقطة في وسط كلام منقول",
    "stop-before-name": "نقطة بين اللقب والاسم",
    "stop-in-construct": "نقطة بين المضاف والمضاف إليه",
    "stop-after-between": "نقطة بين طرفي «بين»",
    "stop-before-predicate": "نقطة قبل الخبر",
    "stop-before-fragment": "نقطة قبل تتمة الجملة",
    "stop-before-contrast": "نقطة قبل استدراك",
    "stop-before-noun": "نقطة قبل اسم معرف",
    "stop-before-preposition": "نقطة قبل حرف جر",
    "stop-with-space": "نقطة قبلها مسافة",
    "no-headline": "لا عنوان",
}


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
class Remark:
    """What proofreading found, in the words of the editor who reads the page.

    Args:
        rule: What was found.
        action: What was done about it.
        left: Some text before the place, as it stands now.
        was: The characters that stood there; a space is spelt out.
        now: The characters that stand there.
        right: Some text after it.
    """

    rule: str
    action: str
    left: str
    was: str
    now: str
    right: str

    @classmethod
    def of(cls, finding: Finding, article: Article) -> "Remark":
        """Return the remark about a finding in an article."""
        span = finding.span
        text = article.plain(span.block)
        return cls(
            rule=_RULES.get(finding.rule, finding.rule),
            action=_ACTIONS[finding.action],
            left=text[max(0, span.start - _AROUND) : span.start],
            was=finding.before.replace(" ", "␣"),
            now=finding.after.replace(" ", "␣"),
            right=text[span.end : span.end + _AROUND],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One draft on the page; ``post`` is its text, line by line."""

    title: str
    site: str
    theme: str
    pictures: tuple[Picture, ...]
    post: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
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
            remarks=tuple(Remark.of(each, draft.article) for each in draft.findings),
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
