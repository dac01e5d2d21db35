"""What the desk says, in the languages it speaks: the only place where its texts come from."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from composer.app.desk.plural import plural
from composer.app.desk.rephrase import Phrases

Text = str | Mapping[str, str]
"""A text, or its forms by the plural's names, such as ``one``."""

_SLOT = re.compile(r"\{([a-z_]+)\}")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LTR = re.compile("[A-Za-z\u00c0-\u024f]")
_ISOLATED = "\u2068{}\u2069"


class Language(StrEnum):
    """A language of the desk."""

    ARABIC = "ar"
    ENGLISH = "en"

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return "rtl" if self is Language.ARABIC else "ltr"


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language.

    Args:
        language: Which.
        texts: Each by its whole key, such as ``base.sign_out``.
        phrases: What the program says in English of its errors.
    """

    language: Language
    texts: Mapping[str, Text]
    phrases: Phrases = field(default_factory=Phrases)

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with values put into its places.

        A value that runs against the language's direction is isolated, so that it turns nothing
        about. ``count`` chooses the form where a text has several.

        Args:
            key: Area and name, such as ``base.sign_out``.
            values: What stands in ``{name}``.

        Raises:
            KeyError: There is no such text, or a value is missing: a mistake of ours.
        """
        text = self.texts[key]
        if not isinstance(text, str):
            count = values["count"]
            if not isinstance(count, int):
                msg = f"{key} wants a whole number as count, not {count!r}"
                raise TypeError(msg)
            form = plural(self.language, count)
            text = text[form] if form in text else text["other"]
        return _SLOT.sub(lambda found: self._shown(values[found[1]]), text)

    def of_error(self, message: str) -> str | None:
        """Return what the program says of an error in this language; None where it is unknown."""
        found = self.phrases.find(message)
        return None if found is None else self(f"errors.{found[0]}", **found[1])

    def __contains__(self, key: str) -> bool:
        return key in self.texts

    def _shown(self, value: object) -> str:
        text = str(value)
        against = _LTR if self.language is Language.ARABIC else _RTL
        return _ISOLATED.format(text) if against.search(text) else text


def load_words(folder: Path) -> Mapping[Language, Words]:
    """Return the texts of all languages.

    Args:
        folder: Holds a folder for each language, in it ``AREA.toml``; and ``said.toml``, what the
            program says of its errors.
    """
    phrases = Phrases.load(folder / "said.toml")
    return {each: Words(each, _texts(folder / each.value), phrases) for each in Language}


def _texts(folder: Path) -> dict[str, Text]:
    return {
        f"{file.stem}.{name}": text
        for file in sorted(folder.glob("*.toml"))
        for name, text in tomllib.loads(file.read_text(encoding="utf-8")).items()
    }
