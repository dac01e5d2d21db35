"""The photograph of a draft: taken from people, kept, and credited."""

import hashlib
import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_process import here
from made_photo import file_of, halves, with_place
from PIL import Image

from composer.app import services
from composer.app.draft import Draft
from composer.app.order import OWN_PICTURE, Order
from composer.app.picture import (
    LONGEST_CREDIT,
    LONGEST_NAME,
    MOST_BYTES,
    accept_picture,
    clean_name,
    credit_of,
    photo_of,
    told_of,
)
from composer.errors import ArticleError
from composer.resources import shipped_root
from composer.settings import Settings

ARTICLE = shipped_root() / "examples" / "lavrov.txt"
CREDIT = "رويترز"


def composed(**asked: object) -> Draft:
    return services.compose(ARTICLE, Order(kinds=("headline", "closing"), **asked))  # type: ignore[arg-type] # the test's own


def photo_file(folder: Path) -> Path:
    file = folder / "at sea.jpg"
    file.write_bytes(file_of(halves(600, 400), exif=with_place()))
    return file


def test_an_upload_is_known_by_the_hash_of_what_is_kept() -> None:
    data = file_of(halves(200, 100))
    picture, kept = accept_picture(data, "C:\\photos\\ميناء.jpg")
    assert kept != data
    assert picture.sha256 == hashlib.sha256(kept).hexdigest()
    assert (picture.name, picture.media_type) == ("ميناء.jpg", "image/jpeg")
    assert (picture.width, picture.height) == (200, 100)
    assert (picture.credit, picture.rights) == ("", "")
    assert photo_of(picture, kept).image.size == (200, 100)


def test_a_kept_picture_is_shown_around_its_focus() -> None:
    picture, kept = accept_picture(file_of(halves(100, 300), "PNG"), "a")
    told = told_of(picture, credit="", rights="")
    for focus, red in (((0.5, 0.0), 250), ((0.5, 1.0), 0)):
        photo = photo_of(replace(told, focus=focus), kept)
        pixel = photo.cover(100, 100).getpixel((50, 50))
        assert isinstance(pixel, tuple)
        assert abs(pixel[0] - red) < 10


def test_an_upload_that_is_too_heavy_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(ArticleError, match=r"^a\.jpg: it has more than 20 MB"):
        accept_picture(bytes(MOST_BYTES + 1), "a.jpg")


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "ICO"])
def test_an_upload_of_another_form_is_refused(kind: str) -> None:
    with pytest.raises(ArticleError, match="give a JPEG, PNG or WebP file"):
        accept_picture(file_of(halves(), kind), "a")


@given(name=st.text(max_size=300))
def test_a_name_is_short_and_shows_nothing_unseen(name: str) -> None:
    clean = clean_name(name)
    assert 0 < len(clean) <= LONGEST_NAME
    assert not set(clean) & set("/\\\n\r\t\0\u202e\u2066")
    assert clean.strip(". ")
    assert all(unicodedata.category(each) not in {"Cc", "Cs"} for each in clean)
    assert clean_name(clean) == clean


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("\u202egpj.exe", "gpj.exe"),
        ("..", "photograph"),
        ("", "photograph"),
        ("https://example.org/a/b.jpg", "b.jpg"),
        (f"{'س' * 200}.jpeg", f"{'س' * 74}….jpeg"),
        ("a\r\nX-Header: 1.png", "a X-Header: 1.png"),
    ],
)
def test_a_hostile_name_is_cleaned(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@given(data=st.binary(max_size=300), name=st.text(max_size=40))
@settings(max_examples=50, deadline=None)
def test_any_bytes_under_any_name_are_refused_clearly(data: bytes, name: str) -> None:
    with pytest.raises(ArticleError, match="not a picture that can be read"):
        accept_picture(data, name)


def test_what_is_said_of_a_picture_is_one_line_without_turned_order() -> None:
    picture, _ = accept_picture(file_of(halves()), "a")
    told = told_of(picture, credit=" رويترز \n/\u202e AFP ", rights="")
    assert told.credit == "رويترز / AFP"
    line = credit_of(told)
    assert line is not None
    assert line.edited
    assert credit_of(picture) is None
    with pytest.raises(ArticleError, match="at most 120 characters, this has 121"):
        told_of(picture, credit="س" * (LONGEST_CREDIT + 1), rights="")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("تصوير: هدى", "هدى"),
        ("تصوير هدى", "هدى"),
        ("تصوير :هدى", "هدى"),
        ("هدى", "هدى"),
        ("تصويرية هدى", "تصويرية هدى"),
        ("وكالة تصوير: هدى", "وكالة تصوير: هدى"),
        ("تصوير:", None),
    ],
)
def test_a_label_that_is_typed_too_is_not_printed_twice(typed: str, printed: str | None) -> None:
    picture, _ = accept_picture(file_of(halves()), "a")
    line = credit_of(told_of(picture, credit=typed, rights=""), label="تصوير:")
    assert (line and line.text) == printed


