"""What is refused, asked of a real desk by a client that does as it is told."""

import asyncio
import http.client
import re
import socket
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from desk_server import PASSWORD, Client, DeskServer, serving
from fastapi.routing import APIRoute
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from composer.app.desk.address import Address
from composer.app.desk.bounds import USUAL_BYTES, Bound, Bounds
from composer.app.desk.guard import POLICY
from composer.app.desk.path import local_path
from composer.app.desk.routers import ROUTERS
from composer.app.desk.screens import Screens

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("desk")) as server:
        yield server


@pytest.fixture
def guest(served: DeskServer) -> Client:
    return served.guest()


# Names: a hostile page may give its own name the number of this machine.


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2", "[::1]"])
def test_this_machine_is_answered_under_its_own_names(served: DeskServer, host: str) -> None:
    assert served.client(host).get("/sign-in").status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "192.168.0.1", "user@127.0.0.1", "", "نشر"]
)
def test_another_name_is_refused_whoever_asks(served: DeskServer, guest: Client, host: str) -> None:
    asked = f"{host}:{served.port}".encode().decode("latin-1")
    answer = guest.get("/account", Host=asked)
    assert answer.status == 421
    assert "csrf" not in answer.text


def test_another_port_is_another_server(served: DeskServer, guest: Client) -> None:
    assert guest.get("/account", Host="127.0.0.1").status == 421
    assert guest.get("/account", Host=f"127.0.0.1:{served.port + 1}").status == 421


def test_two_names_at_once_are_refused(served: DeskServer) -> None:
    told = f"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nHost: evil.example\r\n\r\n"
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as line:
        line.sendall(told.encode())
        assert line.recv(100).split()[1] in {b"400", b"421"}


@pytest.mark.parametrize(
    ("address", "asked", "is_meant"),
    [
        (Address(host="0.0.0.0", port=1), "10.0.0.7:1", True),  # noqa: S104 - as people set it
        (Address(host="0.0.0.0", port=1), "evil.example:1", False),  # noqa: S104 - same
        (Address(host="0.0.0.0", port=1), "10.0.0.7:2", False),  # noqa: S104 - same
        (Address(hosts=("desk.example.org",)), "desk.example.org", True),
        (Address(hosts=("desk.example.org",)), "DESK.example.org:443", True),
        (Address(hosts=("desk.example.org",)), "desk.example.org.evil.example", False),
        (Address(hosts=("desk.example.org",)), "desk.example.org:x", False),
        (Address(host="newsroom", port=1), "newsroom:1", True),
        (Address(host="newsroom", port=80), "newsroom", True),
    ],
)
def test_a_name_counts_as_it_is_set(address: Address, asked: str, is_meant: bool) -> None:  # noqa: FBT001 - a table
    assert address.is_meant(asked, "http") is is_meant


def test_only_a_trusted_proxy_is_believed_that_somebody_came_over_https(tmp_path: Path) -> None:
    proxied = {"Host": "desk.example.org", "Origin": "https://desk.example.org"}
    proxied |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.9"}
    names = 'hosts = ["desk.example.org"]'
    for proxies, status in (('["127.0.0.1"]', 303), ('["10.0.0.1"]', 403), ("[]", 403)):
        toml = f"[desk]\n{names}\ntrusted_proxies = {proxies}\n"
        with serving(tmp_path / str(status) / proxies, toml, hosts=("desk.example.org",)) as server:
            server.add_user("omar")
            body = urlencode({"name": "omar", "password": PASSWORD}).encode()
            answer = server.client().ask("POST", "/sign-in", body, FORM | proxied)
            assert answer.status == status
            if status == 303:
                (cookie, _) = answer.cookies
                assert cookie.startswith("__Host-nashir=")
                assert "Secure" in cookie
                assert "Path=/" in cookie
                assert "Domain" not in cookie
                assert answer.headers["strict-transport-security"]


# Who asks: nothing that changes anything comes from elsewhere.


def test_a_page_of_our_own_may_change_things(guest: Client) -> None:
    assert guest.post("/account/look", {"language": "en"}).status == 303
    assert 'lang="en"' in guest.get("/account").text


@pytest.mark.parametrize(
    "sent",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Origin": "https://127.0.0.1"},
    ],
)
def test_another_site_changes_nothing_though_it_has_cookie_and_token(
    guest: Client, sent: dict[str, str]
) -> None:
    body = f"csrf={guest.csrf}&theme=dark".encode()
    answer = guest.ask("POST", "/account/look", body, FORM | sent)
    assert answer.status == 403
    assert "أعد تحميل الصفحة" in answer.text
    assert not answer.cookies


@pytest.mark.parametrize("token", ["", "0" * 64, "ن"])
def test_without_the_token_of_the_page_nothing_is_changed(guest: Client, token: str) -> None:
    body = f"csrf={token}&theme=dark".encode()
    assert guest.ask("POST", "/account/look", body, FORM).status == 403
    sent = FORM | {"X-CSRF-Token": token.encode().decode("latin-1")}
    assert guest.ask("POST", "/account/look", b"theme=dark", sent).status == 403


