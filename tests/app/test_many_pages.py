"""Thousands of pages: the folder ``pages``, what it refuses, and how it is followed."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_process import here

from composer.app.outlet import outlet, outlet_names
from composer.errors import SettingsError
from composer.settings import load_secrets, load_settings, settings_stamp, token_name

NAMES = st.text("abzABZ09-_éضس", min_size=1, max_size=8)


def written(folder: Path, main: str = "", pages: Mapping[str, str] = MappingProxyType({})) -> Path:
    """Write the settings of a workspace and of its pages, and return its folder."""
    (folder / "nashir.toml").write_text(main, encoding="utf-8")
    (folder / "pages").mkdir(exist_ok=True)
    for name, text in pages.items():
        (folder / "pages" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def page_id(number: int) -> str:
    return f'[publisher]\npage_id = "{110000000000000 + number}"\n'


def test_a_page_in_a_file_is_the_page_that_it_would_be_in_a_table(tmp_path: Path) -> None:
    main = '[site]\nname = "موقع"\nzone = "Africa/Cairo"\n[publishing]\nspacing = "5m"\n'
    own = '[site]\nname = "رياضة"\n[publishing]\nslots = ["sun 08:00"]\napprovers = ["sara"]\n'
    in_table = own.replace("[", "[pages.sport.", 1).replace("\n[", "\n[pages.sport.")
    for folder, settings in (("file", (main, own)), ("table", (main + in_table, None))):
        (tmp_path / folder).mkdir()
        text, page = settings
        written(tmp_path / folder, text, {"sport": page} if page else {})
    of_file, of_table = (load_settings(tmp_path / each) for each in ("file", "table"))
    assert of_file.page("sport") == of_table.page("sport")
    assert of_file.page("sport").site.zone.key == "Africa/Cairo"
    assert of_file.page_files == {"sport": tmp_path / "file" / "pages" / "sport.toml"}
    assert of_table.page_files == {}


def test_a_thousand_pages_are_read_and_a_mistake_in_one_is_found(tmp_path: Path) -> None:
    pages = {f"p{number:04}": page_id(number) for number in range(1000)}
    written(tmp_path, '[publisher]\nkind = "facebook"\n', pages)
    settings = load_settings(tmp_path)
    assert outlet_names(settings) == tuple(f"p{each:04}" for each in range(1000))
    with pytest.raises(SettingsError, match=r"no page named 'p09999'.*p0999.*the 1001 that"):
        settings.page("p09999")
    (tmp_path / "pages" / "p0500.toml").write_text('[site]\nzone = "Mars/Base"\n')
    with pytest.raises(SettingsError, match=r"pages/p0500\.toml: 'Mars/Base' is no time zone"):
        load_settings(tmp_path)


def test_several_wrong_files_are_told_at_once_but_not_a_thousand(tmp_path: Path) -> None:
    written(tmp_path, "", {f"p{each}": "[site]\nnaem = 1\n" for each in range(9)})
    with pytest.raises(SettingsError) as told:
        load_settings(tmp_path)
    assert str(told.value).count("(naem) @ site") == 5
    assert "and 4 more mistakes" in str(told.value)


@pytest.mark.parametrize(
    ("main", "pages", "said"),
    [
        ("[pages.sport.site]\n", {"sport": ""}, r"sport\.toml: .*nashir\.toml, too.*keep one"),
        (page_id(1), {"sport": ""}, r"110000000000001, which is that of the page 'main'"),
        ("", {"a": page_id(1), "b": page_id(1)}, r"b\.toml.*that of the page 'a' in .*a\.toml"),
        ("", {"a-b": "", "a_b": ""}, r"'a-b' and 'a_b'.*NASHIR_FACEBOOK_TOKEN_A_B: call one"),
        ("", {"Sport": "", "sport": ""}, r"'Sport' and 'sport'.*NASHIR_FACEBOOK_TOKEN_SPORT"),
        ("", {"main": ""}, r"main\.toml: 'main' is the page of nashir\.toml's own tables"),
        ("", {"two words": ""}, "'two words' cannot be a page's name: write letters"),
        ("", {"-x": ""}, "begin with a letter"),
        ("", {"x" * 65: ""}, "64 letters at most"),
        ("", {"cafe\u0301": ""}, "write 'caf\xe9'"),
        ("", {"sport": "[store]\n"}, r"sport\.toml: extra fields found \(store\)"),
        ("", {"sport": "[site"}, r"sport\.toml is not TOML"),
        ('[pages."a b".site]\n', {}, r"nashir\.toml: 'a b' cannot"),
    ],
)
def test_what_two_pages_cannot_share_and_no_page_can_be_called_is_refused(
    tmp_path: Path, main: str, pages: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        load_settings(written(tmp_path, main, pages))


def test_what_an_editor_leaves_beside_a_page_is_none(tmp_path: Path) -> None:
    written(tmp_path, "", {"sport": ""})
    for other in (".sport.toml", "sport.toml~", "sport.toml.swp", "README.md"):
        (tmp_path / "pages" / other).write_text("nothing")
    assert list(load_settings(tmp_path).pages) == ["sport"]


def test_a_workspace_that_lies_in_a_folder_called_pages_is_one_like_others(tmp_path: Path) -> None:
    below = tmp_path / "pages"
    below.mkdir()
    (below / "nashir.toml").write_text("[pages.nashir.site]\nnaem = 1\n")
    with pytest.raises(SettingsError, match=r"pages\.nashir\.site"):
        load_settings(below)


def test_practice_pages_without_an_id_are_pages_of_their_own(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, "", {"sport": "", "news": ""}))
    ids = [outlet(settings, each).target.page_id for each in outlet_names(settings)]
    assert len(set(ids)) == 3
    assert all(each.isdigit() and len(each) == 15 for each in ids)
    assert outlet(settings, "sport") == outlet(load_settings(tmp_path), "sport")


def test_a_mistake_found_later_names_the_file_of_its_page(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, "", {"sport": '[publishing]\nslots = ["sun"]\n'}))
    with pytest.raises(SettingsError, match=r"pages/sport\.toml: publishing\.slots: slot 1"):
        outlet(settings, "sport")


def test_tables_for_all_pages_alone_make_no_page_of_their_own(tmp_path: Path) -> None:
    common = '[publisher]\nkind = "facebook"\n'
    assert outlet_names(load_settings(written(tmp_path, common))) == ("main",)
    settings = load_settings(written(tmp_path, common, {"sport": page_id(1)}))
    assert outlet_names(settings) == ("sport",)
    with pytest.raises(SettingsError, match=r"names no page main.*say --page NAME"):
        outlet(settings)


@given(name=NAMES, other=NAMES)
def test_a_tokens_name_can_be_set_and_is_one_for_each_name(name: str, other: str) -> None:
    assert token_name(name).isascii()
    assert token_name(name).replace("_", "").isalnum()
    alike = [each.casefold().replace("-", "_") for each in (name, other)]
    assert (token_name(name) == token_name(other)) == (alike[0] == alike[1])


def test_a_page_in_arabic_has_a_token_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(token_name("رياضة"), "of sport")
    monkeypatch.setenv(token_name("سياسة"), "of politics")
    for page, token in (("رياضة", "of sport"), ("سياسة", "of politics")):
        found = load_secrets(page).token
        assert found is not None
        assert found.reveal() == token


def test_each_change_of_a_file_changes_the_stamp(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, "", {"sport": page_id(1)}))
    seen = [settings_stamp(settings)]
    assert settings_stamp(load_settings(tmp_path)) == seen[0]
    written(tmp_path, "", {"news": page_id(2)})
    seen.append(settings_stamp(settings))
    written(tmp_path, "", {"news": page_id(20)})
    (tmp_path / "pages" / "news.toml").rename(tmp_path / "pages" / "late.toml")
    seen.append(settings_stamp(settings))
    (tmp_path / "pages" / "late.toml").unlink()
    (tmp_path / "nashir.toml").write_text("[site]\n")
    seen.append(settings_stamp(settings))
    assert len(set(seen)) == len(seen)


def test_what_is_composed_for_a_page_has_its_theme_and_site(tmp_path: Path) -> None:
    own = '[site]\nname = "نشرة الرياضة"\n[theme]\nname = "paper"\n'
    written(tmp_path, "[site]\nname = 'الموقع'\n", {"sport": own})
    source = tmp_path / "article.txt"
    source.write_text("افتتاح محطة جديدة\n\nافتتحت المحطة اليوم بحضور جمع من الناس.\n", "utf-8")
    for page, theme, site in (("sport", "paper", "نشرة الرياضة"), ("main", "midnight", "الموقع")):
        words = ("compose", source, "--card", "headline", "--page", page, "--json")
        run = here(*words, cwd=tmp_path)
        assert run.code == 0, run.err
        assert (run.document["theme"], run.document["article"]["site"]) == (theme, site)
    assert "no page named 'x'" in here("compose", source, "--page", "x", cwd=tmp_path).err
