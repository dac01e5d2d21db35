"""A draft: the cards, the post and the alternative texts of one article."""

import hashlib
from dataclasses import dataclass

from composer.app.picture import Photograph
from composer.app.transcript import Material
from composer.cards.studio import RenderedCard
from composer.domain.article import Article, Finding
from composer.domain.edition import Edition
from composer.domain.highlight import Highlights
from composer.posts import PostText


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCard:
    """A finished card with its name and what is told to a reader who cannot see it."""

    rendered: RenderedCard
    file: str
    alt_text: str

    @property
    def sha256(self) -> str:
        """Hash of the picture's bytes, in hexadecimal."""
        return hashlib.sha256(self.rendered.data).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that was made of one article.

    Args:
        article: What was read.
        findings: What proofreading found in it.
        highlights: What the article offers.
        edition: What stands on the cards of it, and how they look.
        theme: Name of the theme.
        cards: In the order of the post, size after size.
        post: The text.
        notes: What was left out, and why; for people.
        picture: The photograph; None without one.
    """

    article: Article
    findings: tuple[Finding, ...]
    highlights: Highlights
    edition: Edition
    theme: str
    cards: tuple[DraftCard, ...]
    post: PostText
    notes: tuple[str, ...] = ()
    picture: Photograph | None = None

    @property
    def material(self) -> Material:
        """What its cards and its post were made of."""
        return Material(
            article=self.article,
            findings=self.findings,
            highlights=self.highlights,
            edition=self.edition,
        )

    @property
    def id(self) -> str:
        """The draft's name: the same for the same content, whenever and wherever it was made."""
        parts = [self.article.title, self.theme, self.post.network, self.post.text]
        for card in self.cards:
            parts += [card.file, card.sha256, card.alt_text]
        if self.picture is not None:
            told = self.picture.picture
            parts += [told.sha256, told.credit, told.rights]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def file_name(number: int, card: RenderedCard) -> str:
    """Return the name of a card's file; ``number`` counts the cards of a size from 1."""
    ending = "jpg" if card.image_format == "jpeg" else card.image_format
    return f"{number:02d}-{card.kind}-{card.size}.{ending}"
