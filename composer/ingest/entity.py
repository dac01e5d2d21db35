"""Countries in a text: names, what belongs to them («الروسي»), and their capitals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from composer.ingest.word import Token, fold, tokens


class Kind(StrEnum):
    """How a country is named."""

    NAME = "name"
    NISBA = "nisba"
    CAPITAL = "capital"


NAMES = frozenset({Kind.NAME})
ANY_KIND = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a country is named; the range has no prefix letters (و ف ب ل ك)."""

    code: str
    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Entry:
    words: tuple[str, ...]
    code: str
    kind: Kind


def _folded(words: set[str]) -> frozenset[str]:
    return frozenset(map(fold, words))


_CONTEXT = _folded({
    *("في", "من", "الى", "عن", "علي", "بين", "مع", "ضد", "جمهوريه", "دوله", "رئيس", "جيش", "شمال"),
    *("شمالي", "جنوب", "جنوبي", "وسط", "شرق", "شرقي", "غرب", "غربي", "حكومه", "سلطات", "انقلاب"),
    *("تغادر", "حدود", "جاره", "جارتها", "جارته", "زياره", "خارج", "داخل"),
})  # fmt: skip
_NEEDS_CONTEXT = _folded({"مالي", "بنين", "سيول", "نيوي", "برن", "سول"})
_PLACES = _folded({
    *("بحر", "خليج", "مضيق", "شارع", "نهر", "وادي", "غور", "ميدان", "قناه", "غاز", "صلاه", "اذان"),
    *("ولايه", "طريق", "ساحه", "حي", "جسر", "محيط", "المحيط", "نيو", "جبال", "بحيره", "نصف"),
})  # fmt: skip
_NOT_BEFORE: Mapping[str, frozenset[str]] = {
    "المغرب": _folded({"العربي", "الكبير", "الاوسط", "الاسلامي"}),
    "امريكا": _folded({"اللاتينيه", "الجنوبيه", "الشماليه", "الوسطي"}),
    "اميركا": _folded({"اللاتينيه", "الجنوبيه", "الشماليه", "الوسطي"}),
    "قطر": _folded({"الدائره", "دائره", "داخلي", "خارجي", "يبلغ"}),
    "مصر": _folded({"علي"}),
}
_TANWIN = "\u064b"
_SHADDA = "\u0651"
_NISBA_ENDINGS = ("تين", "ين", "ون", "ان", "ه", "ا", "تان")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The countries that can be recognised; ``Gazetteer()`` knows none."""

    by_word: Mapping[str, tuple[_Entry, ...]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> "Gazetteer":
        """Read the table of countries: code, names, nisbas and capitals between tabs."""
        by_word: dict[str, list[_Entry]] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                for entry in _entries(line):
                    by_word.setdefault(entry.words[0], []).append(entry)
        order = {Kind.NAME: 0, Kind.NISBA: 1, Kind.CAPITAL: 2}
        return cls(
            {
                word: tuple(sorted(found, key=lambda each: (-len(each.words), order[each.kind])))
                for word, found in by_word.items()
            }
        )

    def mentions(self, text: str, *, kinds: frozenset[Kind] = NAMES) -> list[Mention]:
        """Return the places where countries are named, in order.

        Args:
            text: Any text.
            kinds: Which ways of naming count; capitals stand for more than their country.
        """
        found: list[Mention] = []
        words = tokens(text)
        folded = [fold(token.bare) for token in words]
        at = 0
        while at < len(words):
            match = self._match(folded, at, kinds)
            if match is None or not _is_meant(text, words, folded, at, match, found):
                at += 1
                continue
            entry, cut = match
            last = at + len(entry.words) - 1
            start = _after_letters(text, words[at], cut)
            found.append(Mention(entry.code, entry.kind, start, words[last].end))
            at = last + 1
        return found

    def only(self, text: str) -> str | None:
        """Return the code of the one country that a short text names, by name or by nisba."""
        for kinds in (NAMES, frozenset({Kind.NISBA})):
            codes = {mention.code for mention in self.mentions(text, kinds=kinds)}
            if codes:
                return codes.pop() if len(codes) == 1 else None
        return None

    def _match(
        self, folded: list[str], at: int, kinds: frozenset[Kind]
    ) -> tuple[_Entry, int] | None:
        for form, cut in _forms(folded[at]):
            for entry in self.by_word.get(form, ()):
                if (
                    entry.kind in kinds
                    and entry.kind is not Kind.NISBA
                    and _follows(entry, folded, at)
                ):
                    return entry, cut
        if Kind.NISBA in kinds:
            return self._nisba(folded, at)
        return None

    def _nisba(self, folded: list[str], at: int) -> tuple[_Entry, int] | None:
        for form, cut in _nisba_forms(folded[at]):
            for entry in self.by_word.get(form, ()):
                rest = (_nisba_base(word) for word in folded[at + 1 : at + len(entry.words)])
                if entry.kind is Kind.NISBA and entry.words[1:] == tuple(rest):
                    return entry, cut
        return None


def _entries(line: str) -> Iterator[_Entry]:
    code, names, nisbas, capitals = line.split("\t")
    columns = ((names, Kind.NAME), (nisbas, Kind.NISBA), (capitals, Kind.CAPITAL))
    for column, kind in columns:
        for name in filter(None, column.split(",")):
            yield _Entry(tuple(fold(name).replace("-", " ").split()), code, kind)


def _follows(entry: _Entry, folded: list[str], at: int) -> bool:
    return entry.words[1:] == tuple(folded[at + 1 : at + len(entry.words)])


def _forms(word: str) -> Iterator[tuple[str, int]]:
    """Give the word as it is, then without the letters that may stand before a name."""
    yield word, 0
    cut = 0
    if word[0] in "وف" and len(word) > _SHORTEST:
        cut = 1
        yield word[1:], 1
    rest = word[cut:]
    if rest.startswith("لل") and len(rest) > _SHORTEST:
        yield f"ال{rest[2:]}", cut
    if rest[:1] in {"ب", "ل", "ك"} and len(rest) > _SHORTEST:
        yield rest[1:], cut + 1


def _nisba_forms(word: str) -> Iterator[tuple[str, int]]:
    for form, cut in _forms(word):
        article = 2 if form.startswith("ال") else 0
        base = form[article:]
        yield base, cut + article
        for ending in _NISBA_ENDINGS:
            if base.endswith(ending) and len(base) - len(ending) >= _SHORTEST:
                yield base[: -len(ending)], cut + article


def _nisba_base(word: str) -> str:
    return word.removeprefix("ال").removesuffix("ه")


def _is_meant(
    text: str,
    words: list[Token],
    folded: list[str],
    at: int,
    match: tuple[_Entry, int],
    found: list[Mention],
) -> bool:
    """Tell whether the country is meant and not a word or a place that is spelled like it."""
    entry, cut = match
    surface = text[words[at].start : words[at].end]
    before = folded[at - 1] if at else ""
    after = folded[at + len(entry.words)] if at + len(entry.words) < len(folded) else ""
    name = entry.words[0]
    if entry.kind is not Kind.NISBA and (_TANWIN in surface or f"م{_SHADDA}" in surface):
        return False
    if before and any(form in _PLACES for form, _ in _forms(before)):
        return False
    if after in _NOT_BEFORE.get(name, frozenset()) or (name == "قطر" and after[:1].isdigit()):
        return False
    if name in _NEEDS_CONTEXT and len(entry.words) == 1:
        joined = bool(found) and found[-1].end == words[at - 1].end if at else False
        return before in _CONTEXT or (cut > 0 and joined) or _opens(at, after)
    return True


def _opens(at: int, after: str) -> bool:
    return at == 0 and len(after) > _SHORTEST and after[0] in "تي" and not after.endswith("ه")


def _after_letters(text: str, token: Token, count: int) -> int:
    """Return where a word begins without its first ``count`` letters and their marks."""
    start = token.start
    for _ in range(count):
        start += 1
        while start < token.end and not text[start].isalpha():
            start += 1
    return start
