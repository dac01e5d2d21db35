"""The parts that make cards and posts, joined once for any number of articles."""

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from composer.app.draft import MOST_CARDS, Draft, DraftCard, file_name
from composer.app.order import Order
from composer.cards.picture import Photo, Pictures
from composer.cards.studio import CardSet, Studio
from composer.cards.theme import Theme
from composer.domain.article import Article
from composer.domain.highlight import Highlights
from composer.errors import ArticleError
from composer.ingest import Reading, pick_highlights, require_headline
from composer.posts import PostTemplates, alt_text, compose_post
from composer.resources import shipped_root
from composer.text import Engine, load_engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """All that composing needs.

    Args:
        theme: The theme.
        engine: What shapes and rasters its text.
        studio: What draws its cards.
        templates: Its post and alternative-text templates.
        site: Name of the site for articles that do not tell theirs.
    """

    theme: Theme
    engine: Engine
    studio: Studio
    templates: PostTemplates
    site: str | None = None

    @classmethod
    def of(cls, theme: Theme, *, backend: str, site: str | None = None) -> "Workshop":
        """Make the parts for a theme and join them; ``backend`` is as in the settings."""
        root = shipped_root()
        engine = load_engine(theme, root / "fonts", backend=backend)
        return cls(
            theme=theme,
            engine=engine,
            studio=Studio(theme, engine, Pictures(root / "assets" / "flags", theme.folders)),
            templates=PostTemplates(theme.folders),
            site=site,
        )

    def draft(self, reading: Reading, order: Order) -> Draft:
        """Return the draft of an article.

        Raises:
            ArticleError: The article lacks what is asked for.
            TextDoesNotFit: A text is longer than its card can hold.
        """
        article = self._with_site(require_headline(reading.article))
        highlights = pick_highlights(article)
        made = self.cards(article, highlights, order)
        _check_kinds(order, made)
        cards, left_out = self._named(made)
        return Draft(
            article=article,
            findings=reading.findings,
            highlights=highlights,
            theme=self.theme.name,
            cards=cards,
            post=compose_post(article, highlights, self.templates),
            notes=made.notes + left_out,
        )

    def cards(self, article: Article, highlights: Highlights, order: Order) -> CardSet:
        """Return the cards that are asked for, as far as the article has content for them."""
        return self.studio.cards(
            article,
            highlights,
            sizes=order.sizes,
            kinds=order.kinds,
            image_format=order.image_format,
            photo=_photo(article, order),
        )

    def _with_site(self, article: Article) -> Article:
        if article.site or not self.site:
            return article
        return replace(article, site=self.site)

    def _named(self, made: CardSet) -> tuple[tuple[DraftCard, ...], tuple[str, ...]]:
        """Return the cards with names and alternative texts, and what was one too many."""
        numbers: dict[str, int] = {}
        cards, notes = [], []
        for card in made.cards:
            number = numbers[card.size] = numbers.get(card.size, 0) + 1
            if number > MOST_CARDS:
                notes.append(f"left out: {card.kind} ({card.size}), card {number} of its size")
                continue
            told = alt_text(card.content, self.templates)
            cards.append(DraftCard(rendered=card, file=file_name(number, card), alt_text=told))
        return tuple(cards), tuple(notes)


def _check_kinds(order: Order, made: CardSet) -> None:
    """Refuse to pass over in silence a kind that was asked for by name."""
    absent = [kind for kind in order.kinds or () if kind not in {each.kind for each in made.cards}]
    if absent:
        msg = f"the article has nothing for the card {absent[0]!r}: leave --card {absent[0]} out"
        raise ArticleError(msg)


def _photo(article: Article, order: Order) -> Photo | None:
    """Return the photograph asked for, else the article's own where it lies beside its file."""
    file = order.image or _own_picture(article)
    if file is None:
        return None
    try:
        return Photo(file.read_bytes(), name=str(file), focus=order.focus)
    except OSError as error:
        msg = f"{file}: the photograph cannot be read: {error.strerror}"
        raise ArticleError(msg) from error


def _own_picture(article: Article) -> Path | None:
    """Return the article's picture: a path that stays below the folder of the article's file."""
    named = PurePosixPath(article.image or "")
    if not article.image or named.is_absolute() or ".." in named.parts or ":" in article.image:
        return None
    file = Path(article.source).parent / named
    return file if file.is_file() else None
