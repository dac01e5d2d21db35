"""What it costs to break a line after a word: what belongs together, where the sense pauses.

The costs are on the scale of ``composer.text.wrap``, where a line a third shorter than its
fellows costs about 0.4.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from composer.text.model import NEVER


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_MARKS = re.compile("[\u064b-\u0655\u0670\u0640\u200c-\u200f\u2066-\u2069]")
_OPENERS = "«“‹\"'([{"
_CLOSERS = "»”›\"')]}"
_QUOTES = frozenset('«»“”"')
_PAUSES = "،؛:.!؟?…,;"
_STOPS = frozenset("؛.!؟?…")
_DIGITS = "0-9٠-٩۰-۹"
_NUMBER = re.compile(rf"[+\-−±≈~]?[$€£¥]?[{_DIGITS}][{_DIGITS}.,٫٬/:–\-×]*[%٪‰°]?")
_LATIN = re.compile("[A-Za-z\xc0-\u024f]")

_STOP_BONUS = -0.2
_PAUSE_BONUS = -0.12
_LATIN_NAME = 0.9
_NEGATION = 1.4
_LONE_LETTER = 0.8
_PREPOSITION = 0.7
_PARTICLE = 0.5
_TITLE = 0.45
_COUNTED = 0.3
_NUMBER_WORD = 0.9
_SHORT_QUOTE = 1.0
_SHORT_QUOTE_WORDS = 3

_MONTHS = _words(
    "يناير فبراير مارس أبريل إبريل ابريل مايو يونيو يونيه يوليو يوليه أغسطس سبتمبر أكتوبر "
    "اكتوبر نوفمبر ديسمبر كانون شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين محرم صفر ربيع "
    "جمادى رجب شعبان رمضان شوال جانفي فيفري أفريل ماي جوان جويلية أوت"
)
_SCALES = _words("ألف ألفا آلاف مليون مليونا ملايين مليار مليارا مليارات تريليون تريليونا")
_CURRENCIES = _words(
    "دولار دولارا دولارات يورو ريال ريالا ريالات روبل درهم درهما دينار دينارا جنيه جنيها ليرة "
    "يوان ين روبية شيكل $ € £ ¥"
)
_UNITS = _words(
    "كم كلم كيلومتر كيلومترا كيلومترات كيلو متر مترا أمتار سم سنتيمتر سنتيمترا ملم مم مليمتر "
    "مليمترا ميل ميلا أميال قدم قدما أقدام بوصة بوصات عقدة ماخ طن طنا أطنان كغ كغم كجم كيلوغرام "
    "كيلوغراما كيلوجرام كيلوجراما غرام غراما رطل رطلا لتر لترا برميل برميلا واط ميغاواط كيلوواط "
    "غيغاواط حصان حصانا درجة درجات بالمئة بالمائة مئة مائة عام عاما أعوام سنة سنوات شهر شهرا أشهر "
    "أسبوع أسبوعا أسابيع يوم يوما أيام ساعة ساعات دقيقة دقائق ثانية ثوان ثواني هرتز ميغاهرتز "
    "غيغاهرتز بت غيغابايت كم/س كم/ساعة كلم/س م/ث م ص هـ % ٪"
)
_BEFORE_YEAR = _words("عام العام سنة السنة لعام للعام بعام")
_NEGATIONS = _words("لا لن لم ما ليس ليست لما غير سوف قد لقد ولا ولن ولم وليس وليست وقد ولقد")
_PREPOSITIONS = _words(
    "من في إلى الى على عن مع منذ بين حول ضد نحو عبر حتى بعد قبل عند تحت فوق خلال دون ضمن لدى "
    "خلف أمام قرب وفق إثر تجاه رغم أثناء سوى عدا بدون ومن وفي وإلى وعلى وعن ومع وبين ولدى وبعد وقبل"
)
_PARTICLES = _words(
    "أن إن أنه إنه أنها إنها أنهم إنهم بأن وأن وإن لأن كأن لكن ولكن لعل ليت أو أم ثم بل هل كل بعض "
    "أي أية كلا كلتا ذات ذو ذي هذا هذه ذلك تلك هؤلاء التي الذي الذين اللذين اللتين اللواتي مما كما "
    "كي لكي إذا لو لولا حيث بينما عندما يا أيها أبو أبي ابن بن بنت آل عبد وهو وهي"
)
_NUMBER_WORDS = _words(
    "ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة ثلاث أربع خمس ست سبع ثمان ثماني تسع عشر عشرين "
    "ثلاثين أربعين خمسين ستين سبعين ثمانين تسعين عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون"
)
_TITLES = _words(
    "السيد السيدة الدكتور الدكتورة اللواء العميد العقيد الفريق المشير الجنرال الأمير الشيخ"
)

_IS_NUMBER, _IS_MONTH, _IS_UNIT, _IS_SCALE, _IS_CURRENCY, _IS_LATIN, _IS_BEFORE_YEAR = (
    1 << bit for bit in range(7)
)
_KINDS = (
    (_MONTHS, _IS_MONTH),
    (_UNITS, _IS_UNIT),
    (_SCALES, _IS_SCALE | _IS_UNIT),
    (_CURRENCIES, _IS_CURRENCY | _IS_UNIT),
    (_BEFORE_YEAR, _IS_BEFORE_YEAR),
)
_COSTS = (
    (_NEGATIONS, _NEGATION),
    (_PREPOSITIONS, _PREPOSITION),
    (_PARTICLES, _PARTICLE),
    (_TITLES, _TITLE),
    (_NUMBER_WORDS, _NUMBER_WORD),
)


def glue_after(words: Sequence[str]) -> list[float]:
    """Return for each word what it costs to break a line after it.

    Args:
        words: The words of a paragraph, in logical order.

    Returns:
        ``NEVER``, or a small number, negative at a good place; 0 after the last word.
    """
    if not words:
        return []
    looks = [_look(word) for word in words]
    costs = [
        cost if pauses else _cost_between(first, second, cost)
        for (first, cost, pauses), (second, _, _) in pairwise(looks)
    ]
    _bind_short_quotes(words, costs)
    return [*costs, 0.0]


def _bind_short_quotes(words: Sequence[str], costs: list[float]) -> None:
    """Raise the cost of breaks inside two or three words in quotation marks: a name, a title."""
    for first, word in enumerate(words[:-1]):
        if word[0] not in _QUOTES or word[-1] in _QUOTES:
            continue
        for last in range(first + 1, min(first + _SHORT_QUOTE_WORDS, len(words))):
            if words[last].rstrip(_PAUSES)[-1:] in _QUOTES:
                for place in range(first, last):
                    costs[place] = max(costs[place], _SHORT_QUOTE)
                break


@lru_cache(maxsize=8192)
def _look(word: str) -> tuple[int, float, bool]:
    """Return the kinds of a word, what a break after it costs by itself, and if it pauses."""
    bare = _MARKS.sub("", word).lstrip(_OPENERS)
    core = bare.rstrip(_CLOSERS + _PAUSES)
    ending = bare[len(core) :]
    pause = ending.strip(_CLOSERS)
    if len(core) == 1 and pause == ".":
        return 0, _TITLE, False
    if pause:
        return _kinds(core), _STOP_BONUS if pause[-1] in _STOPS else _PAUSE_BONUS, True
    return _kinds(core), 0.0 if ending else _own_cost(core), False


def _kinds(core: str) -> int:
    if _NUMBER.fullmatch(core) is not None:
        return _IS_NUMBER
    if _LATIN.match(core) is not None:
        return _IS_LATIN
    if "/" in core and not _MONTHS.isdisjoint(core.split("/")):
        return _IS_MONTH
    kinds = 0
    for members, kind in _KINDS:
        if core in members:
            kinds |= kind
    return kinds


def _own_cost(core: str) -> float:
    for members, cost in _COSTS:
        if core in members:
            return cost
    return _LONE_LETTER if len(core) == 1 and core.isalpha() else 0.0


def _cost_between(first: int, second: int, cost: float) -> float:
    """Return what a break costs between two words that no pause parts."""
    if first & _IS_NUMBER:
        return _cost_after_number(second, cost)
    if not first:
        return cost
    if _is_bound(first, second):
        return NEVER
    if first & _IS_LATIN and second & (_IS_LATIN | _IS_NUMBER):
        return _LATIN_NAME
    return cost


def _cost_after_number(second: int, cost: float) -> float:
    """Return what a break after a number costs; two numbers are a telephone number."""
    if second & (_IS_UNIT | _IS_MONTH | _IS_NUMBER):
        return NEVER
    return _LATIN_NAME if second & _IS_LATIN else max(cost, _COUNTED)


def _is_bound(first: int, second: int) -> bool:
    """Tell whether two words, the first no number, are parts of one amount or one date."""
    if second & _IS_NUMBER:
        return bool(first & (_IS_MONTH | _IS_BEFORE_YEAR))
    if second & _IS_CURRENCY:
        return bool(first & _IS_SCALE)
    return bool(first & _IS_MONTH and second & _IS_MONTH)
