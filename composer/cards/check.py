"""Checks a frame by the rules of a legible card."""

from collections.abc import Iterator

from composer.cards.color import contrast
from composer.cards.frame import CardLine, Check, Frame, Level, Picture
from composer.cards.theme import Size

LEAST_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3."""

AIM_CONTRAST = 7.0
"""WCAG 2.2, success criterion 1.4.6."""

LEAST_PX = 24.0
"""Smallest type that is read on a phone, where 1080 px become about 390 points."""

Box = tuple[int, int, int, int]


def check(frame: Frame, size: Size) -> tuple[Check, ...]:
    """Return one finding for each rule, the worst that it found."""
    return (
        _contrast(frame),
        _least_size(frame),
        _safe_zone(frame, size),
        _missing(frame),
        _overlap(frame),
        _overflow(frame),
        _direction(frame),
    )


def _contrast(frame: Frame) -> Check:
    worst = min(
        ((contrast(*pair), line.text) for line in frame.lines for pair in _pairs(line)),
        default=(21.0, ""),
    )
    level = Level.OK
    if worst[0] < LEAST_CONTRAST:
        level = Level.FAIL
    elif worst[0] < AIM_CONTRAST:
        level = Level.WARN if worst[0] < LEAST_CONTRAST + 0.5 else Level.OK
    return Check(rule="contrast", level=level, detail=f"lowest {worst[0]:.1f}:1 («{worst[1]}»)")


def _pairs(line: CardLine) -> tuple[tuple[str, str], ...]:
    return line.inks or ((line.color, line.ground),)


def _least_size(frame: Frame) -> Check:
    smallest = min(((line.px, line.text) for line in frame.lines), default=(LEAST_PX, ""))
    level = Level.FAIL if smallest[0] < LEAST_PX else Level.OK
    detail = f"smallest {smallest[0]:.0f} px («{smallest[1]}»)"
    return Check(rule="minimum size", level=level, detail=detail)


def _safe_zone(frame: Frame, size: Size) -> Check:
    outside = [
        line.text
        for line in frame.lines
        if line.box[0] < size.safe_side
        or line.box[0] + line.box[2] > size.width - size.safe_side
        or line.box[1] < size.safe_top
        or line.box[1] + line.box[3] > size.height - size.safe_bottom
    ]
    return _found("safe zone", outside, "all text inside the safe zone", "outside")


def _missing(frame: Frame) -> Check:
    missing = sorted({sign for line in frame.lines for sign in line.missing})
    codes = [f"U+{ord(sign):04X}" for sign in missing]
    return _found("missing glyphs", codes, "every character has a glyph", "no font has")


def _overlap(frame: Frame) -> Check:
    boxes = [(line.text, line.box) for line in frame.lines]
    boxes += [("a picture", box) for box in _pictures(frame)]
    hits = [
        f"«{text}» and «{other}»"
        for index, (text, box) in enumerate(boxes)
        for other, second in boxes[index + 1 :]
        if _meet(box, second)
    ]
    return _found("overlap", hits, "no text touches another", "touching:")


def _pictures(frame: Frame) -> Iterator[Box]:
    for item in frame.items:
        if isinstance(item, Picture) and item.kind != "photo":
            box = item.box
            yield round(box.x), round(box.y), round(box.width), round(box.height)


def _meet(one: Box, other: Box) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def _overflow(frame: Frame) -> Check:
    outside = [
        line.text
        for line in frame.lines
        if line.box[0] < 0
        or line.box[1] < 0
        or line.box[0] + line.box[2] > frame.width
        or line.box[1] + line.box[3] > frame.height
    ]
    return _found("overflow", outside, "nothing leaves the card", "leaves the card:")


def _direction(frame: Frame) -> Check:
    wrong = [line.text for line in frame.lines if not line.rtl]
    return _found("base direction", wrong, "every line reads from the right", "left to right:")


def _found(rule: str, found: list[str], fine: str, bad: str) -> Check:
    if not found:
        return Check(rule=rule, level=Level.OK, detail=fine)
    listed = ", ".join(found[:3])
    return Check(rule=rule, level=Level.FAIL, detail=f"{bad} {listed}")
