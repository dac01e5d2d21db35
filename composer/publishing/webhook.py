"""Tells people by a signed document, posted to a web address of theirs."""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable
from importlib.metadata import version

import httpx2

from composer.domain.notice import Notice
from composer.domain.secret import Secret
from composer.errors import PublishError, Rejected, SettingsError, Unavailable
from composer.publishing.route import route
from composer.publishing.wording import document

_LONGEST_WAIT_S = 86_400
_PASSING = frozenset({408, 425, 429})


class Webhook:
    """Posts notices to a web address as JSON, signed so that the receiver knows who wrote them.

    ``X-Nashir-Signature`` is ``sha256=`` and the HMAC, in hexadecimal, of ``X-Nashir-Timestamp``
    (Unix seconds), a full stop, and the body as it was sent. ``X-Nashir-Delivery`` is the
    notice's number. Redirects are not followed: the document is meant for this address.

    Args:
        url: https, or http on this machine; it may hold a secret of its own and is never told.
        secret: Shared with the receiver.
        transport: What carries calls instead of the network.
        timeout_s: Seconds for each step of the way.
        clock: Gives Unix seconds.

    Raises:
        SettingsError: There is no secret, the address is none, or the proxy cannot be used.
        ValueError: Others could read what goes to this address.
    """

    def __init__(
        self,
        url: str,
        secret: Secret,
        *,
        transport: httpx2.BaseTransport | None = None,
        timeout_s: float = 10.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not secret:
            msg = "a webhook needs a secret to sign with: set NASHIR_WEBHOOK_SECRET"
            raise SettingsError(msg)
        try:
            self._url = httpx2.URL(url)
        except httpx2.InvalidURL as error:
            msg = f"the webhook's address cannot be used: {error}"
            raise SettingsError(msg) from error
        self._secret = secret
        self._transport = route(url) if transport is None else transport
        self._timeout = httpx2.Timeout(timeout_s)
        self._clock = clock

    def deliver(self, notice: Notice) -> None:
        """Post one notice; see ``notify.Channel``."""
        try:
            response = self._transport.handle_request(self._request(notice))
            response.close()
        except httpx2.RequestError as error:
            msg = f"the webhook at {self._url.host} cannot be reached ({type(error).__name__})"
            raise Unavailable(msg) from error
        if not response.is_success:
            raise self._refusal(response)

    def close(self) -> None:
        """Give the connections back."""
        self._transport.close()

    def _request(self, notice: Notice) -> httpx2.Request:
        body = json.dumps(document(notice), ensure_ascii=False).encode()
        timestamp = str(int(self._clock()))
        return httpx2.Request(
            "POST",
            self._url,
            content=body,
            headers={
                "User-Agent": f"nashir/{version('nashir')}",
                "Content-Type": "application/json",
                "X-Nashir-Delivery": str(notice.id),
                "X-Nashir-Timestamp": timestamp,
                "X-Nashir-Signature": f"sha256={sign(self._secret, timestamp, body)}",
            },
            extensions={"timeout": self._timeout.as_dict()},
        )

    def _refusal(self, response: httpx2.Response) -> PublishError:
        said = f"the webhook at {self._url.host} answered {response.status_code}"
        if response.is_server_error or response.status_code in _PASSING:
            return Unavailable(said, wait_s=_wait_s(response.headers.get("retry-after", "")))
        if response.is_redirect:
            return Rejected(f"{said}, a redirect: set webhook to the address that answers itself")
        return Rejected(f"{said}: look at the address and at the secret that it expects")


def sign(secret: Secret, timestamp: str, body: bytes) -> str:
    """Return the signature of a document, in hexadecimal."""
    signed = timestamp.encode() + b"." + body
    return hmac.new(secret.reveal().encode(), signed, hashlib.sha256).hexdigest()


def _wait_s(retry_after: str) -> float | None:
    """Return the seconds that a receiver wants us to wait, at most a day."""
    seconds = re.fullmatch(r"\s*(\d{1,9})\s*", retry_after, re.ASCII)
    return float(min(int(seconds[1]), _LONGEST_WAIT_S)) if seconds else None
