"""The fields of a JSON object that nobody has checked yet."""

import re
from collections.abc import Iterator
from typing import NoReturn

from composer.store.rule import unfit


class Damaged(Exception):  # noqa: N818 - an error is named by what is true
    """A document is not what it should be; the message says where and why."""


class Fields:
    """The fields of one object.

    Args:
        values: What was parsed.
        where: What leads to it, such as ``cards[2].``.
    """

    def __init__(self, values: object, where: str) -> None:
        self._where = where
        if not isinstance(values, dict):
            msg = f"draft.json: {where.rstrip('.') or 'it'} must be an object"
            raise Damaged(msg)
        self._values = values

    def text(
        self, name: str, *, like: re.Pattern[str] | None = None, may_be_empty: bool = False
    ) -> str:
        """Return a text that every database can hold."""
        value = self._values.get(name)
        if not isinstance(value, str):
            self.refuse(name, "must be a text")
        if not (value.strip() or may_be_empty):
            self.refuse(name, "is empty")
        found = unfit(value)
        if found is not None:
            self.refuse(name, f"holds {found}")
        if like is not None and like.fullmatch(value) is None:
            self.refuse(name, "has a form that is not accepted")
        return value

    def text_or_none(self, name: str, *, like: re.Pattern[str] | None = None) -> str | None:
        """Return a text; None where there is none."""
        return None if self._values.get(name) is None else self.text(name, like=like)

    def number(self, name: str, *, most: int) -> int:
        """Return a whole number from 1 to ``most``."""
        value = self._values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            self.refuse(name, f"must be a number from 1 to {most:,}")
        return value

    def part(self, name: str) -> "Fields":
        """Return the object of a field."""
        return Fields(self._values.get(name), f"{self._where}{name}.")

    def part_or_empty(self, name: str) -> "Fields":
        """Return the object of a field; one without fields where there is none."""
        value = self._values.get(name)
        return Fields({} if value is None else value, f"{self._where}{name}.")

    def part_or_none(self, name: str) -> "Fields | None":
        """Return the object of a field; None where there is none."""
        return None if self._values.get(name) is None else self.part(name)

    def parts(self, name: str, *, most: int) -> Iterator["Fields"]:
        """Give the objects of a list."""
        values = self._values.get(name)
        if not isinstance(values, list):
            self.refuse(name, "must be a list")
        if len(values) > most:
            self.refuse(name, f"has more than {most:,} entries")
        for i, value in enumerate(values):
            yield Fields(value, f"{self._where}{name}[{i}].")

    def refuse(self, name: str, why: str) -> NoReturn:
        """Say what is wrong with a field."""
        msg = f"draft.json: {self._where}{name} {why}"
        raise Damaged(msg)
