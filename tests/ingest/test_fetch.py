"""Fetching: from hostile addresses nothing, from hostile servers not much, politely from others."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from own_certificate import of_the_server, of_who_believes_it
from site_server import Act, SiteServer, answer, page, redirect, site

from composer.errors import ArticleError
from composer.ingest.decode import LIMIT_BYTES
from composer.ingest.fetch import Fetcher
from composer.ingest.fetched import Kind
from composer.ingest.network import Network
from composer.ingest.turn import PAUSE_S, Turns

SECRET = b"inside"


def fetcher(
    server: SiteServer | None = None, *, allow: Sequence[str] = (), limit_s: float = 20.0
) -> Fetcher:
    """Return one that may reach the server, and whose turns take no time."""
    hosts = (*allow, *(server.allow if server else ()))
    turns = Turns(sleep=lambda _: None)
    return Fetcher(Network(allow=hosts, resolve=nobody), turns=turns, limit_s=limit_s)


def nobody(host: str, port: int) -> Sequence[str]:
    raise socket.gaierror(host, port)


def refuse(url: str, by: Fetcher) -> str:
    with pytest.raises(ArticleError) as caught:
        by.get(url)
    return str(caught.value)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "2130706433", "0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "127.1", "0"),
        *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]"),
        *("[2002:7f00:1::]", "[::127.0.0.1]", "127。0。0。1", "①②⑦.0.0.1"),
    ],
)
def test_this_machine_is_not_fetched_from_however_it_is_spelled(host: str) -> None:
    with site({"/": page(SECRET)}) as server:
        assert "private network" in refuse(f"http://{host}:{server.port}/", fetcher())
        assert server.requests == []


@pytest.mark.parametrize(
    "host",
    [
        *("10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "224.0.0.1"),
        *("[fd00:ec2::254]", "[fe80::1]", "[ff02::1]", "[2001::1]", "255.255.255.255"),
        *("2852039166", "0xa9fea9fe", "[::ffff:169.254.169.254]"),
    ],
)
def test_private_networks_and_metadata_are_not_fetched_from(host: str) -> None:
    assert "private network" in refuse(f"http://{host}/latest/meta-data/", fetcher())


@pytest.mark.parametrize(
    "to",
    [
        *("http://169.254.169.254/latest/meta-data/", "http://localhost/", "http://[::1]/"),
        *("file:///etc/passwd", "ftp://example.org/", "gopher://127.0.0.1:70/_x", "data:,x"),
        *("http://user:pw@example.org/", "//10.0.0.1/", "http://2130706433/", "http://0/"),
    ],
)
def test_a_redirect_is_looked_at_anew(to: str) -> None:
    with site({"/": redirect(to)}) as server:
        network = Network(allow=server.allow, resolve=lambda *_: ["127.0.0.1"])
        said = refuse(server.url(), Fetcher(network, turns=Turns(sleep=lambda _: None)))
        assert "private network" in said or "leads on to" in said
        assert len(server.requests) == 1
        assert "pw" not in said


def test_a_name_of_which_one_address_is_private_is_refused() -> None:
    network = Network(resolve=lambda *_: ["93.184.216.34", "10.0.0.1"])
    assert "mixed.example (10.0.0.1)" in refuse("http://mixed.example/", Fetcher(network))


def test_a_name_is_looked_up_once_and_the_connection_goes_there() -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    asked: list[str] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(f"{host}:{port}")
        return next(answers)

    with site({"/": page(SECRET)}) as server:
        network = Network(allow=("rebind.example",), resolve=rebinding)
        found = Fetcher(network).get(server.url(host="rebind.example"))
        assert found.data == SECRET
        assert asked == [f"rebind.example:{server.port}"]
        assert f"Host: rebind.example:{server.port}\r\n" in server.requests[0]


def test_a_redirect_to_a_name_that_is_private_is_refused() -> None:
    with site({"/": redirect("http://rebind.example/")}) as server:
        network = Network(allow=server.allow, resolve=lambda *_: ["127.0.0.1"])
        assert "rebind.example (127.0.0.1)" in refuse(server.url(), Fetcher(network))


def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    with site({"/": page(SECRET)}) as server:
        network = Network(allow=("two.example",), resolve=lambda *_: ["127.0.0.9", "127.0.0.1"])
        assert Fetcher(network).get(server.url(host="two.example")).data == SECRET


def test_an_unknown_name_is_said_to_be_so() -> None:
    assert "no host nowhere.example" in refuse("http://nowhere.example/", fetcher())


def test_a_name_server_that_does_not_answer_is_not_waited_for() -> None:
    never = threading.Event()

    def silent(_host: str, _port: int) -> Sequence[str]:
        never.wait(30)
        return []

    start = time.monotonic()
    refuse("http://slow.example/", Fetcher(Network(resolve=silent), limit_s=0.2))
    assert time.monotonic() - start < 5
    never.set()


def test_the_certificate_must_be_the_names_though_the_address_is_given() -> None:
    with site({"/": page(SECRET)}, context=of_the_server()) as server:
        network = Network(
            allow=("localhost", "other.example"),
            resolve=lambda *_: ["127.0.0.1"],
            context=of_who_believes_it(),
        )
        by = Fetcher(network, turns=Turns(sleep=lambda _: None))
        assert by.get(server.url(host="localhost", scheme="https")).data == SECRET
        said = refuse(server.url(host="other.example", scheme="https"), by)
        assert "other.example" in said
        assert len(server.requests) == 1


def packed(data: bytes, encoding: str) -> Act:
    return page(data, headers=f"Content-Encoding: {encoding}\r\n")


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("gzip", gzip.compress(SECRET, mtime=0)),
        ("deflate", zlib.compress(SECRET)),
        ("deflate", zlib.compress(SECRET, wbits=-15)),
        ("identity", SECRET),
    ],
)
def test_packed_answers_are_unpacked(encoding: str, data: bytes) -> None:
    with site({"/": packed(data, encoding)}) as server:
        assert fetcher(server).get(server.url()).data == SECRET


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (packed(gzip.compress(bytes(300 * 1024 * 1024), 1), "gzip"), "larger than 5 MB"),
        (packed(zlib.compress(bytes(LIMIT_BYTES + 1)), "deflate"), "larger than 5 MB"),
        (packed(gzip.compress(SECRET * 999)[:-9], "gzip"), "breaks off"),
        (packed(SECRET, "gzip"), "damaged"),
        (packed(SECRET, "br"), "packs its answer as br"),
        (page(bytes(LIMIT_BYTES + 1)), "larger than 5 MB"),
        (page(SECRET, kind="video/mp4"), "video/mp4, which is no article"),
        (page(SECRET, kind="image/png"), "image/png, which is no article"),
        (answer(status="404 Not Found"), r"no such page \(HTTP 404\)"),
        (answer(status="403 Forbidden"), "save it as a file"),
        (answer(status="500 Oops"), r"HTTP 500"),
        (answer(status="304 Not Modified"), "HTTP 304"),
        (answer(status="302 Found"), "HTTP 302"),
        (redirect("/"), "more than 5 times"),
        (redirect("http://[::1"), "leads on to"),
        (lambda c: c.sendall(b"nonsense\r\n\r\n"), "breaks off"),
        (lambda _: None, "breaks off"),
        (lambda c: c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), "breaks off"),
        (lambda c: c.sendall(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000), "breaks off"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_server_may_not_do_is_one_error(act: Act, said: str) -> None:
    with site({"/": act}) as server, pytest.raises(ArticleError, match=said):
        fetcher(server).get(server.url())


def endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def dripping(start: bytes) -> Act:
    def drip(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(b"x")
            time.sleep(0.02)

    return drip


def test_an_endless_answer_is_cut_off() -> None:
    with site({"/": endless}) as server:
        assert "larger than 5 MB" in refuse(server.url(), fetcher(server))


@pytest.mark.parametrize(
    "start",
    [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n", b"H"],
    ids=["header", "body", "status"],
)
def test_an_answer_that_comes_byte_by_byte_is_not_waited_for(start: bytes) -> None:
    with site({"/": dripping(start)}) as server:
        begun = time.monotonic()
        said = refuse(server.url(), fetcher(server, limit_s=0.4))
        assert "takes too long" in said or "breaks off" in said
        assert time.monotonic() - begun < 3


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    hold = threading.Event()

    def silent(_connection: socket.socket) -> None:
        hold.wait(10)

    with site({"/": silent}) as server:
        assert "takes too long" in refuse(server.url(), fetcher(server, limit_s=0.3))
        hold.set()


def test_a_port_that_nobody_listens_on_is_told() -> None:
    with site({}) as server:
        gone = server.url()
        by = fetcher(server)
    assert "127.0.0.1 cannot be reached" in refuse(gone, by)


def test_redirects_are_followed_to_what_they_lead_to() -> None:
    routes = {"/a": redirect("b", "301 Moved"), "/b": redirect("/c", "308 Moved"), "/c": page("x")}
    with site(routes) as server:
        found = fetcher(server).get(server.url("/a"))
        assert found.address == server.url("/c")
        assert server.paths() == ["/a", "/b", "/c"]


def test_who_asks_is_told_and_no_cookie_or_referrer_is() -> None:
    with site({"/": page("x", headers="Set-Cookie: a=b\r\n")}) as server:
        by = fetcher(server)
        by.get(server.url())
        by.get(server.url())
        head = server.requests[1].lower()
        assert "user-agent: nashir/" in head
        assert "cookie" not in head
        assert "referer" not in head
        assert "authorization" not in head


def test_an_unchanged_page_is_not_sent_again() -> None:
    def act(connection: socket.socket) -> None:
        asked = server.requests[-1]
        if 'If-None-Match: "v1"' in asked and "If-Modified-Since: Mon" in asked:
            answer(status="304 Not Modified")(connection)
        else:
            told = 'ETag: "v1"\r\nLast-Modified: Mon, 03 Nov 2025 10:00:00 GMT\r\n'
            page("x", headers=told)(connection)

    with site({"/": act}) as server:
        by = fetcher(server)
        first = by.get(server.url())
        assert not first.unchanged
        again = by.get(server.url(), etag=first.etag, modified=first.modified)
        assert again.unchanged
        assert again.data == b""


def test_what_a_server_told_cannot_add_a_header() -> None:
    with site({"/": page("x")}) as server:
        fetcher(server).get(server.url(), etag='"x"\r\nX-Evil: 1')
        assert "evil" not in server.requests[0].lower()


def test_a_picture_is_fetched_as_one() -> None:
    with site({"/a.png": page(b"\x89PNG", kind="image/png"), "/b": page("<p>")}) as server:
        by = fetcher(server)
        assert by.get(server.url("/a.png"), kind=Kind.PICTURE).data == b"\x89PNG"
        with pytest.raises(ArticleError, match="no picture"):
            by.get(server.url("/b"), kind=Kind.PICTURE)


def through(server: SiteServer, *, allow: Sequence[str] = ()) -> Fetcher:
    """Return one whose calls go through the server as a proxy."""
    network = Network(
        allow=tuple(allow), proxy=lambda *_: f"http://me:pw@127.0.0.1:{server.port}", resolve=nobody
    )
    return Fetcher(network, turns=Turns(sleep=lambda _: None))


def test_a_proxy_is_given_names_that_only_it_knows() -> None:
    with site({"http://news.example:80/a": page(SECRET)}) as proxy:
        assert through(proxy).get("http://news.example/a").data == SECRET
        assert "Proxy-Authorization: Basic" in proxy.requests[0]


@pytest.mark.parametrize("host", ["169.254.169.254", "10.0.0.1", "2130706433", "[fd00:ec2::254]"])
def test_a_proxy_is_not_asked_for_private_hosts(host: str) -> None:
    with site({}) as proxy:
        assert "private network" in refuse(f"http://{host}/", through(proxy))
        assert proxy.requests == []


def test_a_proxy_is_not_asked_for_this_machine() -> None:
    with site({"/": page(SECRET)}) as server, site({}) as proxy:
        assert through(proxy, allow=server.allow).get(server.url()).data == SECRET
        assert proxy.requests == []


def test_a_proxy_that_cannot_be_used_is_told_without_its_password() -> None:
    network = Network(proxy=lambda *_: "socks9://me:pw@127.0.0.1:1", resolve=nobody)
    said = refuse("http://news.example/", Fetcher(network))
    assert "proxy" in said
    assert "pw" not in said


class Clock:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.mark.parametrize("shared", [False, True])
def test_two_requests_to_a_host_have_a_pause_between_them(tmp_path: Path, *, shared: bool) -> None:
    clock = Clock()

    def turns() -> Turns:
        return Turns(
            folder=tmp_path if shared else None, clock=lambda: clock.now, sleep=clock.sleep
        )

    first = turns()
    second = turns() if shared else first
    with first.turn("a.example"):
        clock.now += 3
    with second.turn("b.example"):
        pass
    with second.turn("a.example"):
        pass
    assert clock.slept == [pytest.approx(PAUSE_S)]
    with first.turn("a.example", again=True):
        pass
    clock.now += PAUSE_S
    with second.turn("a.example"):
        pass
    assert len(clock.slept) == 1


@pytest.mark.parametrize("shared", [False, True])
def test_one_request_at_a_time_goes_to_a_host(tmp_path: Path, *, shared: bool) -> None:
    one = Turns(folder=tmp_path if shared else None, sleep=lambda _: None)
    other = Turns(folder=tmp_path, sleep=lambda _: None) if shared else one
    entered = threading.Event()

    def enter() -> None:
        with other.turn("a.example"):
            entered.set()

    with one.turn("a.example"):
        thread = threading.Thread(target=enter)
        thread.start()
        assert not entered.wait(0.1)
    thread.join(5)
    assert entered.is_set()


def test_without_a_place_for_files_turns_are_taken_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Turns(folder=tmp_path / "file" / "below").turn("a.example"):
        pass
