"""The parts that make cards and posts, joined once for any number of articles."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from composer.app.bytecode import TemplateCache
from composer.app.dateline import dateline
from composer.app.draft import Draft, DraftCard, file_name
from composer.app.honesty import check_honesty
from composer.app.onlooker import UNSEEN, Onlooker
from composer.app.order import OWN_PICTURE, Order
from composer.app.page import Pages
from composer.app.photo import photograph_for
from composer.app.picture import Photograph, credit_of
from composer.app.transcript import Material
from composer.app.web import Web
from composer.cards.album import check_kinds, offered
from composer.cards.gallery import Gallery
from composer.cards.paint import GROUNDS_KEPT
from composer.cards.picture import Photo, Pictures
from composer.cards.studio import CardSet, Manner, RenderedCard, Studio
from composer.cards.theme import Theme
from composer.domain.article import Article
from composer.domain.card import CardContent
from composer.domain.edition import Edition
from composer.domain.highlight import Highlights
from composer.domain.trace import trace_of
from composer.errors import ArticleError, SettingsError, ThemeError
from composer.ingest import Gazetteer, Reading, pick_highlights, require_headline
from composer.ingest.entity import ANY_KIND
from composer.ingest.fetched import Fetches
from composer.posts import PostTemplates, PostText, alt_text, compose_post, first_hashtags
from composer.resources import shipped_root
from composer.settings import cache_folder
from composer.text import Engine, FontBook, load_engine

_NO_PICTURE = "no photograph behind the headline: the article names no picture"
_NOTHING_TO_CREDIT = "--credit and --rights say nothing: there is no photograph"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """All that composing needs.

    Args:
        theme: The theme.
        engine: What shapes and rasters its text.
        studio: What draws its cards.
        templates: Its post and alternative-text templates.
        pages: What renders the pages that show drafts.
        gazetteer: The countries to recognise.
        site: Name of the site for articles that do not tell theirs.
        zone: The page's zone, in which an article's date is told.
        web: What fetches the photographs that are asked for by address.
        onlooker: Is told what was drawn, for metrics.
    """

    theme: Theme
    engine: Engine
    studio: Studio
    templates: PostTemplates
    pages: Pages
    gazetteer: Gazetteer
    site: str | None = None
    zone: ZoneInfo | None = None
    web: Fetches = field(default_factory=Web)
    onlooker: Onlooker = UNSEEN

    @classmethod
    def of(
        cls,
        theme: Theme,
        *,
        backend: str,
        site: str | None = None,
        zone: ZoneInfo | None = None,
        grounds: int = GROUNDS_KEPT,
    ) -> "Workshop":
        """Make the parts for a theme and join them.

        Args:
            theme: The theme.
            backend: What shapes the text, as the settings say it.
            site: Name of the site for articles that do not tell theirs.
            zone: The page's zone.
            grounds: How many backgrounds of cards to keep.
        """
        root = shipped_root()
        cache = cache_folder()
        bytecode = TemplateCache(cache) if cache else None
        engine = _engine(theme, root / "fonts", backend=backend)
        return cls(
            theme=theme,
            engine=engine,
            studio=Studio(
                theme,
                engine,
                Pictures(root / "assets" / "flags", theme.folders),
                bytecode=bytecode,
                grounds=grounds,
            ),
            templates=PostTemplates(theme.folders, labels=theme.labels, bytecode=bytecode),
            pages=Pages(root / "templates", bytecode=bytecode),
            gazetteer=gazetteer(),
            site=site,
            zone=zone,
        )

    def draft(
        self,
        reading: Reading,
        order: Order,
        *,
        photograph: Callable[[Article], Photograph | None] | None = None,
    ) -> Draft:
        """Return the draft of an article.

        Args:
            reading: The article.
            order: What to make of it.
            photograph: Returns its photograph; otherwise it is looked for as the order says.

        Raises:
            ArticleError: The article lacks what is asked for.
            TemplateError: A template is wrong, or says what the article does not say.
            TextDoesNotFit: A text is longer than its card can hold.
        """
        article = self._with_site(require_headline(reading.article))
        highlights = pick_highlights(article, reading.findings, gazetteer=self.gazetteer)
        trace = trace_of(article)
        logger.info("highlights picked", extra={"count": len(highlights.picked), "trace": trace})
        _check_cells(article, highlights)
        found = photograph(article) if photograph else photograph_for(article, order, self.web)
        material = Material(
            article=article,
            findings=reading.findings,
            highlights=highlights,
            edition=self._first_edition(article, highlights, order, found),
        )
        made = self._asked_for(material, order, found)
        facts = {"count": len(made.cards), "theme": self.theme.name, "trace": trace}
        logger.info("cards drawn", extra=facts)
        draft = Draft(
            article=article,
            findings=reading.findings,
            highlights=highlights,
            edition=material.edition,
            theme=self.theme.name,
            cards=self.named(made.cards),
            post=self.post(material),
            notes=(*made.notes, *_absent(order, found)),
            picture=found,
        )
        check_honesty(draft, self.theme)
        return draft

    def cards(self, article: Article, highlights: Highlights, order: Order) -> CardSet:
        """Return the cards that are asked for, as far as the article has content for them.

        Raises:
            ArticleError: A kind that is asked for has no content.
            TemplateError: A template is wrong.
            TextDoesNotFit: A text is longer than its card can hold.
        """
        edition = self._first_edition(article, highlights, order, None)
        material = Material(
            article=article, findings=article.findings, highlights=highlights, edition=edition
        )
        return self._asked_for(material, order, None)

    def draw(
        self, material: Material, photo: Photo | None, *, gallery: Gallery | None = None
    ) -> CardSet:
        """Return the cards of an edition, as far as there is content for them.

        Args:
            material: What they are made of.
            photo: The photograph behind the headline.
            gallery: The cards that were drawn before.

        Raises:
            TemplateError: A template is wrong.
            TextDoesNotFit: A text is longer than its card can hold.
            ThemeError: The theme has no such size.
        """
        edition = material.edition
        manner = Manner(
            sizes=edition.sizes,
            kinds=edition.kinds,
            image_format=edition.image_format,
            photo=photo,
        )
        began = perf_counter()
        made = self.studio.draw(self._offer(material, photo), manner, gallery=gallery)
        self.onlooker.drew(len(made.cards), perf_counter() - began)
        return made

    def post(self, material: Material) -> PostText:
        """Return the post of an edition as the theme's template makes it."""
        return compose_post(material.article, material.highlights, self.templates, material.edition)

    def _asked_for(
        self, material: Material, order: Order, photograph: Photograph | None
    ) -> CardSet:
        photo = None if photograph is None else photograph.photo
        check_kinds(self._offer(material, photo), self.theme, order.kinds or ())
        return self.draw(material, photo)

    def _first_edition(
        self,
        article: Article,
        highlights: Highlights,
        order: Order,
        photograph: Photograph | None,
    ) -> Edition:
        asked = order.kinds
        kinds = None if asked is None else tuple(each for each in self.theme.kinds if each in asked)
        return replace(
            Edition.first(highlights, theme=self.theme.name),
            sizes=order.sizes,
            kinds=kinds,
            image_format=order.image_format,
            picture=None if photograph is None else photograph.picture,
            hashtags=first_hashtags(article, highlights),
        )

    def _offer(self, material: Material, photo: Photo | None) -> CardContent:
        article, edition = material.article, material.edition
        return offered(
            article,
            self._about_headline(material.highlights, edition),
            edition,
            site=article.site or "",
            date=dateline(article, self.theme, self.zone),
            image=photo is not None,
            credit=credit_of(edition.picture, label=self.theme.labels.get("credit", "")),
        )

    def _about_headline(self, highlights: Highlights, edition: Edition) -> Highlights:
        """Return the highlights without the countries that an edited headline does not name."""
        headline = edition.headline
        if not headline.edited:
            return highlights
        named = {each.code for each in self.gazetteer.mentions(headline.text, kinds=ANY_KIND)}
        subjects = tuple(each for each in highlights.subjects if each.code in named)
        return replace(highlights, subjects=subjects)

    def _with_site(self, article: Article) -> Article:
        if article.site or not self.site:
            return article
        return replace(article, site=self.site)

    def named(self, cards: Iterable[RenderedCard]) -> tuple[DraftCard, ...]:
        """Return the cards with their names, counted by size, and alternative texts."""
        counts: Counter[str] = Counter()
        named = []
        for card in cards:
            counts[card.size] += 1
            lines = [line.text for line in card.lines]
            told = alt_text(card.content, self.templates, lines=lines)
            name = file_name(counts[card.size], card)
            named.append(DraftCard(rendered=card, file=name, alt_text=told))
        return tuple(named)


