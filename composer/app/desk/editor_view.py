"""The left column of a draft, ready for its templates."""

from collections.abc import Mapping
from dataclasses import dataclass

from composer.app.desk.article_view import ArticleView, article_view
from composer.app.desk.finding_view import FindingsView, findings_view
from composer.app.desk.form_view import WordsForm, words_form
from composer.app.desk.look_view import LookForm, look_form
from composer.app.desk.post_view import PostForm, post_form
from composer.app.desk.words import Words
from composer.app.editing.flag import Flag
from composer.app.editing.galley import Galley
from composer.cards.theme import Theme
from composer.posts.post import FOLD
from composer.store.rule import LONGEST_ALT_TEXT, LONGEST_COMMENT, LONGEST_TEXT
from composer.store.stored import StoredDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many characters there may be, and how many are seen before "see more"."""

    text: int = LONGEST_TEXT
    comment: int = LONGEST_COMMENT
    alt: int = LONGEST_ALT_TEXT
    fold: int = FOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class Desktop:
    """What an editor has before them.

    Args:
        draft: As it is stored.
        galley: As it is changed.
        flags: What a person should see.
        cards: The number of the first card that shows a field.
        themes: All that can be chosen.
    """

    draft: StoredDraft
    galley: Galley
    flags: tuple[Flag, ...]
    cards: Mapping[str, int]
    themes: tuple[Theme, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorView:
    """The left column.

    Args:
        draft: The draft.
        may_write: Whether the person may change it.
        article: The article; None where the draft does not hold it.
        findings: What stands in the way of an approval.
        form: The words on the cards; None where the cards cannot be drawn anew.
        look: How they look; None as well.
        post: The post.
        limits: How much may be written.
    """

    draft: StoredDraft
    may_write: bool
    article: ArticleView | None
    findings: FindingsView
    form: WordsForm | None
    look: LookForm | None
    post: PostForm
    limits: Limits = Limits()

    @property
    def edited_count(self) -> int:
        """How many places a person changed."""
        spots = (*self.post.spots, *(self.form.spots if self.form else ()))
        return sum(each.is_changed for each in spots)


def editor_view(desktop: Desktop, words: Words, *, may_write: bool) -> EditorView:
    """Return the left column of a draft.

    Args:
        desktop: What it is made of.
        words: Of the person's language.
        may_write: Whether the person may change it.
    """
    galley, draft = desktop.galley, desktop.draft
    material = galley.material
    findings = () if material is None else material.findings
    return EditorView(
        draft=draft,
        may_write=may_write,
        article=None
        if material is None
        else article_view(galley, desktop.flags, desktop.cards, words),
        findings=findings_view(draft, findings, desktop.flags, words),
        form=None if material is None else words_form(galley, words),
        look=None if material is None else look_form(galley, desktop.themes, words),
        post=post_form(galley, draft, words),
    )
