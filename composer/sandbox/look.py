"""The page to look at: posts and photos as a reader of the page would meet them."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from werkzeug import Request, Response
from werkzeug.routing import Rule
from werkzeug.wsgi import wrap_file

from composer.sandbox.account import PRACTICE_PAGE_ID, StoredPage, find_page
from composer.sandbox.album import StoredPhoto, find_photo
from composer.sandbox.feed import MICRO, StoredPost, find_post, publish_due
from composer.sandbox.state import State
from composer.sandbox.turn import MOST_DIGITS
from composer.sandbox.view import ShownPage, Viewer, shown_photo

RULES = (
    Rule("/", endpoint="first", methods=["GET"]),
    Rule("/pages/<page_id>", endpoint="page", methods=["GET"]),
    Rule("/<page_id>/posts/<number>/", endpoint="post", methods=["GET"]),
    Rule("/permalink.php", endpoint="permalink", methods=["GET"]),
    Rule("/photos/<number>", endpoint="photo", methods=["GET"]),
    Rule("/photos/<number>/view", endpoint="photo-view", methods=["GET"]),
    Rule("/fonts/<name>", endpoint="font", methods=["GET"]),
    Rule("/practice/style.css", endpoint="style", methods=["GET"]),
)

_FONT = re.compile(r"IBMPlexSansArabic_\w+\.ttf", re.ASCII)
_FONTS = "ibm-plex-sans-arabic"
_MOST_PAGES = 6
_SHARED_LOOKS = Path("assets", "desk", "css")
"""Beside the templates: the desk shows a post's photos by the same rules."""
_HTML = "text/html; charset=utf-8"
_CAUTION = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Look:
    """Answers those who look.

    Args:
        state: What is kept.
        templates: The shipped folder of templates.
        fonts: The shipped folder of fonts; None to do without.
        clock: Tells the time, with its zone.
        zone: In which times are shown.
    """

    def __init__(
        self,
        state: State,
        *,
        templates: Path,
        fonts: Path | None,
        clock: Callable[[], datetime],
        zone: ZoneInfo,
    ) -> None:
        self._state = state
        self._fonts = fonts
        self._clock = clock
        self._zone = zone
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader((templates / "web", templates.parent / _SHARED_LOOKS)),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def answer(self, request: Request, endpoint: str, values: Mapping[str, Any]) -> Response:
        """Return what is to be seen at one of ``RULES``."""
        match endpoint:
            case "first":
                response = self._page(PRACTICE_PAGE_ID, _place(request))
            case "page":
                response = self._page(values["page_id"], _place(request))
            case "post":
                response = self._post(values["page_id"], values["number"])
            case "permalink":
                page_id, number = request.args.get("id", ""), request.args.get("story_fbid", "")
                response = self._post(page_id, number)
            case "photo":
                response = self._photo(values["number"], request)
            case "photo-view":
                response = self._photo_view(values["number"])
            case "font":
                response = self._font(values["name"])
            case _:
                response = self._style()
        response.headers.update(_CAUTION)
        return response

    def _page(self, page_id: str, place: int) -> Response:
        with self._state.turn() as db:
            publish_due(db, now_us=self._now_us())
            page = find_page(db, page_id)
            shown = None if page is None else Viewer(db, self._zone).page(page, place)
        return self._shown(shown, alone=False)

    def _post(self, page_id: str, number: str) -> Response:
        shown = None
        with self._state.turn() as db:
            publish_due(db, now_us=self._now_us())
            page = find_page(db, page_id)
            post = find_post(db, int(number), page=page_id) if _is_number(number) else None
            if page and post:
                shown = Viewer(db, self._zone).single(page, post)
        return self._shown(shown, alone=True)

    def _shown(self, page: ShownPage | None, *, alone: bool) -> Response:
        if page is None:
            return self._nothing()
        return self._html("sandbox.html.j2", page=page, alone=alone)

    def _photo(self, number: str, request: Request) -> Response:
        found = self._found(number)
        if found is None:
            return self._nothing()
        photo = found[0]
        try:
            stream = self._state.photo_file(photo.file).open("rb")
        except FileNotFoundError:
            return self._nothing()
        return Response(
            wrap_file(request.environ, stream),
            content_type=photo.media_type,
            headers={"Cache-Control": "private, max-age=3600"},
            direct_passthrough=True,
        )

    def _photo_view(self, number: str) -> Response:
        found = self._found(number)
        if found is None:
            return self._nothing()
        photo, post, page = found
        with self._state.turn() as db:
            shown = Viewer(db, self._zone).post(post)
        place = [each.number for each in post.photos].index(photo.number)
        ids = [each.id for each in post.photos]
        return self._html(
            "sandbox-photo.html.j2",
            photo=shown_photo(photo),
            post=shown,
            page=page,
            place=place + 1,
            total=len(ids),
            before=ids[place - 1] if place else None,
            after=ids[place + 1] if place + 1 < len(ids) else None,
        )

    def _found(self, number: str) -> tuple[StoredPhoto, StoredPost, StoredPage] | None:
        """Return a photo that a post shows; what is staged is for nobody's eyes."""
        if not _is_number(number):
            return None
        with self._state.turn() as db:
            photo = find_photo(db, number, now_s=self._now_us() // MICRO)
            post = find_post(db, photo.post) if photo and photo.post is not None else None
            page = find_page(db, post.page) if post else None
            return (photo, post, page) if photo and post and page else None

    def _font(self, name: str) -> Response:
        if self._fonts is None or not _FONT.fullmatch(name):
            return self._nothing()
        try:
            data = (self._fonts / _FONTS / name).read_bytes()
        except FileNotFoundError:
            return self._nothing()
        headers = {"Cache-Control": "public, max-age=86400"}
        return Response(data, content_type="font/ttf", headers=headers)

    def _style(self) -> Response:
        text = self._environment.get_template("sandbox-style.css.j2").render()
        return Response(text, content_type="text/css; charset=utf-8")

    def _nothing(self) -> Response:
        text = self._environment.get_template("sandbox-nothing.html.j2").render()
        return Response(text, status=404, content_type=_HTML)

    def _html(self, template: str, **values: object) -> Response:
        text = self._environment.get_template(template).render(**values)
        return Response(text, content_type=_HTML, headers={"Cache-Control": "no-store"})

    def _now_us(self) -> int:
        return int(self._clock().timestamp() * MICRO)


def _place(request: Request) -> int:
    text = request.args.get("page", "1")
    short = len(text) <= _MOST_PAGES and text.isascii() and text.isdigit()
    return max(1, int(text)) if short else 1


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
