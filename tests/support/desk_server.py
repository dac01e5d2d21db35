"""A real desk over a workspace of its own, served on a free port, and a raw client to ask it."""

import http.client
import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from socket import socket as Socket  # noqa: N812 - it is a class
from typing import Any
from urllib.parse import urlencode

from argon2 import PasswordHasher
from stores import bundle_files, write_bundle

from composer.app import services
from composer.app.desk.address import Address
from composer.app.desk.desk import Desk
from composer.app.desk.serve import Server, listen
from composer.app.order import Order
from composer.app.password import Passwords
from composer.domain.role import Role
from composer.settings import load_settings

KEY = "the-key-of-the-test"
PERSON = "sara"
PASSWORD = "شجرة التفاح العالية"  # noqa: S105 - of users that exist in tests only
ARTICLES = Path(__file__).parents[1] / "fixtures" / "articles"
EXAMPLES = Path(__file__).parents[2] / "examples"

_CSRF = re.compile(r'<meta name="csrf" content="([^"]+)">')


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the desk answered.

    Args:
        status: The HTTP status.
        headers: By their names in small letters; of several the last.
        cookies: What ``Set-Cookie`` said, in order.
        body: The bytes.
    """

    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def document(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.body)


@dataclass(slots=True, kw_only=True)
class Client:
    """Somebody who asks the desk; keeps cookies and the CSRF token as a browser does.

    Args:
        port: Where the desk listens.
        host: What they call it.
    """

    port: int
    host: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask as it stands: nothing is added but cookies and the host."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        told = {"Host": f"{self.host}:{self.port}"}
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            line.request(method, path, body=body, headers=told | dict(headers or {}))
            answer = line.getresponse()
            data = answer.read()
        finally:
            line.close()
        set_cookies = tuple(answer.headers.get_all("Set-Cookie", []))
        for each in set_cookies:
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        lower = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(status=answer.status, headers=lower, cookies=set_cookies, body=data)

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page."""
        return self.ask("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def post(self, path: str, fields: Mapping[str, str] | None = None, **headers: str) -> Answer:
        """Send a form as a page of the desk does."""
        body = urlencode({"csrf": self.csrf, **(fields or {})}).encode()
        usual = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://{self.host}:{self.port}",
            "Sec-Fetch-Site": "same-origin",
        }
        return self.ask(
            "POST", path, body, usual | {k.replace("_", "-"): v for k, v in headers.items()}
        )

    def send(self, path: str, document: object, **headers: str) -> Answer:
        """Send a JSON document as a script of the desk does."""
        usual = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-CSRF-Token": self.csrf,
            "Sec-Fetch-Site": "same-origin",
        }
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", path, json.dumps(document).encode(), usual | told)

    def enter(self, key: str = KEY) -> "Client":
        """Come in with the key of the printed address."""
        came = self.get(f"/sign-in?key={key}")
        assert came.status == 303, came.text
        self.look()
        return self

    def sign_in(self, name: str, password: str = PASSWORD) -> "Client":
        """Come in as a user."""
        came = self.post("/sign-in", {"name": name, "password": password})
        assert came.status == 303, came.text
        self.look()
        return self

    def look(self, path: str = "/account") -> Answer:
        """Open a page and remember the token that stands in it."""
        page = self.get(path)
        assert page.status == 200, page.text
        found = _CSRF.search(page.text)
        assert found is not None
        self.csrf = found[1]
        return page


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskServer:
    """A desk that is served.

    Args:
        folder: Its workspace.
        desk: The desk itself.
        port: Where it listens.
    """

    folder: Path
    desk: Desk
    port: int

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def door(self) -> str:
        """The address that lets in."""
        return f"{self.url}/sign-in?key={KEY}"

    def client(self, host: str = "127.0.0.1") -> Client:
        """Return somebody who is not signed in."""
        return Client(port=self.port, host=host)

    def guest(self) -> Client:
        """Return somebody who is signed in as the local person."""
        return self.client().enter()

    def add_user(self, name: str, role: Role = Role.PUBLISHER, *, shown: str = "") -> None:
        """Add a user with the usual password; from then on everybody has to sign in."""
        room = self.desk.newsroom
        secret = self.desk.door.passwords.hash(PASSWORD)
        room.store.people.add(
            name, shown=shown, role=role, secret=secret, now=room.now(), actor=PERSON
        )

    def user(self, name: str, role: Role = Role.PUBLISHER, *, shown: str = "") -> Client:
        """Return a new user who is signed in."""
        self.add_user(name, role, shown=shown)
        return self.client().sign_in(name)

    def compose(
        self, source: Path, order: Order | None = None, *, data: bytes | None = None
    ) -> str:
        """Have an article made into a draft that is in the store, and return its ID."""
        return compose_draft(self.desk, source, order, data=data)

    def draft(self, title: str = "افتتاح محطة جديدة", **made: Any) -> str:  # noqa: ANN401 - JSON
        """Have a small draft of two tiny cards come in, and return its ID; see ``bundle_files``."""
        room = self.desk.newsroom
        folder = write_bundle(room.store.inbox, bundle_files(title, **made))
        return _taken_in(self.desk, folder.name)


def compose_draft(
    desk: Desk, source: Path, order: Order | None = None, *, data: bytes | None = None
) -> str:
    """Make a draft of an article the way that every draft is made, and take it in."""
    order = order or Order()
    settings = desk.settings
    workshop = services.build(settings, order)
    bundle = services.pack(workshop.draft(services.read(str(source), data), order), workshop)
    inbox = settings.state / "inbox"
    folder = inbox / bundle.id
    folder.mkdir(parents=True)
    for name, content in bundle.files_in(folder).items():
        (folder / name).write_bytes(content)
    return _taken_in(desk, bundle.id)


def _taken_in(desk: Desk, draft: str) -> str:
    """Take in what lies in the inbox; the desk itself may have been quicker."""
    room = desk.newsroom
    found = room.store.drafts.take_in(room.store.inbox, now=room.now(), actor=PERSON)
    assert not found.refused, found.refused
    return room.draft(draft).id


@contextmanager
def serving(folder: Path, toml: str = "", **address: Any) -> Iterator[DeskServer]:  # noqa: ANN401 - of Address
    """Serve the desk of a workspace until the block ends.

    Args:
        folder: The workspace; made where it lacks.
        toml: Its ``nashir.toml``.
        address: More of ``Address``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if toml:
        (folder / "nashir.toml").write_text(toml, encoding="utf-8")
    with listen("127.0.0.1", 0) as socket, _opened(folder, socket, address) as desk:
        port: int = socket.getsockname()[1]
        ready = threading.Event()
        server = Server(desk, ready.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
        thread.start()
        try:
            assert ready.wait(20), "the desk did not start"
            yield DeskServer(folder=folder, desk=desk, port=port)
        finally:
            server.end()
            thread.join(20)
            assert not thread.is_alive(), "the desk did not end"


@contextmanager
def _opened(folder: Path, socket: Socket, address: Mapping[str, Any]) -> Iterator[Desk]:
    served = Address(**{"port": socket.getsockname()[1], **address})
    settings = load_settings(folder)
    desk = Desk.open(settings, person=PERSON, key=KEY, address=served, now=_now)
    desk.door.passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    try:
        yield desk
    finally:
        desk.close()


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the program's own clock
