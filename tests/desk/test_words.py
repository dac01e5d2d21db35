"""The desk's texts: complete in both languages, all used, in no other place."""

import ast
import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.app.desk.plural import plural
from composer.app.desk.times import Times
from composer.app.desk.words import Language, Words, load_words
from composer.resources import shipped_root

ROOT = shipped_root()
WORDS = load_words(ROOT / "assets" / "desk" / "words")
ARABIC, ENGLISH = WORDS[Language.ARABIC], WORDS[Language.ENGLISH]
ONLY_ENGLISH = {f"times.month{number}" for number in range(1, 13)}
"""In Arabic the months are those of the page's country; see ``composer.publishing.calendar``."""

FORMS = {"ar": {"zero", "one", "two", "few", "many", "other"}, "en": {"one", "other"}}
LETTERS = re.compile("[\u0621-\u064a]")
SLOT = re.compile(r"\{([a-z_]+)\}")


def sources() -> dict[Path, str]:
    """Return all that may ask for a text: templates, scripts, Python."""
    folders = (
        *((ROOT / "templates" / "desk", "*.j2"), (ROOT / "assets" / "desk" / "js", "*.js")),
        (Path(__file__).parents[2] / "composer" / "app", "*.py"),
    )
    files = (file for folder, kind in folders for file in folder.rglob(kind))
    return {file: file.read_text(encoding="utf-8") for file in files}


SOURCES = sources()


def slots(words: Words, key: str) -> set[str]:
    text = words.texts[key]
    whole = text if isinstance(text, str) else " ".join(text.values())
    return set(SLOT.findall(whole)) - {"count"}


def test_both_languages_have_the_same_texts() -> None:
    assert set(ARABIC.texts) == set(ENGLISH.texts) - ONLY_ENGLISH


def test_each_text_has_the_same_places_for_values_in_both_languages() -> None:
    differing = [key for key in ARABIC.texts if slots(ARABIC, key) != slots(ENGLISH, key)]
    assert differing == []


@pytest.mark.parametrize("words", [ARABIC, ENGLISH], ids=["ar", "en"])
def test_a_counted_text_has_the_forms_of_its_language(words: Words) -> None:
    for key, text in words.texts.items():
        if not isinstance(text, str):
            assert FORMS[words.language] - {"zero", "many"} <= set(text) <= FORMS[words.language], (
                key
            )


def test_every_text_is_used() -> None:
    everything = "\n".join(SOURCES.values())
    begun = set(re.findall(r'"([a-z_]+\.[a-z_]*)(?:"\s*~|\{)', everything))
    begun |= {f"errors.{name}" for name in ENGLISH.phrases.patterns}
    unused = [
        key
        for key in ENGLISH.texts
        if f'"{key}"' not in everything and not any(key.startswith(each) for each in begun)
    ]
    assert unused == []


def test_every_text_that_is_asked_for_is_there() -> None:
    asking = re.compile(r'\b(?:words|say)\("([a-z_]+\.[a-z0-9_]+)"[,)]')
    missing = {
        file.name: key
        for file, text in SOURCES.items()
        for key in asking.findall(text)
        if key not in ENGLISH.texts
    }
    assert missing == {}


def test_no_template_and_no_script_says_anything_by_itself() -> None:
    said = {
        file.name: found[0]
        for file, text in SOURCES.items()
        if file.suffix in {".j2", ".js"} and (found := LETTERS.search(_bare(text)))
    }
    assert said == {}


