import lzma
from collections.abc import Iterator
from pathlib import Path

from composer.text._bidi_data import UNICODE
from composer.text.bidi import (
    REMOVED,
    base_level,
    classes_of,
    levels,
    levels_of_classes,
    visual_order,
)

DATA = Path(__file__).parent / "data"
LETTERS = {
    "L": "L", "R": "R", "AL": "A", "EN": "E", "AN": "N", "ES": "s", "ET": "t", "CS": "c",
    "NSM": "M", "BN": "b", "B": "B", "S": "S", "WS": "W", "ON": "O", "LRE": "d", "RLE": "e",
    "LRO": "f", "RLO": "g", "PDF": "h", "LRI": "i", "RLI": "j", "FSI": "k", "PDI": "q",
}  # fmt: skip
AUTO, LTR, RTL = 1, 2, 4


def lines_of(name: str) -> Iterator[str]:
    with lzma.open(DATA / f"{name}.txt.xz", "rt", encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file)


def expected_levels(field: str) -> bytes:
    return bytes(REMOVED if item == "x" else int(item) for item in field.split())


def class_cases() -> Iterator[tuple[str, int, bytes, list[int]]]:
    wanted, order = b"", []
    for line in lines_of("BidiTest"):
        if line.startswith("@Levels:"):
            wanted = expected_levels(line.partition(":")[2])
        elif line.startswith("@Reorder:"):
            order = [int(item) for item in line.partition(":")[2].split()]
        elif line and line[0] not in "#@":
            names, _, bits = line.partition(";")
            types = "".join([LETTERS[name] for name in names.split()])
            directions = int(bits)
            for bit in (AUTO, LTR, RTL):
                if directions & bit:
                    base = base_level(types) if bit == AUTO else int(bit == RTL)
                    yield types, base, wanted, order


def test_the_tables_and_the_tests_are_of_one_unicode_version() -> None:
    for name in ("BidiTest", "BidiCharacterTest"):
        assert next(lines_of(name)) == f"# {name}-{UNICODE}.txt"


def test_every_case_of_bidi_test() -> None:
    count = 0
    for types, base, wanted, order in class_cases():
        found = levels_of_classes(types, base=base)
        assert found == wanted, (types, base)
        assert visual_order(found) == order, (types, base)
        count += 1
    assert count == 770_241


def test_every_case_of_bidi_character_test() -> None:
    count = 0
    for line in lines_of("BidiCharacterTest"):
        if not line or line[0] == "#":
            continue
        points, direction, paragraph, wanted, order = line.split(";")
        text = "".join([chr(int(point, 16)) for point in points.split()])
        automatic = direction == "2"
        base = base_level(classes_of(text)) if automatic else int(direction)
        found = levels(text, base=base)
        assert base == int(paragraph), points
        assert found == expected_levels(wanted), points
        assert visual_order(found) == [int(item) for item in order.split()], points
        count += 1
    assert count == 91_707
