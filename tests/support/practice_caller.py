"""A practice page with a clock that a test sets, and a caller that speaks the Graph API to it."""

import json
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

from composer.resources import shipped_root
from composer.sandbox import PRACTICE_PAGE_ID, PRACTICE_TOKEN, PracticePage, running, transport

BEGIN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PAGE = PRACTICE_PAGE_ID
ALL_FIELDS = (
    "id,message,created_time,updated_time,is_published,scheduled_publish_time,permalink_url,"
    "full_picture,status_type,attachments{media_type,type,target{id},"
    "subattachments.limit(30){target{id}}}"
)


@dataclass(slots=True)
class SetClock:
    """A clock that stands still until it is moved."""

    now: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)

    def later(self, **span: float) -> int:
        """Return a time from now on, in Unix seconds."""
        return int((self.now + timedelta(**span)).timestamp())


@dataclass(slots=True)
class Pauses:
    """Stands for waiting, and remembers how long it would have been."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def practice_page(folder: Path, clock: SetClock, pauses: Pauses | None = None) -> PracticePage:
    root = shipped_root()
    return PracticePage(
        folder,
        templates=root / "templates",
        fonts=root / "fonts",
        clock=clock,
        pause=pauses or Pauses(),
    )


def png(width: int = 4, height: int = 5, shade: int = 0) -> bytes:
    """Return a picture of one grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes([shade]) * width) * height)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


class Caller:
    """Calls a practice page, as the page itself unless another token is given."""

    def __init__(self, client: httpx2.Client, token: str | None = PRACTICE_TOKEN) -> None:
        self.client = client
        self.token = token

    def call(self, method: str, path: str, **options: Any) -> httpx2.Response:  # noqa: ANN401 - JSON is any
        headers = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        return self.client.request(method, f"/v26.0/{path}", headers=headers, **options)

    def get(self, path: str, **params: object) -> Any:  # noqa: ANN401 - JSON is any
        return self._read("GET", path, params=params)

    def post(self, path: str, **data: object) -> Any:  # noqa: ANN401 - JSON is any
        return self._read("POST", path, data=data)

    def delete(self, path: str) -> Any:  # noqa: ANN401 - JSON is any
        return self._read("DELETE", path)

    def error(self, method: str, path: str, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - the client knows
        response = self.call(method, path, **options)
        assert response.status_code >= 400, response.text
        error: dict[str, Any] = response.json()["error"]
        return error

    def stage(
        self, *, page: str = PAGE, alt: str | None = None, data: bytes | None = None, **more: str
    ) -> str:
        values = {"published": "false", **more}
        if alt is not None:
            values["alt_text_custom"] = alt
        files = {"source": ("card.png", data or png(), "image/png")}
        found = self._read("POST", f"{page}/photos", data=values, files=files)
        return str(found["id"])

    def create(
        self, message: str = "", photos: Sequence[str] = (), *, page: str = PAGE, **more: object
    ) -> str:
        return str(self.post(f"{page}/feed", **self.body(message, photos), **more)["id"])

    @staticmethod
    def body(message: str, photos: Sequence[str] = ()) -> dict[str, str]:
        listed = {
            f"attached_media[{place}]": json.dumps({"media_fbid": each})
            for place, each in enumerate(photos)
        }
        return {"message": message, **listed}

    def node(self, post: str) -> Any:  # noqa: ANN401 - JSON is any
        return self.get(post, fields=ALL_FIELDS)

    def listed(self, edge: str = "published_posts", *, page: str = PAGE, limit: int = 100) -> Any:  # noqa: ANN401 - JSON is any
        return [each["id"] for each in self.get(f"{page}/{edge}", limit=limit)["data"]]

    def _read(self, method: str, path: str, **options: Any) -> Any:  # noqa: ANN401 - JSON is any
        response = self.call(method, path, **options)
        assert response.status_code == 200, response.text
        return response.json()


@contextmanager
def in_process(page: PracticePage, token: str | None = PRACTICE_TOKEN) -> Iterator[Caller]:
    client = httpx2.Client(transport=transport(page), base_url="http://practice.example")
    with client:
        yield Caller(client, token)


@contextmanager
def over_a_port(page: PracticePage, token: str | None = PRACTICE_TOKEN) -> Iterator[Caller]:
    with running(page) as url, httpx2.Client(base_url=url, trust_env=False) as client:
        yield Caller(client, token)
