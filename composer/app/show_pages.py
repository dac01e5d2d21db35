"""The pages as a person reads them in a terminal; Arabic stands at the end of a line."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from composer.app.columns import columns
from composer.app.page_list import PageRow, TokenPlace
from composer.domain.queue import Status
from composer.publishing.wall import local_wall
from composer.settings import Origin, token_name


def show_pages(rows: Sequence[PageRow], now: datetime) -> Iterator[str]:
    """Give a line for each page: name, where it posts, how it stands, what waits, its site."""
    return columns(
        [
            (
                row.name,
                f"{row.outlet.target.publisher} {row.outlet.target.page_id}",
                row.outlet.zone.key,
                row.page.theme.name,
                ", ".join(_standing(row, now)),
                ", ".join(_waiting(row)),
                ", ".join(_token(row, now)),
                row.page.site.name or "",
            )
            for row in rows
        ]
    )


def show_page(row: PageRow, origins: Iterable[Origin], now: datetime) -> Iterator[str]:
    """Give what a page is set to, and where that stands."""
    target = row.outlet.target
    yield f"page {row.name} ({target.publisher} {target.page_id}): {', '.join(_standing(row, now))}"
    yield ", ".join((*_waiting(row), *_token(row, now)))
    if row.token is not TokenPlace.NOT_NEEDED:
        yield f"its token is called {token_name(row.name)} in the environment"
    if row.state.last_published is not None:
        yield f"last published {local_wall(row.state.last_published, row.outlet.zone)}"
    yield ""
    yield from columns(
        [(f"{each.table}.{each.key}", _from(each), _value(each)) for each in origins]
    )


def _standing(row: PageRow, now: datetime) -> Iterator[str]:
    """Give what holds for the page; one thing at least."""
    state, load = row.state, row.load
    if row.problem is not None:
        yield f"wrong: {row.problem}"
        return
    if state.paused:
        yield f"paused by {state.paused_by}"
    if state.blocked_until is not None and state.blocked_until > now:
        yield f"left alone until {local_wall(state.blocked_until, row.outlet.zone)}"
    if load.busy is Status.UNKNOWN:
        yield "an outcome is being looked into"
    elif load.busy is not None:
        yield "sending"
    if load.attention:
        yield f"{load.attention} need a person" if load.attention > 1 else "1 needs a person"
    if state.takes_calls(now) and load.busy is None and not load.attention:
        yield "ready"


def _waiting(row: PageRow) -> Iterator[str]:
    yield f"{row.load.queued} queued" if row.load.queued else "nothing queued"
    if row.load.next_due is not None:
        yield f"next {local_wall(row.load.next_due, row.outlet.zone)}"


def _token(row: PageRow, now: datetime) -> Iterator[str]:
    """Give what is known of the token; nothing of a practice page's."""
    if row.token is TokenPlace.NOT_NEEDED:
        return
    if row.token is not None:
        yield "no token" if row.token is TokenPlace.MISSING else f"token in {_PLACES[row.token]}"
    if not row.life.is_valid:
        yield "token not valid"
    elif row.life.expires is not None:
        ended = "token ended" if row.life.expires <= now else "token until"
        yield f"{ended} {row.life.expires:%Y-%m-%d}"


_PLACES = {TokenPlace.ENVIRONMENT: "the environment", TokenPlace.KEPT: "keeping"}


def _from(origin: Origin) -> str:
    if origin.file is None:
        return "built in"
    return f"{origin.file.name} [{origin.place}]"


def _value(origin: Origin) -> str:
    match origin.value:
        case None:
            return "not set"
        case bool():
            return str(origin.value).lower()
        case list():
            return ", ".join(origin.value) or "none"
        case str():
            return origin.value
