import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from made_notice import HEADLINE, NOTICE
from webhook_receiver import Receiver, receiving

from composer.domain.secret import Secret
from composer.errors import Rejected, SettingsError, Unavailable
from composer.publishing.webhook import Webhook
from composer.publishing.wording import document

KEY = "a secret of the desk: سر"
PAGE = Path(__file__).parents[2] / "docs" / "notifications.md"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def deliver(url: str, **given: Any) -> None:  # noqa: ANN401 - what the webhook takes
    webhook = Webhook(url, Secret(KEY), **given)
    try:
        webhook.deliver(NOTICE)
    finally:
        webhook.close()


def answering(status: int, **headers: str) -> httpx2.MockTransport:
    return httpx2.MockTransport(lambda _: httpx2.Response(status, headers=headers))


def verifier() -> Any:  # noqa: ANN401 - the function that the documentation shows
    code = PAGE.read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - our own documentation
    return names["is_from_nashir"]


def test_a_notice_comes_as_a_signed_document(receiver: Receiver) -> None:
    deliver(receiver.url, clock=lambda: 1_795_532_430.9)
    (came,) = receiver.came
    assert came.path == "/hook"
    assert json.loads(came.body) == document(NOTICE)
    assert HEADLINE.encode() in came.body
    assert came.headers["Content-Type"] == "application/json"
    assert came.headers["X-Nashir-Delivery"] == "17"
    assert came.headers["X-Nashir-Timestamp"] == "1795532430"
    expected = hmac.new(KEY.encode(), b"1795532430." + came.body, hashlib.sha256)
    assert came.headers["X-Nashir-Signature"] == f"sha256={expected.hexdigest()}"
    assert came.headers["User-Agent"].startswith("nashir/")


def test_the_documented_check_believes_what_we_send_and_nothing_else(receiver: Receiver) -> None:
    deliver(receiver.url)
    deliver(receiver.url, clock=lambda: time.time() - 301)
    fresh, old = receiver.came
    believes = verifier()
    assert believes(fresh.headers, fresh.body, KEY)
    assert not believes(old.headers, old.body, KEY)
    assert not believes(fresh.headers, fresh.body + b" ", KEY)
    assert not believes(fresh.headers, fresh.body, "another secret")
    assert not believes({**fresh.headers, "X-Nashir-Timestamp": "1"}, fresh.body, KEY)
    later = str(int(fresh.headers["X-Nashir-Timestamp"]) + 1)
    assert not believes({**fresh.headers, "X-Nashir-Timestamp": later}, fresh.body, KEY)
    assert not believes({}, fresh.body, KEY)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_success_will_do(receiver: Receiver, status: int) -> None:
    receiver.status = status
    deliver(receiver.url)
    assert len(receiver.came) == 1


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_receiver_that_is_away_is_told_later(receiver: Receiver, status: int) -> None:
    receiver.status = status
    with pytest.raises(Unavailable, match=f"127.0.0.1 answered {status}"):
        deliver(receiver.url)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_receiver_that_refuses_is_not_asked_again(receiver: Receiver, status: int) -> None:
    receiver.status = status
    with pytest.raises(Rejected, match=f"answered {status}: look at the address"):
        deliver(receiver.url)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(receiver: Receiver, status: int) -> None:
    receiver.status = status
    with receiving() as other:
        receiver.reply = {"Location": other.url}
        with pytest.raises(Rejected, match="a redirect"):
            deliver(receiver.url)
        assert other.came == []


@pytest.mark.parametrize(
    ("header", "wait_s"),
    [("120", 120.0), ("999999999", 86_400.0), ("soon", None), ("-5", None), ("", None)],
)
def test_the_wait_that_a_receiver_wants_is_told(header: str, wait_s: float | None) -> None:
    with pytest.raises(Unavailable) as caught:
        deliver("https://desk.example.org/", transport=answering(503, **{"Retry-After": header}))
    assert caught.value.wait_s == wait_s


def test_a_connection_that_breaks_is_tried_later(receiver: Receiver) -> None:
    receiver.cuts = True
    with pytest.raises(Unavailable, match=r"cannot be reached \(RemoteProtocolError\)"):
        deliver(receiver.url)


def test_a_receiver_that_is_not_there_is_tried_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(Unavailable, match=r"cannot be reached \(ConnectError\)"):
        deliver(f"http://127.0.0.1:{port}/")


def test_a_receiver_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Unavailable, match=r"cannot be reached \(ReadTimeout\)"):
            deliver(f"http://127.0.0.1:{port}/", timeout_s=0.05)


def test_every_step_has_ten_seconds() -> None:
    seen: list[dict[str, float]] = []

    def note(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.extensions["timeout"])
        return httpx2.Response(204)

    deliver("https://desk.example.org/", transport=httpx2.MockTransport(note))
    assert seen == [{"connect": 10.0, "read": 10.0, "write": 10.0, "pool": 10.0}]


def test_a_receiver_on_this_machine_is_reached_past_any_proxy(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    deliver(receiver.url)
    assert len(receiver.came) == 1


def test_neither_the_secret_nor_the_address_is_told() -> None:
    address = "https://desk.example.org/T0KEN?key=T0KEN"
    for status in (302, 404, 500):
        with pytest.raises((Rejected, Unavailable)) as caught:
            deliver(address, transport=answering(status))
        assert "desk.example.org" in str(caught.value)
        assert "T0KEN" not in str(caught.value)
        assert "سر" not in str(caught.value)


def test_a_webhook_without_a_secret_is_refused() -> None:
    with pytest.raises(SettingsError, match="NASHIR_WEBHOOK_SECRET"):
        Webhook("https://desk.example.org/", Secret(""))


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="cannot be used"):
        Webhook("https://desk.example.org:port/", Secret(KEY))


def test_an_address_over_which_others_read_along_is_refused() -> None:
    with pytest.raises(ValueError, match="https only"):
        Webhook("http://desk.example.org/", Secret(KEY))
