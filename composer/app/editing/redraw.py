"""From a changed galley to the whole draft that the store keeps: cards, post, document."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from composer.app.document import card_part, edition_parts, post_part
from composer.app.draft import DraftCard
from composer.app.editing.bench import Bench
from composer.app.editing.galley import Galley, card_keys, kind_of
from composer.app.honesty import check_post, evidence_of, honesty_of
from composer.app.transcript import Material
from composer.cards.frame import Check
from composer.posts import PostText
from composer.settings import Settings
from composer.store.stored import StoredCard, StoredDraft
from composer.store.version import Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What was made of an edition.

    Args:
        cards: In the order of the set, size after size.
        entries: What the document tells of each.
        post: The post as the template makes it.
        notes: What was left out, and why.
    """

    cards: tuple[DraftCard, ...]
    entries: tuple[Mapping[str, Any], ...]
    post: PostText
    notes: tuple[str, ...]


def looks_alike(one: Material, other: Material) -> bool:
    """Tell whether two editions give the same cards and the same post."""
    return _seen(one) == _seen(other)


def _seen(material: Material) -> object:
    """Return an edition without what no reader sees."""
    edition = material.edition
    picture = edition.picture and replace(edition.picture, rights="")
    return replace(edition, decisions=(), picture=picture)


def draw(
    material: Material, bench: Bench, settings: Settings, *, read: Callable[[str], bytes]
) -> Drawn:
    """Draw the cards of an edition, those that changed, and make its post.

    Args:
        material: What they are made of.
        bench: What draws them.
        settings: What is set.
        read: Returns the bytes of an image by its hash.

    Raises:
        TemplateError: A template is wrong, or its post says what nobody said.
        TextDoesNotFit: A text is longer than its card can hold.
        ThemeError: There is no such theme or size.
        StoreError: The photograph is missing.
    """
    edition = material.edition
    workshop = bench.workshop(settings, edition.theme)
    photo = bench.photo(edition.picture, read) if edition.picture is not None else None
    made = workshop.draw(material, photo, gallery=bench.gallery)
    cards, post = workshop.named(made.cards), workshop.post(material)
    evidence = evidence_of(material, workshop.theme).along_with(*post.hashtags)
    check_post(replace(post, hashtags=()), material.article, evidence)
    return Drawn(
        cards=cards,
        entries=tuple(_entry(card, honesty_of(card, evidence)) for card in cards),
        post=post,
        notes=made.notes,
    )


def _entry(card: DraftCard, dishonest: Check | None) -> Mapping[str, Any]:
    if dishonest is None:
        return card_part(card)
    made = card.rendered
    return card_part(replace(card, rendered=replace(made, checks=(*made.checks, dishonest))))


def revision_of(
    draft: StoredDraft, old: Galley, new: Galley, drawn: Drawn | None, *, label: str
) -> Revision:
    """Return a draft as it stands after a change.

    Args:
        draft: As it is kept.
        old: Its galley.
        new: The changed one.
        drawn: Its cards and post; None where no card changed.
        label: What was changed.
    """
    document: Mapping[str, Any] = draft.document
    if drawn is not None:
        new = placed(old, new, drawn)
        document = {
            **document,
            "title": new.edition.headline.text,
            "theme": new.edition.theme,
            "cards": [dict(each) for each in drawn.entries],
            "post": {**document["post"], **post_part(drawn.post)},
            "notes": list(drawn.notes),
        }
    if new.material is not None and new.material != old.material:
        document = {**document, **edition_parts(new.edition)}
    kept = {card.sha256 for card in draft.cards}
    made = () if drawn is None else drawn.cards
    return Revision(
        document=document,
        title=document["title"],
        theme=document["theme"],
        text=new.present_text,
        post_link=new.link,
        comment=new.comment,
        cards=_stored(document["cards"], new),
        images={card.sha256: card.rendered.data for card in made if card.sha256 not in kept},
        label=label,
    )


def placed(old: Galley, new: Galley, drawn: Drawn) -> Galley:
    """Return a galley with the cards that were drawn, each posted or not as it was before."""
    keys = card_keys(drawn.entries)
    made = {keys[each["file"]]: each["alt_text"] for each in drawn.entries}
    first, was_first = new.edition.sizes[0], old.edition.sizes[0]

    def now(key: str) -> str:
        """Return the key of a card where another size is the post's now."""
        suffix = f"-{was_first}"
        return f"{key.removesuffix(suffix)}-{first}" if key.endswith(suffix) else key

    known = {*map(now, old.cards), *old.cards}
    told = {now(key): text for key, text in new.alt_texts.items()} | dict(new.alt_texts)
    cards = tuple(made)
    posted = dict.fromkeys(key for key in map(now, new.posted) if key in made)
    left_out = {kind_of(key) for key in old.cards} - {kind_of(key) for key in old.posted}
    fresh = [
        key
        for key in cards
        if key.endswith(f"-{first}") and key not in known and kind_of(key) not in left_out
    ]
    resorted = old.edition.kinds != new.edition.kinds or _in_order(old.posted, old.cards)
    return replace(
        new,
        made_text=drawn.post.text,
        made_alt_texts=made,
        alt_texts={key: text for key, text in told.items() if made.get(key, text) != text},
        posted=_joined(tuple(posted), fresh, cards, resorted=resorted),
        cards=cards,
    )


def _joined(
    posted: tuple[str, ...], fresh: Sequence[str], cards: tuple[str, ...], *, resorted: bool
) -> tuple[str, ...]:
    """Return the posted cards with those that are new, each behind the one that it follows."""
    if resorted:
        chosen = {*posted, *fresh}
        return tuple(key for key in cards if key in chosen)
    order = list(posted)
    for key in fresh:
        before = [each for each in cards[: cards.index(key)] if each in order]
        order.insert(order.index(before[-1]) + 1 if before else 0, key)
    return tuple(order)


def _in_order(posted: tuple[str, ...], cards: tuple[str, ...]) -> bool:
    return posted == tuple(key for key in cards if key in posted)


def _stored(entries: Sequence[Mapping[str, Any]], galley: Galley) -> tuple[StoredCard, ...]:
    """Return the cards as the store keeps them: the posted first, in their order."""
    keys = card_keys(entries)
    by_key = {keys[each["file"]]: each for each in entries}
    order = (*galley.posted, *(key for key in by_key if key not in galley.posted))
    return tuple(
        _card(by_key[key], position, galley.alt_text(key), posted=key in galley.posted)
        for position, key in enumerate(order, start=1)
    )


def _card(entry: Mapping[str, Any], position: int, alt_text: str, *, posted: bool) -> StoredCard:
    names = ("sha256", "file", "kind", "size", "width", "height", "bytes")
    return StoredCard(
        position=position,
        media_type="image/jpeg" if entry["format"] == "jpeg" else "image/png",
        alt_text=alt_text,
        posted=posted,
        **{name: entry[name] for name in names},
    )
