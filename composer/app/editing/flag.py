"""Flags: what a person should see and decide about before a draft is approved."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from composer.app.editing.galley import Galley
from composer.app.transcript import Material
from composer.domain.article import Action, Finding, Line, Span
from composer.domain.edition import Decision
from composer.ingest import Gazetteer
from composer.ingest.entity import ANY_KIND
from composer.ingest.faithful import measured, tokens
from composer.ingest.lexicon import TITLES
from composer.ingest.word import bare, fold, stem, words

_AROUND = 40
_LATIN = re.compile(r"[A-Za-z]")
_ADDRESS = re.compile(r"https?://\S+")
_SHORTEST_NAME = 3
_BRIEF = 100
_TEXT = "text"
_COMMENT = "comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Something that a person should see.

    Args:
        key: What names it, as long as the same words stand at the same place.
        rule: ``number-not-in-article``, ``designation-not-in-article``, ``name-not-in-article``,
            ``quotation-changed``, ``picture-without-rights``, ``alt-text-missing``, or a rule of
            proofreading.
        what: The words in question.
        field: The place on the cards or in the post, such as ``points[2]`` or ``text``; None for
            what concerns the article.
        card: Key of the card, where it concerns one.
        span: The place in the article, where it has one.
        before: Some words before it.
        after: Some words behind it.
        proposed: What should stand there, where that is known.
        decision: That somebody left it so; None while nobody did.
    """

    key: str
    rule: str
    what: str
    field: str | None = None
    card: str | None = None
    span: Span | None = None
    before: str = ""
    after: str = ""
    proposed: str = ""
    decision: Decision | None = None


def flags_of(galley: Galley, gazetteer: Gazetteer) -> tuple[Flag, ...]:
    """Return what a person should see in a draft, the article's own first."""
    if galley.material is None:
        return ()
    material = galley.material
    decisions = {each.key: each for each in material.edition.decisions}
    found = [
        *_of_article(material),
        *_of_texts(galley, material, gazetteer),
        *_of_quotation(material),
        *_of_picture(material),
        *_of_alt_texts(galley),
    ]
    unique = {flag.key: flag for flag in reversed(found)}
    return tuple(_decided(flag, decisions.get(flag.key)) for flag in reversed(unique.values()))


def flags_of_findings(findings: Iterable[Finding], material: Material | None) -> Iterator[Flag]:
    """Give what proofreading flagged, with the words around it where the article is at hand."""
    for each in findings:
        if each.action is not Action.FLAGGED:
            continue
        place = each.span
        text = "" if material is None else material.article.plain(place.block)
        yield Flag(
            key=f"proof:{each.rule}:{place.block}:{place.start}:{place.end}",
            rule=each.rule,
            what=each.before,
            span=place,
            before=_words_before(text, place.start),
            after=_words_after(text, place.end),
            proposed=each.after if each.after != each.before else "",
        )


def _brief(what: str) -> str:
    """Return what names a text in a key, which is short however long a word people type."""
    if len(what) <= _BRIEF:
        return what
    return f"{what[: _BRIEF // 2]}…{hashlib.sha256(what.encode()).hexdigest()[:16]}"


def _words_before(text: str, at: int) -> str:
    """Return the whole words before a place that are not far from it."""
    if at <= _AROUND:
        return text[:at]
    first = text.find(" ", at - _AROUND - 1, at) + 1
    return text[first or at : at]


def _words_after(text: str, at: int) -> str:
    """Return the whole words behind a place that are not far from it."""
    if len(text) - at <= _AROUND:
        return text[at:]
    return text[at : max(text.rfind(" ", at, at + _AROUND + 1), at)]


def _of_article(material: Material) -> Iterator[Flag]:
    yield from flags_of_findings(material.findings, material)


def _decided(flag: Flag, decision: Decision | None) -> Flag:
    return replace(flag, decision=decision)


