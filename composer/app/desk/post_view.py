"""The post of a draft as the form shows it: text, hashtags, link, comment, images."""

from dataclasses import dataclass

from composer.app.desk.spot import Ask, Spot
from composer.app.desk.words import Words
from composer.app.editing.galley import Galley, card_keys
from composer.app.editing.post import present_hashtags
from composer.posts import hashtag
from composer.store.stored import StoredCard, StoredDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class TagView:
    """A hashtag, without ``#``; pressing it leaves or makes ``then``."""

    text: str
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A card as an image of the post.

    Args:
        key: What names it, however it looks.
        card: What is stored of it.
        alt: What is told to those who cannot see it.
    """

    key: str
    card: StoredCard
    alt: Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class PostForm:
    """All fields of the post.

    Args:
        text: Its text.
        hashtags: Those under it; pressing one takes it away.
        offers: Others that the article offers; pressing one adds it.
        link: The address of a link post.
        comment: The first comment.
        shots: The cards, those of the post first, in their order.
    """

    text: Spot
    hashtags: tuple[TagView, ...]
    offers: tuple[TagView, ...]
    link: Spot
    comment: Spot
    shots: tuple[Shot, ...]

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Every place that a text may be written into."""
        return (self.text, self.link, self.comment, *(each.alt for each in self.shots))

    @property
    def images_changed(self) -> bool:
        """Whether a person wrote an alternative text."""
        return any(each.alt.is_changed for each in self.shots)


def post_form(galley: Galley, draft: StoredDraft, words: Words) -> PostForm:
    """Return the fields of a draft's post.

    Args:
        galley: The draft as it is changed.
        draft: As it is stored.
        words: Of the person's language.
    """
    tags = present_hashtags(galley)
    return PostForm(
        text=_text(galley, words),
        hashtags=tuple(
            TagView(text=each, then=tuple(other for other in tags if other != each))
            for each in tags
        ),
        offers=tuple(
            TagView(text=each, then=(*tags, each)) for each in _offered(galley) if each not in tags
        ),
        link=_plain("link", galley.link, words),
        comment=_plain("comment", galley.comment, words),
        shots=_shots(galley, draft, words),
    )


def _text(galley: Galley, words: Words) -> Spot:
    is_own = galley.text is not None
    return Spot(
        place="text",
        label=words("editor.text"),
        text=galley.present_text,
        op="text",
        original=galley.made_text if is_own else None,
        restore=Ask(op="text_as_made") if is_own and galley.material is not None else None,
    )


def _plain(name: str, text: str | None, words: Words) -> Spot:
    return Spot(place=name, label=words(f"editor.{name}"), text=text or "", op=name)


def _offered(galley: Galley) -> tuple[str, ...]:
    if galley.material is None:
        return ()
    found = (*galley.whole.highlights.hashtags, *galley.whole.article.tags)
    return tuple(dict.fromkeys(filter(None, map(hashtag, found))))


def _shots(galley: Galley, draft: StoredDraft, words: Words) -> tuple[Shot, ...]:
    keys = card_keys(draft.document["cards"])
    return tuple(
        _shot(galley, keys[card.file], card, number, words)
        for number, card in enumerate(draft.cards, 1)
    )


def _shot(galley: Galley, key: str, card: StoredCard, number: int, words: Words) -> Shot:
    is_own = key in galley.alt_texts
    made = galley.made_alt_texts.get(key, "")
    spot = Spot(
        place=f"alt[{key}]",
        label=words("editor.alt", number=number),
        text=galley.alt_text(key),
        op="alt_text",
        args={"card": key},
        original=made if is_own and made else None,
        restore=Ask(op="alt_text_as_made", args={"card": key}) if is_own and made else None,
        is_own=is_own and not made,
    )
    return Shot(key=key, card=card, alt=spot)