def test_the_card_of_who_typed_the_label_has_it_once(tmp_path: Path) -> None:
    draft = composed(image=photo_file(tmp_path), credit="تصوير: هدى")
    headline = draft.cards[0]
    printed = [line.text for line in headline.rendered.lines if "هدى" in line.text]
    assert printed == ["تصوير: هدى"]
    assert "تصوير: هدى." in headline.alt_text
    assert "تصوير: تصوير" not in headline.alt_text


def test_a_draft_keeps_its_photograph_and_prints_its_credit(tmp_path: Path) -> None:
    draft = composed(
        image=photo_file(tmp_path), focus=(0.1, 0.2), credit=CREDIT, rights="عقد 2026/4"
    )
    workshop = services.build(Settings(workspace=tmp_path), Order())
    files = services.pack(draft, workshop).files_in(tmp_path / "out")
    document = json.loads(files["draft.json"])
    told = document["picture"]
    assert told == {
        "file": "picture.jpg",
        "sha256": hashlib.sha256(files["picture.jpg"]).hexdigest(),
        "media_type": "image/jpeg",
        "width": 600,
        "height": 400,
        "name": "at sea.jpg",
        "focus": [0.1, 0.2],
        "credit": CREDIT,
        "rights": "عقد 2026/4",
    }
    assert "picture.jpg" in document["files"]
    assert b"SECRET" not in files["picture.jpg"]
    headline, closing = draft.cards
    assert any(CREDIT in line.text for line in headline.rendered.lines)
    assert not any(CREDIT in line.text for line in closing.rendered.lines)
    assert f"تصوير: {CREDIT}." in headline.alt_text


def test_other_rights_make_another_draft(tmp_path: Path) -> None:
    file = photo_file(tmp_path)
    ids = {composed(image=file, rights=each).id for each in ("", "عقد", "عقد", "وكالة")}
    assert len(ids) == 3


def test_a_draft_without_a_photograph_says_that_there_is_nothing_to_credit() -> None:
    draft = composed(credit=CREDIT, image=OWN_PICTURE)
    assert draft.picture is None
    assert draft.notes[-1] == "--credit and --rights say nothing: there is no photograph"
    assert any("names no picture" in note for note in draft.notes)


def test_a_file_of_a_form_that_browsers_may_not_send_is_read_from_the_disk(tmp_path: Path) -> None:
    file = tmp_path / "a.tif"
    Image.new("CMYK", (60, 40)).save(file)
    assert composed(image=file).picture is not None


def test_the_command_line_credits_a_photograph(tmp_path: Path) -> None:
    asked = ("--image", photo_file(tmp_path), "--credit", CREDIT, "--rights", "عقد 2026/4")
    done = here("compose", ARTICLE, *asked, "--card", "headline", "--json", cwd=tmp_path)
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert (told["picture"]["credit"], told["picture"]["rights"]) == (CREDIT, "عقد 2026/4")
    assert (Path(told["folder"]) / told["picture"]["file"]).is_file()
    assert any(CREDIT in line["text"] for line in told["cards"][0]["lines"])
    long = here("compose", ARTICLE, *asked[:2], "--credit", "س" * 121, cwd=tmp_path)
    assert long.code == 1
    assert "the credit of a photograph has at most 120 characters" in long.err
