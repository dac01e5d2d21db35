"""Write the character tables of the text engine from the Unicode Character Database.

Reads DerivedBidiClass, BidiBrackets, BidiMirroring, Scripts, ScriptExtensions and
PropertyValueAliases (all of one Unicode version), and writes ``_bidi_data.py`` and
``_script_data.py``. The conformance tests must be of the same version.

    python scripts/make_bidi_tables.py UCD_FOLDER composer/text
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

LETTERS = {
    "L": "L", "R": "R", "AL": "A", "EN": "E", "AN": "N", "ES": "s", "ET": "t", "CS": "c",
    "NSM": "M", "BN": "b", "B": "B", "S": "S", "WS": "W", "ON": "O", "LRE": "d", "RLE": "e",
    "LRO": "f", "RLO": "g", "PDF": "h", "LRI": "i", "RLI": "j", "FSI": "k", "PDI": "q",
}  # fmt: skip
LONG_NAMES = {
    "Left_To_Right": "L",
    "Right_To_Left": "R",
    "Arabic_Letter": "AL",
    "European_Terminator": "ET",
}
CANONICAL = {0x2329: 0x3008, 0x232A: 0x3009}
"""Brackets that are canonically equivalent to others (UAX #9, BD14 and N0)."""

LAST = 0x10FFFF
ARABIC_BLOCK = range(0x600, 0x700)
SHARED = {"Zyyy", "Zinh", "Zzzz"}


def records(path: Path) -> Iterator[tuple[range, list[str]]]:
    """Yield each data line of a UCD file as its range of code points and its fields."""
    for line in path.read_text(encoding="utf-8").splitlines():
        data = line.split("#")[0].strip()
        if not data:
            continue
        fields = [field.strip() for field in data.split(";")]
        first, _, last = fields[0].partition("..")
        yield range(int(first, 16), int(last or first, 16) + 1), fields[1:]


def version_of(path: Path) -> str:
    """Return the Unicode version that the first line of a UCD file names."""
    found = re.search(r"-(\d+\.\d+\.\d+)\.txt", path.read_text(encoding="utf-8")[:100])
    if found is None:
        sys.exit(f"{path}: no version in its first line")
    return found[1]


def bidi_classes(folder: Path) -> list[str]:
    """Return the letter of the bidi class of each code point, unassigned ones included."""
    path = folder / "extracted" / "DerivedBidiClass.txt"
    if not path.exists():
        path = folder / "DerivedBidiClass.txt"
    classes = ["L"] * (LAST + 1)
    missing = r"^# @missing: (\w+)\.\.(\w+); (\w+)"
    for first, last, name in re.findall(missing, path.read_text(encoding="utf-8"), re.MULTILINE):
        where = range(int(first, 16), int(last, 16) + 1)
        classes[where.start : where.stop] = LETTERS[LONG_NAMES[name]] * len(where)
    for where, (name,) in records(path):
        classes[where.start : where.stop] = LETTERS[name] * len(where)
    return classes


def scripts(folder: Path) -> list[str]:
    """Return the ISO 15924 code of the script of each code point.

    Arabic punctuation, digits and tatweel are shared with a few scripts of the region and hence
    "Common"; in the Arabic block we call them Arabic. Marks stay inherited.
    """
    aliases = {}
    alias_file = folder / "PropertyValueAliases.txt"
    for line in alias_file.read_text(encoding="utf-8").splitlines():
        if line.startswith("sc ;"):
            _, short, long = (field.strip() for field in line.split("#")[0].split(";")[:3])
            aliases[long] = short
    codes = ["Zzzz"] * (LAST + 1)
    for where, (name,) in records(folder / "Scripts.txt"):
        codes[where.start : where.stop] = [aliases[name]] * len(where)
    for where, (names,) in records(folder / "ScriptExtensions.txt"):
        for point in where:
            shared = codes[point] == "Zyyy" and "Arab" in names.split()
            if shared and point in ARABIC_BLOCK:
                codes[point] = "Arab"
    return ["Zyyy" if code in SHARED else code for code in codes]


def brackets(folder: Path) -> str:
    """Return triples: a bracket, ``o`` or ``c``, and what its opener's closer is called."""
    triples = []
    for where, (pair, kind) in records(folder / "BidiBrackets.txt"):
        point = where.start
        closer = int(pair, 16) if kind == "o" else point
        triples.append(chr(point) + kind + chr(CANONICAL.get(closer, closer)))
    return "".join(triples)


def mirrors(folder: Path) -> str:
    """Return pairs: a character and its mirror image."""
    pairs = records(folder / "BidiMirroring.txt")
    return "".join(chr(where.start) + chr(int(other, 16)) for where, (other,) in pairs)


def changes(values: list[str]) -> list[tuple[int, str]]:
    """Return where the value changes, and to what."""
    before = ["", *values[:-1]]
    pairs = enumerate(zip(values, before, strict=True))
    return [(point, value) for point, (value, last) in pairs if value != last]


def escaped(char: str) -> str:
    """Return a character as a plain letter or an escape, for a Python string literal."""
    if char.isascii() and char.isprintable() and char not in "\\\"'":
        return char
    point = ord(char)
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def literal(name: str, text: str, doc: str) -> str:
    """Return an assignment of a long string constant, in lines of at most 100 characters."""
    lines, line = [], ""
    for char in map(escaped, text):
        if len(line) + len(char) > 88:
            lines.append(line)
            line = ""
        line += char
    body = "\n".join(f'    "{part}"' for part in (*lines, line))
    return f'{name} = (\n{body}\n)\n"""{doc}"""\n'


def bidi_module(folder: Path, version: str) -> str:
    """Return the text of ``_bidi_data.py``."""
    table = changes(bidi_classes(folder))
    return "\n".join(
        (
            '"""Bidi properties of all characters; written by scripts/make_bidi_tables.py."""\n',
            f'UNICODE = "{version}"\n"""The Unicode version of these tables."""\n',
            literal("STARTS", "".join(chr(p) for p, _ in table), "Where the bidi class changes."),
            literal("CLASSES", "".join(c for _, c in table), "The class from there on, a letter."),
            literal("BRACKETS", brackets(folder), "Triples: bracket, ``o`` or ``c``, closer."),
            literal("MIRRORS", mirrors(folder), "Pairs: character, mirror image."),
        )
    )


def script_module(folder: Path) -> str:
    """Return the text of ``_script_data.py``."""
    table = changes(scripts(folder))
    names = sorted({code for _, code in table} - {"Zyyy", "Arab"})
    codes = ("Arab", *names, "Zyyy")
    listed = " ".join(codes)
    indexes = "".join(chr(codes.index(code)) for _, code in table)
    return "\n".join(
        (
            '"""Scripts of all characters; written by scripts/make_bidi_tables.py."""\n',
            literal("CODES", listed, "ISO 15924 codes; the last one is Common and Inherited."),
            literal("STARTS", "".join(chr(p) for p, _ in table), "Where the script changes."),
            literal("SCRIPTS", indexes, "The index into the codes from there on, a character."),
        )
    )


def main() -> None:
    """Write both tables."""
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    version = version_of(folder / "BidiBrackets.txt")
    (target / "_bidi_data.py").write_text(bidi_module(folder, version), encoding="utf-8")
    (target / "_script_data.py").write_text(script_module(folder), encoding="utf-8")


if __name__ == "__main__":
    main()
