"""Numbers that measure something: the number, its unit and where both stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from composer.ingest.lexicon import FUNCTION_WORDS, MONTHS, REPORTING, SUBORDINATES
from composer.ingest.word import LETTER, MARKS, bare

_NUMBER = re.compile(
    r"(?:(?<![\w.,٫٬:/\-–+])|(?<=[\s(]و))\d+(?:[.,٫٬]\d+)*(?![\w/]|[-–:]\d|-\w|\s[-–]\s\d)"
)
_PERCENT = re.compile(r"\s?[%٪]|\s+(?:بالمئة|بالمائة|في المئة|في المائة)(?!\w)")
_SCALE_WORD = (
    r"(?:(?:ألف|مليون|مليار|بليون|تريليون)(?:ًا|اً|ا|ً)?|آلاف|ملايين|مليارات|تريليونات|مليوني|ملياري)"
)
_REST = re.compile(rf"(?<!\w){_SCALE_WORD}\s+و\s?$")
"""What stands before the rest of a number whose beginning is a word («مليون و400 ألف»)."""

_SCALE = re.compile(
    rf"\s+{_SCALE_WORD}(?:\s+(?:مليون|مليار))?(?:\s+و\s?\d+\s+{_SCALE_WORD})*(?![\w{MARKS}])"
)
_WORD = re.compile(rf"\s+([{LETTER}{MARKS}]+)")
_BEFORE = re.compile(rf"([{LETTER}{MARKS}]+)\s+$")
_SHAPE = re.compile(
    r"\s+(?:مربع|مكعب|مربعا|مربعًا|بحري|بحريا|بحريًا|مئوية|متري|ضوئية|أمريكي|أميركي|سعودي|كويتي|قطري"
    r"|إماراتي|عماني|بحريني|أردني|مصري|سوداني|مغربي|جزائري|تونسي|ليبي|عراقي|لبناني|سوري|يمني|كندي"
    r"|أسترالي|إسترليني|استرليني)(?!\w)"
)
_MONEY = frozenset({
    *("دولار", "دولارا", "دولارات", "يورو", "درهم", "درهما", "ريال", "ريالا", "جنيه", "جنيها"),
    *("دينار", "دينارا", "ليرة", "روبل", "يوان", "ين", "فرنك", "روبية", "شيكل", "استرليني"),
})  # fmt: skip
_UNITS = frozenset({
    *("كيلومتر", "كيلومترا", "كيلومترات", "كم", "متر", "مترا", "أمتار", "ميل", "ميلا", "أميال"),
    *("طن", "طنا", "أطنان", "كيلوغرام", "كيلوغراما", "كغ", "كغم", "غرام", "لتر", "برميل", "برميلا"),
    *("ميغاواط", "غيغاواط", "كيلوواط", "واط", "عقدة", "درجة", "درجات", "نقطة", "نقاط", "قدم"),
    *("ميغابايت", "غيغابايت", "هكتار", "هكتارا", "فدان", "بوصة", "سنتيمتر", "مليمتر", "فرد"),
})  # fmt: skip
_TIMES = frozenset({
    *("يوم", "يوما", "أيام", "شهر", "شهرا", "أشهر", "شهور", "عام", "عاما", "أعوام", "سنة", "سنوات"),
    *("ساعة", "ساعات", "دقيقة", "دقائق", "أسبوع", "أسبوعا", "أسابيع", "ثانية", "ثوان"),
})  # fmt: skip
_SCALES = frozenset({
    *("ألف", "ألفا", "آلاف", "مليون", "مليونا", "ملايين", "مليار", "مليارا", "مليارات", "بليون"),
    *("تريليون", "تريليونات", "بالمئة", "بالمائة"),
})  # fmt: skip
UNITS = _MONEY | _UNITS | _TIMES | _SCALES | frozenset("%٪‰$€£¥°")
"""Words and signs, without marks, that give the number before them its size."""

_NOT_COUNTED = re.compile(
    r"^[وفبكل]*(?:ال)?(?:عام|سنة|مادة|رقم|فقرة|بند|قرن|صفحة|فصل|ساعة|قانون|قرار|طراز|فئة|عدد|دورة|ذكرى"
    r"|دقيقة|مرتبة|مركز|جولة|طابق|غرفة|مباراة|حلقة|جيل|راديو|قناة|طريق)$"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NO_THING = SUBORDINATES | {
    *("تقريبا", "فقط", "سنويا", "شهريا", "يوميا", "أسبوعيا", "إضافيا", "بالضبط", "ضمن", "مقابل"),
    *("شارع", "سجله", "سجلها", "مقارنة", "قياسا", "ليلا", "صباحا", "مساء", "ظهرا", "حسب", "وفق"),
}
"""Words behind a number that are not what it counts."""

_THINGS = frozenset({
    *("كتاب", "كتابا", "كتب", "لاجئ", "لاجئا", "لاعب", "لاعبا", "لوحة", "لواء", "وحدة", "وظيفة"),
    *("وثيقة", "وفاة", "بندقية", "بلدا", "بلدة", "بيت", "بحار", "بحارا", "باخرة", "بطارية"),
    *("فرقاطة", "فرقاطات", "فعالية", "فرصة", "فرع", "فرعا", "فيلم", "فيلما", "فندقا", "كتيبة"),
    *("كلمة", "كاميرا", "لغم", "لغما", "وسيلة", "ورشة", "وزير", "وزيرا", "بعثة", "بئر", "فريق"),
    *("فريقا", "فوز", "فوزا"),
})  # fmt: skip
"""Things that are counted though they begin with a letter that is often a particle."""

_WITH_PARTICLE = re.compile(r"^(?:ال|[وفبكل].{3,})")
_SHORTEST = 3


class Rank(IntEnum):
    """What kind of thing a number measures; the higher, the better it stands alone."""

    TIME = 1
    THING = 2
    UNIT = 3
    AMOUNT = 4
    MONEY = 5
    PERCENT = 6


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with a unit: ``start:end`` is the number, ``unit_start:unit_end`` its unit."""

    start: int
    end: int
    unit_start: int
    unit_end: int
    rank: Rank


