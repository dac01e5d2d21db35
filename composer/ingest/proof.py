"""Proofreading that is safe to do alone: spaces, punctuation and the surest stray full stops.

Words are never changed; inside a quotation nothing but white space is, and that is shown.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from composer.domain.article import (
    TITLE_BLOCK,
    Action,
    Article,
    Block,
    Bullets,
    Dateline,
    Figure,
    Finding,
    Heading,
    Paragraph,
    Quote,
    Span,
    Table,
)
from composer.ingest.correction import Correction, Edit
from composer.ingest.quotation_marks import Quoted, quoted
from composer.ingest.stop import SPACED, Manner, judge_stops, spaces_stops
from composer.ingest.word import INVISIBLE, LETTER, MARKS

_AFTER = {",": "،", ";": "؛", "?": "؟"}
_SPACING = (
    ("invisible-character", re.compile(rf"[{INVISIBLE}]+"), ""),
    ("no-break-space", re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]"), " "),
    ("doubled-space", re.compile(r"[ \t]{2,}|\t"), " "),
)
_DOMAIN = r"(?:كوم|نت|مصر|السعودية|امارات|قطر|عمان|تونس|المغرب|الجزائر|فلسطين|سوريا|موقع|شبكة)"
_SENTENCE = rf"(?!{_DOMAIN}(?![{LETTER}{MARKS}]))[{LETTER}{MARKS}]{{3}}"
_AFTER_WORD = rf"(?<=[{LETTER}{MARKS}]{{2}}\.)|(?<=[\"”»)]\.)|(?<=[{LETTER}{MARKS}\"”»)][ ]\.)"
_GLUED = re.compile(rf"(?:{_AFTER_WORD})(?={_SENTENCE})")
_SPACE_BEFORE = re.compile(r"[ \t]+(?=[،؛؟!,;?:](?:[\s\"”»)،؛؟!:.]|$)|[،؛]|\.(?:\s|$))")
_LATIN = re.compile(rf"(?<=[{LETTER}{MARKS}])[,;?](?=[\s{LETTER}\"”»)]|$)")
_TIGHT = re.compile(
    rf"(?<=[^\d\s/][،؛])(?=[{LETTER}A-Za-z\d«“(])|(?<=[\d/][،؛])(?=[{LETTER}A-Za-z«“(])"
)
_MOST_PASSES = 12


def proofread(article: Article) -> tuple[Article, tuple[Finding, ...]]:
    """Return the repaired article and what was found, in reading order."""
    manner = Manner(habit=spaces_stops("\n".join(text for _, text in article.texts())))
    title, found = _proof_text(article.title, TITLE_BLOCK, manner)
    findings = list(found)
    blocks: list[Block] = []
    for index, block in enumerate(article.blocks):
        mended, found = _proof_block(block, index, manner)
        blocks.append(mended)
        findings.extend(found)
    return replace(article, title=title, blocks=tuple(blocks)), tuple(findings)


def _proof_block(block: Block, index: int, manner: Manner) -> tuple[Block, list[Finding]]:
    match block:
        case Paragraph() | Heading() | Dateline():
            text, findings = _proof_text(block.text, index, manner)
            return replace(block, text=text), findings
        case Quote():
            text, findings = _proof_text(block.text, index, replace(manner, quotation=True))
            return replace(block, text=text), findings
        case Bullets():
            items, findings = _proof_parts(block.items, index, manner)
            return replace(block, items=items), findings
        case Table():
            return _proof_table(block, index, manner)
        case Figure():
            return block, []


def _proof_table(table: Table, index: int, manner: Manner) -> tuple[Table, list[Finding]]:
    cells = tuple(cell for row in table.rows for cell in row)
    mended, findings = _proof_parts(cells, index, manner)
    width = len(table.rows[0]) if table.rows else 1
    rows = tuple(mended[at : at + width] for at in range(0, len(mended), width))
    return replace(table, rows=rows), findings


def _proof_parts(
    parts: tuple[str, ...], index: int, manner: Manner
) -> tuple[tuple[str, ...], list[Finding]]:
    """Proofread texts that stand one character apart in the block's plain text."""
    mended: list[str] = []
    findings: list[Finding] = []
    offset = 0
    for part in parts:
        text, found = _proof_text(part, index, manner)
        findings.extend(_moved(finding, offset) for finding in found)
        mended.append(text)
        offset += len(text) + 1
    return tuple(mended), findings


