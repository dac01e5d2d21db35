"""Who asks, and what they may: what every handler of the desk begins with."""

import hmac
from dataclasses import dataclass, replace
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request, params
from starlette.datastructures import UploadFile

from composer.app.desk.desk import Desk
from composer.app.desk.door import Guest
from composer.app.desk.look import COOKIE, Look, Theme
from composer.app.desk.page_face import face_of
from composer.app.desk.page_name import page_name
from composer.app.desk.refusal import Forbidden, NotSignedIn
from composer.app.desk.times import Times
from composer.app.desk.warning import Warn
from composer.app.desk.words import Language, Words
from composer.app.newsroom import Newsroom
from composer.app.outlet import Outlet, is_outlet, outlet_names
from composer.domain.post import Post
from composer.domain.role import Right, Role
from composer.settings import MAIN_PAGE
from composer.store.own_text import OwnText
from composer.store.stored import StoredDraft

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

_MOST_OFFERED = 12
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request by a person who is signed in.

    Args:
        desk: What all share.
        guest: Who it is.
        look: What they have chosen for their eyes.
        newsroom: The newsroom, acting as that person.
        line: Number of the journal's newest line when a page was asked for: what it shows is at
            least so new. None for parts of pages.
    """

    desk: Desk
    guest: Guest
    look: Look
    newsroom: Newsroom
    line: int | None = None

    @property
    def person(self) -> str:
        """What the journal calls them."""
        return self.guest.name

    @property
    def role(self) -> Role:
        """What they are."""
        return self.guest.role

    @property
    def csrf(self) -> str:
        """What a form has to bring along in its field ``csrf``."""
        return self.guest.csrf

    @property
    def language(self) -> Language:
        """Of the desk's words."""
        return self.look.language

    @property
    def theme(self) -> Theme:
        """Light, dark, or as the machine is set."""
        return self.look.theme

    @property
    def words(self) -> Words:
        """The texts of their language."""
        return self.desk.words[self.look.language]

    @property
    def page(self) -> str:
        """Name of the page of the settings that they work for."""
        return self.look.page

    @property
    def pages(self) -> tuple[str, ...]:
        """The names of all pages."""
        return outlet_names(self.newsroom.settings)

    @property
    def has_pages(self) -> bool:
        """Whether there are several."""
        return len(self.newsroom.settings.pages) + is_outlet(self.newsroom.settings, MAIN_PAGE) > 1

    @property
    def offered_pages(self) -> tuple[str, ...]:
        """The names of the pages that the menu offers: of very many only the present one."""
        names = self.pages
        return names if len(names) <= _MOST_OFFERED else (self.page,)

    def page_name(self, page: str) -> str:
        """Return what people call a page of the settings."""
        return page_name(self.newsroom.settings, page)

    def face(self, page: str) -> str:
        """Return the address of a page's picture; empty where the settings name none."""
        return face_of(self.newsroom.settings, page)

    @property
    def outlet(self) -> Outlet:
        """The page that they work for."""
        return self.newsroom.outlet(self.page)

    def post_of(self, draft: StoredDraft) -> Post:
        """Return what readers of that page would meet of a draft."""
        return draft.post_for(self.outlet.target.key)

    def own_of(self, draft: StoredDraft) -> OwnText | None:
        """Return what a draft says on that page alone; None where all is common."""
        return draft.own_for(self.outlet.target.key)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of that page."""
        return self.newsroom.settings.page(self.page).site.zone

    @property
    def times(self) -> Times:
        """Tells instants in that zone, in their language."""
        return Times(words=self.words, zone=self.zone, now=self.newsroom.now())

    @property
    def warnings(self) -> tuple[Warn, ...]:
        """What everybody at the desk should know now."""
        return self.desk.lookout.warnings

    def may(self, right: str) -> bool:
        """Tell whether they may do something, such as ``approve``."""
        return self.role.may(Right(right))


def desk_of(request: Request) -> Desk:
    """Return the desk that was asked."""
    desk: Desk = request.state.desk
    return desk


def look_of(request: Request) -> Look:
    """Return what the person has chosen for their eyes."""
    pages = outlet_names(desk_of(request).settings)
    return Look.parse(request.cookies.get(COOKIE, ""), pages)


async def _mark(request: Request) -> str:
    """Return what a request brings along to show that a page of ours sent it."""
    if request.method in SAFE:
        return ""
    found: str | UploadFile | None = request.headers.get("x-csrf-token")
    if found is None and request.headers.get("content-type", "").startswith(_FORMS):
        found = (await request.form()).get("csrf")
    return found if isinstance(found, str) else ""


def visit(request: Request, mark: Annotated[str, Depends(_mark)]) -> Visit:
    """Return who asks.

    Raises:
        NotSignedIn: Nobody we know.
        Forbidden: It would change something and was not sent by a page of ours.
    """
    desk = desk_of(request)
    token = request.cookies.get(request.state.cookie)
    guest = desk.door.guest(token) if token else None
    if guest is None:
        raise NotSignedIn
    if request.method not in SAFE and not hmac.compare_digest(mark.encode(), guest.csrf.encode()):
        raise Forbidden(key="base.forged")
    request.state.person = guest.name
    newsroom = replace(desk.newsroom, person=guest.name)
    line = newsroom.store.journal.last() if _is_page(request) else None
    return Visit(desk=desk, guest=guest, look=look_of(request), newsroom=newsroom, line=line)


def _is_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and "hx-request" not in request.headers


Visitor = Annotated[Visit, Depends(visit)]
"""The argument of a handler that wants to know who asks."""


def needs(right: Right) -> params.Depends:
    """Return what lets only those in who may do something; for a route's ``dependencies``."""

    def check(visitor: Visitor) -> None:
        if not visitor.role.may(right):
            raise Forbidden(key=f"base.may_not_{right}")

    dependency: params.Depends = Depends(check)
    return dependency
