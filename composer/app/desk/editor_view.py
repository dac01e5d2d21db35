"""The left column of a draft, ready for its templates."""

from collections.abc import Iterable
from dataclasses import dataclass

from composer.app.desk.article_view import ArticleView, article_view
from composer.app.desk.finding_view import FindingsView, findings_view
from composer.app.desk.form_view import WordsForm, words_form
from composer.app.desk.look_view import LookForm, look_form
from composer.app.desk.post_view import PostForm, post_form
from composer.app.desk.words import Words
from composer.app.editing import Sheet
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
        edited_count: How many places a person changed.
        limits: How much may be written.
    """

    draft: StoredDraft
    may_write: bool
    article: ArticleView | None
    findings: FindingsView
    form: WordsForm | None
    look: LookForm | None
    post: PostForm
    edited_count: int = 0
    limits: Limits = Limits()


def editor_view(
    sheet: Sheet, themes: Iterable[Theme], words: Words, *, may_write: bool
) -> EditorView:
    """Return the left column of a draft.

    Args:
        sheet: The draft.
        themes: All that can be chosen.
        words: Of the person's language.
        may_write: Whether the person may change it.
    """
    return EditorView(
        draft=sheet.draft,
        may_write=may_write,
        article=article_view(sheet, words),
        findings=findings_view(sheet, words),
        form=words_form(sheet, words),
        look=look_form(sheet, themes, words),
        post=post_form(sheet, words),
        edited_count=len(sheet.edits),
    )