def _moved(finding: Finding, offset: int) -> Finding:
    span = finding.span
    return replace(finding, span=replace(span, start=span.start + offset, end=span.end + offset))


def _proof_text(text: str, block: int, manner: Manner) -> tuple[str, list[Finding]]:
    """Return one text repaired and the findings in it; a quotation's words are left alone."""
    work = Correction(text)
    for rule, pattern, new in _SPACING:
        edits = _edits(work.text, rule, pattern, new.format)
        work.apply(_shown_inside(work.text, edits, manner))
    if not manner.quotation:
        work.apply(_outside(work.text, _edits(work.text, "missing-space", _GLUED, lambda _: " ")))
        work.flag(edit for edit in _mend_stops(work, manner) if edit.rule == SPACED)
        for rule, pattern, change in _PUNCTUATION:
            work.apply(_outside(work.text, _edits(work.text, rule, pattern, change)))
    work.flag(_doubts(work.text, manner))
    findings = [
        Finding(
            rule=mark.rule,
            action=mark.action,
            span=Span(block=block, start=mark.start, end=mark.end),
            before=mark.before,
            after=mark.after,
        )
        for mark in work.marks()
    ]
    return work.text, findings


def _doubts(text: str, manner: Manner) -> Iterator[Edit]:
    """Give what is left for an editor to decide, in a text that is repaired otherwise."""
    for edit in judge_stops(text, manner):
        if edit.action is Action.FLAGGED:
            yield edit
    yield from _edits(text, "missing-space", _GLUED, lambda _: " ")
    for rule, pattern, change in _PUNCTUATION:
        yield from _edits(text, rule, pattern, change)
    for place in quoted(text):
        if not place.closed:
            yield Edit("unbalanced-quotes", Action.FLAGGED, place.start, place.start + 1, "")


def _mend_stops(work: Correction, manner: Manner) -> list[Edit]:
    """Mend the stray stops that the rules are sure of; return what is left to flag."""
    for _ in range(_MOST_PASSES):
        edits = list(judge_stops(work.text, manner))
        sure = [edit for edit in edits if edit.action is not Action.FLAGGED]
        if not sure:
            return edits
        work.apply(sure)
    return list(judge_stops(work.text, manner))


def _edits(
    text: str, rule: str, pattern: re.Pattern[str], change: Callable[[str], str]
) -> Iterator[Edit]:
    for match in pattern.finditer(text):
        yield Edit(rule, Action.REPAIRED, match.start(), match.end(), change(match.group()))


def _shown_inside(text: str, edits: Iterator[Edit], manner: Manner) -> Iterator[Edit]:
    """Give the edits, those inside a quotation as ones to be shown: none is made silently."""
    places = iter([Quoted(0, len(text))] if manner.quotation else quoted(text))
    place = next(places, None)
    for edit in edits:
        while place is not None and place.end <= edit.start:
            place = next(places, None)
        inside = place is not None and place.start < edit.end
        yield replace(edit, action=Action.SHOWN) if inside else edit


def _outside(text: str, edits: Iterator[Edit]) -> Iterator[Edit]:
    """Give the edits that do not touch a quotation."""
    places = iter(quoted(text))
    place = next(places, None)
    for edit in edits:
        while place is not None and place.end <= edit.start:
            place = next(places, None)
        if place is None or edit.end <= place.start:
            yield edit


_PUNCTUATION: tuple[tuple[str, re.Pattern[str], Callable[[str], str]], ...] = (
    ("space-before-punctuation", _SPACE_BEFORE, lambda _: ""),
    ("latin-punctuation", _LATIN, _AFTER.__getitem__),
    ("missing-space", _TIGHT, lambda _: " "),
)
