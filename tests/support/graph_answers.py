"""Answers of the Graph API, and a page that gets them without a network."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import httpx2

from composer.domain.post import PostImage
from composer.domain.secret import Secret
from composer.publishing.connection import Connection
from composer.publishing.facebook import FacebookPage

PAGE_ID = "110000000000001"
POST_ID = f"{PAGE_ID}_122100000000001"
TOKEN = "EAAGm0PX4ZCpsBO7secretpagetokenZAqZCZD"  # noqa: S105 - made up
APP_SECRET = "5f2a9c0d7e41b8633c1a0d9e8f7b6a54"  # noqa: S105 - made up
VERSION = "v26.0"
BASE = "https://graph.facebook.com"

Handler = Callable[[httpx2.Request], httpx2.Response]


def answer(
    document: object, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> httpx2.Response:
    return httpx2.Response(status, headers=dict(headers or {}), content=json.dumps(document))


def refusal(
    code: int | None,
    subcode: int | None = None,
    message: str = "(#0) It was refused",
    *,
    status: int = 400,
    transient: bool | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx2.Response:
    error: dict[str, object] = {
        "message": message,
        "type": "OAuthException",
        "code": code,
        "fbtrace_id": "AbCdEfGh1234",
    }
    if subcode is not None:
        error["error_subcode"] = subcode
    if transient is not None:
        error["is_transient"] = transient
    return answer({"error": error}, status=status, headers=headers)


@dataclass(slots=True)
class Line:
    """A transport that gives answers in their order, the last one again and again."""

    answers: tuple[httpx2.Response | Exception, ...]
    requests: list[httpx2.Request] = field(default_factory=list)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        found = self.answers[min(len(self.requests), len(self.answers) - 1)]
        self.requests.append(request)
        if isinstance(found, Exception):
            raise found
        return httpx2.Response(found.status_code, headers=found.headers.raw, content=found.content)

    @property
    def last(self) -> httpx2.Request:
        return self.requests[-1]


def line(*answers: httpx2.Response | Exception) -> Line:
    return Line(answers)


def page_on(
    handler: Handler,
    *,
    app_secret: str | None = None,
    token: str = TOKEN,
    monotonic: Callable[[], float] = lambda: 0.0,
) -> FacebookPage:
    return FacebookPage(
        page_id=PAGE_ID,
        token=Secret(token),
        app_secret=None if app_secret is None else Secret(app_secret),
        api_base=BASE,
        api_version=VERSION,
        transport=httpx2.MockTransport(handler),
        monotonic=monotonic,
    )


def connection_on(handler: Handler, *, app_secret: str | None = None) -> Connection:
    return Connection(
        api_base=BASE,
        api_version=VERSION,
        app_secret=None if app_secret is None else Secret(app_secret),
        transport=httpx2.MockTransport(handler),
        monotonic=lambda: 0.0,
    )


def form(request: httpx2.Request) -> dict[str, str]:
    """Return the fields of a form-encoded body, in their order."""
    return dict(parse_qsl(request.content.decode(), keep_blank_values=True))


def card(alt_text: str = "بطاقة: صفقة المقاتلات") -> PostImage:
    return PostImage(
        sha256="0" * 64,
        media_type="image/png",
        alt_text=alt_text,
        width=1080,
        height=1350,
        size=3,
        file="01-headline-portrait.png",
    )
