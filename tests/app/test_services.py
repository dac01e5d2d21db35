from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from program import EXAMPLES

import composer
from composer.app import services
from composer.app.order import Order
from composer.app.place import Place, PlaceState
from composer.app.services import build
from composer.errors import ArticleError
from composer.settings import Page, Settings, SiteSettings

LAVROV = str(EXAMPLES / "lavrov.txt")
HEADLINE = Order(kinds=("headline",))
TEXT = "عنوان المقال عن الدفاع\n\nأعلنت الوزارة اليوم بدء برنامج جديد لتحديث الأسطول.\n"


def settings(folder: Path, site: str | None = None) -> Settings:
    return Settings(workspace=folder, main=Page(site=SiteSettings(name=site)))


def test_the_library_goes_the_whole_way() -> None:
    article = composer.read_article(LAVROV)
    highlights = composer.pick_highlights(article)
    assert highlights.picked
    draft = composer.compose(LAVROV, HEADLINE)
    assert [each.file for each in draft.cards] == ["01-headline-portrait.png"]
    assert draft.post.text.startswith(article.title)
    again = composer.render_card(draft.cards[0].rendered.content)
    assert again.data == draft.cards[0].rendered.data
    assert composer.load_theme("paper").name == "paper"


def test_the_bytes_of_an_article_do_as_well_as_its_file() -> None:
    draft = composer.compose("a name", HEADLINE, data=Path(LAVROV).read_bytes())
    assert draft.id == composer.compose(LAVROV, HEADLINE).id


def test_another_theme_is_another_draft() -> None:
    paper = composer.compose(LAVROV, replace(HEADLINE, theme="paper"))
    assert paper.id != composer.compose(LAVROV, HEADLINE).id


def test_the_site_of_the_settings_stands_in_where_the_article_tells_none(tmp_path: Path) -> None:
    workshop = build(settings(tmp_path, site="موقع المثال"), HEADLINE)
    own = workshop.draft(services.read(LAVROV), HEADLINE)
    other = workshop.draft(services.read("a", TEXT.encode()), HEADLINE)
    assert "المصدر: الموقع العربي للدفاع والتسليح" in own.post.text
    assert "المصدر: موقع المثال" in other.post.text
    assert other.cards[0].alt_text.endswith("المصدر: موقع المثال")


def test_a_draft_holds_no_card_for_which_there_is_no_content() -> None:
    with pytest.raises(ArticleError, match="comparison"):
        composer.compose("a", Order(kinds=("comparison",)), data=TEXT.encode())


@pytest.mark.parametrize(
    ("image", "used"),
    [("photo.jpg", True), ("../photo.jpg", False), ("https://example.com/photo.jpg", False)],
)
def test_the_articles_own_picture_is_taken_from_beside_it_only(
    image: str, tmp_path: Path, *, used: bool
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for place in (tmp_path, folder):
        Image.new("RGB", (400, 500), "#336699").save(place / "photo.jpg")
    source = folder / "a.md"
    source.write_text(f"# {TEXT}\n![صورة]({image})\n\n## خلفية\n\n{TEXT}", encoding="utf-8")
    draft = composer.compose(str(source), HEADLINE)
    assert draft.cards[0].rendered.content.image is used


def test_a_draft_may_be_written_to_its_place_in_the_inbox_itself(tmp_path: Path) -> None:
    own = settings(tmp_path)
    workshop = build(own, HEADLINE)
    draft = workshop.draft(services.read(LAVROV), HEADLINE)
    bundle = services.pack(draft, workshop)
    place = Place(folder=own.state.absolute() / "inbox" / draft.id, state=PlaceState.OURS)
    inbox = place.folder
    saved = services.save(bundle, lambda: place, settings=own)
    assert saved == inbox
    assert (inbox / "draft.json").is_file()
