"""Tells in the person's language why a change cannot be made."""

from fastapi import Request
from starlette.responses import Response

from composer.app.desk.look_view import named
from composer.app.desk.refusal import Refusal, answer
from composer.app.desk.words import Words
from composer.app.editing import ChangeRefused

_STATUS = 422


def refused(request: Request, error: ChangeRefused, words: Words) -> Response:
    """Return why a change cannot be made; the page keeps what was typed.

    Args:
        request: What was asked.
        error: Why.
        words: Of the person's language.
    """
    return answer(request, refusal_of(error, words))


def refusal_of(error: ChangeRefused, words: Words) -> Refusal:
    """Return what is told of a change that cannot be made."""
    key = f"editor.refused_{error.code.replace('-', '_')}"
    if key not in words:
        return Refusal(status=_STATUS, message=words("editor.refused"), hint=str(error))
    facts: dict[str, object] = {**error.facts, "have": len(error.typed)}
    if "card" in facts:
        facts["card"] = named(words, "editor.kind", str(facts["card"]))
    hint = f"{key}_hint"
    return Refusal(
        status=_STATUS,
        message=words(key, **facts),
        hint=words(hint, **facts) if hint in words else "",
    )
