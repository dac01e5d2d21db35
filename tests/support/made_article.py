"""An invented article and highlights of it made by hand, so that no rule of ingest decides."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from composer.domain.article import TITLE_BLOCK, Article, Line, Paragraph, Span, Table
from composer.domain.highlight import (
    Candidate,
    Comparison,
    Country,
    Highlights,
    KeyFigure,
    Quotation,
)

SITE = "الموقع العربي للدفاع والتسليح"
TITLE = "السعودية واليابان توقعان اتفاقًا لبناء 12 زورقًا بلا طاقم"
DECK = "يبدأ التسليم في ربيع عام 2027 من حوض جديد."
POINTS = (
    "يبلغ طول الزورق 22 مترًا ومداه 1800 كيلومتر.",
    "ينفق البلدان على البرنامج 640 مليون دولار.",
    "تحمل النسخة الأولى رادار SPY-9 وأربعة صواريخ.",
)
QUOTE = "لا نشتري زوارق فحسب، بل ننقل صناعة كاملة إلى موانئنا."
SPEAKER = "سالم الحربي"
OFFICE = "مدير برنامج الزوارق"
FIGURE = "ارتفعت حصة الصناعة المحلية إلى 45% من كلفة البرنامج."
CLOSING = "إذا نجحت التجارب فستتبعها دفعة ثانية من 20 زورقًا."
ROWS = (
    ("الزورق", "الطول", "التسليح"),
    ("السعودية", "22 مترًا", "أربعة صواريخ"),
    ("اليابان", "25 مترًا", "مدفع 30 ملم"),
    ("تركيا", "18 مترًا", "طوربيدان"),
)


def line(article: Article, block: int, text: str, *, emphasis: str = "") -> Line:
    """Return a text of a block as a line with its place."""
    start = article.plain(block).index(text)
    marked: tuple[tuple[int, int], ...] = ()
    if emphasis:
        at = text.index(emphasis)
        marked = ((at, at + len(emphasis)),)
    place = Span(block=block, start=start, end=start + len(text))
    return Line(text=text, source=place, emphasis=marked)


def whole(article: Article, block: int) -> Line:
    """Return all of a block as a line."""
    return line(article, block, article.plain(block))


def comparison(article: Article, block: int, codes: Sequence[str | None]) -> Comparison:
    """Return a table of an article as a comparison; ``codes`` are the countries of its rows."""
    table = article.blocks[block]
    assert isinstance(table, Table)
    lines: list[tuple[Line, ...]] = []
    at = 0
    for row in table.rows:
        cells = []
        for cell in row:
            place = Span(block=block, start=at, end=at + len(cell))
            cells.append(Line(text=cell, source=place))
            at += len(cell) + 1
        lines.append(tuple(cells))
    return Comparison(
        columns=lines[0],
        rows=tuple(lines[1:]),
        countries=tuple(codes),
        source=Span(block=block, start=0, end=len(table.plain)),
    )


def made(
    title: str = TITLE,
    *,
    points: Iterable[str] = POINTS,
    quote: str = QUOTE,
    rows: Sequence[Sequence[str]] = ROWS,
    codes: Sequence[str | None] | None = ("SA", "JP", "TR"),
    emphasis: str = "",
) -> tuple[Article, Highlights]:
    """Return an article and everything it offers; what is empty is left out."""
    texts = (DECK, quote, f"{SPEAKER}، {OFFICE}", FIGURE, CLOSING, *points)
    paragraphs = [Paragraph(text=text) for text in texts]
    table = Table(rows=tuple(map(tuple, rows)))
    article = Article(title=title, blocks=(*paragraphs, table), site=SITE)
    last = len(texts)
    candidates = tuple(
        Candidate(line=whole(article, block), score=1.0, picked=True) for block in range(5, last)
    )
    words = line(article, 3, "45"), line(article, 3, "%"), line(article, 3, "حصة الصناعة المحلية")
    named = replace(line(article, 2, SPEAKER)), line(article, 2, OFFICE)
    found = Highlights(
        headline=line(article, TITLE_BLOCK, title, emphasis=emphasis),
        candidates=candidates,
        quotes=(
            (Quotation(text=whole(article, 1), name=named[0], role=named[1], country="SA"),)
            if quote
            else ()
        ),
        figures=(
            KeyFigure(
                value=words[0],
                unit=words[1],
                label=words[2],
                context=whole(article, 3),
                percent=45,
                share=True,
            ),
        ),
        comparison=(
            comparison(article, last, codes or (None,) * (len(rows) - 1)) if rows else None
        ),
        deck=whole(article, 0),
        conclusion=whole(article, 4),
        subjects=_subjects(article, title),
    )
    return article, found


def _subjects(article: Article, title: str) -> tuple[Country, ...]:
    return tuple(
        Country(code=code, name=line(article, TITLE_BLOCK, name))
        for name, code in (("السعودية", "SA"), ("اليابان", "JP"))
        if name in title
    )
