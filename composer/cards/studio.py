"""Makes the cards of an article: content, template, layout, checks, pixels, file."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from jinja2.bccache import BytecodeCache

from composer.cards.album import (
    Flow,
    check_kinds,
    flows_in_order,
    limited,
    numbered,
    offered,
    spread,
)
from composer.cards.check import check
from composer.cards.frame import Frame
from composer.cards.gallery import Gallery, RenderedCard
from composer.cards.layout import Setting
from composer.cards.markup import Parser
from composer.cards.paint import (
    GROUNDS_KEPT,
    Painter,
    encode_jpeg,
    encode_photo_png,
    encode_png,
)
from composer.cards.picture import Photo, Pictures
from composer.cards.template import CardTemplates
from composer.cards.theme import Size, Theme
from composer.cards.typeset import Memory, TextSetter
from composer.domain.article import Article, Line
from composer.domain.card import CardContent
from composer.domain.highlight import Highlights
from composer.errors import TextDoesNotFit, ThemeError
from composer.text.model import Engine

__all__ = ["CardSet", "Manner", "RenderedCard", "Studio"]

_ROOMY = 0.35
"""Place on the type scale below which a denser arrangement is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSet:
    """The cards of an article, size by size, and notes on what was left out."""

    cards: tuple[RenderedCard, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How cards are made, whatever they say.

    Args:
        sizes: Names of card sizes; the first is the post's.
        kinds: Kinds in their order; None for all that have content, in the theme's order.
        image_format: ``png`` or ``jpeg``.
        photo: Photograph for the cards that take one.
    """

    sizes: Sequence[str] = ("portrait",)
    kinds: Sequence[str] | None = None
    image_format: str = "png"
    photo: Photo | None = None


@dataclass(frozen=True, slots=True)
class _Sketch:
    """A card that is laid out; ``card`` where it was painted before."""

    content: CardContent
    key: str
    frame: Frame | None = None
    card: RenderedCard | None = None


class Studio:
    """Makes cards of one theme; keeps fonts, templates and backgrounds between articles.

    Args:
        theme: The theme.
        engine: What shapes and rasters its text.
        pictures: Its flags, icons and files.
        bytecode: Where compiled templates are kept between runs.
        grounds: How many backgrounds to keep, at 4 to 6 MB each.
    """

    def __init__(
        self,
        theme: Theme,
        engine: Engine,
        pictures: Pictures,
        *,
        bytecode: BytecodeCache | None = None,
        grounds: int = GROUNDS_KEPT,
    ) -> None:
        self.theme = theme
        self._engine = engine
        self._pictures = pictures
        self._templates = CardTemplates(theme, bytecode=bytecode)
        self._painter = Painter(engine, pictures, grounds=grounds)
        self._plain = self._tools(theme)
        self._photo = self._tools(theme.over_photo()) if theme.photo else self._plain

    def _tools(self, theme: Theme) -> tuple[Parser, Setting]:
        """Return what reads and lays out cards in the colours of a theme."""
        memory = Memory()

        def texts() -> TextSetter:
            return TextSetter(theme, self._engine, memory)

        return Parser(theme), Setting(theme, self._pictures.icon, texts)

    def cards(  # noqa: PLR0913 - what an editor may choose
        self,
        article: Article,
        highlights: Highlights,
        *,
        site: str = "",
        date: str | None = None,
        sizes: Sequence[str] = ("portrait",),
        kinds: Sequence[str] | None = None,
        image_format: str = "png",
        photo: Photo | None = None,
        credit: Line | None = None,
    ) -> CardSet:
        """Return the cards of an article in each size.

        Args:
            article: The article.
            highlights: What it offers.
            site: Name of the site; the article's own where this is empty.
            date: When the article was published, for its first card.
            sizes: Names of card sizes; the first is the post's.
            kinds: Kinds to make; None makes all that the article has content for.
            image_format: ``png`` or ``jpeg``.
            photo: Photograph for the cards that take one.
            credit: Who made it, to be printed on them.

        Raises:
            ArticleError: A kind that was asked for has no content.
            TextDoesNotFit: A text is too long for its card.
            TemplateError: A template is wrong.
            ThemeError: A size is unknown.
        """
        name = site or article.site or ""
        offer = offered(
            article,
            highlights,
            site=name,
            date=date,
            image=photo is not None,
            credit=credit,
        )
        check_kinds(offer, self.theme, kinds or ())
        if kinds is not None:
            kinds = [each for each in self.theme.kinds if each in kinds]
        manner = Manner(sizes=sizes, kinds=kinds, image_format=image_format, photo=photo)
        return self.draw(offer, manner)

    def draw(
        self, offer: CardContent, manner: Manner, *, gallery: Gallery | None = None
    ) -> CardSet:
        """Return the cards that are asked for, as far as there is content for them.

        Args:
            offer: Everything there is for cards; see ``composer.cards.album.offered``.
            manner: How they are made.
            gallery: The cards that were drawn before: the same bytes, without drawing them.

        Raises:
            TextDoesNotFit: A text is too long for its card.
            TemplateError: A template is wrong.
            ThemeError: A size is unknown.
        """
        made: list[RenderedCard] = []
        notes: list[str] = []
        for size in manner.sizes:
            sketches, said = self._set(offer, self.size(size), manner, gallery)
            notes += [note for note in said if note not in notes]
            made += [self._painted(each, size, manner, gallery) for each in sketches]
        photo = manner.photo
        if photo is not None and not any(card.content.image for card in made):
            notes.append(f"{photo.name} is not used: none of these cards takes a photograph")
        return CardSet(cards=tuple(made), notes=tuple(notes))

    def size(self, name: str) -> Size:
        """Return a card size by name."""
        size = self.theme.sizes.get(name)
        if size is None:
            known = ", ".join(self.theme.sizes)
            msg = f"there is no card size {name!r}; theme {self.theme.name!r} has {known}"
            raise ThemeError(msg)
        return size

    def frame(self, content: CardContent, size: Size) -> Frame:
        """Return the frame of one card, in the roomiest arrangement that is not too small."""
        return self._frame(content, size, self._markups(content, size))

    def _markups(self, content: CardContent, size: Size) -> Iterator[str]:
        """Give what the template makes of a content, from the roomiest arrangement on."""
        kind = self.theme.kinds.get(content.kind)
        for density in range(kind.densities if kind is not None else 1):
            yield self._templates.render(content, size, density)

    def _frame(self, content: CardContent, size: Size, markups: Iterable[str]) -> Frame:
        refused: TextDoesNotFit | None = None
        best: Frame | None = None
        parser, setting = self._photo if content.image else self._plain
        for markup in markups:
            node = parser.parse(markup, self._templates.locate)
            try:
                frame = setting.lay_out(node, size, kind=content.kind)
            except TextDoesNotFit as error:
                refused = error
                continue
            if best is None or frame.scale > best.scale:
                best = frame
            if best.scale >= _ROOMY:
                break
        if best is None:
            raise refused or AssertionError(content.kind)
        return best

    def render(
        self,
        content: CardContent,
        size: str = "portrait",
        *,
        image_format: str = "png",
        photo: Photo | None = None,
    ) -> RenderedCard:
        """Return one finished card."""
        frame = self.frame(content, self.size(size))
        return self._finish(content, frame, size, image_format, photo)

    def _set(
        self, offer: CardContent, size: Size, manner: Manner, gallery: Gallery | None
    ) -> tuple[list[_Sketch], tuple[str, ...]]:
        """Lay out a whole set, spreading a kind over more cards until each of them fits."""
        found, notes = flows_in_order(offer, self.theme, size, manner.kinds)
        while True:
            kept, left_out = limited(found)
            sketches: list[_Sketch] = []
            for content in numbered(kept, self.theme.labels):
                try:
                    sketches.append(self._sketch(content, size, manner, gallery))
                except TextDoesNotFit:
                    found = self._spread_more(found, content.kind)
                    break
            else:
                return sketches, (*notes, *left_out)

    def _sketch(
        self, content: CardContent, size: Size, manner: Manner, gallery: Gallery | None
    ) -> _Sketch:
        """Lay out one card, or find that it was drawn before."""
        if gallery is None:
            return _Sketch(content, "", frame=self.frame(content, size))
        markups = tuple(self._markups(content, size))
        key = self._key(markups, content, size, manner)
        known = gallery.find(key)
        if known is not None:
            return _Sketch(content, key, card=replace(known, content=content))
        try:
            return _Sketch(content, key, frame=self._frame(content, size, markups))
        except TextDoesNotFit as error:
            gallery.keep(key, error)
            raise

    def _key(
        self, markups: tuple[str, ...], content: CardContent, size: Size, manner: Manner
    ) -> str:
        """Return a hash of all that decides the bytes of a card."""
        photo = manner.photo.mark if manner.photo is not None and content.image else ""
        theme, engine = str(self.theme.folders[:1]), type(self._engine).__name__
        facts = (theme, engine, content.kind, size.name, manner.image_format, photo)
        return hashlib.sha256("\0".join((*facts, *markups)).encode()).hexdigest()

    def _painted(
        self, sketch: _Sketch, size: str, manner: Manner, gallery: Gallery | None
    ) -> RenderedCard:
        if sketch.card is not None:
            return sketch.card
        if sketch.frame is None:
            raise AssertionError(sketch.key)
        card = self._finish(sketch.content, sketch.frame, size, manner.image_format, manner.photo)
        if gallery is not None:
            gallery.keep(sketch.key, card)
        return card

    def _spread_more(self, found: tuple[Flow, ...], kind: str) -> tuple[Flow, ...]:
        """Return the flows with one kind on one card more; re-raises where that cannot be."""
        flow = next(each for each in found if each.name == kind)
        wider = spread(flow, len(flow.parts) + 1)
        if len(wider.parts) <= len(flow.parts):
            raise  # noqa: PLE0704 - called while the refusal is being handled
        return tuple(wider if each is flow else each for each in found)

    def _finish(
        self,
        content: CardContent,
        frame: Frame,
        size: str,
        image_format: str,
        photo: Photo | None,
    ) -> RenderedCard:
        canvas = self._painter.paint(frame, photo)
        if image_format == "jpeg":
            data = encode_jpeg(canvas)
        elif frame.photo:
            data = encode_photo_png(canvas)
        else:
            data = encode_png(canvas)
        return RenderedCard(
            content=content,
            kind=content.kind,
            size=size,
            theme=self.theme.name,
            image_format=image_format,
            width=frame.width,
            height=frame.height,
            data=data,
            lines=frame.lines,
            texts=frame.texts,
            checks=check(frame, self.size(size)),
        )
