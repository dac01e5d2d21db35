"""The Graph API: finds out what a call wants, and carries it out in one transaction."""

import hashlib
import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug import Response

from composer.sandbox import login, posting, reading
from composer.sandbox.account import Actor, Role, actor_of, check_proof
from composer.sandbox.answer import Facts, answer
from composer.sandbox.calls import begin_call, end_call, usage_of
from composer.sandbox.fault import Effect, Faults, Moment
from composer.sandbox.feed import MICRO, publish_due
from composer.sandbox.graph_error import GraphError
from composer.sandbox.parameter import Call, Parameters, read_parameters
from composer.sandbox.picture import look_at
from composer.sandbox.state import State
from composer.sandbox.strike import Strikes, draw, read_faults, spare
from composer.sandbox.turn import Files, Turn, Upload
from composer.sandbox.wait import Wait

Action = Callable[[Turn, str], dict[str, Any]]

_PAGE_ID = re.compile(r"1\d{14}", re.ASCII)
_TOKEN_HEADER = re.compile(r"(?:Bearer|OAuth)\s+(\S+)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What a call wants.

    Args:
        effect: For faults.
        action: What carries it out.
        node: ID of what it is about.
        open: Whether it is for callers without a token too.
    """

    effect: Effect
    action: Action
    node: str = ""
    open: bool = False


_NOWHERE = Route(effect=Effect.READ, action=reading.get_node)

ACTIONS: Mapping[tuple[str, str], tuple[Effect, Action]] = {
    ("POST", "photos"): (Effect.CREATE, posting.post_photo),
    ("POST", "feed"): (Effect.CREATE, posting.post_feed),
    ("POST", "comments"): (Effect.COMMENT, posting.post_comment),
    ("POST", ""): (Effect.EDIT, posting.edit),
    ("DELETE", ""): (Effect.DELETE, posting.delete),
    ("GET", ""): (Effect.READ, reading.get_node),
    ("GET", "feed"): (Effect.READ, reading.get_feed),
    ("GET", "posts"): (Effect.READ, reading.get_posts),
    ("GET", "published_posts"): (Effect.READ, reading.get_posts),
    ("GET", "scheduled_posts"): (Effect.READ, reading.get_scheduled),
    ("GET", "photos"): (Effect.READ, reading.get_photos),
    ("GET", "comments"): (Effect.READ, reading.get_comments),
    ("GET", "accounts"): (Effect.READ, reading.get_accounts),
    ("GET", "permissions"): (Effect.READ, reading.get_permissions),
}
"""What there is to call, by method and edge; without an edge it is about the node itself."""


class Graph:
    """The Graph API of a practice page.

    Args:
        state: What is kept.
        clock: Tells the time, with its zone.
        pause: Waits a number of seconds.
    """

    def __init__(
        self, state: State, *, clock: Callable[[], datetime], pause: Callable[[float], None]
    ) -> None:
        self._state = state
        self._clock = clock
        self._pause = pause

    def answer(self, call: Call, version: str, path: str) -> Response:
        """Carry a call out and return the answer.

        Args:
            call: The request.
            version: Of the API, as ``v26.0``.
            path: What follows it.

        Raises:
            ConnectionCut: A fault wants no answer.
            InputError: The state or the list of faults cannot be used; nothing was done.
        """
        faults = read_faults(self._state.folder)
        work = _read(call, path)
        files = Files(upload=self._upload(work))
        facts = self._carried_out(work, faults, files, version=version)
        for each in files.unwanted():
            self._state.drop_photo(each)
        return answer(facts, Wait.of(call.environ, self._pause))

    def _upload(self, work: "_Work") -> Upload | GraphError | None:
        """Put the picture of a call on the disk, before anything names it."""
        data = work.parameters.file
        if data is None or work.route.action is not posting.post_photo:
            return None
        try:
            picture = look_at(data)
        except GraphError as error:
            return error
        file = self._state.keep_photo(data, picture.ending)
        return Upload(file=file, sha256=hashlib.sha256(data).hexdigest(), picture=picture)

    def _carried_out(self, work: "_Work", faults: Faults, files: Files, *, version: str) -> Facts:
        """Note a call and do what it wants, all or nothing, in one transaction."""
        with self._state.turn() as db:
            now = self._clock()
            now_us = int(now.timestamp() * MICRO)
            number = begin_call(
                db,
                now_us=now_us,
                method=work.method,
                path=work.path,
                parameters=work.parameters.names,
                effect=work.effect,
            )
            publish_due(db, now_us=now_us)
            strikes = draw(db, faults, work.effect)
            result = None
            if strikes.outcome is None or strikes.outcome.moment is Moment.AFTER:
                result = _done(db, work, strikes, files, now_us=now_us)
            if isinstance(result, GraphError):
                strikes = spare(db, faults, strikes)
            end_call(db, number, done=isinstance(result, dict), strikes=strikes)
            return Facts(
                now=now,
                version=version,
                page=work.page,
                result=result,
                strikes=strikes,
                usage=usage_of(db, now_us=now_us, strikes=strikes),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What a request comes down to; ``problem`` is what is wrong with it as it stands."""

    method: str
    path: str
    root: str
    url: str
    parameters: Parameters
    token: str | None
    route: Route
    problem: GraphError | None = None

    @property
    def effect(self) -> Effect:
        return self.route.effect

    @property
    def page(self) -> str | None:
        node = self.route.node.partition("_")[0]
        return node if _PAGE_ID.fullmatch(node) else None


def _read(call: Call, path: str) -> _Work:
    parameters, route, problem = Parameters(values={}), _NOWHERE, None
    try:
        parameters = read_parameters(call)
        route = _route(call.method, path, parameters)
    except GraphError as error:
        problem = error
    header = _TOKEN_HEADER.fullmatch(call.headers.get("Authorization", ""))
    token = parameters.values.get("access_token")
    return _Work(
        method=call.method,
        path=call.path,
        root=call.host_url.rstrip("/"),
        url=call.url,
        parameters=parameters,
        token=header[1] if header else (str(token) if token else None),
        route=route,
        problem=problem,
    )


def _route(method: str, path: str, parameters: Parameters) -> Route:
    parts = [each for each in path.split("/") if each]
    if parts in (["oauth", "access_token"], ["debug_token"]) and method in {"GET", "POST"}:
        is_open = parts[0] == "oauth"
        action: Action = login.exchange if is_open else login.debug_token
        return Route(effect=Effect.READ, action=action, open=is_open)
    if not parts and "ids" in parameters.values:
        return Route(effect=Effect.READ, action=reading.get_many)
    node, edge = (*parts, "", "")[:2]
    found = ACTIONS.get((method, edge))
    if found is None or not node or len(parts) > 2:  # noqa: PLR2004 - a node and an edge
        raise GraphError(message=f"Unknown path components: /{path}", code=2500)
    effect, action = found
    if edge == "photos" and method == "POST" and not parameters.flag("published", usual=True):
        effect = Effect.STAGE
    return Route(effect=effect, action=action, node=node)


def _done(
    db: sqlite3.Connection, work: _Work, strikes: Strikes, files: Files, *, now_us: int
) -> dict[str, Any] | GraphError:
    """Do what is asked; where that is refused, nothing of it stays."""
    db.execute("SAVEPOINT work")
    try:
        if work.problem is not None:
            raise work.problem
        turn = Turn(
            db=db,
            now_us=now_us,
            actor=_authorised(db, work, strikes, now_s=now_us // MICRO),
            parameters=work.parameters,
            strikes=strikes,
            root=work.root,
            url=work.url,
            files=files,
        )
        return work.route.action(turn, work.route.node)
    except GraphError as error:
        db.execute("ROLLBACK TO work")
        files.forget()
        return error
    finally:
        db.execute("RELEASE work")


def _authorised(db: sqlite3.Connection, work: _Work, strikes: Strikes, *, now_s: int) -> Actor:
    """Return who calls; to exchange a token nobody needs to be known."""
    if work.route.open:
        return Actor(role=Role.APP, token="")
    actor = actor_of(db, work.token, now_s)
    proof = work.parameters.text("appsecret_proof")
    check_proof(actor, proof, required="require-proof" in strikes.along)
    return actor
