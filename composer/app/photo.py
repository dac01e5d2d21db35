"""The photograph behind the headline: a file, an address, or the article's own."""

from dataclasses import replace
from pathlib import Path, PurePosixPath

from composer.app.order import OWN_PICTURE, Order
from composer.app.picture import Photograph, developed_photograph, told_of
from composer.domain.article import Article, Figure
from composer.errors import ArticleError
from composer.ingest.fetched import Fetches, Kind, is_address


def photograph_for(article: Article, order: Order, web: Fetches) -> Photograph | None:
    """Return the photograph asked for, else the article's own where it lies beside its file.

    Nothing is fetched unless the order asks for an address, or for the article's own picture
    wherever it is.

    Args:
        article: The article.
        order: What is asked for.
        web: What fetches an address.

    Raises:
        ArticleError: It cannot be had, or is no picture.
    """
    wanted = order.image
    if wanted == OWN_PICTURE:
        name = _named(article)
        wanted = name if is_address(name) else _beside(article, order)
    if isinstance(wanted, str) and is_address(wanted):
        return _told(developed_photograph(_fetched(wanted, web), wanted), order)
    file = Path(wanted) if wanted and order.local else _beside(article, order)
    return None if file is None else _told(developed_photograph(_read(file), str(file)), order)


def _told(photograph: Photograph, order: Order) -> Photograph:
    """Return a photograph with what the order says of it."""
    picture = replace(photograph.picture, focus=order.focus)
    told = told_of(picture, credit=order.credit, rights=order.rights)
    return replace(photograph, picture=told)


def _fetched(address: str, web: Fetches) -> bytes:
    try:
        return web.get(address, kind=Kind.PICTURE).data
    except ArticleError as error:
        msg = f"{address}: {error}"
        raise ArticleError(msg) from error


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        msg = f"{file}: the photograph cannot be read: {error.strerror}"
        raise ArticleError(msg) from error


def _named(article: Article) -> str:
    """Return the main picture as the article names it, else its first; empty for none."""
    figures = (each.src for each in article.blocks if isinstance(each, Figure))
    return article.image or next((each for each in figures if each), "")


def _beside(article: Article, order: Order) -> Path | None:
    """Return the article's picture: a path that stays below the folder of the article's file."""
    if not order.local:
        return None
    name = _named(article)
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or ":" in name:
        return None
    file = Path(article.source).parent / path
    return file if file.is_file() else None
