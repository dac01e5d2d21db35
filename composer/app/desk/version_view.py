"""A version as the list of them shows it."""

import re
from dataclasses import dataclass

from composer.app.desk.words import Words
from composer.store.version import VersionRow

_NAME = re.compile(r"^[a-z_ ]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """A version.

    Args:
        row: What is kept of it.
        told: What was changed, in the person's language.
    """

    row: VersionRow
    told: str


def version_view(row: VersionRow, words: Words) -> VersionView:
    """Return a version with its change in words; of a field, what people call it."""
    found = _NAME.match(row.label)
    name = found[0].strip().replace(" ", "_") if found else ""
    key = f"versions.of_{name}"
    told = words(key) if key in words else words("versions.of_other")
    if row.source is not None:
        told = words("versions.again", told=told, number=row.source)
    return VersionView(row=row, told=told)
