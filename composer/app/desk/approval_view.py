"""What an approver sees: the whole post, and what changed since the last approval."""

from collections.abc import Iterable
from dataclasses import dataclass

from composer.app.desk.finding_view import FindingsView, findings_view
from composer.app.desk.look_view import named
from composer.app.desk.preview import Preview, preview
from composer.app.desk.visit import Visit
from composer.app.desk.words import Words
from composer.app.editing import Sheet
from composer.app.editing.difference import CardDifference, Difference, Fate, Piece, difference
from composer.domain.post import PostImage
from composer.store.review import Review, ReviewState
from composer.store.stored import StoredDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedText:
    """A text of the post that is another now: what was taken out and put in, in its order."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedCard:
    """A card of the post that is another now, was put in, taken out or moved.

    Args:
        key: What names it.
        name: What people call it.
        told: What became of it.
        before: Its image then; None where it was not there.
        after: Its image now; None where it is not there.
        has_picture: Whether a picture shows what changed in it.
    """

    key: str
    name: str
    told: str
    before: PostImage | None
    after: PostImage | None
    has_picture: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalView:
    """What is shown.

    Args:
        draft: The draft.
        page: What people call the page.
        preview: The post as its readers will meet it.
        findings: What stands in the way, and what was accepted.
        is_hindered: Whether it cannot be approved yet.
        asked: Who asked for it, and what they said; None where nobody did.
        difference: What changed since the last approval; None where there was none.
        texts: The texts that changed.
        cards: The cards that changed.
    """

    draft: StoredDraft
    page: str
    preview: Preview
    findings: FindingsView
    is_hindered: bool
    asked: Review | None
    difference: Difference | None
    texts: tuple[ChangedText, ...] = ()
    cards: tuple[ChangedCard, ...] = ()


def approval_view(visit: Visit, sheet: Sheet) -> ApprovalView:
    """Return what an approver sees.

    Args:
        visit: Who approves, and for which page.
        sheet: The draft.
    """
    room, draft = visit.newsroom, sheet.draft
    found = difference(room, draft.id, visit.outlet.target)
    review = room.store.drafts.review(draft.id)
    page = visit.page_name(visit.page)
    return ApprovalView(
        draft=draft,
        page=page,
        preview=preview(visit.post_of(draft), page=page, face=visit.face(visit.page)),
        findings=findings_view(sheet, visit.words),
        is_hindered=bool(sheet.hindrances),
        asked=review if review is not None and review.state is ReviewState.ASKED else None,
        difference=found,
        texts=() if found is None else tuple(_texts(found, visit.words)),
        cards=() if found is None else tuple(_cards(found, visit.words)),
    )


def _texts(found: Difference, words: Words) -> Iterable[ChangedText]:
    for each in found.texts:
        if not each.is_same:
            name, _, rest = each.field.partition("[")
            card = card_name(rest.removesuffix("]"), words) if rest else ""
            yield ChangedText(name=words(f"approval.part_{name}", card=card), pieces=each.pieces)


def _cards(found: Difference, words: Words) -> Iterable[ChangedCard]:
    for each in found.cards:
        if each.fate is not Fate.SAME or each.moved:
            yield _card(each, words)


def _card(card: CardDifference, words: Words) -> ChangedCard:
    fate = "moved" if card.fate is Fate.SAME else card.fate.value
    return ChangedCard(
        key=card.key,
        name=card_name(card.key, words),
        told=words(f"approval.card_{fate}"),
        before=card.before,
        after=card.after,
        has_picture=card.picture is not None,
    )


def card_name(key: str, words: Words) -> str:
    """Return what people call a card, such as ``highlights-2-portrait``."""
    kind, part, _ = key.rsplit("-", 2)
    name = named(words, "editor.kind", kind)
    return name if part == "1" else f"{name} {part}"
