"""A web site on this machine: each path does what a test gives it to do."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from ssl import SSLContext

Act = Callable[[socket.socket], None]


@dataclass(slots=True)
class SiteServer:
    """What the site was asked, whole requests in their order."""

    port: int
    requests: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def allow(self) -> tuple[str, ...]:
        return (f"127.0.0.1:{self.port}",)

    def url(self, path: str = "/", *, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [request.split(" ")[1] for request in self.requests]


def page(body: bytes | str, *, kind: str = "text/html; charset=utf-8", headers: str = "") -> Act:
    """Answer with a page."""
    return answer(body, headers=f"Content-Type: {kind}\r\n{headers}")


def answer(body: bytes | str = b"", *, status: str = "200 OK", headers: str = "") -> Act:
    data = body.encode() if isinstance(body, str) else body
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(data)}\r\n{headers}Connection: close\r\n\r\n"
    return lambda connection: connection.sendall(head.encode() + data)


def redirect(to: str, status: str = "302 Found") -> Act:
    return answer(status=status, headers=f"Location: {to}\r\n")


@contextmanager
def site(routes: Mapping[str, Act], *, context: SSLContext | None = None) -> Iterator[SiteServer]:
    """Serve paths until the block ends; a path that is not given is not found."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listener:
        server = SiteServer(port=listener.getsockname()[1])
        thread = threading.Thread(
            target=_serve, args=(listener, server, routes, context), daemon=True
        )
        thread.start()
        try:
            yield server
        finally:
            server.done.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def _serve(
    listener: socket.socket,
    server: SiteServer,
    routes: Mapping[str, Act],
    context: SSLContext | None,
) -> None:
    while not server.done.is_set():
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(
            target=_talk, args=(connection, server, routes, context), daemon=True
        ).start()


def _talk(
    connection: socket.socket,
    server: SiteServer,
    routes: Mapping[str, Act],
    context: SSLContext | None,
) -> None:
    try:
        with connection:
            talk = context.wrap_socket(connection, server_side=True) if context else connection
            with talk:
                request = _request(talk)
                if request:
                    server.requests.append(request)
                    path = request.split(" ")[1]
                    routes.get(path, answer(status="404 Not Found"))(talk)
    except OSError:
        return  # the other side hung up, as it should on what it refuses


def _request(connection: socket.socket) -> str:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return ""
        data += more
    return data.decode("latin-1")
