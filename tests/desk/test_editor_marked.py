"""How an article is cut into pieces, so that some of them can be marked."""

from hypothesis import given
from hypothesis import strategies as st

from composer.app.desk.marked import Mark, MarkedBlock, marked
from composer.domain.article import Article, Block, Bullets, Heading, Paragraph, Quote, Span, Table

words = st.text(alphabet="ابت، .1", min_size=1, max_size=12)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, text=words),
    st.builds(Heading, text=words),
    st.builds(Bullets, items=st.lists(words, min_size=1, max_size=3).map(tuple)),
    st.builds(Quote, text=words, speaker=st.none() | words),
    st.builds(
        Table,
        rows=st.lists(st.tuples(words, words), min_size=1, max_size=3).map(tuple),
        caption=st.none() | words,
    ),
)
articles = st.builds(Article, title=words, blocks=st.lists(blocks, max_size=3).map(tuple))


@st.composite
def marked_articles(draw: st.DrawFn) -> tuple[Article, list[Mark[int]]]:
    article = draw(articles)
    marks = []
    for number in range(draw(st.integers(0, 4))):
        block = draw(st.integers(-1, len(article.blocks) - 1))
        length = len(article.plain(block))
        start = draw(st.integers(0, length))
        span = Span(block=block, start=start, end=draw(st.integers(start, length)))
        marks.append(Mark(span=span, what=number))
    return article, marks


def runs(block: MarkedBlock[int]) -> list[tuple[str, list[int]]]:
    """Return the characters of a block in the order in which spans count, each with its marks."""
    found: list[tuple[str, list[int]]] = []
    cells = [cell for row in block.rows for cell in row]
    for pieces in (*cells, *block.runs):
        for piece in pieces:
            found += [(sign, list(piece.marks)) for sign in piece.text]
    return found


@given(marked_articles())
def test_every_character_stands_in_one_piece_and_bears_the_marks_of_its_place(
    given: tuple[Article, list[Mark[int]]],
) -> None:
    article, marks = given
    for block in marked(article, marks):
        plain = article.plain(block.index)
        expected = [
            (
                sign,
                [
                    mark.what
                    for mark in marks
                    if mark.span.block == block.index and mark.span.start <= at < mark.span.end
                ],
            )
            for at, sign in enumerate(plain)
            if sign not in "\n\t"
        ]
        assert runs(block) == expected


@given(marked_articles())
def test_each_piece_is_where_it_says(given: tuple[Article, list[Mark[int]]]) -> None:
    article, marks = given
    for block in marked(article, marks):
        cells = [cell for row in block.rows for cell in row]
        for piece in (each for pieces in (*cells, *block.runs) for each in pieces):
            assert article.at(piece.span) == piece.text


def test_a_mark_ends_where_its_last_character_stands() -> None:
    article = Article(title="عنوان", blocks=(Paragraph(text="جملة أولى. جملة ثانية."),))
    mark = Mark(span=Span(block=0, start=0, end=10), what="أولى")
    pieces = marked(article, [mark])[1].runs[0]
    assert [(piece.text, piece.marks, piece.ends) for piece in pieces] == [
        ("جملة أولى.", ("أولى",), ("أولى",)),
        (" جملة ثانية.", (), ()),
    ]
