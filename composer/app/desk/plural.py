"""The forms that a counted word takes, by the rules of the Unicode CLDR."""

_FEW = range(3, 11)
_MANY = range(11, 100)


def plural(language: str, count: int) -> str:
    """Return the name of the form that a whole number asks for.

    Args:
        language: ``ar`` or ``en``.
        count: The number; its sign does not matter.

    Returns:
        In Arabic ``zero``, ``one``, ``two``, ``few`` (3 to 10, 103 to 110 …), ``many`` (11 to 99,
        111 to 199 …) or ``other``; else ``one`` or ``other``.
    """
    number = abs(count)
    if language != "ar":
        return "one" if number == 1 else "other"
    if number in _ONES:
        return _ONES[number]
    rest = number % 100
    return "few" if rest in _FEW else "many" if rest in _MANY else "other"


_ONES = {0: "zero", 1: "one", 2: "two"}