def _of_texts(galley: Galley, material: Material, gazetteer: Gazetteer) -> Iterator[Flag]:
    """Give the numbers, designations and names that people wrote and the article does not have."""
    known = _Known.of(material, gazetteer)
    for field, line in material.edition.lines:
        if line.edited:
            yield from known.flags(line.text, field)
    known = known.along_with(line.text for _, line in material.edition.lines)
    if galley.text is not None:
        yield from known.flags(galley.text, _TEXT)
    if galley.comment:
        yield from known.flags(galley.comment, _COMMENT)
    for key, told in galley.alt_texts.items():
        of_card = known.along_with([galley.made_alt_texts.get(key, "")])
        yield from of_card.flags(told, f"alt[{key}]", card=key)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the article says, in the forms in which it is looked for."""

    tokens: frozenset[str]
    words: frozenset[str]
    countries: frozenset[str]
    measured: frozenset[tuple[str, str]]
    gazetteer: Gazetteer

    @classmethod
    def of(cls, material: Material, gazetteer: Gazetteer) -> "_Known":
        article = material.article
        texts = [text for _, text in article.texts()]
        texts += [*article.tags, article.section or "", article.site or "", article.link or ""]
        return cls(frozenset(), frozenset(), frozenset(), frozenset(), gazetteer).along_with(texts)

    def along_with(self, texts: Iterable[str]) -> "_Known":
        texts = tuple(texts)
        return _Known(
            self.tokens.union(*({_spelled(token.text) for token in tokens(t)} for t in texts)),
            self.words.union(*(set(map(fold, words(text))) for text in texts)),
            self.countries.union(*(self._countries(text) for text in texts)),
            self.measured.union(*map(_units, texts)),
            self.gazetteer,
        )

    def flags(self, text: str, field: str, *, card: str | None = None) -> Iterator[Flag]:
        for rule, start, end in self._unknown(text):
            what = text[start:end]
            yield Flag(
                key=f"{rule.partition('-')[0]}:{field}:{_brief(what)}",
                rule=rule,
                what=what,
                field=field,
                card=card,
                before=_words_before(text, start),
                after=_words_after(text, end),
            )

    def _unknown(self, text: str) -> Iterator[tuple[str, int, int]]:
        text = _ADDRESS.sub(lambda address: " " * len(address[0]), text)
        yield from self._mismeasured(text)
        for token in tokens(text):
            if _spelled(token.text) in self.tokens:
                continue
            if _LATIN.search(token.text):
                yield "designation-not-in-article", token.start, token.end
            elif any(mark.isdigit() for mark in token.text):
                yield "number-not-in-article", token.start, token.end
        for mention in self.gazetteer.mentions(text, kinds=ANY_KIND):
            if mention.code not in self.countries:
                yield "name-not-in-article", mention.start, mention.end
        yield from self._people(text)

    def _mismeasured(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Give the numbers that the article has with another unit, or without."""
        found = measured(text)
        for number, unit in pairwise(tokens(text)):
            pair = number.text, unit.text
            known = _spelled(number.text) in self.tokens  # else it is flagged without its unit
            if pair in found and known and _unit(pair) not in self.measured:
                yield "number-not-in-article", number.start, unit.end

    def _people(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Give the words behind a title («الرئيس») that the article does not have."""
        found = tokens(text)
        for title, name in pairwise(found):
            spelled = fold(bare(name.text))
            if (
                bare(title.text) in TITLES
                and len(spelled) >= _SHORTEST_NAME
                and not spelled.startswith("ال")
                and not _LATIN.search(spelled)
                and spelled not in self.words
            ):
                yield "name-not-in-article", name.start, name.end

    def _countries(self, text: str) -> set[str]:
        return {each.code for each in self.gazetteer.mentions(text, kinds=ANY_KIND)}


def _spelled(token: str) -> str:
    return token.casefold()


def _units(text: str) -> set[tuple[str, str]]:
    """Return the numbers of a text with their units, in whatever case the unit stands."""
    return {_unit(pair) for pair in measured(text)}


def _unit(pair: tuple[str, str]) -> tuple[str, str]:
    return pair[0], stem(bare(pair[1]))


def _of_quotation(material: Material) -> Iterator[Flag]:
    said = material.edition.quotation
    if said is None or not said.text.edited:
        return
    source = said.text.source
    original = "" if source is None else material.article.at(source)
    yield Flag(
        key=f"quotation:{_digest(said.text)}",
        rule="quotation-changed",
        what=said.text.text,
        field="quotation.text",
        span=source,
        proposed=original,
    )


def _of_picture(material: Material) -> Iterator[Flag]:
    picture = material.edition.picture
    if picture is not None and not picture.rights:
        yield Flag(
            key=f"picture:{picture.sha256[:16]}",
            rule="picture-without-rights",
            what=picture.name,
            field="picture.rights",
        )


def _of_alt_texts(galley: Galley) -> Iterator[Flag]:
    for key in galley.posted:
        if not galley.alt_text(key).strip():
            yield Flag(
                key=f"alt:{key}", rule="alt-text-missing", what=key, field=f"alt[{key}]", card=key
            )


def _digest(line: Line) -> str:
    return hashlib.sha256(line.text.encode()).hexdigest()[:16]
