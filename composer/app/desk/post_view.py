"""The post of a draft as the form shows it: text, hashtags, link, comment, images."""

from dataclasses import dataclass

from composer.app.desk.spot import Ask, Spot
from composer.app.desk.words import Words
from composer.app.editing import Sheet, SheetCard
from composer.posts import hashtag


@dataclass(frozen=True, slots=True, kw_only=True)
class TagView:
    """A hashtag, without ``#``; pressing it leaves or makes ``then``."""

    text: str
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A card as an image of the post.

    Args:
        card: The card.
        alt: What is told to those who cannot see it.
    """

    card: SheetCard
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


def post_form(sheet: Sheet, words: Words) -> PostForm:
    """Return the fields of a draft's post.

    Args:
        sheet: The draft.
        words: Of the person's language.
    """
    tags, draft = sheet.hashtags, sheet.draft
    return PostForm(
        text=_text(sheet, words),
        hashtags=tuple(
            TagView(text=each, then=tuple(other for other in tags if other != each))
            for each in tags
        ),
        offers=tuple(
            TagView(text=each, then=(*tags, each)) for each in _offered(sheet) if each not in tags
        ),
        link=_plain("link", draft.post_link, words),
        comment=_plain("comment", draft.comment, words),
        shots=tuple(Shot(card=each, alt=_alt(each, words)) for each in sheet.cards),
    )


def _text(sheet: Sheet, words: Words) -> Spot:
    is_own = sheet.text_is_edited
    return Spot(
        place="text",
        label=words("editor.text"),
        text=sheet.draft.text,
        op="text",
        original=sheet.made_text if is_own else None,
        restore=Ask(op="text_as_made") if is_own and sheet.is_redrawable else None,
    )


def _plain(name: str, text: str | None, words: Words) -> Spot:
    return Spot(place=name, label=words(f"editor.{name}"), text=text or "", op=name)


def _offered(sheet: Sheet) -> tuple[str, ...]:
    if sheet.highlights is None or sheet.article is None:
        return ()
    found = (*sheet.highlights.hashtags, *sheet.article.tags)
    return tuple(dict.fromkeys(filter(None, map(hashtag, found))))


def _alt(card: SheetCard, words: Words) -> Spot:
    made = card.made_alt_text
    is_own = card.alt_is_edited
    return Spot(
        place=f"alt[{card.key}]",
        label=words("editor.alt", number=card.position),
        text=card.alt_text,
        op="alt_text",
        args={"card": card.key},
        original=made if is_own and made else None,
        restore=Ask(op="alt_text_as_made", args={"card": card.key}) if is_own and made else None,
        is_own=is_own and not made,
    )
