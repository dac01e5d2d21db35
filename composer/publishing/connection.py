"""One call to the Graph API: builds it, sends it once, and tells what came back.

The library's transport is used without a client above it. A client logs every address, keeps
cookies, prepares redirects and asks the environment for more; a call that holds a secret wants
none of that.
"""

import hashlib
import hmac
import re
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version

import httpx2

from composer.domain.secret import Secret
from composer.errors import InputError, Rejected, Unavailable
from composer.publishing.graph import Answer, lost, understand
from composer.publishing.redact import scrub
from composer.publishing.route import route
from composer.publishing.usage import Throttle, read_usage

_TIMEOUT = httpx2.Timeout(120.0, connect=10.0, pool=10.0)  # seconds
_WHOLE_S = 150.0
_LONGEST = 16 * 1024 * 1024
_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
_IN_A_HEADER = re.compile(r"[!-~]+")
_IN_A_PATH = re.compile(r"\w+(?:/\w+)*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that goes with a call."""

    name: str
    data: bytes = field(repr=False)
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call.

    Args:
        method: ``GET``, ``POST`` or ``DELETE``.
        path: What it is about, below the version, such as ``12345/feed``.
        token: Who asks; None where what is asked carries its own proof.
        fields: What is told. A secret among them is revealed on the wire only.
        upload: A file, for ``POST``.
        creates: It makes something that a reader sees, so that repeating it may make two.
        proven: The proof of the app's secret goes with it, where there is a secret.
    """

    method: str
    path: str
    token: Secret | None
    fields: Mapping[str, str | Secret] = field(default_factory=dict)
    upload: Upload | None = None
    creates: bool = False
    proven: bool = True

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What no message about the call may hold."""
        hidden = tuple(each for each in self.fields.values() if isinstance(each, Secret))
        return hidden if self.token is None else (self.token, *hidden)


class Connection:
    """The way to the platform. One thread uses it at a time.

    Args:
        api_base: Where the platform is: https, or http on this machine.
        api_version: Such as ``v26.0``.
        app_secret: With it each call proves that the app sent it.
        transport: What carries calls instead of the network, such as the practice page's.
        monotonic: A clock in seconds that is never set back.
    """

    def __init__(
        self,
        *,
        api_base: str,
        api_version: str,
        app_secret: Secret | None = None,
        transport: httpx2.BaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._root = f"{api_base.rstrip('/')}/{api_version}"
        self._app_secret = app_secret
        self.api_version = api_version
        self._transport = route(api_base) if transport is None else transport
        self._monotonic = monotonic
        self._agent = f"nashir/{version('nashir')}"
        self.throttle = Throttle(monotonic)
        self.last_server_date: datetime | None = None

    def send(self, call: Call) -> Mapping[str, object]:
        """Make one call, once, and return the object in its answer.

        Raises:
            Rejected: The platform refused for good, or the call may not be sent as it is.
            Unavailable: It refused for now or did not answer, and repeating is safe.
            OutcomeUnknown: It did not answer a call that creates.
        """
        secrets = (*call.secrets, *self._own_secrets(call.token))
        answer = self._exchange(call, self._request(call), secrets)
        self.throttle.note(read_usage(answer.headers))
        self.last_server_date = _date(answer.headers.get("date")) or self.last_server_date
        return understand(answer, creates=call.creates, secrets=secrets)

    def close(self) -> None:
        """Give the connections back."""
        self._transport.close()

    def _request(self, call: Call) -> httpx2.Request:
        """Build a call: the token in a header only, the proof in the body where there is one."""
        if not _IN_A_PATH.fullmatch(call.path):
            msg = f"{call.path!r} names no post, page or comment: IDs are digits and underscores"
            raise Rejected(msg)
        told = {name: _plain(each) for name, each in call.fields.items()}
        if call.token is not None and call.proven:
            told |= self._proof(call.token)
        posts = call.method == "POST"
        return httpx2.Request(
            call.method,
            f"{self._root}/{call.path}",
            params=None if posts or not told else told,
            data=told if posts else None,
            files=None if call.upload is None else {"source": _part(call.upload)},
            headers={"User-Agent": self._agent, "Accept-Encoding": "gzip", **_bearer(call.token)},
            extensions={"timeout": _TIMEOUT.as_dict()},
        )

    def _proof(self, token: Secret) -> Mapping[str, str]:
        if self._app_secret is None:
            return {}
        key, text = self._app_secret.reveal().encode(), token.reveal().encode()
        return {"appsecret_proof": hmac.new(key, text, hashlib.sha256).hexdigest()}

    def _own_secrets(self, token: Secret | None) -> tuple[Secret, ...]:
        if self._app_secret is None:
            return ()
        proof = {} if token is None else self._proof(token)
        return self._app_secret, *map(Secret, proof.values())

    def _exchange(self, call: Call, request: httpx2.Request, secrets: Collection[Secret]) -> Answer:
        """Send a call, once, and read its answer; errors of the network become ours."""
        deadline = self._monotonic() + _WHOLE_S
        try:
            response = self._transport.handle_request(request)
            try:
                return self._read(response, deadline, creates=call.creates)
            finally:
                response.close()
        except httpx2.UnsupportedProtocol as error:  # nobody but us wrote the address
            raise ValueError(str(error)) from error
        except _NOT_SENT as error:
            msg = f"Facebook cannot be reached, nothing was sent ({_reason(error, secrets)})"
            raise Unavailable(msg) from error
        except (httpx2.RequestError, InputError) as error:  # the latter is a practice page's own
            what = f"the connection to Facebook failed ({_reason(error, secrets)})"
            raise lost(what, creates=call.creates) from error

    def _read(self, response: httpx2.Response, deadline: float, *, creates: bool) -> Answer:
        """Read an answer, as long as it comes within reason."""
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > _LONGEST:
                what = "Facebook's answer has no end"
                raise lost(what, creates=creates)
            if self._monotonic() > deadline:
                what = "Facebook's answer takes too long"
                raise lost(what, creates=creates)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(status=response.status_code, headers=headers, body=bytes(body))


def _bearer(token: Secret | None) -> Mapping[str, str]:
    if token is None:
        return {}
    if not _IN_A_HEADER.fullmatch(token.reveal()):
        msg = "the token is empty or holds characters that no token has: copy the whole of it again"
        raise Rejected(msg)
    return {"Authorization": f"Bearer {token.reveal()}"}


def _plain(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value


def _part(upload: Upload) -> tuple[str, bytes, str]:
    return upload.name, upload.data, upload.media_type


def _reason(error: Exception, secrets: Collection[Secret]) -> str:
    """Return what an error of the network says; some say nothing but their name."""
    return scrub(f"{type(error).__name__}: {error}".rstrip(": "), secrets)


def _date(header: str | None) -> datetime | None:
    """Return the instant in a ``Date`` header; None for what is none."""
    try:
        found = parsedate_to_datetime(header or "")
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
