"""What each item of a frame looks like, on pictures small enough to know their pixels."""

import io

import pytest
from golden import Golden
from hypothesis import given, settings
from hypothesis import strategies as st
from made_card import lay_out, paint, painted, workshop
from PIL import Image

from composer.cards.frame import Fill, Frame, Gradient, Picture, Rect, Shade, Shape, Strokes
from composer.cards.paint import encode_jpeg, encode_photo_png, encode_png
from composer.cards.pattern import PATTERNS
from composer.cards.picture import Photo

BOX = Rect(8, 8, 48, 32)
STAR = ((0.5, 0.0), (0.8, 1.0), (0.0, 0.35), (1.0, 0.35), (0.2, 1.0))
FRAME = (
    ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)),
    ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75)),
)
sides = st.integers(1, 40)


def noise(width: int, height: int, *, sigma: float = 90) -> Image.Image:
    bands = [Image.effect_noise((width, height), sigma) for _ in "rgb"]
    return Image.merge("RGB", bands)


def photo(image: Image.Image) -> Photo:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return Photo(buffer.getvalue())


def test_a_fill_covers_its_box_and_nothing_else() -> None:
    image = painted(Fill(BOX, "#0a7"))
    assert image.mode == "RGB"
    assert image.getcolors() == [(48 * 32, (0, 170, 119)), (64 * 48 - 48 * 32, (0, 0, 0))]
    assert image.getpixel((8, 8)) == image.getpixel((55, 39)) == (0, 170, 119)


def test_later_items_are_in_front() -> None:
    image = painted(Fill(BOX, "#ff0000"), Fill(BOX, "#0000ff"))
    assert image.getpixel((30, 20)) == (0, 0, 255)


def test_a_gradient_runs_from_the_top_to_the_foot() -> None:
    image = painted(Gradient(Rect(0, 0, 64, 48), "#000000", "#ffffff"))
    assert image.getpixel((0, 0)) == (0, 0, 0)
    assert image.getpixel((63, 47)) == (255, 255, 255)
    column = [image.getpixel((5, y)) for y in range(48)]
    assert column == sorted(column)  # type: ignore[type-var] # three channels each
    assert len(set(column)) == 48


def test_a_shade_darkens_by_its_opacity() -> None:
    white = Fill(Rect(0, 0, 64, 48), "#ffffff")
    image = painted(white, Shade(Rect(0, 0, 64, 48), "#000000", ((0, 0.0), (1, 1.0))))
    assert image.getpixel((9, 0)) == (255, 255, 255)
    assert image.getpixel((9, 47)) == (0, 0, 0)
    half = painted(white, Shade(BOX, "#000000", ((0, 0.5),)))
    assert half.getpixel((30, 20)) == (127, 127, 127)
    assert half.getpixel((0, 0)) == (255, 255, 255)


def test_a_shape_is_filled_even_odd() -> None:
    image = painted(Shape(BOX, "#ffffff", FRAME))
    assert image.getpixel((12, 12)) == (255, 255, 255)
    assert image.getpixel((32, 24)) == (0, 0, 0)


def test_strokes_are_drawn_from_the_corner_of_their_box_and_stay_in_it() -> None:
    image = painted(Strokes(BOX, "#ffffff", ((24, 16, 10, 2), (24, 16, 28, 9)), ()))
    assert image.getbbox() == (8, 8, 56, 40)
    assert image.getpixel((41, 24)) == image.getpixel((32, 15)) == (255, 255, 255)
    assert image.getpixel((32, 24)) == image.getpixel((3, 24)) == (0, 0, 0)


def test_strokes_can_be_turned_over() -> None:
    lines = ((0, 0, 48, 8, 2), (4, 0, 4, 30, 3))
    plain = painted(Strokes(BOX, "#ffffff", (), lines))
    assert plain.getpixel((12, 30)) == (255, 255, 255)
    mirrored = painted(Strokes(BOX, "#ffffff", (), lines, mirrored=True))
    assert mirrored == plain.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    upturned = painted(Strokes(BOX, "#ffffff", (), lines, upturned=True))
    assert upturned == plain.transpose(Image.Transpose.FLIP_TOP_BOTTOM)


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("rounded-fill", Fill(BOX, "#0a7", radius=10)),
        ("disc", Fill(Rect(16, 8, 32, 32), "#e3b341", radius=99)),
        ("gradient", Gradient(BOX, "#0b1f33", "#e3b341")),
        ("shape", Shape(BOX, "#ffffff", (STAR,))),
        ("ring", Shape(BOX, "#c8102e", FRAME)),
        ("shape-between-pixels", Shape(Rect(8.5, 8.25, 41.3, 30.7), "#fff", FRAME)),
        ("strokes", Strokes(BOX, "#9db1c5", ((24, 16, 14, 1.5),), ((0, 0, 48, 32, 2),))),
        ("flag", Picture(Rect(16, 8, 32, 32), "flag", "sa", "#ffffff")),
        ("flag-without-ring", Picture(Rect(16, 8, 32, 32), "flag", "jp")),
    ],
)
def test_items_look_as_accepted(
    golden: Golden, name: str, item: Fill | Gradient | Shape | Strokes | Picture
) -> None:
    golden.check(painted(item), f"paint-{name}")


