"""A page on Facebook, by the Graph API."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import httpx2

from composer.domain.post import PostImage
from composer.domain.secret import Secret
from composer.errors import InputError, Rejected
from composer.publishing.connection import Call, Connection, Upload
from composer.publishing.edge import read_edge
from composer.publishing.graph import lost
from composer.publishing.platform import Platform, SeenComment, SeenPost
from composer.publishing.seen import (
    COMMENT_FIELDS,
    POST_FIELDS,
    identity,
    read_id,
    seen_comment,
    seen_post,
)
from composer.publishing.usage import Usage

_ENOUGH = 100
_GONE = frozenset({(100, 33), (803, None)})


class FacebookPage(Platform):
    """One page; each call makes one attempt, as ``Platform`` says.

    A page and its token stand for one thread. The lists that are read never ask for what came
    "since" some time: a clock that is wrong would hide the very post that is looked for.

    Args:
        page_id: The page's ID.
        token: The page's own token, or what returns it: asked for each call, so that a runner
            learns of a new one without being started again.
        app_secret: With it each call carries a proof that the app sent it.
        api_base: Where the Graph API is: https, or http on this machine.
        api_version: Such as ``v26.0``.
        transport: What carries calls instead of the network, such as the practice page's.
        monotonic: A clock in seconds that is never set back.
    """

    def __init__(  # noqa: PLR0913 - each is set apart, and by name
        self,
        *,
        page_id: str,
        token: Secret | Callable[[], Secret],
        app_secret: Secret | None,
        api_base: str,
        api_version: str,
        transport: httpx2.BaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._page_id = page_id
        self._token = token
        self._connection = Connection(
            api_base=api_base,
            api_version=api_version,
            app_secret=app_secret,
            transport=transport,
            monotonic=monotonic,
        )

    @property
    def usage(self) -> Usage | None:
        """How much of the allowance is used up, as last seen; None when nothing was said."""
        return self._connection.throttle.usage

    @property
    def slow_down_s(self) -> float:
        """Seconds to leave between two calls; 0 while less than 75 % is used up."""
        return self._connection.throttle.slow_down_s

    @property
    def last_server_date(self) -> datetime | None:
        """What the platform's clock said in its last answer, in UTC."""
        return self._connection.last_server_date

    def close(self) -> None:
        """Give the connections back."""
        self._connection.close()

    def stage(self, image: PostImage, data: bytes, *, temporary: bool) -> str:
        """Upload an image that nobody sees yet and return its ID. Safe to repeat."""
        self._connection.throttle.check()
        told = {"published": "false", "alt_text_custom": image.alt_text}
        if temporary:
            told["temporary"] = "true"
        upload = Upload(name=image.file, data=data, media_type=image.media_type)
        path = f"{self._page_id}/photos"
        answer = self._send("POST", path, _filled(told), upload=upload)
        return read_id(answer)

    def create(
        self, text: str, *, link: str | None, images: Sequence[str], at: datetime | None
    ) -> str:
        """Make the post and return its ID. Never safe to repeat."""
        if not (text or link or images) or (link and images):
            msg = "a post holds a text, a link or images, and never a link beside images"
            raise Rejected(msg)
        told = _filled({"message": text, "link": link or ""})
        for place, photo in enumerate(images):
            told[f"attached_media[{place}]"] = json.dumps({"media_fbid": photo})
        if at is not None:
            told |= {"published": "false", "unpublished_content_type": "SCHEDULED", **_time(at)}
        return self._create(f"{self._page_id}/feed", told)

    def newest(self) -> Sequence[SeenPost]:
        """Return the newest posts, newest first, a hundred at least if there are so many."""
        found = self._edge(f"{self._page_id}/published_posts", POST_FIELDS, enough=_ENOUGH)
        return tuple(map(seen_post, found))

    def scheduled(self) -> Sequence[SeenPost]:
        """Return all posts that the platform holds until their time."""
        found = self._edge(f"{self._page_id}/scheduled_posts", POST_FIELDS)
        return tuple(seen_post(each, published=False) for each in found)

    def find(self, post_id: str) -> SeenPost | None:
        """Return a post; None where it is gone and the page itself can be seen."""
        try:
            return seen_post(self._send("GET", post_id, {"fields": POST_FIELDS}))
        except Rejected as error:
            self._see_that_it_is_gone(error)
            return None

    def edit(self, post_id: str, text: str) -> None:
        """Put another text into a post. Safe to repeat."""
        self._change("POST", post_id, {"message": text})

    def reschedule(self, post_id: str, at: datetime) -> None:
        """Have a held post shown at another time. Safe to repeat."""
        self._change("POST", post_id, _time(at))

    def delete(self, post_id: str) -> None:
        """Take a post down; one that is gone already counts as done. Safe to repeat."""
        try:
            self._change("DELETE", post_id, {})
        except Rejected as error:
            self._see_that_it_is_gone(error)

    def comment(self, post_id: str, text: str) -> str:
        """Write a comment below a post and return its ID. Never safe to repeat."""
        return self._create(f"{post_id}/comments", {"message": text})

    def comments(self, post_id: str) -> Sequence[SeenComment]:
        """Return the comments below a post."""
        return tuple(map(seen_comment, self._edge(f"{post_id}/comments", COMMENT_FIELDS)))

    def _create(self, path: str, told: Mapping[str, str]) -> str:
        """Make what a reader sees; an answer without an ID leaves open whether it was made."""
        self._connection.throttle.check()
        answer = self._send("POST", path, told, creates=True)
        made = identity(answer.get("id"))
        if made is None:
            what = "Facebook's answer does not name what was made"
            raise lost(what, creates=True)
        return made

    def _change(self, method: str, post_id: str, told: Mapping[str, str]) -> None:
        answer = self._send(method, post_id, told)
        if answer.get("success") not in (True, "true"):
            what = "Facebook does not say that the change was made"
            raise lost(what, creates=False)

    def _edge(
        self, path: str, fields: str, *, enough: int | None = None
    ) -> tuple[Mapping[str, object], ...]:
        return read_edge(lambda told: self._send("GET", path, told), fields=fields, enough=enough)

    def _see_that_it_is_gone(self, error: Rejected) -> None:
        """Return if what was refused is gone; "gone" and "hidden from this token" look alike.

        Raises:
            Rejected: The error given, if it is another one, or if the page cannot be seen either.
        """
        if (error.code, error.subcode) not in _GONE:
            raise error
        try:
            page = self._send("GET", self._page_id, {"fields": "id"})
        except Rejected:
            raise error from None
        if identity(page.get("id")) != self._page_id:
            raise error

    def _send(
        self,
        method: str,
        path: str,
        told: Mapping[str, str],
        *,
        upload: Upload | None = None,
        creates: bool = False,
    ) -> Mapping[str, object]:
        call = Call(
            method=method,
            path=path,
            token=self._page_token(),
            fields=told,
            upload=upload,
            creates=creates,
        )
        return self._connection.send(call)

    def _page_token(self) -> Secret:
        """Return the token; where there is none, nothing was sent and a person is needed."""
        if isinstance(self._token, Secret):
            return self._token
        try:
            return self._token()
        except InputError as error:
            raise Rejected(str(error)) from error


def _filled(told: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in told.items() if value}


def _time(at: datetime) -> dict[str, str]:
    """Return the parameter for a time, in Unix seconds: the one form that all calls take."""
    if at.utcoffset() is None:
        msg = "at must be timezone-aware"
        raise ValueError(msg)
    return {"scheduled_publish_time": str(int(at.timestamp()))}
