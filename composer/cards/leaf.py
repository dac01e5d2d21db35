"""Lays out what holds nothing: icons, flags, pictures, rules, spaces."""

# Every element has the same three functions; a leaf needs few of their arguments.
# ruff: noqa: ARG001

from composer.cards.frame import Fill, Picture, Rect, Shape
from composer.cards.node import Flag, Icon, Image, Rule, Space
from composer.cards.pattern import PATTERNS
from composer.cards.sheet import Layout, PhotoPlace, Sheet

_ICON_PX = 64.0


def _measure_icon(node: Icon, width: float, sheet: Sheet) -> float:
    if node.name in PATTERNS or node.style.height is not None:
        return 0.0
    return width / sheet.icon(node.name).aspect


def _arrange_icon(node: Icon, box: Rect, sheet: Sheet) -> None:
    pattern = PATTERNS.get(node.name)
    ground = node.style.ground
    if pattern is not None:
        sheet.put(pattern(box, node.color, node.at, node.step), ground=ground)
        return
    shape = sheet.icon(node.name)
    height = min(box.height, box.width / shape.aspect)
    width = height * shape.aspect
    fitted = Rect(box.right - width, box.y + (box.height - height) / 2, width, height)
    sheet.put(Shape(fitted, node.color, shape.outlines), ground=ground)


def _natural_icon(node: Icon, sheet: Sheet) -> float:
    height = node.style.height
    if height is None or node.name in PATTERNS:
        return _ICON_PX
    return height.of(sheet.height) * sheet.icon(node.name).aspect


def _measure_flag(node: Flag, width: float, sheet: Sheet) -> float:
    return width


def _arrange_flag(node: Flag, box: Rect, sheet: Sheet) -> None:
    side = round(min(box.width, box.height))
    x = round(box.right - side)
    sheet.put(Picture(Rect(x, round(box.y), side, side), "flag", node.code.lower(), node.ring))


def _natural_flag(node: Flag, sheet: Sheet) -> float:
    height = node.style.height
    return _ICON_PX if height is None else height.of(sheet.height)


def _measure_image(node: Image, width: float, sheet: Sheet) -> float:
    return 0.0


def _arrange_image(node: Image, box: Rect, sheet: Sheet) -> None:
    box = Rect(round(box.x), round(box.y), round(box.width), round(box.height))
    if node.source == "photo":
        sheet.put(Picture(box, "photo", node.source))
        sheet.photo = PhotoPlace(node, box, len(sheet.items))
    else:
        sheet.put(Picture(box, "file", node.source))


def _natural_image(node: Image, sheet: Sheet) -> float:
    return _ICON_PX


def _measure_rule(node: Rule, width: float, sheet: Sheet) -> float:
    return node.thick


def _arrange_rule(node: Rule, box: Rect, sheet: Sheet) -> None:
    if box.height > box.width:
        x = round(box.x + (box.width - node.thick) / 2)
        line = Rect(x, round(box.y), node.thick, round(box.height))
    else:
        y = round(box.y + (box.height - node.thick) / 2)
        line = Rect(round(box.x), y, round(box.width), node.thick)
    sheet.put(Fill(line, node.color), ground=node.style.ground)


def _natural_rule(node: Rule, sheet: Sheet) -> float:
    return node.thick


def _measure_space(node: Space, width: float, sheet: Sheet) -> float:
    return 0.0


def _arrange_space(node: Space, box: Rect, sheet: Sheet) -> None:
    pass


def _natural_space(node: Space, sheet: Sheet) -> float:
    return 0.0


ICON = Layout(_measure_icon, _arrange_icon, _natural_icon)
FLAG = Layout(_measure_flag, _arrange_flag, _natural_flag)
IMAGE = Layout(_measure_image, _arrange_image, _natural_image)
RULE = Layout(_measure_rule, _arrange_rule, _natural_rule)
SPACE = Layout(_measure_space, _arrange_space, _natural_space)