def measures(text: str) -> Iterator[Measure]:
    """Give the measured numbers of a text in order; years, dates and ordinals are none."""
    past = 0
    for match in _NUMBER.finditer(text):
        if match.start() < past or _REST.search(text, max(0, match.start() - 24), match.start()):
            continue
        before = _BEFORE.search(text, max(0, match.start() - 24), match.start())
        if before and _NOT_COUNTED.match(bare(before[1])):
            continue
        unit = _unit(text, match)
        if unit is not None:
            end, rank = unit
            past = end
            start = match.end()
            while text[start].isspace():
                start += 1
            yield Measure(match.start(), match.end(), start, end, rank)


def _unit(text: str, number: re.Match[str]) -> tuple[int, Rank] | None:
    """Return where the unit ends and what it measures."""
    percent = _PERCENT.match(text, number.end())
    if percent:
        return percent.end(), Rank.PERCENT
    scale = _SCALE.match(text, number.end())
    if scale:
        noun = _noun(text, scale.end())
        money = noun is not None and bare(noun[1]) in _MONEY
        end = noun.end() if noun else scale.end()
        return _shaped(text, end), Rank.MONEY if money else Rank.AMOUNT
    noun = _noun(text, number.end())
    if noun is None:
        return None
    rank = _rank(bare(noun[1]))
    if rank is Rank.THING and _YEAR.fullmatch(number.group()):
        return None
    return _shaped(text, noun.end()), rank


def _shaped(text: str, end: int) -> int:
    """Return where a unit ends that says more of itself («متر مكعب»)."""
    shape = _SHAPE.match(text, end)
    return shape.end() if shape else end


def _rank(word: str) -> Rank:
    for known, rank in ((_MONEY, Rank.MONEY), (_UNITS, Rank.UNIT), (_TIMES, Rank.TIME)):
        if word in known:
            return rank
    return Rank.THING


def _noun(text: str, place: int) -> re.Match[str] | None:
    """Return the counted noun after a number, when the next word surely is one."""
    match = _WORD.match(text, place)
    if match is None:
        return None
    word = bare(match[1])
    if word in _MONEY | _UNITS | _TIMES | _THINGS:
        return match
    unlike = word in FUNCTION_WORDS | MONTHS | REPORTING | _NO_THING
    if unlike or len(word) < _SHORTEST or _WITH_PARTICLE.match(word):
        return None
    return match
