"""A sheet: all that an editor's screen shows of a draft, as frozen values."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from composer.app.editing.flag import Flag, flags_of, flags_of_findings
from composer.app.editing.galley import Galley, card_keys
from composer.app.editing.points import picked_at, shown
from composer.app.editing.post import present_hashtags
from composer.app.editing.spot import SheetLine, Use, lines_on, uses
from composer.app.transcript import Material, findings_of
from composer.domain.article import Article, Finding, Line
from composer.domain.edition import Edition
from composer.domain.highlight import Highlights
from composer.ingest import Gazetteer
from composer.store.stored import StoredDraft
from composer.store.version import Turns


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCheck:
    """A check of a card: ``level`` is ``ok``, ``warn`` or ``fail``."""

    rule: str
    level: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCard:
    """A card as the screen shows it.

    Args:
        key: What names it in changes, such as ``highlights-1-portrait``.
        position: Its place in the draft, from 1; the posted stand first.
        kind: Its kind.
        part: Which part of a kind that was spread over several cards, from 1.
        size: Name of its size.
        file: Its name for people.
        sha256: Hash of its image.
        width: In px.
        height: In px.
        bytes: Number of its bytes.
        posted: Whether it is in the post.
        alt_text: What is told to a reader who cannot see it.
        made_alt_text: What the template made.
        lines: Its lines in reading order.
        checks: What the checks say.
    """

    key: str
    position: int
    kind: str
    part: int
    size: str
    file: str
    sha256: str
    width: int
    height: int
    bytes: int
    posted: bool
    alt_text: str
    made_alt_text: str
    lines: tuple[SheetLine, ...]
    checks: tuple[SheetCheck, ...]

    @property
    def alt_is_edited(self) -> bool:
        """Whether a person wrote its alternative text."""
        return self.alt_text != self.made_alt_text

    @property
    def fails(self) -> tuple[SheetCheck, ...]:
        """The checks that failed."""
        return tuple(each for each in self.checks if each.level == "fail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A candidate for a highlight.

    Args:
        index: What names it in changes.
        line: What a card shows of it.
        score: Ranks within one article.
        point: Number of the highlight that it is, reworded or not; None while it is not picked.
    """

    index: int
    line: Line
    score: float
    point: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A field that a person changed.

    Args:
        field: Such as ``points[2]``, ``text`` or ``alt[quote-1-portrait]``.
        original: What the article or the template says there; empty where it says nothing.
        text: What stands there now; empty where it was taken off.
    """

    field: str
    original: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """Why a draft cannot be approved yet.

    Args:
        rule: Name of the check or of the flag.
        detail: What is wrong.
        card: Key of the card, where it concerns one.
        flag: Key of the flag that waits for a decision; None for a check that fails.
    """

    rule: str
    detail: str
    card: str | None = None
    flag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that the screen shows of a draft.

    Args:
        draft: The draft as it is kept.
        article: The article; None where an older version made the draft.
        findings: What proofreading found in it.
        highlights: What the article offers; None as above.
        edition: What people made of that; None as above.
        why_fixed: Why the cards cannot be drawn anew; None where they can.
        cards: In the draft's order, the posted first.
        offers: The candidates for highlights, the best first.
        uses: What of the article stands on cards, in its order.
        edits: What a person changed.
        flags: What a person should see, with the decisions.
        hashtags: Those of the post, without ``#``.
        made_text: The text of the post as the template made it.
        turns: Where undo and redo lead.
    """

    draft: StoredDraft
    article: Article | None
    findings: tuple[Finding, ...]
    highlights: Highlights | None
    edition: Edition | None
    why_fixed: str | None
    cards: tuple[SheetCard, ...]
    offers: tuple[Offer, ...]
    uses: tuple[Use, ...]
    edits: tuple[Edit, ...]
    flags: tuple[Flag, ...]
    hashtags: tuple[str, ...]
    made_text: str
    turns: Turns

    @property
    def revision(self) -> int:
        """The revision of the draft: what a change names as its ``base``."""
        return self.draft.revision

    @property
    def is_redrawable(self) -> bool:
        """Whether its cards can be drawn anew."""
        return self.edition is not None

    @property
    def text_is_edited(self) -> bool:
        """Whether a person wrote the text of the post."""
        return self.draft.text != self.made_text

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo."""
        return self.turns.undo is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is something to do again."""
        return self.turns.redo is not None

    @property
    def hindrances(self) -> tuple[Hindrance, ...]:
        """Why the draft cannot be approved yet; empty where it can."""
        failing = (
            Hindrance(rule=check.rule, detail=check.detail, card=card.key)
            for card in self.cards
            if card.posted
            for check in card.fails
        )
        open_flags = (
            Hindrance(rule=flag.rule, detail=flag.what, card=flag.card, flag=flag.key)
            for flag in self.flags
            if flag.decision is None and self.is_redrawable  # else it could not be decided
        )
        return (*failing, *open_flags)

    def edit_of(self, field: str) -> Edit | None:
        """Return what a person changed in a field; None where nobody did."""
        return next((each for each in self.edits if each.field == field), None)


