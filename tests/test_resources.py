from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import composer
from composer.cards.theme import Theme
from composer.errors import ThemeError
from composer.resources import (
    BASE_THEME,
    load_theme,
    merge,
    shipped_root,
    theme_names,
    theme_roots,
)

Write = Callable[..., Path]
tables = st.recursive(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9)),
    lambda inner: st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9) | inner),
    max_leaves=12,
)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a theme of the user's and return the folder of his themes."""

    def written(text: str, name: str = "mine") -> Path:
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "theme.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return written


def load(root: Path, name: str = "mine") -> Theme:
    return load_theme(name, theme_roots((root,)))


def refused(root: Path, name: str = "mine") -> str:
    with pytest.raises(ThemeError) as caught:
        load(root, name)
    return str(caught.value)


@given(base=tables, override=tables)
def test_merging_keeps_all_keys_and_lets_the_override_win(
    base: dict[str, object], override: dict[str, object]
) -> None:
    merged = merge(base, override)
    assert set(merged) == {*base, *override}
    for key, value in merged.items():
        under, over = base.get(key), override.get(key)
        if key not in override:
            assert value == under
        elif isinstance(under, dict) and isinstance(over, dict):
            assert value == merge(under, over)
        else:
            assert value == over


@given(table=tables)
def test_merging_with_nothing_changes_nothing(table: dict[str, object]) -> None:
    assert merge(table, {}) == merge({}, table) == merge(table, table) == table


@given(one=tables, two=tables)
def test_merging_leaves_its_arguments_alone(one: dict[str, object], two: dict[str, object]) -> None:
    before = repr(one), repr(two)
    merge(one, two)
    assert (repr(one), repr(two)) == before


def test_the_shipped_root_holds_what_ships() -> None:
    root = shipped_root()
    package = Path(composer.__file__).parent
    assert root in {package.parent, package / "_data"}
    assert (root == package / "_data") == (package / "_data").is_dir()
    for folder in ("templates", "assets", "fonts"):
        assert (root / folder).is_dir()
    assert (root / "templates" / BASE_THEME / "theme.toml").is_file()


def test_the_shipped_themes_have_names_and_the_base_is_none_of_them() -> None:
    assert theme_names(theme_roots()) == ("midnight", "paper", "signal")


def test_a_themes_name_is_its_folders(write: Write) -> None:
    root = write('extends = "paper"\n')
    assert theme_names(theme_roots((root,))) == ("midnight", "mine", "paper", "signal")
    theme = load(root)
    assert theme.name == "mine"
    assert [folder.name for folder in theme.folders] == ["mine", "paper", "default", "assets"]
    assert {size.name for size in theme.sizes.values()} == set(theme.sizes)


def test_a_theme_holds_only_what_differs(write: Write) -> None:
    root = write("""extends = "paper"
        [colors]
        accent = "#123456"
        [roles.headline]
        max = 150
        [labels]
        breaking = "الآن"
    """)
    theme, paper = load(root), load(root, "paper")
    assert theme.colors == {**paper.colors, "accent": "#123456"}
    assert theme.roles["headline"].max == 150
    assert theme.roles["headline"].family == "Amiri"
    assert theme.roles["point"] == paper.roles["point"]
    assert theme.labels == {**paper.labels, "breaking": "الآن"}
    assert theme.kinds == paper.kinds


def test_without_extends_a_theme_extends_the_base(write: Write) -> None:
    folders = load(write('description = "Mine"\n')).folders
    assert [folder.name for folder in folders] == ["mine", "default", "assets"]


def test_the_users_theme_wins_over_a_shipped_one_of_its_name(write: Write) -> None:
    root = write('description = "My own"\n', "paper")
    assert load(root, "paper").description == "My own"


def test_a_theme_can_be_named_by_its_folder(write: Write) -> None:
    root = write('description = "Mine"\n')
    assert load_theme(str(root / "mine"), theme_roots()).description == "Mine"


def test_themes_that_extend_each_other_are_refused(write: Write) -> None:
    write('extends = "two"\n', "one")
    root = write('extends = "one"\n', "two")
    assert "two/theme.toml: extends goes round in a circle" in Path(refused(root, "one")).as_posix()
    assert "circle" in refused(write('extends = "mine"\n'))


def test_an_unknown_theme_is_told_with_the_known_ones(write: Write) -> None:
    root = write("")
    assert refused(root, "nothing") == (
        "there is no theme 'nothing'; there are midnight, mine, paper, signal,"
        " or give a folder with a theme.toml"
    )
    assert "there is no theme 'nothing'" in refused(write('extends = "nothing"\n'))
    assert "there is no theme ''" in refused(root, "")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[colors]\naccent = \n", "line 2"),
        ('[colors]\naccent = "#fff"\naccent = "#000"\n', "line 3"),
        ("colours = 3", "extra fields found (colours) at theme"),
        ("[roles.headline]\nsize = 3", "extra fields found (size) at theme.roles['headline']"),
        ("[kinds.mine]\nneed = 3", "extra fields found (need) at theme.kinds['mine']"),
        ('[roles.mine]\nfamily = "Cairo"', "required field missing at theme.roles['mine'].weight"),
        ('[space]\nmargin = "x"', "expected float at theme.space['margin']"),
        ("sizes = 3", "at theme.sizes"),
        ("[sizes]\nportrait = 3", "at theme.sizes['portrait']"),
        ("[sizes.portrait]\nwidth = 0", "must be 1 to 4096 px at theme.sizes['portrait']"),
        ("[sizes.big]\nwidth = 9000\nheight = 9", "must be 1 to 4096 px at theme.sizes['big']"),
        (
            '[colors]\naccent = "red"',
            "'red' is not a colour like #1a2b3c at theme.colors['accent']",
        ),
        ('[roles.deck]\ncolor = "x"', "there is no colour 'x' at theme.roles['deck']"),
        ('[roles.deck]\nem = "x"', "there is no colour 'x' at theme.roles['deck']"),
        ("[roles.deck]\nmin = 0", "must be more than 0 at theme.roles['deck']"),
        ("[roles.deck]\nleading = -1", "must be more than 0 at theme.roles['deck']"),
        ('[kinds.quote]\ntitle = "x"', "there is no label 'x'; write it under [labels] at theme.k"),
        ('[kinds.quote]\nneeds = "x"', "a card's content has no field 'x'; it has kind, headline"),
        (
            '[kinds.quote]\nflow = "x"',
            "flow must be points or rows, not 'x' at theme.kinds['quote']",
        ),
        ("[kinds.quote]\ndensities = 0", "must be at least 1 at theme.kinds['quote']"),
        (
            '[kinds.highlights]\nmost = { "*" = 0 }',
            "must be at least 1 at theme.kinds['highlights']",
        ),
    ],
)
def test_a_mistake_is_told_with_file_and_place(write: Write, text: str, what: str) -> None:
    root = write(text)
    message = refused(root)
    assert message.startswith(f"{root / 'mine' / 'theme.toml'}: ")
    assert what in message


def test_a_file_that_is_no_text_is_told(write: Write) -> None:
    root = write("")
    (root / "mine" / "theme.toml").write_bytes(b"\xff\xfe\x00")
    assert refused(root).startswith(str(root / "mine" / "theme.toml"))


def test_all_mistakes_are_told_at_once(write: Write) -> None:
    message = refused(write('[colors]\naccent = "red"\n[kinds.quote]\ndensities = 0'))
    assert "'red' is not a colour" in message
    assert "densities" in message
