"""Editing a draft: what people may change, what becomes of it, and what they must decide about."""

from composer.app.editing.change import Change
from composer.app.editing.changes import CHANGES, change_of
from composer.app.editing.flag import Flag
from composer.app.editing.room import Changed, Clash, EditingRoom
from composer.app.editing.sheet import Edit, Hindrance, Offer, Sheet, SheetCard, SheetCheck
from composer.app.editing.spot import SheetLine, Use
from composer.app.editing.wording import LONGEST, ChangeRefused

__all__ = [
    "CHANGES",
    "LONGEST",
    "Change",
    "ChangeRefused",
    "Changed",
    "Clash",
    "Edit",
    "EditingRoom",
    "Flag",
    "Hindrance",
    "Offer",
    "Sheet",
    "SheetCard",
    "SheetCheck",
    "SheetLine",
    "Use",
    "change_of",
]
