"""Refuses a draft that says what its article does not say."""

from collections.abc import Iterator

from composer.app.draft import Draft, DraftCard
from composer.app.transcript import Material
from composer.cards.frame import Check, Level
from composer.cards.theme import Theme
from composer.domain.article import Article, Line
from composer.domain.card import CardContent
from composer.errors import ArticleError, TemplateError
from composer.ingest.faithful import Evidence, is_founded, lines_of, misquoted, parted_figure
from composer.posts import PostText, own_words

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
    lines = (*lines_of(draft.highlights), *(line for _, line in draft.edition.lines))
    wrong = misquoted(draft.article, lines) or parted_figure(draft.article, draft.highlights)
    if wrong is not None:
        msg = (
            f"{draft.article.source}: «{wrong.text}» does not stand in the article where its place"
            " says: nothing was made"
        )
        raise ArticleError(msg)
    evidence = evidence_of(draft.material, theme)
    check_post(draft.post, draft.article, evidence)
    for card in draft.cards:
        found = _unsaid_on(card, evidence)
        if found is not None:
            raise found


def evidence_of(material: Material, theme: Theme) -> Evidence:
    """Return what bears out the texts of a draft: its article, its lines, the theme's labels."""
    article = material.article
    lines = (*lines_of(material.highlights), *(line for _, line in material.edition.lines))
    about = filter(None, (article.site, article.section, article.link))
    return Evidence.of(article, lines=lines, own=(*theme.labels.values(), *about))


def honesty_of(card: DraftCard, evidence: Evidence) -> Check | None:
    """Return the check that fails because a card says what nobody said; None where it does not."""
    found = _unsaid_on(card, evidence)
    return None if found is None else Check(rule="honesty", level=Level.FAIL, detail=str(found))


def check_post(post: PostText, article: Article, evidence: Evidence) -> None:
    """Check the post as its template made it.

    Raises:
        TemplateError: It says what nobody said.
    """
    file = f"posts/{post.network}.txt.j2"
    invented = [f"#{tag}" for tag in post.hashtags if not is_founded(tag, article)]
    said = invented[0] if invented else evidence.along_with(*post.hashtags).unsaid_in(post.text)
    if said is not None:
        raise _unsaid(said, file)


def _unsaid_on(card: DraftCard, evidence: Evidence) -> TemplateError | None:
    content = card.rendered.content
    edited = tuple(_edited(content))
    marks = (*_page_marks(content), content.date or "")
    drawn = evidence.along_with(*marks, lines=edited)
    for text in card.rendered.texts:
        if (said := drawn.unsaid(text)) is not None:
            return _unsaid(said, f"cards/{content.kind}.xml.j2")
    told = evidence.along_with(*own_words(content), lines=edited)
    said = told.unsaid_in(card.alt_text)
    return None if said is None else _unsaid(said, f"posts/alt-{content.kind}.txt.j2")


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


def _unsaid(said: str, file: str) -> TemplateError:
    what = f"it says «{' '.join(said.split())}», which the article does not say there: {_MEND}"
    return TemplateError(what, file=file)