@pytest.mark.parametrize("name", PATTERNS)
def test_patterns_look_as_accepted(golden: Golden, name: str) -> None:
    frame = lay_out(
        f'<icon name="{name}" color="accent" at="100 0" step="60"/>', width=160, height=120
    )
    assert len(frame.items) == 1
    golden.check(paint(frame), f"pattern-{name}")


def test_text_looks_as_accepted(golden: Golden) -> None:
    frame = lay_out(
        """<column padding="20"><text min="26" max="26" after="chevrons">
        أُطلقت <em>F-35</em> من <accent>السفينة</accent></text></column>""",
        width=240,
        height=110,
    )
    golden.check(paint(frame), "paint-text")


def test_bars_look_as_accepted(golden: Golden) -> None:
    inner = """<column padding="20"><text role="headline" min="34" max="34">
        لن <em>تدافع روسيا</em> عنها</text></column>"""
    frame = lay_out(inner, name="signal", width=300, height=130)
    golden.check(paint(frame, name="signal"), "paint-bars")


@given(width=sides, height=sides, seed=st.binary(min_size=3, max_size=3))
@settings(max_examples=40)
def test_a_png_reads_back_equal(width: int, height: int, seed: bytes) -> None:
    pixels = bytes((seed[i % 3] * (i + 7) + i) % 256 for i in range(width * height * 3))
    image = Image.frombytes("RGB", (width, height), pixels)
    for encode in (encode_png, encode_photo_png):
        with Image.open(io.BytesIO(encode(image))) as read:
            assert (read.format, read.mode, read.size) == ("PNG", "RGB", (width, height))
            assert read.tobytes() == pixels


@pytest.mark.parametrize("size", [(1080, 1350), (1200, 630), (1, 4000), (4000, 1)])
def test_a_large_png_reads_back_equal(size: tuple[int, int]) -> None:
    image = noise(*size)
    with Image.open(io.BytesIO(encode_png(image))) as read:
        read.load()
        assert read.tobytes() == image.tobytes()


def test_a_png_says_that_it_is_srgb_and_nothing_of_when_it_was_made() -> None:
    data = encode_png(Image.new("RGB", (5, 4), "#123456"))
    assert b"sRGB" in data
    assert not any(kind in data for kind in (b"tIME", b"tEXt", b"iTXt", b"zTXt", b"gAMA"))
    assert data == encode_png(Image.new("RGB", (5, 4), "#123456"))


def test_a_jpeg_keeps_its_colours_whole() -> None:
    image = painted(Fill(BOX, "#c8102e"))
    with Image.open(io.BytesIO(encode_jpeg(image))) as read:
        assert (read.format, read.mode, read.size) == ("JPEG", "RGB", (64, 48))
        assert getattr(read, "layer", [])[0][1:3] == (1, 1)
        red, green, blue = read.getpixel((30, 20))  # type: ignore[misc] # three channels
    assert abs(red - 0xC8) < 8
    assert abs(green - 0x10) < 8
    assert abs(blue - 0x2E) < 8


def test_a_photograph_covers_its_box_around_the_focus() -> None:
    image = Image.new("RGB", (200, 50), "#ff0000")
    image.paste("#0000ff", (150, 0, 200, 50))
    for focus, color in (((0.0, 0.5), (255, 0, 0)), ((1.0, 0.5), (0, 0, 255))):
        shot = Photo(photo(image).data, focus=focus)
        covered = shot.cover(40, 40)
        assert covered.size == (40, 40)
        assert covered.getpixel((20, 20)) == color


def test_a_photograph_made_smaller_is_averaged_not_thinned_out() -> None:
    image = Image.new("RGB", (80, 80), "#000000")
    for x in range(0, 80, 2):
        image.paste("#ffffff", (x, 0, x + 1, 80))
    tone = photo(image).cover(20, 20).convert("L").getpixel((10, 10))
    assert isinstance(tone, int)
    assert 96 < tone < 160


def test_a_frame_without_its_photograph_is_painted_all_the_same() -> None:
    item = Picture(Rect(0, 0, 64, 48), "photo", "photo")
    assert painted(item).getbbox() is None
    frame = Frame(width=64, height=48, items=(item,))
    shot = photo(Image.new("RGB", (30, 30), "#336699"))
    assert paint(frame, photo=shot).getcolors() == [(64 * 48, (0x33, 0x66, 0x99))]


def test_grounds_are_not_mixed_up() -> None:
    painter = workshop().studio._painter  # noqa: SLF001 - what keeps the grounds
    red = Frame(width=8, height=8, ground=(Fill(Rect(0, 0, 8, 8), "#ff0000"),))
    blue = Frame(
        width=8,
        height=8,
        ground=(Fill(Rect(0, 0, 8, 8), "#0000ff"),),
        items=(Fill(Rect(0, 0, 4, 4), "#00ff00"),),
    )
    for _ in range(3):
        assert painter.paint(red).getpixel((1, 1)) == (255, 0, 0)
        assert painter.paint(blue).getpixel((1, 1)) == (0, 255, 0)
        assert painter.paint(blue).getpixel((7, 7)) == (0, 0, 255)
    for number in range(40):
        color = f"#{number:06x}"
        frame = Frame(width=8, height=8, ground=(Fill(Rect(0, 0, 8, 8), color),))
        assert painter.paint(frame).getpixel((7, 7)) == (0, 0, number)
