import gzip
import json
import socket
from collections.abc import Callable

import httpx2
import pytest
from graph_answers import PAGE_ID, POST_ID, TOKEN, VERSION, card
from raw_server import RawServer, hanging_up, raw_server, response, saying

from composer.domain.secret import Secret
from composer.errors import OutcomeUnknown, Rejected, SettingsError, Unavailable
from composer.publishing.facebook import FacebookPage
from composer.publishing.route import route

Calls = Callable[[FacebookPage], object]
CREATE: Calls = lambda page: page.create("نص", link=None, images=("1",), at=None)  # noqa: E731
READ: Calls = lambda page: page.newest()  # noqa: E731
MADE = json.dumps({"id": POST_ID}).encode()


def page_at(base: str, *, transport: httpx2.BaseTransport | None = None) -> FacebookPage:
    return FacebookPage(
        page_id=PAGE_ID,
        token=Secret(TOKEN),
        app_secret=None,
        api_base=base,
        api_version=VERSION,
        transport=transport,
    )


class Hurried(httpx2.BaseTransport):
    """The real transport with a short patience."""

    def __init__(self) -> None:
        self._real = httpx2.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        assert request.extensions["timeout"] == {
            "connect": 10.0,
            "read": 120.0,
            "write": 120.0,
            "pool": 10.0,
        }
        request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), 0.2)
        return self._real.handle_request(request)

    def close(self) -> None:
        self._real.close()


def test_a_call_goes_over_the_wire_as_it_was_built() -> None:
    with raw_server(saying(response(MADE))) as server:
        page = page_at(f"{server.base}/")
        assert CREATE(page) == POST_ID
        page.close()
    [sent] = server.requests
    head, _, body = sent.partition(b"\r\n\r\n")
    assert head.startswith(f"POST /{VERSION}/{PAGE_ID}/feed HTTP/1.1\r\n".encode())
    assert f"Authorization: Bearer {TOKEN}".encode() in head
    assert b"User-Agent: nashir/" in head
    assert b"message=" in body
    assert b"attached_media%5B0%5D=" in body


def test_an_upload_is_sent_whole() -> None:
    data = bytes(range(256)) * 4096
    with raw_server(saying(response(b'{"id": "9"}'))) as server:
        assert page_at(server.base).stage(card(), data, temporary=False) == "9"
    assert data in server.requests[0]


def test_a_compressed_answer_is_read() -> None:
    data = response(gzip.compress(MADE), headers="Content-Encoding: gzip\r\n")
    with raw_server(saying(data)) as server:
        assert CREATE(page_at(server.base)) == POST_ID


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    for call in (CREATE, READ):
        with pytest.raises(Unavailable, match="nothing was sent"):
            call(page_at(f"http://127.0.0.1:{port}"))


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(hanging_up, id="cut after the request"),
        pytest.param(saying(b"HTTP/1.1 200 OK\r\nContent-Le"), id="cut in the head"),
        pytest.param(saying(response(MADE)[:-5]), id="cut in the body"),
        pytest.param(saying(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), id="another protocol"),
        pytest.param(
            saying(response(b"<title>Facebook | Error</title>", status="502 Bad Gateway")),
            id="502 with HTML",
        ),
        pytest.param(
            saying(response(b"not gzip", headers="Content-Encoding: gzip\r\n")), id="bad gzip"
        ),
    ],
)
def test_an_answer_that_is_lost_leaves_a_creation_open(
    act: Callable[[socket.socket], None],
) -> None:
    with raw_server(act) as server:
        with pytest.raises(OutcomeUnknown):
            CREATE(page_at(server.base))
        with pytest.raises(Unavailable):
            READ(page_at(server.base))
        assert len(server.requests) == 2  # each call made one attempt


def test_an_answer_that_does_not_come_leaves_a_creation_open() -> None:
    def silent(connection: socket.socket) -> None:
        connection.recv(1)  # until the client gives up

    with raw_server(silent) as server:
        with pytest.raises(OutcomeUnknown, match="ReadTimeout"):
            CREATE(page_at(server.base, transport=Hurried()))
        with pytest.raises(Unavailable, match="ReadTimeout"):
            READ(page_at(server.base, transport=Hurried()))


def test_a_redirect_on_the_wire_is_not_followed() -> None:
    with raw_server(saying(response(MADE))) as other:
        moved = response(b"", status="307 Moved", headers=f"Location: {other.base}/\r\n")
        with raw_server(saying(moved)) as server, pytest.raises(OutcomeUnknown):
            CREATE(page_at(server.base))
    assert other.requests == []


PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


@pytest.fixture
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in (*PROXIES, "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_no_proxy_stands_between_us_and_this_machine(
    host: str, no_proxies: pytest.MonkeyPatch
) -> None:
    with raw_server(hanging_up) as proxy, raw_server(saying(response(MADE))) as server:
        for name in PROXIES:
            no_proxies.setenv(name, proxy.base)
        assert CREATE(page_at(f"http://{host}:{server.port}")) == POST_ID
        assert proxy.requests == []


def refusing(proxy: RawServer, no_proxies: pytest.MonkeyPatch, name: str) -> bytes:
    no_proxies.setenv(name, proxy.base)
    with pytest.raises(Unavailable, match="nothing was sent"):
        CREATE(page_at("https://graph.facebook.com"))
    return proxy.requests[-1]


@pytest.mark.parametrize("name", ["https_proxy", "all_proxy"])
def test_a_proxy_that_refuses_has_sent_nothing_and_learns_no_token(
    name: str, no_proxies: pytest.MonkeyPatch
) -> None:
    with raw_server(saying(response(b"", status="403 Forbidden"))) as proxy:
        asked = refusing(proxy, no_proxies, name)
    assert asked.startswith(b"CONNECT graph.facebook.com:443 ")
    assert TOKEN.encode() not in asked


def test_a_proxy_may_be_named_without_its_scheme(no_proxies: pytest.MonkeyPatch) -> None:
    with raw_server(saying(response(b"", status="403 Forbidden"))) as proxy:
        no_proxies.setenv("https_proxy", f"127.0.0.1:{proxy.port}")
        with pytest.raises(Unavailable, match="nothing was sent"):
            CREATE(page_at("https://graph.facebook.com"))
        assert len(proxy.requests) == 1


def test_a_proxy_that_cannot_be_used_is_named_without_its_password(
    no_proxies: pytest.MonkeyPatch,
) -> None:
    no_proxies.setenv("https_proxy", "ftp://me:hunter2@proxy.example:3128")
    with pytest.raises(SettingsError, match="proxy") as caught:
        route("https://graph.facebook.com")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "http://graph.facebook.com",
        "http://127.0.0.1.example.com",
        "ftp://127.0.0.1",
        "https://",
        "graph.facebook.com",
    ],
)
def test_a_token_goes_over_no_open_way(address: str) -> None:
    with pytest.raises(ValueError, match="https only"):
        page_at(address)


def test_a_refusal_over_the_wire_is_understood() -> None:
    body = json.dumps({"error": {"message": "expired", "code": 190, "error_subcode": 463}})
    data = response(body.encode(), status="401 Unauthorized")
    with raw_server(saying(data)) as server, pytest.raises(Rejected, match="190/463"):
        CREATE(page_at(server.base))
