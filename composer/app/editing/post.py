"""Changes to the post: text, hashtags, link, comment, alternative texts, order of the images."""

import re
from dataclasses import dataclass, replace

from composer.app.editing.change import Change, Turn
from composer.app.editing.galley import Galley
from composer.app.editing.wording import ChangeRefused, one_line, some_lines
from composer.errors import DraftError
from composer.posts import hashtag
from composer.posts.direction import right_to_left
from composer.store.rule import check_link

MOST_HASHTAGS = 10
IMAGES = "images"

_TAGS = re.compile(r"[\u200f\s]*#\w+(?:[\s\u200f]+#\w+)*\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostText(Change):
    """Write the text of the post; the very words of the template give it back to the template."""

    text: str

    def _field(self) -> str:
        return "text"

    def _place(self, galley: Galley) -> object:
        return galley.present_text

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        text = some_lines(self.text, self.field)
        is_made = galley.material is not None and text == galley.made_text
        return replace(galley, text=None if is_made else text)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTextAsMade(Change):
    """Let the template write the text of the post again."""

    def _field(self) -> str:
        return "text"

    def _place(self, galley: Galley) -> object:
        return galley.present_text

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        return replace(galley, text=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashtags(Change):
    """Put these hashtags under the post, without ``#``, in the place of those that are there."""

    hashtags: tuple[str, ...]

    def _field(self) -> str:
        return "hashtags"

    def _told(self) -> str:
        return " ".join(f"#{tag}" for tag in self.hashtags)

    def _place(self, galley: Galley) -> object:
        return present_hashtags(galley)

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        tags = tuple(dict.fromkeys(map(self._clean, self.hashtags)))
        if len(tags) > MOST_HASHTAGS:
            msg = f"a post has at most {MOST_HASHTAGS} hashtags: take one away first"
            facts: dict[str, str | int] = {"most": MOST_HASHTAGS}
            raise ChangeRefused(msg, code="too-many", field=self.field, facts=facts)
        if galley.text is not None:
            galley = replace(galley, text=_with_tags(galley.text, tags))
        return galley if galley.material is None else galley.with_edition(hashtags=tags)

    def _clean(self, text: str) -> str:
        tag = hashtag(text.strip().lstrip("#"))
        if tag is None:
            msg = f"{text!r} makes no hashtag: write a word or a name of 2 to 40 characters"
            raise ChangeRefused(msg, code="no-hashtag", field=self.field, typed=text)
        return tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Change):
    """Give the post another address; an empty text for none."""

    text: str

    def _field(self) -> str:
        return "link"

    def _place(self, galley: Galley) -> object:
        return galley.link

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        link = self.text.strip()
        if link:
            try:
                check_link(link)
            except DraftError as error:
                raise ChangeRefused(
                    str(error), code="no-address", field=self.field, typed=self.text
                ) from error
        return replace(galley, link=link or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Change):
    """Write the first comment; an empty text for none."""

    text: str

    def _field(self) -> str:
        return "comment"

    def _place(self, galley: Galley) -> object:
        return galley.comment

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        return replace(galley, comment=some_lines(self.text, self.field) or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AltText(Change):
    """Say what a card shows to a reader who cannot see it; ``card`` is its key."""

    card: str
    text: str

    def _field(self) -> str:
        return f"alt[{self.card}]"

    def _place(self, galley: Galley) -> object:
        return galley.alt_text(self.card)

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        check_card(galley, self.card, self.field, typed=self.text)
        text = some_lines(self.text, self.field, limit="alt")
        if not text:
            one_line(text, self.field, limit="alt")  # says that it is empty
        others = {key: told for key, told in galley.alt_texts.items() if key != self.card}
        is_made = text == galley.made_alt_texts.get(self.card)
        return replace(galley, alt_texts=others if is_made else {**others, self.card: text})


@dataclass(frozen=True, slots=True, kw_only=True)
class AltTextAsMade(Change):
    """Let the template say again what a card shows."""

    card: str

    def _field(self) -> str:
        return f"alt[{self.card}]"

    def _place(self, galley: Galley) -> object:
        return galley.alt_text(self.card)

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        check_card(galley, self.card, self.field)
        others = {key: told for key, told in galley.alt_texts.items() if key != self.card}
        return replace(galley, alt_texts=others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Images(Change):
    """Post these cards in this order, by their keys; the others stay in the draft, unposted."""

    cards: tuple[str, ...]

    def _field(self) -> str:
        return IMAGES

    def _told(self) -> str:
        return ", ".join(self.cards)

    def _place(self, galley: Galley) -> object:
        return galley.posted

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        for key in self.cards:
            check_card(galley, key, self.field)
        return replace(galley, posted=tuple(dict.fromkeys(self.cards)))


def present_hashtags(galley: Galley) -> tuple[str, ...]:
    """Return the hashtags of a post, without ``#``: of its last line where a person wrote it."""
    if galley.text is None and galley.material is not None:
        return galley.edition.hashtags
    last = galley.present_text.rpartition("\n")[2]
    return tuple(re.findall(r"#(\w+)", last)) if _TAGS.fullmatch(last) else ()


def check_card(galley: Galley, key: str, field: str, *, typed: str = "") -> None:
    """Refuse what is no card of the draft.

    Raises:
        ChangeRefused: It is none.
    """
    if key not in galley.cards:
        msg = f"the draft has no card {key} any more: look at it again"
        raise ChangeRefused(msg, code="no-such-card", field=field, typed=typed)


def _with_tags(text: str, tags: tuple[str, ...]) -> str:
    """Return a text whose last line is these hashtags, in the place of those that it was."""
    body, _, last = text.rpartition("\n")
    if not _TAGS.fullmatch(last):
        body = text
    line = right_to_left(" ".join(f"#{tag}" for tag in tags))
    return "\n".join(filter(None, (body.rstrip() if not line else body.rstrip("\n"), line)))
