"""Articles, highlights and editions of any kind, each line at its place, for laws."""

from datetime import UTC
from typing import Any

from hypothesis import strategies as st

from composer.app.transcript import Material
from composer.domain.article import (
    TITLE_BLOCK,
    Action,
    Article,
    Bullets,
    Dateline,
    Figure,
    Finding,
    Heading,
    Line,
    Paragraph,
    Quote,
    Span,
    Table,
)
from composer.domain.edition import Decision, Edition, Picture
from composer.domain.highlight import (
    Candidate,
    Comparison,
    Country,
    Highlights,
    KeyFigure,
    Quotation,
)

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12
)
maybe = st.none() | texts
floats = st.floats(-1e6, 1e6, allow_nan=False)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 3))
    row = st.tuples(*[texts] * width)
    return Table(rows=tuple(draw(st.lists(row, min_size=2, max_size=3))), caption=draw(maybe))


blocks = st.one_of(
    st.builds(Paragraph, text=texts),
    st.builds(Dateline, text=texts),
    st.builds(Heading, text=texts, level=st.integers(2, 6)),
    st.builds(Bullets, items=st.lists(texts, max_size=3).map(tuple), ordered=st.booleans()),
    st.builds(Quote, text=texts, speaker=maybe, lead=maybe),
    tables(),
    st.builds(Figure, src=maybe, alt=maybe, caption=maybe),
)

articles = st.builds(
    Article,
    title=texts,
    blocks=st.lists(blocks, max_size=4).map(tuple),
    site=maybe,
    source=st.just("a.txt"),
    section=maybe,
    author=maybe,
    published=maybe,
    link=maybe,
    image=maybe,
    tags=st.lists(texts, max_size=2).map(tuple),
)


@st.composite
def places(draw: st.DrawFn, article: Article) -> Span:
    block = draw(st.integers(TITLE_BLOCK, len(article.blocks) - 1))
    length = len(article.plain(block))
    start = draw(st.integers(0, length))
    return Span(block=block, start=start, end=draw(st.integers(start, length)))


@st.composite
def lines(draw: st.DrawFn, article: Article, *, edited: bool | None = None) -> Line:
    """A line that stands in the article, or one that a person wrote."""
    source = draw(places(article))
    if not (draw(st.booleans()) if edited is None else edited):
        text = article.at(source)
        return Line(text=text, source=source, emphasis=draw(emphases(text)))
    text = draw(texts)
    place = draw(st.none() | st.just(source))
    return Line(text=text, source=place, edited=True, emphasis=draw(emphases(text)))


@st.composite
def emphases(draw: st.DrawFn, text: str) -> tuple[tuple[int, int], ...]:
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=4)))
    return tuple(zip(cuts[::2], cuts[1::2], strict=False))


@st.composite
def comparisons(draw: st.DrawFn, cell: st.SearchStrategy[Line], place: Any) -> Comparison:  # noqa: ANN401 - a strategy
    width, height = draw(st.integers(1, 3)), draw(st.integers(0, 3))
    row = st.tuples(*[cell] * width)
    return Comparison(
        columns=draw(st.just(()) | row),
        rows=tuple(draw(row) for _ in range(height)),
        countries=tuple(draw(st.none() | st.just("RU")) for _ in range(height)),
        source=draw(place),
        title=draw(st.none() | cell),
        entity=draw(st.none() | cell),
        country=draw(st.none() | st.just("SA")),
    )


def quotations(line: st.SearchStrategy[Line]) -> st.SearchStrategy[Quotation]:
    some = st.none() | line
    return st.builds(
        Quotation, text=line, speaker=maybe, name=some, role=some, country=st.none() | st.just("VE")
    )


def figures(line: st.SearchStrategy[Line]) -> st.SearchStrategy[KeyFigure]:
    some = st.none() | line
    return st.builds(
        KeyFigure,
        value=line,
        label=line,
        unit=some,
        context=some,
        percent=st.none() | floats,
        share=st.booleans(),
        score=floats,
    )


@st.composite
def highlights(draw: st.DrawFn, article: Article) -> Highlights:
    line = lines(article, edited=False)
    some = st.none() | line
    country = st.builds(Country, code=st.just("RU"), name=line, count=st.integers(1, 9))
    candidate = st.builds(Candidate, line=line, score=floats, picked=st.booleans(), shown=some)
    return Highlights(
        headline=draw(line),
        candidates=tuple(draw(st.lists(candidate, max_size=3))),
        quotes=tuple(draw(st.lists(quotations(line), max_size=2))),
        figures=tuple(draw(st.lists(figures(line), max_size=2))),
        comparison=draw(st.none() | comparisons(line, places(article))),
        deck=draw(some),
        conclusion=draw(some),
        subjects=tuple(draw(st.lists(country, max_size=2))),
        countries=tuple(draw(st.lists(country, max_size=2))),
        hashtags=tuple(draw(st.lists(texts, max_size=2))),
    )


pictures = st.builds(
    Picture,
    sha256=st.just("ab" * 32),
    media_type=st.sampled_from(("image/png", "image/jpeg")),
    width=st.integers(1, 3000),
    height=st.integers(1, 3000),
    name=texts,
    focus=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    credit=st.text(max_size=4),
    rights=st.text(max_size=4),
)
decisions = st.builds(
    Decision,
    key=texts,
    by=texts,
    at=st.datetimes().map(lambda at: at.replace(tzinfo=UTC)),
    note=st.text(max_size=4),
)


@st.composite
def editions(draw: st.DrawFn, article: Article) -> Edition:
    line = lines(article)
    some = st.none() | line
    return Edition(
        headline=draw(line),
        theme=draw(texts),
        deck=draw(some),
        points=tuple(draw(st.lists(line, max_size=3))),
        quotation=draw(st.none() | quotations(line)),
        figure=draw(st.none() | figures(line)),
        comparison=draw(st.none() | comparisons(line, places(article))),
        conclusion=draw(some),
        sizes=tuple(draw(st.lists(texts, min_size=1, max_size=2))),
        kinds=draw(st.none() | st.lists(texts, max_size=2).map(tuple)),
        image_format=draw(st.sampled_from(("png", "jpeg"))),
        picture=draw(st.none() | pictures),
        hashtags=tuple(draw(st.lists(texts, max_size=2))),
        decisions=tuple(draw(st.lists(decisions, max_size=2))),
    )


@st.composite
def materials(draw: st.DrawFn) -> Material:
    article = draw(articles)
    finding = st.builds(
        Finding,
        rule=texts,
        action=st.sampled_from(Action),
        span=places(article),
        before=st.text(max_size=3),
        after=st.text(max_size=3),
    )
    return Material(
        article=article,
        findings=tuple(draw(st.lists(finding, max_size=2))),
        highlights=draw(highlights(article)),
        edition=draw(editions(article)),
    )
