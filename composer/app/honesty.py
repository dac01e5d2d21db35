"""Refuses a draft that says what its article does not say."""

from collections.abc import Iterator

from composer.app.draft import Draft, DraftCard
from composer.cards.theme import Theme
from composer.domain.article import Line
from composer.domain.card import CardContent
from composer.errors import ArticleError, TemplateError
from composer.ingest.faithful import Evidence, is_founded, lines_of, misquoted, parted_figure
from composer.posts import own_words

_MEND = (
    "print lines of the article, write the theme's own words under [labels] in theme.toml, and"
    " mark what a person changed as edited"
)


def check_honesty(draft: Draft, theme: Theme) -> None:
    """Check every text and number of a draft's cards, post and alternative texts.

    Raises:
        ArticleError: A highlight does not stand where it says it does.
        TemplateError: A template prints what neither the article nor the theme's labels say.
    """
    lines = tuple(lines_of(draft.highlights))
    wrong = misquoted(draft.article, lines) or parted_figure(draft.article, draft.highlights)
    if wrong is not None:
        msg = (
            f"{draft.article.source}: «{wrong.text}» does not stand in the article where its place"
            " says: nothing was made"
        )
        raise ArticleError(msg)
    evidence = Evidence.of(draft.article, lines=lines, own=_own(draft, theme))
    _check_post(draft, evidence.along_with(*draft.post.hashtags))
    for card in draft.cards:
        _check_card(card, evidence)


def _own(draft: Draft, theme: Theme) -> Iterator[str]:
    """Give what may stand anywhere: the labels, and what the article's source says of it."""
    article = draft.article
    yield from theme.labels.values()
    yield from filter(None, (article.site, article.section, article.link, draft.post.link))
    yield from (card.rendered.content.site for card in draft.cards[:1])


def _check_post(draft: Draft, evidence: Evidence) -> None:
    file = f"posts/{draft.post.network}.txt.j2"
    invented = [f"#{tag}" for tag in draft.post.hashtags if not is_founded(tag, draft.article)]
    _refuse(invented[0] if invented else evidence.unsaid_in(draft.post.text), file=file)


def _check_card(card: DraftCard, evidence: Evidence) -> None:
    content = card.rendered.content
    edited = tuple(_edited(content))
    marks = (*_page_marks(content), content.date or "")
    drawn = evidence.along_with(*marks, lines=edited)
    for text in card.rendered.texts:
        _refuse(drawn.unsaid(text), file=f"cards/{content.kind}.xml.j2")
    told = evidence.along_with(*own_words(content), lines=edited)
    _refuse(told.unsaid_in(card.alt_text), file=f"posts/alt-{content.kind}.txt.j2")


def _edited(content: CardContent) -> Iterator[Line]:
    """Give the lines of a card that a person wrote."""
    table, said, figure = content.comparison, content.quotation, content.figure
    lines = [content.headline, content.title, content.deck, content.conclusion, *content.points]
    lines.append(content.credit)
    lines += (said.text, said.name, said.role) if said else ()
    lines += (figure.value, figure.unit, figure.label, figure.context) if figure else ()
    lines += (cell for row in (table.columns, *table.rows) for cell in row) if table else ()
    return (line for line in lines if line is not None and line.edited)


def _page_marks(content: CardContent) -> Iterator[str]:
    """Give the numbers that a set of cards has of its own."""
    last = max(content.pages, content.parts, content.first + len(content.points))
    return (str(number) for number in range(1, last + 1))


def _refuse(said: str | None, *, file: str) -> None:
    if said is not None:
        what = f"it says «{' '.join(said.split())}», which the article does not say there: {_MEND}"
        raise TemplateError(what, file=file)
