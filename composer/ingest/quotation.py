"""Who said what: quotations with the speaker's fullest name and office, both from the article."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from composer.domain.article import Article, Bullets, Line, Paragraph, Quote, Span
from composer.domain.highlight import Quotation
from composer.ingest.emphasis import emphasised
from composer.ingest.entity import Gazetteer
from composer.ingest.lexicon import FUNCTION_WORDS, NAME_JOINTS, REPORTING, THAT, TITLES
from composer.ingest.quotation_marks import quoted
from composer.ingest.speech import speaker_of
from composer.ingest.word import Token, tokens, words

_FEWEST_WORDS = 5
_MOST = 24
_LEAD_REACH = 120
_ROLE_WORDS = 8
_NAME_WORDS = 2
_AFTER_OFFICE = THAT | REPORTING | {"ان", "اليوم", "أمس", "خلال", "في"}


@dataclass(frozen=True, slots=True)
class _Person:
    """A speaker as found in one place of the article."""

    name: Line
    role: Line | None
    words: int


def quotations_of(article: Article, gazetteer: Gazetteer) -> tuple[Quotation, ...]:
    """Return the quotations in reading order, at most two dozen."""
    found: list[Quotation] = []
    for span, speaker in islice(_spoken(article), _MOST):
        person = _person(article, speaker, span.block) if speaker else None
        role = person.role if person else None
        found.append(
            Quotation(
                text=emphasised(Line(text=article.at(span), source=span)),
                speaker=speaker.partition("،")[0].strip() if speaker else None,
                name=person.name if person else None,
                role=role,
                country=gazetteer.only(role.text) if role else None,
            )
        )
    return tuple(found)


def _spoken(article: Article) -> Iterator[tuple[Span, str | None]]:
    """Give the place of each quotation and the speaker as the text around it names him."""
    last: str | None = None
    for index, block in enumerate(article.blocks):
        if isinstance(block, Quote):
            last = block.speaker or last
            named = last if block.lead else block.speaker
            yield Span(block=index, start=0, end=len(block.text)), named
        elif isinstance(block, Paragraph | Bullets):
            for span, lead in _inside(block.plain, index):
                last = speaker_of(lead) or last
                yield span, last


def _inside(text: str, index: int) -> Iterator[tuple[Span, str]]:
    """Give the quotations inside a longer text that a reporting verb leads in."""
    end = 0
    for place in quoted(text):
        lead = text[max(end, place.start - _LEAD_REACH) : place.start].rsplit("\n", maxsplit=1)[-1]
        end = place.end
        start, stop = place.inner(text)
        known = not REPORTING.isdisjoint(words(lead))
        if place.closed and known and len(words(text[start:stop])) >= _FEWEST_WORDS:
            yield Span(block=index, start=start, end=stop), lead


def _person(article: Article, speaker: str, block: int) -> _Person | None:
    """Return the fullest form of a name that the article has, the place nearest first."""
    name, _, office = speaker.partition("،")
    order = sorted(article.texts(), key=lambda pair: (pair[0] != block, pair[0]))
    found = [person for index, text in order for person in _people(text, index, words(name))]
    if not found:
        return None
    best = max(found, key=lambda each: (each.words, each.role is not None))
    if best.role is None and not office:
        role = next((each.role for each in found if each.role), None)
        return _Person(best.name, role, best.words)
    return best


def _people(text: str, index: int, wanted: list[str]) -> Iterator[_Person]:
    """Give each place where the last words of a name stand, with what stands before them."""
    found = tokens(text) if wanted else []
    for at in range(len(found) - len(wanted) + 1):
        if [word.bare for word in found[at : at + len(wanted)]] != wanted:
            continue
        first, last = at, at + len(wanted) - 1
        if len(wanted) < _NAME_WORDS and wanted[0] not in TITLES:
            first = _given_name(text, found, at)
        span = Span(block=index, start=found[first].start, end=found[last].end)
        line = Line(text=text[span.start : span.end], source=span)
        role = _role_before(text, found, first, index) or _role_after(text, found, last, index)
        yield _Person(line, role, last - first + 1)


def _given_name(text: str, found: list[Token], at: int) -> int:
    """Return where a name begins, when a given name stands between the office and it."""
    first = at
    while first > 0 and at - first < _NAME_WORDS and _beside(text, found, first):
        word = found[first - 1].bare
        if word in REPORTING or word in TITLES or _is_nisba(word):
            return first
        if word in FUNCTION_WORDS or (word.startswith("ال") and word not in NAME_JOINTS):
            return at
        first -= 1
    if first > 0 and _beside(text, found, first):
        word = found[first - 1].bare
        return first if word in REPORTING or word in TITLES or _is_nisba(word) else at
    return at


def _beside(text: str, found: list[Token], at: int) -> bool:
    return not text[found[at - 1].end : found[at].start].strip()


def _is_nisba(word: str) -> bool:
    return word.startswith("ال") and word.endswith(("ي", "ية"))


def _role_before(text: str, found: list[Token], first: int, index: int) -> Line | None:
    """Return the office right before a name: from its first title to the name."""
    start = None
    at = first
    while at > 0 and first - at < _ROLE_WORDS and _beside(text, found, at):
        at -= 1
        word = found[at].bare
        if word in REPORTING or word in FUNCTION_WORDS:
            break
        if word in TITLES and word != "باسم":
            start = at
    if start is None:
        return None
    span = Span(block=index, start=found[start].start, end=found[first - 1].end)
    return Line(text=text[span.start : span.end], source=span)


def _role_after(text: str, found: list[Token], last: int, index: int) -> Line | None:
    """Return the office that follows a name after a comma, up to the next mark or line.

    In a line that begins with the name, an attribution, whatever follows is the office.
    """
    if last + 1 >= len(found):
        return None
    between = text[found[last].end : found[last + 1].start].strip()
    if between != "،" and (between or found[last + 1].bare not in TITLES):
        return None
    start = found[last + 1].start
    line = text.rfind("\n", 0, start) + 1
    attributed = line > 0 and text[line : found[last].end].count("،") == 0
    if not attributed and found[last + 1].bare not in TITLES:
        return None
    end = last + 1
    while end + 1 < len(found) and _adjoins(text, found[end].end, found[end + 1].start):
        if not between and found[end + 1].bare in _AFTER_OFFICE:
            break
        end += 1
    if end - last > _ROLE_WORDS:
        return None
    span = Span(block=index, start=start, end=found[end].end)
    return Line(text=text[span.start : span.end], source=span)


def _adjoins(text: str, start: int, end: int) -> bool:
    between = text[start:end]
    return not between.strip() and "\n" not in between
