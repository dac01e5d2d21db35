"""The practice page: one WSGI application for the Graph API and for the page to look at."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from werkzeug import Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from composer.errors import InputError, SettingsError
from composer.sandbox.account import PRACTICE_PAGE_ID, put_first_page, put_page
from composer.sandbox.calls import Call as MadeCall
from composer.sandbox.calls import all_calls
from composer.sandbox.fault import Faults
from composer.sandbox.feed import MICRO, StoredPost, publish_due, stored_post
from composer.sandbox.graph import Graph
from composer.sandbox.look import RULES, Look
from composer.sandbox.parameter import Call
from composer.sandbox.state import State
from composer.sandbox.strike import read_faults, write_faults

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

IN_PROCESS = "nashir.practice.in-process"
"""Key of the WSGI environment: the caller is the same program, and wants our own errors as such."""

_TEXT = "text/plain; charset=utf-8"
_ZONE = "Asia/Riyadh"
_ADDRESSES = Map(
    [
        Rule("/v<int:major>.<int:minor>/", endpoint="graph", defaults={"path": ""}),
        Rule("/v<int:major>.<int:minor>/<path:path>", endpoint="graph"),
        Rule("/practice/faults", endpoint="faults", methods=["GET", "PUT", "DELETE"]),
        *RULES,
    ],
    strict_slashes=False,
    merge_slashes=False,
)


class PracticePage:
    """A page that speaks the Graph API and keeps everything in a folder.

    Several processes may use one folder at once. Nothing is opened or written before the first
    call.

    Args:
        folder: Where everything is kept.
        templates: The shipped folder of templates.
        fonts: The shipped folder of fonts; None to do without.
        clock: Tells the time, with its zone.
        name: Name of the page that is there from the beginning; None to leave it as it is.
        zone: In which times are shown.
        pause: Waits a number of seconds, for the fault ``slow``.
    """

    def __init__(  # noqa: PLR0913 - the parts of which it is made
        self,
        folder: Path,
        *,
        templates: Path,
        fonts: Path | None,
        clock: Callable[[], datetime],
        name: str | None = None,
        zone: ZoneInfo | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._state = State(folder, prepare=partial(put_first_page, name=name))
        self._clock = clock
        self._look = Look(
            self._state,
            templates=templates,
            fonts=fonts,
            clock=clock,
            zone=zone or ZoneInfo(_ZONE),
        )
        self._graph = Graph(self._state, clock=clock, pause=pause)

    @property
    def folder(self) -> Path:
        """Where everything is kept."""
        return self._state.folder

    @property
    def app(self) -> "Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]":
        """The WSGI application."""
        return self._answer

    def add_page(self, page_id: str, name: str, token: str) -> None:
        """Make another page, or give one that is there another name and token.

        Raises:
            StoreError: The state cannot be used.
        """
        with self._state.turn() as db:
            put_page(db, page_id, name, token)

    def calls(self) -> tuple[MadeCall, ...]:
        """Return all calls of the Graph API that were made, the first one first.

        Raises:
            StoreError: The state cannot be used.
        """
        with self._state.turn() as db:
            return all_calls(db)

    def posts(self, page_id: str = PRACTICE_PAGE_ID) -> tuple[StoredPost, ...]:
        """Return all posts of a page that were not taken down, oldest first, seen or not.

        Raises:
            StoreError: The state cannot be used.
        """
        with self._state.turn() as db:
            publish_due(db, now_us=int(self._clock().timestamp() * MICRO))
            rows = db.execute(
                "SELECT * FROM post WHERE page = ? AND state <> 'deleted' ORDER BY rank, number",
                (page_id,),
            )
            return tuple(stored_post(db, row) for row in rows)

    def arm(self, faults: Faults) -> None:
        """Have faults, and no others, from the next call on.

        Raises:
            StoreError: The folder cannot be written.
        """
        write_faults(self._state.folder, faults)

    def faults(self) -> Faults:
        """Return the faults that are armed.

        Raises:
            SettingsError: The file that lists them is wrong.
        """
        return read_faults(self._state.folder)

    def close(self) -> None:
        """Give up what is open; the next call opens it again."""
        self._state.close()

    def _answer(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        try:
            call = Call(environ)
            with call:
                response = self._routed(call)
        except InputError as error:
            if environ.get(IN_PROCESS):
                raise
            text = f"The practice page cannot answer: {error}\n"
            response = Response(text, status=500, content_type=_TEXT)
        return response(environ, start_response)

    def _routed(self, call: Call) -> Response:
        try:
            endpoint, values = _ADDRESSES.bind_to_environ(call.environ).match()
            return self._endpoint(endpoint, call, values)
        except HTTPException as error:
            text = f"{error.code} {error.name}\n"
            return Response(text, status=error.code, content_type=_TEXT)

    def _endpoint(self, endpoint: str, call: Call, values: Mapping[str, Any]) -> Response:
        match endpoint:
            case "graph":
                version = f"v{values['major']}.{values['minor']}"
                return self._graph.answer(call, version, values["path"])
            case "faults":
                return self._faults(call)
            case _:
                return self._look.answer(call, endpoint, values)

    def _faults(self, call: Call) -> Response:
        if call.method == "PUT":
            try:
                self.arm(Faults.from_json(call.get_data(), source="the body"))
            except SettingsError as error:
                return Response(f"{error}\n", status=400, content_type=_TEXT)
        elif call.method == "DELETE":
            self.arm(Faults())
        body = json.dumps(self.faults().as_json(), indent=1) + "\n"
        return Response(body, content_type="application/json; charset=utf-8")
