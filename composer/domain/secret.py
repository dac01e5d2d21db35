"""A text that must never be shown."""

from typing import final


@final
class Secret:
    """Holds a token or a password; printing, formatting or comparing it tells nothing.

    Args:
        value: What is kept.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself: only where it is put on the wire or hashed."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __reduce__(self) -> tuple[object, ...]:
        msg = "a secret is not written to disk as it stands"
        raise TypeError(msg)
