"""What people call a page of the settings."""

from pathlib import Path

import pytest
from desk_server import serving

from composer.app.desk.page_name import page_name
from composer.settings import load_settings

TWO = '[site]\nname = "مرصد الأخبار"\n[pages.sport.site]\nname = "{sport}"\n'


@pytest.mark.parametrize(
    ("sport", "names"),
    [("مرصد الرياضة", ("مرصد الأخبار", "مرصد الرياضة")), ("مرصد الأخبار", ("main", "sport"))],
)
def test_a_page_has_its_own_name_where_it_shares_that_of_its_site(
    tmp_path: Path, sport: str, names: tuple[str, str]
) -> None:
    (tmp_path / "nashir.toml").write_text(TWO.format(sport=sport), encoding="utf-8")
    settings = load_settings(tmp_path)
    assert (page_name(settings, "main"), page_name(settings, "sport")) == names


def test_a_page_that_the_settings_do_not_know_any_more_is_not_called_as_another(
    tmp_path: Path,
) -> None:
    (tmp_path / "nashir.toml").write_text(TWO.format(sport="مرصد الرياضة"), encoding="utf-8")
    assert page_name(load_settings(tmp_path), "culture") == "culture"


def test_the_calendar_calls_a_page_as_people_do(tmp_path: Path) -> None:
    with serving(tmp_path, TWO.format(sport="مرصد الرياضة")) as server:
        screen = server.guest().get("/calendar").text
    assert "الصفحة مرصد الأخبار · " in screen
    assert "الصفحة main" not in screen
    assert "<bdi>مرصد الرياضة</bdi>" in screen, "the menu offers pages by the same names"


def test_the_only_page_needs_no_name_on_the_calendar(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        screen = server.guest().get("/calendar").text
    assert "main ·" not in screen
    assert "<span>بتوقيت " in screen
