"""What stands in the way of an approval, what was decided, what was repaired: ready to be shown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from composer.app.desk.spot import place_of
from composer.app.desk.words import Words
from composer.app.editing import Flag, Sheet
from composer.domain.article import Action, Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class FailView:
    """A check that a card did not pass.

    Args:
        title: Which check, on which card.
        detail: What was seen.
        mend: What to do.
        card: Number of the card.
        place: Empty: it is no place of the article.
        field: Empty: it is no field.
    """

    title: str
    detail: str
    mend: str
    card: int
    place: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagView:
    """Something that a person should see.

    Args:
        key: What names it.
        id: What names its field in the page.
        title: What it is.
        before: Some words before it.
        at: The words in question.
        after: Some words behind it.
        proposed: What should stand there, where that is known.
        place: Where in the article; empty for nowhere.
        field: Which field; empty for none.
        by: Who decided; empty while nobody did.
        when: When; None while nobody did.
        note: What they said.
        card: 0: it leads to its place or its field.
    """

    key: str
    id: str
    title: str
    before: str
    at: str
    after: str
    proposed: str
    place: str
    field: str
    by: str = ""
    when: datetime | None = None
    note: str = ""
    card: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What proofreading repaired."""

    title: str
    before: str
    after: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsView:
    """All of it.

    Args:
        fails: Checks that cards of the post did not pass.
        open: Flags that wait for a decision.
        decided: Flags that were decided.
        repaired: What proofreading repaired.
    """

    fails: tuple[FailView, ...]
    open: tuple[FlagView, ...]
    decided: tuple[FlagView, ...]
    repaired: tuple[Repair, ...]

    @property
    def level(self) -> str:
        """The worst of it: ``fail``, ``flag`` or ``ok``."""
        return "fail" if self.fails else "flag" if self.open else "ok"


def findings_view(sheet: Sheet, words: Words) -> FindingsView:
    """Return what is to be told of a draft.

    Args:
        sheet: The draft.
        words: Of the person's language.
    """
    shown = [(_flag(each, number, words), each) for number, each in enumerate(sheet.flags)]
    return FindingsView(
        fails=tuple(_fails(sheet, words)),
        open=tuple(view for view, flag in shown if flag.decision is None),
        decided=tuple(view for view, flag in shown if flag.decision is not None),
        repaired=tuple(_repairs(sheet.findings, words)),
    )


def _fails(sheet: Sheet, words: Words) -> Iterator[FailView]:
    for card in sheet.cards:
        for check in card.fails if card.posted else ():
            yield FailView(
                title=check_title(check.rule, card.position, words),
                detail=check.detail,
                mend=words("findings.mend_fail"),
                card=card.position,
            )


def check_title(rule: str, number: int, words: Words) -> str:
    """Return what people call a check of a card."""
    key = f"findings.check_{rule.replace(' ', '_')}"
    known = key if key in words else "findings.check_other"
    return words(known, number=number, rule=rule)


def _flag(flag: Flag, number: int, words: Words) -> FlagView:
    decision = flag.decision
    return FlagView(
        key=flag.key,
        id=f"flag-{number}",
        title=flag_title(flag.rule, words),
        before=flag.before,
        at=flag.what,
        after=flag.after,
        proposed=flag.proposed,
        place=place_of(flag.span),
        field=flag.field or "",
        by="" if decision is None else decision.by,
        when=None if decision is None else decision.at,
        note="" if decision is None else decision.note,
    )


def flag_title(rule: str, words: Words) -> str:
    """Return what people call what is flagged; of proofreading, its rule."""
    key = f"findings.flag_{rule.replace('-', '_')}"
    if key in words:
        return words(key)
    return words("findings.flag_proofreading", rule=rule_name(rule, words))


def rule_name(rule: str, words: Words) -> str:
    """Return what people call a rule of proofreading."""
    key = f"findings.rule_{rule.replace('-', '_').replace(' ', '_')}"
    return words(key) if key in words else rule


def _repairs(findings: Iterable[Finding], words: Words) -> Iterator[Repair]:
    for each in findings:
        if each.action is Action.REPAIRED:
            title = rule_name(each.rule, words)
            place = place_of(each.span)
            yield Repair(title=title, before=each.before, after=each.after, place=place)
