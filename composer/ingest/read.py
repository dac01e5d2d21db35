"""The way in: a file or its bytes become an article with its findings."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from composer.domain.article import TITLE_BLOCK, Action, Article, Finding, Span
from composer.errors import ArticleError
from composer.ingest.decode import LIMIT_BYTES, decode
from composer.ingest.form import Form, form_of
from composer.ingest.plain import read_plain
from composer.ingest.proof import proofread
from composer.ingest.word import tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article and what proofreading found in it."""

    article: Article
    findings: tuple[Finding, ...] = ()


def read(source: str | Path, *, data: bytes | None = None) -> Reading:
    """Read an article, proofread it and say what was found.

    Args:
        source: A file; with ``data`` only its name, for messages and the record.
        data: The bytes, when they are at hand already (standard input).

    Raises:
        ArticleError: When there is no such file, or it is no article; says what to do.
    """
    name = str(source)
    text = decode(_bytes(source) if data is None else data, source=name)
    if not tidy(text):
        msg = f"{name}: there is no text in it; give an article with a headline and paragraphs"
        raise ArticleError(msg)
    form = form_of(text)
    if form not in _READERS:
        msg = f"{name}: {form} is not read yet; give the article as plain text or Markdown"
        raise ArticleError(msg)
    try:
        raw = _READERS[form](text)
    except ArticleError as error:
        msg = f"{name}: {error}"
        raise ArticleError(msg) from error
    article, findings = proofread(_tidied(raw, name))
    return Reading(article=article, findings=_about_title(article) + findings)


def read_article(source: str | Path, *, data: bytes | None = None) -> Article:
    """Read an article; ``read`` gives the findings of proofreading too."""
    return read(source, data=data).article


def require_headline(article: Article) -> Article:
    """Return the article, or raise ``ArticleError`` when it has no headline for the cards."""
    if article.title:
        return article
    name = article.source or "the article"
    msg = (
        f"{name}: no headline found: the first line is a paragraph. Put the headline on the first"
        " line, without a full stop at its end"
    )
    raise ArticleError(msg)


def _bytes(source: str | Path) -> bytes:
    if str(source).startswith(("http://", "https://")):
        msg = f"{source}: addresses are not fetched yet; save the article as text or Markdown"
        raise ArticleError(msg)
    try:
        with Path(source).open("rb") as file:
            return file.read(LIMIT_BYTES + 1)
    except FileNotFoundError as error:
        msg = f"{source}: there is no such file"
        raise ArticleError(msg) from error
    except IsADirectoryError as error:
        msg = f"{source}: this is a folder; name the article's file"
        raise ArticleError(msg) from error
    except (OSError, ValueError) as error:
        msg = f"{source}: the file cannot be read: {getattr(error, 'strerror', None) or error}"
        raise ArticleError(msg) from error


def _markdown(text: str) -> Article:
    from composer.ingest.markdown import read_markdown  # noqa: PLC0415 - 60 ms, seldom needed

    return read_markdown(text)


def _tidied(article: Article, source: str) -> Article:
    return replace(article, title=" ".join(article.title.split("\n")), source=source)


def _about_title(article: Article) -> tuple[Finding, ...]:
    if article.title:
        return ()
    place = Span(block=TITLE_BLOCK, start=0, end=0)
    return (Finding(rule="no-headline", action=Action.FLAGGED, span=place, before="", after=""),)


_READERS: dict[Form, Callable[[str], Article]] = {
    Form.PLAIN: read_plain,
    Form.MARKDOWN: _markdown,
}
