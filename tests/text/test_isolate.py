import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.text.bidi import levels, visual_order
from composer.text.isolate import LRI, PDI, rule_isolates, with_isolates
from composer.text.paragraph import paragraph_levels


def isolated(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in rule_isolates(text)]


def displayed(text: str) -> str:
    found = paragraph_levels(text, [], base=1)
    return "".join([text[index] for index in visual_order(found)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("اتصل على +966 11 234-5678 الآن", ["+966 11 234-5678"]),
        ("الهاتف 011-2345678", ["011-2345678"]),
        ("https://www.example.com/a-b?x=1. ثم", ["https://www.example.com/a-b?x=1"]),
        ("عبر arabic-military.com أو t.me/nashir", ["arabic-military.com", "t.me/nashir"]),
        ("راسلنا: info@example.co.uk.", ["info@example.co.uk"]),
        ("تابعوا @nashir_ar و#F35 و#الدفاع", ["@nashir_ar", "#F35"]),
        ("من -5 إلى −12 أو +3.2%", ["-5", "−12", "+3.2%"]),
        ("بين و-5 و155mm", ["-5", "155mm"]),
        ("بلغة C++ أو C# أو F#", ["C++", "C#", "F#"]),
        ("F-35، Su-57، MiG-29 وT-90M", ["F-35", "Su-57", "MiG-29", "T-90M"]),
        ("S-300/S-400 وF-35A/B و9M729", ["S-300/S-400", "F-35A/B", "9M729"]),
        ("شركة Lockheed Martin (الأمريكية)", ["Lockheed Martin"]),
        ("Boeing 737 MAX. AT&T وJane's", ["Boeing 737 MAX. AT&T", "Jane's"]),
        ("مداه 2,500 km/h فقط", ["2,500 km/h"]),
        ("في 2026-10-14 وحتى 2027", ["2026-10-14"]),
        ("من 2024-2025 إلى الآن", ["2024", "2025"]),
        ("من 18:30-20:00", ["18:30", "20:00"]),
        ("ثمنه $20 أو 20$", ["$20"]),
        ("من 2025 F-35 واحدة", ["F-35"]),
    ],
)
def test_what_is_isolated(text: str, expected: list[str]) -> None:
    assert isolated(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "روسيا تؤكد أنها لن تدافع",
        "كوفيد-19 وسو-57",
        "10–15% من 2,500",
        "٥-٧ و-٥",
        "14/10 و18:30",
        "",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert isolated(text) == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("اب +966 11 234-5678", "+966 11 234-5678 با"),
        ("اب -5", "-5 با"),
        ("اب C++", "C++ با"),
        ("F-35، Su-57", "Su-57 ،F-35"),
        ("اب 2024-2025", "2025-2024 با"),
        ("2024-2025 اب", "با 2025-2024"),
        ("اب 10–15%", "%15–10 با"),
        ("10–15% اب", "با 15%–10"),
        ("اب @a_b", "@a_b با"),
        ("F-35 (اب)", ")با( F-35"),
        ("اب 2026/10/14", "2026/10/14 با"),
        ("2026-10-14 اب", "با 2026-10-14"),
    ],
)
def test_what_a_reader_sees(text: str, seen: str) -> None:
    assert displayed(text) == seen


def test_plain_rules_would_show_it_otherwise() -> None:
    text = "اب -5"
    order = visual_order(levels(text, base=1))
    assert "".join([text[index] for index in order]) == "5- با"


def test_an_author_who_overrides_directions_is_left_alone() -> None:
    assert isolated("اب \u202d-5\u202c") == []


def test_marks_stand_around_what_they_isolate() -> None:
    assert with_isolates("اب -5 ج", [(3, 5, LRI)]) == f"اب {LRI}-5{PDI} ج"


@given(st.text(alphabet="اب 019-+.,:/@#aZ%$()،٣", max_size=40))
def test_isolates_are_in_order_and_apart(text: str) -> None:
    place = 0
    for start, end, _ in rule_isolates(text):
        assert place <= start < end <= len(text)
        place = end


@given(st.text(alphabet="اب 019-+.,:/@#aZ%$()،٣", max_size=40))
def test_the_marks_leave_no_trace_in_the_levels(text: str) -> None:
    marked = with_isolates(text, rule_isolates(text))
    found = levels(marked, base=1)
    kept = bytes(level for char, level in zip(marked, found, strict=True) if char not in (LRI, PDI))
    assert paragraph_levels(text, [], base=1) == kept
