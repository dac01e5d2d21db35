"""Who speaks: a paragraph that is only a lead and somebody's words becomes a quotation."""

import re

from composer.domain.article import Quote
from composer.ingest.lexicon import NAME_JOINTS, NAME_LINKS, PREPOSITIONS, REPORTING, THAT, TITLES
from composer.ingest.quotation_marks import Quoted, quoted
from composer.ingest.word import INVISIBLE, bare, is_arabic, tidy, words

_LONGEST_LEAD = 16
_FEWEST_WORDS = 4
_NAME_WORDS = (2, 3, 4)
_TRAILING = re.compile(rf"[\s{INVISIBLE}.،؛]*")
_LEAD_END = re.compile(rf"[\s{INVISIBLE}:،,]+$")
_ATTRIBUTION = re.compile(rf"^[\s{INVISIBLE}]*(?:[—–―-]|--)[\s{INVISIBLE}]*(?=\S)")
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
    """Return the speaker that a lead names: the last one or two words of the subject."""
    subject = lead_subject(lead)
    if not subject:
        return None
    count = _plain_tail(subject) or min(2, len(subject))
    if count == 2 and _is_title(subject[-2]):  # noqa: PLR2004 - a name of two words
        count = 1
    while count < len(subject) and (
        bare(subject[-count - 1]) in NAME_JOINTS or bare(subject[-count]) in NAME_LINKS
    ):
        count += 1
    return " ".join(subject[-count:])


def _plain_tail(subject: list[str]) -> int:
    """Return how many words of a name follow an office that ends in a defined noun; 0 if unsure.

    «الأمين العام المساعد لعمليات السلام جان بيار ديوب»: an office is defined, a foreign name not.
    """
    count = 0
    while count < len(subject) and not _is_defined(subject[-count - 1]):
        count += 1
    return count if count in _NAME_WORDS and count < len(subject) else 0


def _is_defined(word: str) -> bool:
    return bare(word).startswith(("ال", "لل", "بال", "وال")) or _is_title(word)


def lead_subject(lead: str) -> list[str]:
    """Return the words between the reporting verb and whatever circumstance follows."""
    rest = _after_verb(tidy(lead).split())
    subject: list[str] = []
    for word in rest:
        clean = word.strip("،:,.")
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