def test_the_token_of_another_session_counts_for_nothing(served: DeskServer, guest: Client) -> None:
    guest.csrf = served.guest().csrf
    assert guest.post("/account/look", {"theme": "dark"}).status == 403


def test_who_is_not_signed_in_sees_and_changes_nothing(served: DeskServer) -> None:
    stranger = served.client()
    assert stranger.get("/account").headers["location"] == "/sign-in?next=%2Faccount"
    assert stranger.get("/account", Accept="application/json").status == 401
    assert stranger.get("/account", HX_Request="true").headers["hx-redirect"] == "/sign-in"
    assert stranger.post("/account/look", {"theme": "dark"}).status == 401
    assert stranger.get(f"/images/{'a' * 64}").status == 303
    assert stranger.get("/events").status == 303


def test_every_route_of_every_part_asks_who_it_is(served: DeskServer) -> None:
    stranger = served.client()
    routes = [each for module in ROUTERS for each in module.router.routes]
    assert len(routes) > len(ROUTERS)
    for each in routes:
        assert isinstance(each, APIRoute)
        path = re.sub(r"\{[^}]+\}", "a" * 64, each.path)
        for method in each.methods or ():
            answer = stranger.ask(method, path)
            assert answer.status in {303, 401}, (method, path)
            assert answer.headers.get("location", "/sign-in").startswith("/sign-in")


# The key and the session.


def test_a_wrong_key_lets_nobody_in(served: DeskServer) -> None:
    for key in ("x", "the-key-of-the-test+", "%D9%86", ""):
        answer = served.client().get(f"/sign-in?key={key}")
        assert answer.status == 200
        assert not answer.cookies


def test_the_cookie_is_for_this_desk_alone(served: DeskServer) -> None:
    came = served.client().get("/sign-in?key=the-key-of-the-test")
    (cookie,) = came.cookies
    name, *rules = (each.strip() for each in cookie.split(";"))
    assert name.startswith(f"nashir-{served.port}=")
    assert {each.lower() for each in rules} == {"httponly", "samesite=strict", "path=/"}


def test_a_cookie_that_was_stolen_is_worth_nothing_after_signing_out(served: DeskServer) -> None:
    guest, thief = served.guest(), served.client()
    thief.cookies = dict(guest.cookies)
    assert thief.get("/account").status == 200
    assert guest.post("/sign-out").status == 303
    assert thief.get("/account").status == 303


def test_the_key_does_not_stay_in_the_address(served: DeskServer) -> None:
    came = served.client().get("/sign-in?key=the-key-of-the-test&next=/account")
    assert came.headers["location"] == "/account"


# Where to: only within the desk.


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "",
    ],
)
def test_nobody_is_sent_elsewhere(served: DeskServer, wanted: str) -> None:
    guest = served.guest()
    answer = guest.post("/account/look", {"next": wanted})
    assert answer.headers["location"] == "/"


@given(
    text=st.one_of(
        st.text(max_size=30),
        st.text("/\\:@.evil\t\n ", max_size=12).map("/{}".format),
    )
)
@example(text="/\\evil.example")
@example(text="//evil.example")
@example(text="///evil.example")
@example(text="/\t/evil.example")
def test_a_local_path_never_leaves_the_desk(text: str) -> None:
    path = local_path(text)
    assert path.startswith("/")
    assert path.isascii()
    for base in ("http://desk:1/", "https://desk:1/a/b"):
        as_browsers_read = re.sub("[\t\r\n]", "", path).replace("\\", "/")
        assert not as_browsers_read.startswith("//")
        found = urlsplit(urljoin(base, as_browsers_read))
        assert (found.scheme, found.netloc) == (urlsplit(base).scheme, "desk:1")


@pytest.mark.parametrize("path", ["/drafts?tab=review&q=a", "/items/q1#journal", "/"])
def test_a_path_of_the_desk_stays_as_it_is(path: str) -> None:
    assert local_path(path) == path


# What is sent back.


@pytest.mark.parametrize(
    "path", ["/account", "/sign-in", "/nowhere", "/images/x", "/events?after=x"]
)
def test_every_answer_says_how_it_may_be_used(guest: Client, path: str) -> None:
    headers = guest.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers
    assert "strict-transport-security" not in headers


def test_the_policy_allows_nothing_that_is_written_into_a_page() -> None:
    assert "unsafe" not in POLICY
    assert "*" not in POLICY
    assert POLICY.startswith("default-src 'none'")


def test_a_mistake_of_ours_is_a_number_that_stands_in_the_log(
    served: DeskServer, guest: Client, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_screens: Screens, name: str, values: Mapping[str, object]) -> str:
        if name == "account/screen.html.j2":
            msg = "secret-of-the-trace"
            raise RuntimeError(msg)
        return kept(served.desk.screens, name, values)

    kept = Screens.text
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Screens, "text", broken)
        answer = guest.get("/account")
    assert answer.status == 500
    assert answer.headers["content-security-policy"] == POLICY
    assert "secret-of-the-trace" not in answer.text
    number = next(each.__dict__["number"] for each in caplog.records if "number" in each.__dict__)
    assert number in answer.text


# Files.