def sheet_of(draft: StoredDraft, galley: Galley, *, gazetteer: Gazetteer, turns: Turns) -> Sheet:
    """Return the sheet of a draft.

    Args:
        draft: As it is kept.
        galley: Its galley.
        gazetteer: The countries, for flags beside names.
        turns: Where undo and redo lead.
    """
    material = galley.material
    cards = _cards(draft, galley)
    in_order = {card.key: card.lines for card in cards}
    findings = _findings(draft) if material is None else material.findings
    plain = tuple(flags_of_findings(findings, None))
    return Sheet(
        draft=draft,
        article=None if material is None else material.article,
        findings=findings,
        highlights=None if material is None else material.highlights,
        edition=None if material is None else material.edition,
        why_fixed=galley.why_fixed,
        cards=cards,
        offers=() if material is None else tuple(_offers(galley, material)),
        uses=() if material is None else uses(material, in_order),
        edits=tuple(_edits(galley)),
        flags=plain if material is None else flags_of(galley, gazetteer),
        hashtags=present_hashtags(galley),
        made_text=galley.made_text,
        turns=turns,
    )


def _findings(draft: StoredDraft) -> tuple[Finding, ...]:
    """Return the findings of a draft that does not say all; none where they have no places."""
    try:
        return findings_of(draft.document["findings"])
    except (KeyError, TypeError, ValueError):
        return ()


def _cards(draft: StoredDraft, galley: Galley) -> tuple[SheetCard, ...]:
    entries = {each["file"]: each for each in draft.document["cards"]}
    keys = card_keys(draft.document["cards"])
    edition = None if galley.material is None else galley.edition
    return tuple(
        SheetCard(
            key=keys[card.file],
            position=card.position,
            kind=card.kind,
            part=_part(keys[card.file], card.kind, card.size),
            size=card.size,
            file=card.file,
            sha256=card.sha256,
            width=card.width,
            height=card.height,
            bytes=card.bytes,
            posted=card.posted,
            alt_text=card.alt_text,
            made_alt_text=galley.made_alt_texts[keys[card.file]],
            lines=lines_on(entries[card.file], edition),
            checks=tuple(_checks(entries[card.file])),
        )
        for card in draft.cards
    )


def _part(key: str, kind: str, size: str) -> int:
    return int(key.removeprefix(f"{kind}-").removesuffix(f"-{size}"))


def _checks(entry: Mapping[str, Any]) -> Iterator[SheetCheck]:
    for each in entry["checks"]:
        yield SheetCheck(rule=each["rule"], level=each["level"], detail=each["detail"])


def _offers(galley: Galley, material: Material) -> Iterator[Offer]:
    for index, each in enumerate(material.highlights.candidates):
        yield Offer(index=index, line=shown(each), score=each.score, point=picked_at(galley, index))


def _edits(galley: Galley) -> Iterator[Edit]:
    if galley.material is not None:
        yield from _edits_of_cards(galley, galley.material)
    if galley.text is not None:
        yield Edit(field="text", original=galley.made_text, text=galley.text)
    for key, told in galley.alt_texts.items():
        yield Edit(field=f"alt[{key}]", original=galley.made_alt_texts.get(key, ""), text=told)


def _edits_of_cards(galley: Galley, material: Material) -> Iterator[Edit]:
    for field, line in material.edition.lines:
        if line.edited:
            original = galley.original(line)
            yield Edit(field=field, original=original.text if original else "", text=line.text)
    yield from _taken_off(material.edition, Edition.first(material.highlights))


def _taken_off(edition: Edition, first: Edition) -> Iterable[Edit]:
    """Give the single lines that the article offers and a person took off."""
    for field in ("deck", "conclusion"):
        offered: Line | None = getattr(first, field)
        if offered is not None and getattr(edition, field) is None:
            yield Edit(field=field, original=offered.text, text="")
