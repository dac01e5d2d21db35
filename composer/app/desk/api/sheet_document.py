"""The documents of what an editor sees of a draft."""

from collections.abc import Mapping
from typing import Any

from composer.app.editing import Flag, Hindrance, Sheet
from composer.app.json_text import Document
from composer.app.queue_document import instant


def sheet_document(sheet: Sheet) -> Document:
    """Return a draft as it was composed and changed since, with what is to be decided about it."""
    drawn = {each["file"]: each for each in sheet.draft.document["cards"]}
    return {
        **sheet.draft.document,
        "title": sheet.draft.title,
        "theme": sheet.draft.theme,
        "cards": [
            {
                **drawn[each.file],
                "key": each.key,
                "position": each.position,
                "posted": each.posted,
                "alt_text": each.alt_text,
            }
            for each in sheet.cards
        ],
        "revision": sheet.revision,
        "why_fixed": sheet.why_fixed,
        "edits": [
            {"field": each.field, "original": each.original, "text": each.text}
            for each in sheet.edits
        ],
        "flags": [_flag(each) for each in sheet.flags],
        "hindrances": [hindrance_document(each) for each in sheet.hindrances],
    }


def hindrance_document(hindrance: Hindrance) -> Mapping[str, Any]:
    """Return why a draft cannot be approved yet."""
    return {
        "rule": hindrance.rule,
        "detail": hindrance.detail,
        "card": hindrance.card,
        "flag": hindrance.flag,
    }


def _flag(flag: Flag) -> Mapping[str, Any]:
    span, decision = flag.span, flag.decision
    return {
        "key": flag.key,
        "rule": flag.rule,
        "what": flag.what,
        "field": flag.field,
        "card": flag.card,
        "source": span and {"block": span.block, "start": span.start, "end": span.end},
        "before": flag.before,
        "after": flag.after,
        "proposed": flag.proposed,
        "decision": decision
        and {"by": decision.by, "at": instant(decision.at), "note": decision.note},
    }
