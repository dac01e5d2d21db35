import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from composer.cards.picture import Photo, Pictures
from composer.errors import ArticleError, ThemeError
from composer.resources import shipped_root

ROOT = shipped_root()
FLAGS = ROOT / "assets" / "flags"


def huge_png(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and holds nothing."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    crc = struct.pack(">I", zlib.crc32(header))
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + header
        + crc
        + b"\0\0\0\0IDAT\x35\xaf\x06\x1e"
    )


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    own, base = tmp_path / "own", tmp_path / "base"
    for folder, color in ((own, "red"), (base, "blue")):
        (folder / "icons").mkdir(parents=True)
        Image.new("RGB", (20, 10), color).save(folder / f"{color}.png")
        Image.new("RGB", (20, 10), color).save(folder / "both.png")
    Image.new("RGB", (4, 4), "white").save(tmp_path / "secret.png")
    (own / "broken.png").write_bytes(b"no picture")
    svg = '<svg viewBox="0 0 {} 1"><path d="M0 0H1V1Z"/></svg>'
    (own / "icons" / "both.svg").write_text(svg.format(2), encoding="utf-8")
    (base / "icons" / "both.svg").write_text(svg.format(3), encoding="utf-8")
    return Pictures(FLAGS, (own, base))


@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", huge_png(20, 20), b"GIF89a"], ids=len
)
def test_what_is_no_picture_is_told_by_its_name(data: bytes) -> None:
    with pytest.raises(ArticleError, match=r"^tanger\.jpg: not a picture that can be read"):
        _ = Photo(data, name="tanger.jpg").image


@pytest.mark.parametrize("size", [(9_000, 9_000), (20_000, 20_000), (2_000_000, 2_000_000)])
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_of_too_many_pixels_is_not_opened(size: tuple[int, int]) -> None:
    with pytest.raises(
        ArticleError, match=r"too many( pixels)?: give one of at most 60 megapixels"
    ):
        _ = Photo(huge_png(*size)).image


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_a_photograph_of_any_mode_is_read_as_rgb(mode: str) -> None:
    buffer = io.BytesIO()
    Image.new(mode, (6, 4)).save(buffer, "TIFF")
    assert Photo(buffer.getvalue()).image.mode == "RGB"


def test_a_transparent_photograph_stands_on_white() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (4, 4), (10, 20, 30, 0)).save(buffer, "PNG")
    assert Photo(buffer.getvalue()).image.getpixel((1, 1)) == (255, 255, 255)


def test_grey_of_sixteen_bits_keeps_its_tone() -> None:
    buffer = io.BytesIO()
    Image.new("I;16", (4, 4), 257 * 100).save(buffer, "PNG")
    pixel = Photo(buffer.getvalue()).image.getpixel((1, 1))
    assert isinstance(pixel, tuple)
    assert all(abs(channel - 100) <= 1 for channel in pixel)


def test_a_photograph_is_turned_upright() -> None:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (6, 4)).save(buffer, "JPEG", exif=exif)
    assert Photo(buffer.getvalue()).image.size == (4, 6)


def test_flags_are_found_in_either_case() -> None:
    shipped = Pictures(FLAGS)
    flag = shipped.flag("sa", 40, None)
    assert (flag.mode, flag.size) == ("RGBA", (40, 40))
    ringed = shipped.flag("sa", 40, "#ffffff")
    assert ringed.size == (40, 40)
    assert ringed.getpixel((20, 1)) == (255, 255, 255, 255)
    assert ringed.getpixel((0, 0)) == (255, 255, 255, 0)


@pytest.mark.parametrize("code", ["zz", "", "../flags/sa", "/etc/x"])
def test_an_unknown_flag_is_told(code: str) -> None:
    with pytest.raises(ThemeError, match="there is no flag"):
        Pictures(FLAGS).flag(code, 40, None)


def test_a_themes_own_pictures_and_icons_win(pictures: Pictures) -> None:
    assert pictures.file("both.png", 10, 10).getpixel((1, 1)) == (255, 0, 0, 255)
    assert pictures.file("blue.png", 10, 10).size == (10, 5)
    assert pictures.icon("both").aspect == 2


def test_no_picture_outside_the_themes_folders_is_read(pictures: Pictures, tmp_path: Path) -> None:
    for name in ("../secret.png", str(tmp_path / "secret.png"), "nothing.png"):
        with pytest.raises(ThemeError, match="is not in the theme's folders"):
            pictures.file(name, 10, 10)
    with pytest.raises(ThemeError, match="not a picture that can be read"):
        pictures.file("broken.png", 10, 10)


@pytest.mark.parametrize("name", ["nothing", "../icons/both", "", "a/b"])
def test_an_unknown_icon_is_told(pictures: Pictures, name: str) -> None:
    with pytest.raises(ThemeError, match="there is no icon"):
        pictures.icon(name)
