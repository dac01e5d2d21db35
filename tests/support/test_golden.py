from pathlib import Path

import pytest
from golden import Golden
from PIL import Image


@pytest.fixture
def pictures(tmp_path: Path) -> Golden:
    accepted = Golden(tmp_path / "golden", tmp_path / "results", update=True)
    accepted.check(Image.new("RGB", (8, 8), (10, 20, 30)), "plain")
    return Golden(tmp_path / "golden", tmp_path / "results")


def test_an_equal_picture_passes_within_the_tolerance(pictures: Golden) -> None:
    pictures.check(Image.new("RGB", (8, 8), (10, 22, 30)), "plain")
    assert not pictures.results.exists()


def test_one_wrong_pixel_fails_and_leaves_the_difference(pictures: Golden) -> None:
    picture = Image.new("RGB", (8, 8), (10, 20, 30))
    picture.putpixel((3, 4), (10, 20, 35))
    with pytest.raises(AssertionError, match="by up to 5 of 255"):
        pictures.check(picture, "plain")
    with Image.open(pictures.results / "plain.difference.png") as difference:
        assert difference.getpixel((3, 4)) == (0, 0, 80)
        assert difference.getpixel((0, 0)) == (0, 0, 0)


def test_another_size_fails(pictures: Golden) -> None:
    with pytest.raises(AssertionError, match=r"is \(8, 9\)"):
        pictures.check(Image.new("RGB", (8, 9), (10, 20, 30)), "plain")


def test_a_picture_that_nobody_accepted_fails(pictures: Golden) -> None:
    with pytest.raises(AssertionError, match="--update-golden"):
        pictures.check(Image.new("L", (8, 8)), "unknown")
    assert (pictures.results / "unknown.actual.png").exists()


def test_a_large_picture_is_not_accepted(tmp_path: Path) -> None:
    noise = Image.effect_noise((300, 300), 100)
    with pytest.raises(AssertionError, match="at most 20480"):
        Golden(tmp_path, tmp_path, update=True).check(noise, "noise")
    assert not (tmp_path / "noise.png").exists()
