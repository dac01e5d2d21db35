"""The numbers of an article that are worth a card."""

import re
from collections.abc import Iterator

from composer.domain.article import TITLE_BLOCK, Article, Bullets, Line, Paragraph, Span
from composer.domain.highlight import KeyFigure
from composer.ingest.emphasis import emphasised
from composer.ingest.lexicon import PREPOSITIONS
from composer.ingest.measure import Measure, Rank, measures
from composer.ingest.sentence import sentences
from composer.ingest.word import bare, tokens

_OFFERED = 8
_LABEL = 60
_LONGEST_SENTENCE = 600
_LONG_LABEL = 80
_LONGEST_CONTEXT = 220
_SAYS_MORE = 15
_BREAK = re.compile(r"[،؛:()](?!\d)|[.!؟?]$|\s[–—-]\s")
_THAT = re.compile(r"(?<!\w)(?:[أإ]نّ?(?:ه|ها|هم|هما|نا)?)\s+[«“”\"]?")
_OPENING = re.compile(r"^(?:(?:وهو|وهي|إذ|حيث|كما|أي|وذلك|فيما|بينما|لكن|ثم|مع)\s+)+")
_AND = re.compile(r"(?<=\s)و(?=\w{3,}\s)")
_ROOT_WAW = re.compile(
    r"و(?:زار|زير|قود|قت|لاي|حد|اقع|سائل|سط|فق|ثائق|ثيق|ظائف|ظيف|كال|عود|رش|طن|زن|فد|رق)"
)
_DEPENDENT = re.compile(
    r"^(?:مقابل|و?في مقابل|متراجع\w*|مرتفع\w*|مقارنة|بينه\w|من بينها|بزيادة|بنمو|بنسبة|بانخفاض"
    r"|بتراجع|بارتفاع|بعد|منذ|قبل|خلال|بمقدار|من|إلى|بواقع|بقيمة)\b"
)
_WORTH = {
    Rank.PERCENT: 2.0,
    Rank.MONEY: 1.9,
    Rank.AMOUNT: 1.6,
    Rank.UNIT: 1.0,
    Rank.THING: 0.9,
    Rank.TIME: 0.5,
}
_HUNDRED = 100.0
_PART_OF = re.compile(r"\s+(?:فقط\s+)?(?:من|منها|منهم|منه|منهن)(?!\w)")


def key_figures(article: Article) -> tuple[KeyFigure, ...]:
    """Return the measured numbers, best first, each value only once."""
    found = [
        _figure(article.title, text, index, sentence, measure)
        for index, text in _texts(article)
        for sentence in sentences(text)
        if sentence[1] - sentence[0] <= _LONGEST_SENTENCE
        for measure in measures(text[slice(*sentence)])
    ]
    best: dict[tuple[str, str], KeyFigure] = {}
    for each in found:
        key = (each.value.text, each.unit.text if each.unit else "")
        if key not in best or each.score > best[key].score:
            best[key] = each
    ranked = sorted(best.values(), key=lambda each: (-each.score, each.value.source))
    return tuple(ranked[:_OFFERED])


def _texts(article: Article) -> Iterator[tuple[int, str]]:
    yield TITLE_BLOCK, article.title
    for index, block in enumerate(article.blocks):
        if isinstance(block, Paragraph | Bullets):
            yield index, block.plain


def _figure(
    title: str, text: str, index: int, sentence: tuple[int, int], measure: Measure
) -> KeyFigure:
    start, end = sentence
    number = (start + measure.start, start + measure.unit_end)
    label = _label(text, sentence, number)

    def line(first: int, last: int) -> Line:
        return Line(text=text[first:last], source=Span(block=index, start=first, end=last))

    value = line(number[0], start + measure.end)
    percent = percent_of(value.text) if measure.rank is Rank.PERCENT else None
    says_more = end - start > label[1] - label[0] + _SAYS_MORE
    return KeyFigure(
        value=value,
        unit=line(start + measure.unit_start, number[1]),
        label=emphasised(line(*label)),
        context=line(start, end) if says_more and end - start <= _LONGEST_CONTEXT else None,
        percent=percent,
        share=percent is not None and _PART_OF.match(text, number[1]) is not None,
        score=round(_score(title, index, measure, value.text, text[slice(*label)]), 3),
    )


def percent_of(value: str) -> float | None:
    """Return a percentage as a number, when it is a part of a whole."""
    plain = value.replace("٫", ".").replace("٬", "").replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if 0.0 <= number <= _HUNDRED else None


def _score(title: str, index: int, measure: Measure, value: str, label: str) -> float:
    score = _WORTH[measure.rank]
    if index == TITLE_BLOCK:
        score -= 0.5
    if value in title:
        score += 0.8
    if _DEPENDENT.match(label):
        score -= 0.9
    if len(label) > _LONG_LABEL:
        score -= 0.8
    if value.startswith(("0.", "٠")):
        score -= 0.6
    return score - 0.02 * max(0, index)


def _label(text: str, sentence: tuple[int, int], number: tuple[int, int]) -> tuple[int, int]:
    """Return the clause that says what a number counts."""
    start, end = _clause(text, sentence, number)
    before = text[sentence[0] : start].rstrip()
    if before.endswith(":") and number[0] - start <= 1 and len(before) <= _LABEL:
        return _trimmed(text, sentence[0], sentence[0] + len(before) - 1)
    start, end = _between_ands(text, (start, end), number)
    that = [match.end() for match in _THAT.finditer(text, start, number[0])]
    start = that[-1] if that else start
    opening = _OPENING.match(text[start : number[0]])
    start += opening.end() if opening else 0
    return _balanced(text, *_trimmed(text, start, _shortened(text, start, end, number[1])))


def _clause(text: str, sentence: tuple[int, int], number: tuple[int, int]) -> tuple[int, int]:
    start, end = sentence
    for match in _BREAK.finditer(text[:end], start):
        if match.end() <= number[0]:
            start = match.end()
        elif match.start() >= number[1]:
            return _trimmed(text, start, match.start())
    return _trimmed(text, start, end)


def _between_ands(text: str, clause: tuple[int, int], number: tuple[int, int]) -> tuple[int, int]:
    """Keep one member of a clause that counts several things («رصد 312 … وتصنيف 94% …»)."""
    start, end = clause
    others = [start + each.start for each in measures(text[start:end])]
    ands = [
        match.start()
        for match in _AND.finditer(text, start, end)
        if not _ROOT_WAW.match(text, match.start())
    ]
    for place in ands:
        if place < number[0] and any(each < place for each in others):
            start = place + 1
        elif place > number[1] and any(each > place for each in others):
            return start, place
    return start, end


def _shortened(text: str, start: int, end: int, least: int) -> int:
    """Cut a long clause before its last prepositions, never before ``least``."""
    while end - start > _LABEL:
        cuts = [
            start + word.start
            for word in tokens(text[start:end])
            if bare(word.bare) in PREPOSITIONS and start + word.start > least
        ]
        if not cuts:
            return end
        end = cuts[-1]
    return end


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the bracket that closes one in the label («200 نقطة (2%)»)."""
    part = text[start:end]
    return start, end + (part.count("(") > part.count(")") and text[end : end + 1] == ")")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t\n.،؛:":
        start += 1
    while start < end and text[end - 1] in " \t\n.،؛:":
        end -= 1
    return start, end
