"""The dry run: the very calls that publishing would make, made to nobody."""

import io
from collections.abc import Mapping
from dataclasses import dataclass

import httpx2
from werkzeug.datastructures import FileStorage
from werkzeug.formparser import parse_form_data

from composer.app.outlet import Outlet
from composer.app.press import Press
from composer.app.standing import standing_of
from composer.domain.secret import Secret
from composer.errors import DraftError
from composer.publishing.facebook import FacebookPage
from composer.settings import MAIN_PAGE, load_secrets

_HIDDEN = "***"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file that goes with a call."""

    field: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DryCall:
    """A call as it would be made.

    Args:
        method: As ``POST``.
        url: The address.
        headers: Those that matter to the platform; the token is hidden.
        fields: What is told, by name; secrets are hidden.
        file: The file that goes with it.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    fields: Mapping[str, str]
    file: SentFile | None


def dry_run(press: Press, name: str, *, page: str = MAIN_PAGE) -> tuple[DryCall, ...]:
    """Return the calls that publishing a draft now would make; nothing is sent.

    The IDs that the platform would give are written as ``PHOTO1``, ``PHOTO2``… and ``POST``.

    Args:
        press: Whose draft.
        name: ID of the draft or the beginning of it.
        page: Name of the page in the settings.

    Raises:
        DraftError: It is unknown, or not approved.
        StoreError: An image is missing or was changed.
    """
    newsroom = press.newsroom
    outlet = newsroom.outlet(page)
    draft = newsroom.draft(name)
    approval = newsroom.store.drafts.approval(draft.id, outlet.target)
    if approval is None:
        raise DraftError(standing_of(newsroom, draft.id, outlet.target).refusal)
    post = newsroom.store.drafts.content(approval.fingerprint)
    book = _Book()
    platform = _platform(press, outlet, book)
    photos = [
        platform.stage(image, newsroom.store.blobs.get(image.sha256), temporary=False)
        for image in post.images
    ]
    made = platform.create(post.text, link=post.link, images=photos, at=None)
    if post.comment:
        platform.comment(made, post.comment)
    return tuple(book.calls)


def _platform(press: Press, outlet: Outlet, book: "_Book") -> FacebookPage:
    """Return the client that publishes, with a book in the place of the network."""
    has_proof = load_secrets(outlet.name).app_secret is not None
    return FacebookPage(
        page_id=outlet.target.page_id,
        token=Secret(_HIDDEN),
        app_secret=Secret(_HIDDEN) if has_proof else None,
        api_base=press.platforms.address(outlet),
        api_version=press.newsroom.settings.page(outlet.name).publisher.api_version,
        transport=book,
    )


class _Book(httpx2.BaseTransport):
    """Writes down each call and answers as the platform does when all goes well."""

    def __init__(self) -> None:
        self.calls: list[DryCall] = []
        self._photos = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Write a call down and return an ID."""
        self.calls.append(_call(request))
        path = request.url.path
        if path.endswith("/photos"):
            self._photos += 1
            return httpx2.Response(200, json={"id": f"PHOTO{self._photos}"})
        return httpx2.Response(200, json={"id": "COMMENT" if "comments" in path else "POST"})


def _call(request: httpx2.Request) -> DryCall:
    body = request.read()
    media_type = request.headers.get("content-type", "")
    environ = {
        "REQUEST_METHOD": request.method,
        "CONTENT_TYPE": media_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    _, form, files = parse_form_data(environ)
    told = {name: _HIDDEN if name == "appsecret_proof" else text for name, text in form.items()}
    sent = [_sent(field, each) for field, each in files.items()]
    return DryCall(
        method=request.method,
        url=str(request.url),
        headers={
            "Authorization": request.headers.get("authorization", ""),
            "Content-Type": media_type.partition(";")[0],
        },
        fields=told,
        file=sent[0] if sent else None,
    )


def _sent(field: str, upload: FileStorage) -> SentFile:
    with upload.stream as stream:
        size = len(stream.read())
    return SentFile(
        field=field,
        name=upload.filename or "",
        media_type=upload.content_type or "",
        size=size,
    )
