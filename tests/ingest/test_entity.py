"""Countries in texts, and the words and places that only look like them."""

import time

import pytest
from articles import COUNTRIES, SOURCES, sample
from hypothesis import given
from hypothesis import strategies as st

from composer.domain.article import Article, Paragraph
from composer.ingest import Gazetteer, pick_highlights, read_article
from composer.ingest.entity import Kind

GAZETTEER = Gazetteer.load(COUNTRIES)


def codes(text: str, *kinds: Kind) -> list[str]:
    wanted = frozenset(kinds) or frozenset({Kind.NAME})
    return [mention.code for mention in GAZETTEER.mentions(text, kinds=wanted)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("روسيا ببيلاروسيا ولفنزويلا", ["RU", "BY", "VE"]),
        ("سلمت لليابان وللولايات المتحدة", ["JP", "US"]),
        ("المملكة العربية السعودية والإمارات", ["SA", "AE"]),
        ("كوريا الشمالية وكوريا الجنوبية", ["KP", "KR"]),
        ("جنوب السودان والسودان", ["SS", "SD"]),
        ("أمريكا وبريطانيا وإسرائيل وفلسطين", ["US", "GB", "IL", "PS"]),
        ("نيجيريا والنيجر", ["NG", "NE"]),
        ("زار مالي وتشاد", ["TD"]),
        ("عاد من مالي إلى تشاد", ["ML", "TD"]),
        ("النيجر ومالي", ["NE", "ML"]),
        ("سلطنة عُمان", ["OM"]),
        ("استُراليا وأُستراليا", ["AU", "AU"]),
    ],
)
def test_names_are_recognised_with_the_letters_before_them(text: str, wanted: list[str]) -> None:
    assert codes(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "دعم غاز البوتان",
        "العجز المالي والدعم مالي",
        "نظام مالي جديد",
        "في خليج عمان",
        "العاصمة عمّان",
        "قطر الدائرة 5 أمتار",
        "بقطر 12 مترا",
        "المغرب العربي",
        "صلاة المغرب",
        "أمريكا اللاتينية وأمريكا الجنوبية",
        "ولاية جورجيا",
        "على نهر الأردن",
        "بحر الصين الجنوبي وبحر الفلبين",
        "شارع لبنان",
        "شرب كوبًا من الماء",
        "حدود النفوذ",
        "المحيط الهندي",
        "ثلاثة بنين",
    ],
)
def test_what_only_looks_like_a_country_is_none(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("وزير الخارجية الروسي", "RU"),
        ("وزيرة الدفاع الألمانية", "DE"),
        ("وزير الدفاع الكوري الجنوبي", "KR"),
        ("المسؤولون الأمريكيون", "US"),
        ("رئيس فرنسا", "FR"),
        ("القمة الروسية الصينية", None),
        ("مدير التوقعات في الوزارة", None),
    ],
)
def test_an_office_tells_its_country(text: str, code: str | None) -> None:
    assert GAZETTEER.only(text) == code


def test_capitals_stand_for_their_country_only_when_asked() -> None:
    assert codes("العلاقة بين موسكو وكاراكاس") == []
    assert codes("العلاقة بين موسكو وكاراكاس", Kind.CAPITAL) == ["RU", "VE"]


@pytest.mark.parametrize("name", SOURCES)
def test_the_countries_of_a_sample_are_found(name: str) -> None:
    highlights = pick_highlights(read_article(sample(name).path), gazetteer=GAZETTEER)
    found = {country.code for country in highlights.countries}
    assert found == set(sample(name).expected["countries"])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("وصل الوفد إلى عمان قادما من مسقط.", ["OM"]),
        ("وصل الوفد إلى عمان، وأعلن الأردن موقفه.", ["JO"]),
        ("بحث الوزير الأردني في عمان ملف المياه.", []),
        ("وقعت سلطنة عمان والأردن الاتفاق في عمان.", ["OM", "JO"]),
        ("وقعت عمان والكويت الاتفاق.", ["OM", "KW"]),
        ("وقعت الكونغو الاتفاق مع الجزائر.", ["DZ"]),
        ("وقعت الكونغو الديمقراطية الاتفاق.", ["CD"]),
    ],
)
def test_a_name_of_two_places_is_taken_by_what_stands_around_it(
    text: str, wanted: list[str]
) -> None:
    article = Article(title="توقيع اتفاق جديد", blocks=(Paragraph(text=text),))
    found = pick_highlights(article, gazetteer=GAZETTEER).countries
    assert sorted(country.code for country in found) == sorted(wanted)


def test_the_subjects_are_the_countries_of_the_headline_in_its_order() -> None:
    def subjects(name: str) -> list[str]:
        highlights = pick_highlights(read_article(sample(name).path), gazetteer=GAZETTEER)
        return [country.code for country in highlights.subjects]

    assert subjects("lavrov") == ["RU", "VE"]
    assert subjects("usv") == ["JP"]
    assert subjects("growth") == ["MA"]


def test_every_country_of_the_world_has_a_name() -> None:
    rows = [line.split("\t") for line in COUNTRIES.read_text(encoding="utf-8").splitlines()[1:]]
    assert len(rows) > 245
    for code, names, _, _ in rows:
        for name in names.split(","):
            found = GAZETTEER.mentions(f"في {name}")
            assert [mention.code for mention in found] == [code], name


def test_the_table_is_loaded_in_a_moment() -> None:
    start = time.process_time()
    Gazetteer.load(COUNTRIES)
    assert time.process_time() - start < 1  # it takes a hundredth of that


@given(text=st.text(st.sampled_from("والمصرفبكينيقط \u064e\u0640"), max_size=60))
def test_a_mention_lies_in_the_text(text: str) -> None:
    end = 0
    for mention in GAZETTEER.mentions(text, kinds=frozenset(Kind)):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end
