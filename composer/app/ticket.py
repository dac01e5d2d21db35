"""What somebody who draws is told of an article: the article as it was read, and the order.

A ticket holds all that its draft depends on, but for the program and the theme's files. It goes
through the store as JSON and comes back exactly.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

from cattrs import BaseValidationError, Converter
from cattrs.preconf.json import make_converter
from cattrs.strategies import configure_tagged_union

from composer.app.draft import Draft
from composer.app.order import Order
from composer.app.picture import Photograph
from composer.app.workshop import Workshop
from composer.cards.theme import Theme
from composer.domain.article import Article, Block
from composer.domain.edition import Picture
from composer.errors import StoreError
from composer.ingest import Reading
from composer.store.blob import Blobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """An article to be drawn.

    Args:
        reading: The article, and what proofreading found in it.
        order: What to make of it; its theme is named, and it reads nothing from any disk.
        zone: Name of the page's zone, in which an article's date is told.
        site: Name of the site for an article that does not tell its own.
        picture: Its photograph, whose bytes are in the store; None without one.
    """

    reading: Reading
    order: Order
    zone: str
    site: str | None = None
    picture: Picture | None = None

    @classmethod
    def parse(cls, text: str) -> "Ticket":
        """Return the ticket of a text that ``text`` gave.

        Raises:
            StoreError: It is none: another version of the program wrote it.
        """
        try:
            return _converter().structure(json.loads(text), cls)
        except (BaseValidationError, ValueError, TypeError) as error:
            msg = (
                "the article was handed in by another version of Nashir: hand it in again with"
                f" {version('nashir')}"
            )
            raise StoreError(msg) from error

    @property
    def text(self) -> str:
        """The ticket as JSON."""
        return json.dumps(_converter().unstructure(self), separators=(",", ":"), sort_keys=True)

    def digest(self, marks: str) -> str:
        """Return the hash of all that the draft depends on.

        Args:
            marks: What tells the theme's files; see ``marks_of``.
        """
        parts = (version("nashir"), marks, self.text)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def draw(self, workshop: Workshop, blobs: Blobs) -> Draft:
        """Return the draft.

        Args:
            workshop: The parts, made for the ticket's theme and page.
            blobs: Where the photograph is.

        Raises:
            InputError: It cannot be made.
            StoreError: The photograph cannot be had.
        """
        found = None
        if self.picture is not None:
            found = Photograph(picture=self.picture, data=blobs.get(self.picture.sha256))
        return workshop.draft(self.reading, self.order, photograph=partial(_given, found))


def marks_of(theme: Theme) -> str:
    """Return the hash of all files of a theme and of those that it extends."""
    found = hashlib.sha256()
    for folder in theme.folders:
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            found.update(f"{file.relative_to(folder).as_posix()}\0".encode())
            found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def _given(found: Photograph | None, article: Article) -> Photograph | None:
    del article
    return found


@cache
def _converter() -> Converter:
    made = make_converter(forbid_extra_keys=True, omit_if_default=True)
    configure_tagged_union(Block, made, tag_name="is")
    made.register_structure_hook(Path | str | None, lambda value, _: value)
    made.register_unstructure_hook(Path, str)
    return made
