"""``Idempotency-Key``: a wish that is repeated because its answer was lost is granted once."""

from typing import Annotated

from fastapi import Header

from composer.app.desk.api.caller import Caller
from composer.app.desk.api.problem import Kind, refuse

IdempotencyKey = Annotated[
    str | None,
    Header(
        description=(
            "What you call this very wish, such as a UUID. Who repeats it for the same draft and"
            " page gets the item that there is. Wanted with `again`."
        ),
        min_length=1,
        max_length=200,
        pattern="^[!-~]+$",
    ),
]


def wish_of(known: Caller, key: str | None, *, again: bool) -> str | None:
    """Return the key of a wish; each program has keys of its own.

    Raises:
        Refusal: Without one, a repetition could publish once more.
    """
    if key is None and again:
        told = "with again, send Idempotency-Key: without it a repetition would publish once more"
        raise refuse(Kind.KEY, told)
    return None if key is None else f"{known.name}:{key}"
