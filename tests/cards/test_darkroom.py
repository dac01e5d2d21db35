"""What becomes of a picture that somebody hands in."""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_photo import GPS, file_of, halves, with_place
from PIL import Image, ImageCms

from composer.cards.darkroom import LONGEST_SIDE, SAFE_FORMATS, Developed, develop
from composer.errors import ArticleError

RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
SEEDS = tuple(file_of(halves(), each) for each in FORMATS)


def shown(developed: Developed) -> Image.Image:
    image = Image.open(io.BytesIO(developed.data))
    assert image.size == (developed.width, developed.height)
    assert Image.MIME[str(image.format)] == developed.media_type
    assert image.mode == "RGB"
    return image


def near(image: Image.Image, at: tuple[int, int], color: tuple[int, int, int]) -> bool:
    pixel = image.getpixel(at)
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 12 for one, other in zip(pixel, color, strict=True))


@pytest.mark.parametrize("image_format", FORMATS)
def test_each_form_of_picture_becomes_a_photograph(image_format: str) -> None:
    image = shown(develop(file_of(halves(), image_format), name="a", formats=SAFE_FORMATS))
    assert image.format == "JPEG"
    assert image.size == (64, 48)
    assert near(image, (30, 5), RED)
    assert near(image, (30, 40), BLUE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "I", "F"])
def test_a_picture_of_any_mode_is_read(mode: str) -> None:
    data = file_of(Image.new(mode, (6, 4)), "TIFF")
    shown(develop(data, name="a"))


def test_a_form_that_is_not_asked_for_is_not_read() -> None:
    data = file_of(halves(), "TIFF")
    with pytest.raises(ArticleError, match=r"^a\.tif: not a picture that can be read"):
        develop(data, name="a.tif", formats=SAFE_FORMATS)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_left_of_where_and_by_whom_it_was_taken(kind: str) -> None:
    secrets = {"exif": with_place(), "comment": b"SECRET-COMMENT"}
    data = file_of(halves(), kind, **secrets) + b"SECRET-TAIL"
    assert data.count(b"SECRET") >= 2
    made = develop(data, name="a")
    assert b"SECRET" not in made.data
    image = shown(made)
    assert not image.getexif()
    assert not image.getexif().get_ifd(GPS)
    assert not {"comment", "exif", "icc_profile", "xmp"} & set(image.info)


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [(1, (64, 48), (5, 5)), (3, (64, 48), (5, 43)), (6, (48, 64), (43, 5))],
)
def test_it_is_turned_upright(
    orientation: int, size: tuple[int, int], red: tuple[int, int]
) -> None:
    image = shown(develop(file_of(halves(), exif=with_place(orientation)), name="a"))
    assert image.size == size
    assert near(image, red, RED)


def test_a_large_one_is_scaled_down_with_its_shape() -> None:
    image = shown(develop(file_of(halves(6400, 4800)), name="a"))
    assert image.size == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)
    assert near(image, (100, 100), RED)
    assert near(image, (100, 2200), BLUE)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_a_large_one_is_turned_upright_too(mode: str) -> None:
    data = file_of(halves(6600, 600, mode), "PNG", exif=with_place(6))
    image = shown(develop(data, name="a"))
    assert image.size == (273, LONGEST_SIDE)
    assert near(image, (250, 1500), RED)
    assert near(image, (20, 1500), BLUE)


def test_a_ribbon_keeps_a_pixel_of_its_height() -> None:
    image = shown(develop(file_of(Image.new("RGB", (20_000, 2), RED), "PNG"), name="a"))
    assert image.size == (LONGEST_SIDE, 1)


def test_a_small_one_stays_as_large_as_it_is() -> None:
    assert shown(develop(file_of(halves(2, 2), "PNG"), name="a")).size == (2, 2)


def test_what_is_transparent_stands_on_white_without_the_smear_of_a_jpeg() -> None:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((200, 30, 40, 255), (0, 0, 20, 40))
    made = shown(develop(file_of(image, "PNG"), name="a"))
    assert made.format == "PNG"
    assert made.getpixel((5, 20)) == (200, 30, 40)
    assert made.getpixel((30, 20)) == WHITE


def test_of_a_moving_picture_the_first_frame_is_taken() -> None:
    frames = [Image.new("RGB", (8, 8), color) for color in (RED, BLUE)]
    data = file_of(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert near(shown(develop(data, name="a")), (4, 4), RED)


def test_colours_of_another_profile_are_turned_to_those_of_screens() -> None:
    data = file_of(halves(), "PNG", icc_profile=swapped_profile())
    image = shown(develop(data, name="a"))
    assert near(image, (30, 5), BLUE)
    assert near(image, (30, 40), RED)


def developed_or_refused(data: bytes) -> Developed | str:
    try:
        made = develop(data, name="x.png", formats=SAFE_FORMATS)
    except ArticleError as error:
        return str(error)
    shown(made)
    return made


def swapped_profile() -> bytes:
    """Return a profile in which red and blue have changed places."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for one, other in ((b"rXYZ", b"bXYZ"),):
        first, second = profile.index(one), profile.index(other)
        profile[first : first + 4], profile[second : second + 4] = other, one
    at = profile.find("sRGB".encode("utf-16-be"))
    while at >= 0:
        profile[at : at + 8] = "swap".encode("utf-16-be")
        at = profile.find("sRGB".encode("utf-16-be"))
    return bytes(profile)


def test_a_profile_that_is_wrong_is_passed_over() -> None:
    for profile in (b"no profile", swapped_profile()[:200]):
        image = shown(develop(file_of(halves(), "PNG", icc_profile=profile), name="a"))
        assert near(image, (30, 5), RED)


def test_the_same_picture_becomes_the_same_file() -> None:
    assert develop(SEEDS[0], name="a") == develop(SEEDS[0], name="b")


@given(data=st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_bytes_are_a_photograph_or_refused_by_name(data: bytes) -> None:
    with pytest.raises(ArticleError, match=r"^x\.png: "):
        develop(data, name="x.png", formats=SAFE_FORMATS)


@given(seed=st.sampled_from(SEEDS), data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_picture_is_a_photograph_or_refused_by_name(
    seed: bytes, data: st.DataObject
) -> None:
    damaged = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged)))
    made = developed_or_refused(bytes(damaged[:cut]))
    assert isinstance(made, Developed) or made.startswith("x.png: ")


def test_a_text_that_is_called_a_picture_is_none(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_text("<svg onload='alert(1)'/>", encoding="utf-8")
    with pytest.raises(ArticleError, match="not a picture"):
        develop(file.read_bytes(), name=file.name)
