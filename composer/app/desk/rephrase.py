"""Knows the program's own errors, which are in English, so that the desk says them in its words."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

_SLOT = re.compile(r"\\\{([a-z_]+)\\\}")


@dataclass(frozen=True, slots=True)
class Phrases:
    """What the program says, by the names of the texts that say it at the desk.

    Args:
        patterns: Each matches a whole message; its groups are the values of the text.
    """

    patterns: Mapping[str, re.Pattern[str]] = field(default_factory=dict)

    @classmethod
    def load(cls, file: Path) -> Self:
        """Read the messages, in which ``{name}`` stands for anything."""
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        return cls({name: _pattern(text) for name, text in said.items()})

    def find(self, message: str) -> tuple[str, Mapping[str, str]] | None:
        """Return the name of a message and what stands in its places; None where it is unknown."""
        for name, pattern in self.patterns.items():
            if found := pattern.fullmatch(message):
                return name, found.groupdict()
        return None


def _pattern(said: str) -> re.Pattern[str]:
    return re.compile(_SLOT.sub(r"(?P<\1>.*?)", re.escape(said)), re.DOTALL)
