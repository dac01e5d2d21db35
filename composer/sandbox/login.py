"""Calls about tokens: exchange one, look at one."""

from typing import Any

from composer.sandbox.account import (
    LONG_LIFE_S,
    PRACTICE_APP_ID,
    PRACTICE_APP_SECRET,
    PRACTICE_LONG_USER_TOKEN,
    PRACTICE_USER_ID,
    PRACTICE_USER_TOKEN,
    SHORT_LIFE_S,
    Actor,
    Role,
    actor_of,
    all_pages,
    issue,
    issued,
)
from composer.sandbox.graph_error import GraphError, bad_parameter
from composer.sandbox.reading import PERMISSIONS
from composer.sandbox.turn import Turn

_DATA_ACCESS_S = 90 * 86_400
_ABOUT_PAGES = tuple(each for each in PERMISSIONS if each.startswith("pages_"))


def exchange(turn: Turn, node: str) -> dict[str, Any]:
    """Give a long-lived user token for a short-lived one."""
    del node
    text = turn.parameters.text
    if text("grant_type") != "fb_exchange_token":
        msg = "The practice page knows grant_type=fb_exchange_token only"
        raise bad_parameter(msg)
    if text("client_id") != PRACTICE_APP_ID:
        what = "Error validating application. Cannot get application info due to a system error."
        raise GraphError(message=what, code=101)
    if text("client_secret") != PRACTICE_APP_SECRET:
        raise GraphError(message="Error validating client secret.", code=1)
    owner = actor_of(turn.db, text("fb_exchange_token"), turn.now_s)
    if owner.role is not Role.USER:
        raise GraphError(message="The access token could not be decrypted", code=190)
    issue(turn.db, turn.now_s)
    return {
        "access_token": PRACTICE_LONG_USER_TOKEN,
        "token_type": "bearer",
        "expires_in": LONG_LIFE_S,
    }


def debug_token(turn: Turn, node: str) -> dict[str, Any]:
    """Tell what is known of a token."""
    del node
    if turn.actor.role is not Role.APP:
        what = "You must provide an app access token, or a user access token that is an owner"
        raise GraphError(message=f"(#100) {what} or developer of the app")
    wanted = turn.parameters.text("input_token")
    if wanted is None:
        msg = "The parameter input_token is required"
        raise bad_parameter(msg)
    try:
        owner = actor_of(turn.db, wanted, turn.now_s)
    except GraphError as error:
        return {"data": _dead(error)}
    return {"data": _alive(turn, owner)}


def _dead(error: GraphError) -> dict[str, Any]:
    told: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.subcode is not None:
        told["subcode"] = error.subcode
    return {"error": told, "is_valid": False, "scopes": []}


def _alive(turn: Turn, owner: Actor) -> dict[str, Any]:
    known: dict[str, Any] = {
        "app_id": PRACTICE_APP_ID,
        "type": str(owner.role),
        "application": "Nashir",
        "is_valid": True,
        "expires_at": _end(turn, owner),
        "data_access_expires_at": turn.now_s + _DATA_ACCESS_S,
        "issued_at": issued(turn.db) or turn.now_s,
        "scopes": list(PERMISSIONS),
    }
    if owner.role is Role.APP:
        return {**known, "scopes": []}
    pages = all_pages(turn.db)
    own = [each.id for each in pages if owner.role is Role.USER or each.token == owner.token]
    known["granular_scopes"] = [{"scope": each, "target_ids": own} for each in _ABOUT_PAGES]
    known["user_id"] = PRACTICE_USER_ID
    if owner.role is Role.PAGE:
        known["profile_id"] = owner.subject
    return known


def _end(turn: Turn, owner: Actor) -> int:
    """Return when a token dies, in Unix seconds; 0 for never, as for a page's token."""
    if owner.token == PRACTICE_USER_TOKEN:
        return turn.now_s + SHORT_LIFE_S
    if owner.token == PRACTICE_LONG_USER_TOKEN:
        return (issued(turn.db) or turn.now_s) + LONG_LIFE_S
    return 0
