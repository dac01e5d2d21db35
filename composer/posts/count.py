"""Numbers that agree with the noun they count."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """The forms of a counted noun, in the nominative.

    Args:
        one: With "one" said (``صف واحد``).
        two: The dual, which says the number itself (``صفّان``).
        few: After 3 to 10 (``صفوف``).
        many: After 11 to 99 (``صفًّا``).
        other: After a round hundred (``صف``).
    """

    one: str
    two: str
    few: str
    many: str
    other: str


ROW = Noun(one="صف واحد", two="صفّان", few="صفوف", many="صفًّا", other="صف")
COLUMN = Noun(one="عمود واحد", two="عمودان", few="أعمدة", many="عمودًا", other="عمود")
POINT = Noun(one="نقطة واحدة", two="نقطتان", few="نقاط", many="نقطة", other="نقطة")


_FEW = range(3, 11)
_MANY = range(11, 100)


def counted(number: int, noun: Noun) -> str:
    """Return a number with its noun, by the plural rules of Arabic (CLDR's categories)."""
    match number:
        case 1:
            return noun.one
        case 2:
            return noun.two
        case _ if number % 100 in _FEW:
            return f"{number} {noun.few}"
        case _ if number % 100 in _MANY:
            return f"{number} {noun.many}"
        case _:
            return f"{number} {noun.other}"
