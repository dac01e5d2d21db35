"""The picture of a page: shown where the settings name one, its initial where it cannot be."""

import io
import re
from pathlib import Path

import pytest
from desk_server import DeskServer, serving
from PIL import Image

PICTURE = re.compile(r'<img class="fb-face" src="([^"]+)"')


def logo(file: Path, *, mode: str = "RGBA") -> None:
    """Write a red disc-like logo that is transparent around."""
    whole = Image.new(mode, (400, 300), (0, 0, 0, 0) if mode == "RGBA" else "white")
    whole.paste("red", (150, 100, 250, 200))
    whole.save(file)


def shown(server: DeskServer, draft: str) -> str:
    return server.guest().get(f"/drafts/{draft}").text


def test_the_picture_that_the_settings_name_is_shown(tmp_path: Path) -> None:
    logo(tmp_path / "logo.png")
    with serving(tmp_path, '[site]\npicture = "logo.png"\n') as server:
        found = PICTURE.search(shown(server, server.draft()))
        assert found is not None
        answer = server.guest().get(found[1])
        assert answer.headers["content-type"] == "image/jpeg"
        with Image.open(io.BytesIO(answer.body)) as image:
            assert image.size == (160, 160)
            corner, middle = image.getpixel((2, 2)), image.getpixel((80, 80))
        assert isinstance(corner, tuple)
        assert isinstance(middle, tuple)
        assert min(corner) > 240
        assert middle[0] > 200
        assert middle[2] < 60
        assert server.client().get(found[1]).status != 200


def test_another_file_has_another_address(tmp_path: Path) -> None:
    logo(tmp_path / "logo.png")
    with serving(tmp_path, '[site]\npicture = "logo.png"\n') as server:
        draft = server.draft()
        before = PICTURE.findall(shown(server, draft))
        Image.new("RGB", (50, 50), "blue").save(tmp_path / "logo.png")
        assert PICTURE.findall(shown(server, draft)) != before


@pytest.mark.parametrize("toml", ["", '[site]\npicture = "missing.png"\n'])
def test_without_one_the_initial_stands_there(tmp_path: Path, toml: str) -> None:
    with serving(tmp_path, toml) as server:
        page = shown(server, server.draft())
        assert PICTURE.search(page) is None
        assert '<span class="fb-face"' in page
        assert server.guest().get("/pages/main/picture").status == 404


@pytest.mark.parametrize("page", ["main", "other", "..%2Fmain"])
def test_what_is_no_picture_is_not_sent(tmp_path: Path, page: str) -> None:
    (tmp_path / "notes.txt").write_text("secret", encoding="utf-8")
    with serving(tmp_path, '[site]\npicture = "notes.txt"\n') as server:
        answer = server.guest().get(f"/pages/{page}/picture")
        assert answer.status == 404
        assert b"secret" not in answer.body
