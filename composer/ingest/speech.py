"""Who speaks: a paragraph that is only a lead and somebody's words becomes a quotation."""

import re

from composer.domain.article import Quote
from composer.ingest.lexicon import (
    NAME_JOINTS,
    NAME_LINKS,
    OFFICES,
    PREPOSITIONS,
    REPORTING,
    THAT,
    TITLES,
)
from composer.ingest.quotation_marks import Quoted, quoted
from composer.ingest.word import INVISIBLE, bare, is_arabic, tidy, words

_LONGEST_LEAD = 16
_FEWEST_WORDS = 4
_NAME_WORDS = (2, 3, 4)
_TRAILING = re.compile(rf"[\s{INVISIBLE}.،؛]*")
_LEAD_END = re.compile(rf"[\s{INVISIBLE}:،,]+$")
_ATTRIBUTION = re.compile(rf"^[\s{INVISIBLE}]*(?:[—–―-]|--)[\s{INVISIBLE}]*(?=\S)")
_ABSENT = frozenset({"ان", "انه", "انها", "وأن", "أيضا", "كذلك", "قوله", "قولها", "فيما", "حيث"})
_TITLE_WORD = re.compile(r"^ال.+(ي|ية)$")
_TO_WHOM = re.compile(r"^(لل|لوكال|لصحيف|لقنا|لوسائل|لموقع|لإذاع|لبرنامج|لشبك|بأن|اليوم$|أمس$)")


def as_quote(text: str, *, inherited: str | None = None) -> Quote | None:
    """Return the quotation that a paragraph is; None when it says more than that.

    Args:
        text: The paragraph.
        inherited: Who spoke last, for a lead such as «وأضاف:» that names nobody.
    """
    ranges = quoted(text)
    if len(ranges) != 1 or not ranges[0].closed:
        return None
    before, after = text[: ranges[0].start], text[ranges[0].end :]
    if _TRAILING.fullmatch(after):
        return _with_lead(text, ranges[0], lead=before, inherited=inherited)
    if not tidy(before):
        return _with_lead(text, ranges[0], lead=after.strip(" .،,"), inherited=inherited)
    return None


def attribution(text: str) -> str | None:
    """Return who is named in a line such as «— ياسين العلوي، مدير التوقعات»."""
    match = _ATTRIBUTION.match(text)
    return tidy(text[match.end() :]) if match else None


def speaker_of(lead: str) -> str | None:
    """Return the speaker that a lead names: the person, else the office («المدير الفني»)."""
    subject = lead_subject(lead)
    if not subject:
        return None
    if name := _name(subject):
        return " ".join(name)
    tail = subject[-_tail(subject) :]
    before = subject[-len(tail) - 1] if len(tail) < len(subject) else ""
    named = _is_name_like(tail[-1]) and bare(before) not in OFFICES
    return " ".join(tail if named or not _is_title(subject[0]) else subject)


def _name(subject: list[str]) -> list[str]:
    """Return the first run of words that can be a person's name: before a title, or at the end.

    An office is made of defined nouns and titles, and of a few nouns that name bodies; a name
    is not: «الأمين العام المساعد لعمليات السلام جان بيار ديوب».
    """
    start = 0
    for end in range(len(subject) + 1):
        if end < len(subject) and (_is_name_like(subject[end]) or _is_joined(subject, end)):
            continue
        if end + 1 == len(subject) and start < end and _is_surname(subject, start):
            end += 1  # noqa: PLW2901 - «سلمى الإدريسي»
        run = subject[start:end]
        closes = end == len(subject) or bare(subject[end]) in TITLES
        if closes and len(run) in _NAME_WORDS and bare(run[0]) not in OFFICES:
            return run
        start = end + 1
    return []


def _is_surname(subject: list[str], start: int) -> bool:
    """Tell whether the last word, which is defined, ends the name that begins at ``start``.

    After a title that stands in construct («قائد سلاح الجو») a noun begins no name.
    """
    before = bare(subject[start - 1]) if start else ""
    return bare(subject[-1]) not in TITLES and (not before or before.startswith("ال"))


def _is_name_like(word: str) -> bool:
    return not _is_defined(word) and bare(word) not in OFFICES


def _is_joined(subject: list[str], at: int) -> bool:
    """Tell whether a defined noun is the second half of a name («عبد الستار»)."""
    return at > 0 and bare(subject[at - 1]) in NAME_JOINTS


def _tail(subject: list[str]) -> int:
    """Return how many of the last words to take for a name where nothing says more."""
    count = min(2, len(subject))
    if count == 2 and (_is_title(subject[-2]) or bare(subject[-2]) in OFFICES):  # noqa: PLR2004 - a name of two words
        count = 1
    while count < len(subject) and (
        bare(subject[-count - 1]) in NAME_JOINTS or bare(subject[-count]) in NAME_LINKS
    ):
        count += 1
    return count


def _is_defined(word: str) -> bool:
    return bare(word).startswith(("ال", "لل", "بال", "وال")) or _is_title(word)


def lead_subject(lead: str) -> list[str]:
    """Return the words between the reporting verb and whatever circumstance follows."""
    rest = _after_verb(tidy(lead).split())
    subject: list[str] = []
    for word in rest:
        clean = word.strip("،:,.")
        if bare(clean) in _ABSENT or bare(clean) in THAT or _is_left_out(bare(clean), subject):
            break
        if _is_circumstance(bare(clean)) and not all(_is_title(each) for each in subject):
            break
        if is_arabic(clean) or clean.isalpha():
            subject.append(clean)
        if word[-1] in "،:,":
            break
    return subject


def _after_verb(lead: list[str]) -> list[str]:
    for index, word in enumerate(lead):
        if bare(word.strip("،:,")) in REPORTING:
            return [] if word[-1] in ":،" else lead[index + 1 :]
    return []


def _is_left_out(word: str, subject: list[str]) -> bool:
    """Tell whether a circumstance stands where the speaker would («وأشار إلى …»)."""
    return not subject and (word in PREPOSITIONS or _TO_WHOM.match(word) is not None)


def _is_circumstance(word: str) -> bool:
    return word in PREPOSITIONS or word in THAT or _TO_WHOM.match(word) is not None


def _is_title(word: str) -> bool:
    return bare(word) in TITLES or _TITLE_WORD.match(bare(word)) is not None


def _with_lead(text: str, place: Quoted, *, lead: str, inherited: str | None) -> Quote | None:
    start, end = place.inner(text)
    body, lead = text[start:end], _LEAD_END.sub("", tidy(lead))
    if len(words(body)) < _FEWEST_WORDS or len(lead.split()) > _LONGEST_LEAD:
        return None
    if not lead:
        return Quote(text=body)
    if not any(word in REPORTING for word in words(lead)):
        return None
    return Quote(text=body, lead=lead, speaker=speaker_of(lead) or inherited)
