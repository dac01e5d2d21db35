"""A galley: a draft on the editor's table, with all that a change may touch."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from composer.app.editing.wording import ChangeRefused
from composer.app.transcript import Incomplete, Material, material_of
from composer.domain.article import Line
from composer.domain.edition import Edition
from composer.store.stored import StoredDraft

_PART = re.compile(r"-\d+-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Galley:
    """A draft as it is being changed.

    A card is named by its key, such as ``highlights-1-portrait``: kind, part of the kind, size.

    Args:
        material: What its cards are made of; None where the draft does not say.
        why_fixed: Why its cards cannot be drawn anew; None where they can.
        text: The text of its post that a person wrote; None for the template's.
        made_text: What the template made.
        link: The address of a link post.
        comment: The first comment.
        alt_texts: What a person wrote for a card, by its key.
        made_alt_texts: What the template made for each card, by its key.
        posted: Keys of the cards in the post, in their order.
        cards: Keys of all cards, in the order in which they were drawn.
    """

    material: Material | None
    why_fixed: str | None = None
    text: str | None = None
    made_text: str = ""
    link: str | None = None
    comment: str | None = None
    alt_texts: Mapping[str, str] = field(default_factory=dict)
    made_alt_texts: Mapping[str, str] = field(default_factory=dict)
    posted: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()

    @property
    def edition(self) -> Edition:
        """What stands on the cards.

        Raises:
            ChangeRefused: The draft does not say.
        """
        return self.whole.edition

    @property
    def whole(self) -> Material:
        """What the cards are made of.

        Raises:
            ChangeRefused: The draft does not say.
        """
        if self.material is None:
            msg = (
                "this draft does not hold what its cards were made of (an older version made it):"
                " compose its article again to change its cards"
            )
            raise ChangeRefused(msg, code="cannot-be-redrawn", field="cards")
        return self.material

    @property
    def present_text(self) -> str:
        """The text of the post."""
        return self.made_text if self.text is None else self.text

    def alt_text(self, key: str) -> str:
        """Return what is told of a card to a reader who cannot see it."""
        return self.alt_texts.get(key, self.made_alt_texts.get(key, ""))

    def with_edition(self, **values: object) -> "Galley":
        """Return the galley with other values in its edition."""
        material = self.whole
        edition = replace(material.edition, **values)  # type: ignore[arg-type] # names of fields
        return replace(self, material=replace(material, edition=edition))

    def original(self, line: Line | None) -> Line | None:
        """Return a line as the article has it; None where it comes from no place."""
        if line is None or line.source is None:
            return None
        words = self.whole.article.at(line.source)
        offered = self.whole.offered.get((line.source, words))
        return offered or Line(text=words, source=line.source)


def galley_of(draft: StoredDraft, material: Material | None = None) -> Galley:
    """Return the galley of a draft as it stands.

    Args:
        draft: The draft.
        material: What its cards are made of, where it is known already.
    """
    document = draft.document
    why = None
    if material is None:
        try:
            material = material_of(document)
        except Incomplete as error:
            why = str(error)
    keys = card_keys(document["cards"])
    made = {keys[each["file"]]: each["alt_text"] for each in document["cards"]}
    told = {keys[card.file]: card.alt_text for card in draft.cards}
    made_text = document["post"]["text"]
    return Galley(
        material=material,
        why_fixed=why,
        text=None if draft.text == made_text else draft.text,
        made_text=made_text,
        link=draft.post_link,
        comment=draft.comment,
        alt_texts={key: text for key, text in told.items() if text != made[key]},
        made_alt_texts=made,
        posted=tuple(keys[card.file] for card in draft.cards if card.posted),
        cards=tuple(keys.values()),
    )


def card_keys(cards: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the keys of a document's cards by their files, in the order of the document."""
    parts: Counter[tuple[str, str]] = Counter()
    keys: dict[str, str] = {}
    for card in cards:
        of_kind = card["kind"], card["size"]
        parts[of_kind] += 1
        keys[card["file"]] = card_key(card["kind"], parts[of_kind], card["size"])
    return keys


def kind_of(key: str) -> str:
    """Return the kind of card that a key names; names of sizes hold no hyphen and number."""
    return _PART.split(key)[0]


def card_key(kind: str, part: int, size: str) -> str:
    """Return what names a card of a draft, however it looks."""
    return f"{kind}-{part}-{size}"