def _absent(order: Order, photograph: Photograph | None) -> Iterator[str]:
    """Give what is asked for about a photograph that is not there."""
    if photograph is None and order.image == OWN_PICTURE:
        yield _NO_PICTURE
    if photograph is None and (order.credit or order.rights):
        yield _NOTHING_TO_CREDIT


def gazetteer() -> Gazetteer:
    """Return the shipped table of countries."""
    return Gazetteer.load(shipped_root() / "assets" / "gazetteer" / "countries.tsv")


def font_book(theme: Theme, shipped: Path) -> FontBook:
    """Return the fonts of a theme: from its own folder ``fonts``, else the shipped ones.

    Raises:
        ThemeError: A font file that the theme names is not there.
    """
    folders = (*(each / "fonts" for each in theme.folders), shipped)
    families = {
        family: {int(weight): _font(name, folders, theme) for weight, name in weights.items()}
        for family, weights in theme.fonts.items()
    }
    return FontBook(families=families, fallbacks=theme.fallback)


def _font(name: str, folders: tuple[Path, ...], theme: Theme) -> Path:
    file = next((path for each in folders if (path := each / name).is_file()), None)
    if file is None:
        msg = (
            f"theme {theme.name!r} names the font {name}, which is not in {folders[-1]}: install"
            " Nashir again, or put the file into the theme's own folder fonts"
        )
        raise ThemeError(msg)
    return file


def _engine(theme: Theme, fonts: Path, *, backend: str) -> Engine:
    try:
        return load_engine(font_book(theme, fonts), backend=backend)
    except ImportError as error:
        msg = f"the backend {backend} cannot be loaded ({error}): use --backend basic"
        raise SettingsError(msg) from error


def _check_cells(article: Article, highlights: Highlights) -> None:
    """Refuse a table with a hole: nobody knows whether the cell is missing or its row shifted.

    The head of the first column may be empty, as it often is.
    """
    table = highlights.comparison
    if table is None:
        return
    for number, row in enumerate((table.columns[1:], *table.rows), 1):
        if not all(cell.text.strip() for cell in row):
            msg = (
                f"{article.source}: row {number} of the table in block {table.source.block}"
                f" («{row[0].text}») has not a text for each of the {len(table.columns)} columns:"
                " give it as many cells as the others, with – where there is nothing to say"
            )
            raise ArticleError(msg)