@pytest.mark.parametrize(
    "path",
    [
        "/assets/v/../../pyproject.toml",
        "/assets/v/%2e%2e/%2e%2e/%2e%2e/pyproject.toml",
        "/assets/v/..%2f..%2fwords/ar/base.toml",
        "/assets/v//etc/passwd",
        "/assets/v/words/ar/base.toml",
        "/assets/v/js/",
        "/fonts/../../../etc/passwd",
        "/fonts/ibm-plex-sans-arabic/OFL.txt",
        "/fonts/%00",
        "/images/..%2f..%2fnashir.db",
    ],
)
def test_no_file_is_served_but_those_that_are_meant(guest: Client, path: str) -> None:
    assert guest.get(path).status in {404, 422}


def test_assets_are_kept_for_ever_under_the_address_of_their_version(
    served: DeskServer, guest: Client
) -> None:
    address = served.desk.assets.address("js/base.js")
    first = guest.get(address)
    assert first.status == 200
    assert "immutable" in first.headers["cache-control"]
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    again = guest.get(address, If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    old = guest.get("/assets/of-an-older-version/js/base.js")
    assert (old.body, old.headers["cache-control"]) == (first.body, "no-cache")


# How much.


def test_a_body_that_says_it_is_too_large_is_not_read(served: DeskServer, guest: Client) -> None:
    cookie = "; ".join(f"{name}={value}" for name, value in guest.cookies.items())
    told = (
        f"POST /account/look HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nCookie: {cookie}\r\n"
        f"Content-Type: {FORM['Content-Type']}\r\nContent-Length: {USUAL_BYTES + 1}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as line:
        line.sendall(told.encode())
        assert line.recv(1000).startswith(b"HTTP/1.1 413")


def test_a_body_that_does_not_say_how_large_it_is_is_stopped(
    served: DeskServer, guest: Client
) -> None:
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    cookie = "; ".join(f"{name}={value}" for name, value in guest.cookies.items())
    chunks = (b"x" * 65536 for _ in range(USUAL_BYTES // 65536 + 2))
    try:
        line.request(
            "POST", "/account/look", chunks, FORM | {"Cookie": cookie}, encode_chunked=True
        )
        status = line.getresponse().status
    except (ConnectionResetError, BrokenPipeError):
        status = 413  # the desk hung up before all was sent
    finally:
        line.close()
    assert status == 413


def test_a_length_that_is_none_is_refused(served: DeskServer) -> None:
    told = f"POST /sign-out HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nContent-Length: -5\r\n\r\n"
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as line:
        line.sendall(told.encode())
        assert line.recv(100).split()[1] in {b"400", b"413"}


def test_headers_without_end_are_refused(served: DeskServer) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as line:
        line.sendall(b"GET / HTTP/1.1\r\nX: " + b"a" * 100_000)
        assert line.recv(100).startswith(b"HTTP/1.1 400")


def done(work: Coroutine[None, None, None]) -> None:
    """Run what is asynchronous in a thread of its own: a browser's test leaves a loop in ours."""
    with ThreadPoolExecutor(1) as one:
        one.submit(asyncio.run, work).result()


def test_a_body_that_trickles_is_not_waited_for() -> None:
    asked = []

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        while True:
            asked.append((await receive())["more_body"])

    async def receive() -> Message:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(_message: Message) -> None:
        pytest.fail("nothing is answered by the bounds themselves")

    scope = {"type": "http", "path": "/", "headers": []}
    bounds = Bounds(app, (), patience_s=0.1)
    with pytest.raises(HTTPException) as refused:
        done(bounds(scope, receive, send))
    assert refused.value.status_code == 408
    assert 1 <= len(asked) <= 6


def test_a_route_may_take_more_than_usual() -> None:
    sizes = []

    async def app(scope: Scope, receive: Receive, _send: Send) -> None:
        sizes.append((scope["path"], len((await receive())["body"])))

    async def receive() -> Message:
        return {"type": "http.request", "body": b"x" * (USUAL_BYTES + 1), "more_body": False}

    async def send(_message: Message) -> None:
        pytest.fail("nothing is answered by the bounds themselves")

    bounds = Bounds(app, (Bound(path="/drafts/{draft_id}/picture", most=USUAL_BYTES * 2),))
    done(bounds({"type": "http", "path": "/drafts/1/picture", "headers": []}, receive, send))
    for path in ("/drafts/1/other", "/drafts/1/2/picture", "/x/drafts/1/picture"):
        with pytest.raises(HTTPException) as refused:
            done(bounds({"type": "http", "path": path, "headers": []}, receive, send))
        assert refused.value.status_code == 413
    assert sizes == [("/drafts/1/picture", USUAL_BYTES + 1)]


def test_the_desk_still_answers_after_all_that(guest: Client) -> None:
    assert guest.get("/account").status == 200


# Texts of others.


def test_a_headline_with_markup_is_shown_as_it_stands(served: DeskServer) -> None:
    title = '{{7*7}}<script>alert(1)</script>{% raw %} & "قوسان"'
    draft = served.draft(title)
    page = served.guest().get(f"/drafts/{draft}")
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert "{{7*7}}" in page.text
