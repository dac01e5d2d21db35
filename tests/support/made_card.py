"""Hand-made cards: markup laid out on a small card, and what is found in its frame."""

from functools import cache

from PIL import Image

from composer.app.workshop import Workshop
from composer.cards.frame import Fill, Frame, FrameItem, Rect
from composer.cards.layout import Setting
from composer.cards.markup import Parser
from composer.cards.node import CardNode
from composer.cards.paint import Painter
from composer.cards.picture import Photo, Pictures
from composer.cards.theme import Size, Theme
from composer.cards.typeset import Memory, TextSetter
from composer.resources import load_theme, shipped_root, theme_roots

THEMES = ("midnight", "paper", "signal")
SIZES = ("portrait", "square", "link", "story")

RED, GREEN, BLUE, WHITE = "#ff0000", "#00ff00", "#0000ff", "#ffffff"


@cache
def theme(name: str = "midnight") -> Theme:
    """Return a shipped theme."""
    return load_theme(name, theme_roots())


@cache
def workshop(name: str = "midnight") -> Workshop:
    """Return engine and studio of a shipped theme, kept over all tests of a run."""
    return Workshop.of(theme(name), backend="harfbuzz")


def pictures(name: str = "midnight") -> Pictures:
    """Return flags and icons of a shipped theme."""
    return Pictures(shipped_root() / "assets" / "flags", theme(name).folders)


def parse(inner: str, *, name: str = "midnight") -> CardNode:
    """Return the node tree of a card with something in it; its place is its line in ``made``."""
    markup = f"<card>{inner}</card>"
    return parse_whole(markup, name=name)


def parse_whole(markup: str, *, name: str = "midnight") -> CardNode:
    """Return the node tree of a whole markup."""

    def locate(needle: str) -> tuple[str, int | None]:
        return "made", markup[: max(markup.find(needle), 0)].count("\n") + 1

    return Parser(theme(name)).parse(markup, locate)


def lay_out(
    inner: str, *, name: str = "midnight", width: int = 400, height: int = 300, kind: str = "made"
) -> Frame:
    """Return the frame of a card with something in it."""
    engine = workshop(name).engine
    setting = Setting(
        theme(name), pictures(name).icon, lambda: TextSetter(theme(name), engine, Memory())
    )
    return setting.lay_out(parse(inner, name=name), Size(width=width, height=height), kind=kind)


def painted(*items: FrameItem, width: int = 64, height: int = 48) -> Image.Image:
    """Return some items painted on black."""
    black = Fill(Rect(0, 0, width, height), "#000000")
    return paint(Frame(width=width, height=height, ground=(black,), items=items))


def paint(frame: Frame, *, name: str = "midnight", photo: Photo | None = None) -> Image.Image:
    """Return a frame as pixels."""
    return Painter(workshop(name).engine, pictures(name)).paint(frame, photo)


def boxes(frame: Frame) -> dict[str, tuple[float, float, float, float]]:
    """Return where the filled boxes of a frame stand: (x, y, width, height) by colour."""
    return {
        item.color: (item.box.x, item.box.y, item.box.width, item.box.height)
        for item in frame.items
        if isinstance(item, Fill)
    }


def texts(frame: Frame) -> list[str]:
    """Return the lines of a frame."""
    return [line.text for line in frame.lines]
