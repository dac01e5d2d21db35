"""A server on this machine that reads a whole request and then does what a test wants."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Act = Callable[[socket.socket], None]


@dataclass(slots=True)
class RawServer:
    port: int
    requests: list[bytes] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def saying(data: bytes) -> Act:
    """Answer with these bytes and hang up."""
    return lambda connection: connection.sendall(data)


def response(body: bytes, *, status: str = "200 OK", headers: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n"
    return head.encode() + body


def hanging_up(_connection: socket.socket) -> None:
    """Say nothing, and hang up."""


@contextmanager
def raw_server(act: Act) -> Iterator[RawServer]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = RawServer(port=listener.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(listener, server, act), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.done.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def _serve(listener: socket.socket, server: RawServer, act: Act) -> None:
    while not server.done.is_set():
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            server.requests.append(_whole_request(connection))
            act(connection)


def _whole_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    for field_line in head.split(b"\r\n"):
        name, _, value = field_line.partition(b":")
        if name.lower() == b"content-length":
            while len(body) < int(value):
                body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