def _bare(text: str) -> str:
    """Return a source without what tells Arabic apart, which is no text: `"ال"` of a name."""
    text = re.sub(r"\{#.*?#\}|/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    return text.replace('"ال"', "")


# What the program itself says.

SAID = tomllib.loads((ROOT / "assets/desk/words/said.toml").read_text(encoding="utf-8"))


def test_every_message_that_is_said_anew_is_one_that_the_program_says() -> None:
    code = {
        each.value
        for file in (Path(__file__).parents[2] / "composer").rglob("*.py")
        for each in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }
    unsaid = {
        name: part
        for name, text in SAID.items()
        for part in re.split(r"\{[a-z_]+\}|: ", text)
        if not any(part.strip() in each for each in code)
    }
    assert unsaid == {}


def test_every_message_that_is_said_anew_is_said_in_every_language() -> None:
    for words in WORDS.values():
        for name, text in SAID.items():
            places = set(SLOT.findall(text))
            assert slots(words, f"errors.{name}") <= places
            told = words.of_error(SLOT.sub("x", text))
            assert told == words(f"errors.{name}", **dict.fromkeys(places, "x"))


def test_a_message_that_is_not_known_is_left_to_its_kind() -> None:
    assert ARABIC.of_error("the disk is full") is None
    told = ARABIC.of_error(
        "draft 1c2d was changed by somebody else meanwhile (it is at revision 3, you saw 2): look"
        " at it again"
    )
    assert told == ARABIC("errors.changed_meanwhile")


# Plurals, as the CLDR has them.


@pytest.mark.parametrize(
    ("count", "form"),
    [
        *((0, "zero"), (1, "one"), (2, "two"), (3, "few"), (10, "few"), (11, "many")),
        *((99, "many"), (100, "other"), (101, "other"), (102, "other"), (103, "few")),
        *((110, "few"), (111, "many"), (199, "many"), (200, "other"), (1003, "few"), (-3, "few")),
    ],
)
def test_arabic_counts_in_six_forms(count: int, form: str) -> None:
    assert plural("ar", count) == form


@given(count=st.integers())
def test_english_counts_in_two(count: int) -> None:
    assert plural("en", count) == ("one" if abs(count) == 1 else "other")


def test_a_count_chooses_the_form() -> None:
    said = [ARABIC("times.in_hours", count=each) for each in (1, 2, 3, 11, 100)]
    assert said == ["بعد ساعة", "بعد ساعتين", "بعد 3 ساعات", "بعد 11 ساعة", "بعد 100 ساعة"]


def test_what_runs_against_the_language_is_isolated() -> None:
    words = Words(Language.ARABIC, {"a.b": "اعتمدها {who} أمس", "a.c": "{count} من {all}"})
    assert words("a.b", who="Sara (F-35)") == "اعتمدها \u2068Sara (F-35)\u2069 أمس"
    assert words("a.b", who="سارة") == "اعتمدها سارة أمس"
    english = Words(Language.ENGLISH, {"a.b": "by {who}"})
    assert english("a.b", who="سارة") == "by \u2068سارة\u2069"


def test_a_value_is_not_looked_at_for_more_places() -> None:
    words = Words(Language.ENGLISH, {"a.b": "by {who}"})
    assert words("a.b", who="{who} {__class__}") == "by {who} {__class__}"


def test_a_text_that_is_none_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        ARABIC("base.there_is_none")
    with pytest.raises(KeyError):
        ARABIC("base.number")


# Times.

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def times(words: Words = ARABIC, zone: str = "Asia/Riyadh") -> Times:
    return Times(words=words, zone=ZoneInfo(zone), now=NOW)


def test_an_instant_is_told_in_the_zone_of_the_page() -> None:
    assert times().full(NOW) == "الثلاثاء 24 نوفمبر 2026، 10:00"
    assert times(zone="Asia/Beirut").full(NOW) == "الثلاثاء 24 تشرين الثاني 2026، 09:00"
    assert times(ENGLISH).full(NOW) == "Tuesday 24 November 2026, 10:00"
    assert times().hijri(NOW) == "14 جمادى الآخرة 1448 هـ"
    assert times().iso(NOW) == "2026-11-24T10:00:00+03:00"


@pytest.mark.parametrize(
    ("away", "told"),
    [
        (timedelta(hours=3), "13:00"),
        (timedelta(hours=15), "غدًا 01:00"),
        (timedelta(hours=-12), "أمس 22:00"),
        (timedelta(days=3), "الجمعة 10:00"),
        (timedelta(days=30), "24 ديسمبر 2026 10:00"),
    ],
)
def test_a_near_instant_is_told_in_short(away: timedelta, told: str) -> None:
    assert times().short(NOW + away) == told


@pytest.mark.parametrize(
    ("away", "told"),
    [
        (timedelta(seconds=59), "الآن"),
        (timedelta(minutes=2), "بعد دقيقتين"),
        (timedelta(minutes=-59), "قبل 59 دقيقة"),
        (timedelta(hours=5), "بعد 5 ساعات"),
        (timedelta(days=-1), "قبل يوم"),
    ],
)
def test_a_distance_is_told_in_words(away: timedelta, told: str) -> None:
    assert times().relative(NOW + away) == told


@given(away=st.timedeltas(timedelta(days=-4000), timedelta(days=4000)))
def test_every_instant_can_be_told(away: timedelta) -> None:
    for words in WORDS.values():
        told = times(words)
        assert told.relative(NOW + away)
        assert told.short(NOW + away)
        assert told.full(NOW + away)
