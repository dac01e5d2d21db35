"""The way in: a file, its bytes or an address becomes an article with its findings."""

from dataclasses import dataclass, replace
from pathlib import Path

from composer.domain.article import TITLE_BLOCK, Action, Article, Finding, Span
from composer.errors import ArticleError
from composer.ingest.decode import LIMIT_BYTES, Note
from composer.ingest.fetched import Fetches, is_address
from composer.ingest.proof import proofread
from composer.ingest.understand import Understood, understood


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article and what proofreading found in it."""

    article: Article
    findings: tuple[Finding, ...] = ()


def read(
    source: str | Path,
    *,
    data: bytes | None = None,
    item: int | None = None,
    fetcher: Fetches | None = None,
) -> Reading:
    """Read an article, proofread it and say what was found.

    Args:
        source: A file, or an address that begins with ``http://`` or ``https://``; with ``data``
            only a name, for messages and the record.
        data: The bytes, when they are at hand already (standard input).
        item: Which article of a feed or of a list, counted from 1; None for the first.
        fetcher: What fetches an address; without one only files are read.

    Raises:
        ArticleError: When there is no such file, or it is no article; says what to do.
    """
    name = str(source)
    try:
        found = _understood(source, data, item, fetcher)
    except ArticleError as error:
        msg = f"{name}: {error}"
        raise ArticleError(msg) from error
    article, findings = proofread(_tidied(found.article, name))
    noted = _about_title(article) + tuple(map(_finding, found.notes))
    return Reading(article=article, findings=noted + findings)


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


def _understood(
    source: str | Path, data: bytes | None, item: int | None, fetcher: Fetches | None
) -> Understood:
    if data is not None:
        return understood(data, item=item)
    if not is_address(str(source)):
        return understood(_bytes(source), item=item)
    if fetcher is None:
        msg = "addresses are not fetched here; save the article as a file"
        raise ArticleError(msg)
    from composer.ingest.web import read_address  # noqa: PLC0415 - only for addresses

    return read_address(str(source), fetcher, item=item)


def _bytes(source: str | Path) -> bytes:
    try:
        with Path(source).open("rb") as file:
            return file.read(LIMIT_BYTES + 1)
    except FileNotFoundError as error:
        msg = "there is no such file"
        raise ArticleError(msg) from error
    except IsADirectoryError as error:
        msg = "this is a folder; name the article's file"
        raise ArticleError(msg) from error
    except (OSError, ValueError) as error:
        msg = f"the file cannot be read: {getattr(error, 'strerror', None) or error}"
        raise ArticleError(msg) from error


def _tidied(article: Article, source: str) -> Article:
    return replace(article, title=" ".join(article.title.split("\n")), source=source)


def _about_title(article: Article) -> tuple[Finding, ...]:
    return () if article.title else (_finding(Note(rule="no-headline", action=Action.FLAGGED)),)


def _finding(note: Note) -> Finding:
    """Return what concerns the whole article as a finding at its beginning."""
    place = Span(block=TITLE_BLOCK, start=0, end=0)
    return Finding(rule=note.rule, action=note.action, span=place, before="", after="")
