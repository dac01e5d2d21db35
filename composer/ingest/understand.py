"""Bytes become an article, whatever form they have; each form's reader is imported when needed."""

from collections.abc import Callable
from dataclasses import dataclass

from composer.domain.article import Action, Article
from composer.errors import ArticleError
from composer.ingest.decode import Note, decode
from composer.ingest.form import Form, form_of
from composer.ingest.plain import read_plain
from composer.ingest.word import tidy

_OF_LINES = frozenset({Form.PLAIN, Form.MARKDOWN})
_MOST_LINES = 50_000
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text that is about to be read.

    Args:
        text: It.
        item: Which of several articles in it is meant, counted from 1; None for the first.
        address: Where it was fetched from.
    """

    text: str
    item: int | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """An article before proofreading, and what a person should know about how it was read."""

    article: Article
    form: Form
    notes: tuple[Note, ...] = ()


def understood(
    data: bytes, *, item: int | None = None, charset: str | None = None, address: str | None = None
) -> Understood:
    """Return the article that bytes hold.

    Args:
        data: The whole file.
        item: Which of several articles in it is meant, counted from 1; None for the first.
        charset: The encoding that its server names, by Python's name.
        address: Where it was fetched from.

    Raises:
        ArticleError: They hold no article; the message does not name the source.
    """
    if data.startswith(_ZIP):
        from composer.ingest.docx import is_word, read_docx  # noqa: PLC0415 - seldom needed

        if is_word(data):
            _only(item)
            return Understood(article=read_docx(data), form=Form.WORD)
    decoded = decode(data, charset=charset)
    if not tidy(decoded.text):
        msg = "there is no text in it; give an article with a headline and paragraphs"
        raise ArticleError(msg)
    form = form_of(decoded.text)
    article, notes = _READERS[form](Source(text=decoded.text, item=item, address=address))
    if form not in _OF_LINES and not article.blocks:
        msg = f"there is no text of an article in it, which looks like {form}"
        raise ArticleError(msg)
    return Understood(article=article, form=form, notes=decoded.notes + notes)


Told = tuple[Article, tuple[Note, ...]]


def _plain(source: Source) -> Told:
    _only(source.item)
    _not_too_long(source.text)
    return read_plain(source.text), ()


def _markdown(source: Source) -> Told:
    from composer.ingest.markdown import read_markdown  # noqa: PLC0415 - 60 ms, seldom needed

    _only(source.item)
    _not_too_long(source.text)
    return read_markdown(source.text), ()


def _html(source: Source) -> Told:
    from composer.ingest.page import read_html  # noqa: PLC0415 - only for pages

    _only(source.item)
    return read_html(source.text, address=source.address), ()


def _feed(source: Source) -> Told:
    from composer.ingest.feed import read_feed  # noqa: PLC0415 - only for feeds

    found = read_feed(source.text, item=source.item, address=source.address)
    notes = () if found.whole else (Note(rule="summary-only", action=Action.FLAGGED),)
    return found.article, notes


def _json(source: Source) -> Told:
    from composer.ingest.wordpress import read_wordpress  # noqa: PLC0415 - only for JSON

    return read_wordpress(source.text, item=source.item), ()


def _only(item: int | None) -> None:
    if item not in {None, 1}:
        msg = f"there is no article {item}: it is a single article and no feed"
        raise ArticleError(msg)


def _not_too_long(text: str) -> None:
    if sum(1 for line in text.split("\n") if line.strip()) > _MOST_LINES:
        msg = f"it has more than {_MOST_LINES:,} lines, which no article has"
        raise ArticleError(msg)


_READERS: dict[Form, Callable[[Source], Told]] = {
    Form.PLAIN: _plain,
    Form.MARKDOWN: _markdown,
    Form.HTML: _html,
    Form.FEED: _feed,
    Form.JSON: _json,
}
