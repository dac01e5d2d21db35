"""Colours as ``#rrggbb``: mixing and contrast."""

from functools import lru_cache
from string import hexdigits

_HEX = frozenset(hexdigits)


@lru_cache(maxsize=256)
def channels(color: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0…255, of ``#rrggbb`` or ``#rgb``."""
    digits = color.removeprefix("#")
    if len(digits) == 3:  # noqa: PLR2004 - the short form
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) != 6 or set(digits) - _HEX:  # noqa: PLR2004 - the long form
        msg = f"{color!r} is not a colour like #1a2b3c"
        raise ValueError(msg)
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def blend(under: str, over: str, opacity: float) -> str:
    """Return ``over`` laid with ``opacity`` (0…1) on ``under``."""
    pairs = zip(channels(under), channels(over), strict=True)
    red, green, blue = (round(low + (high - low) * opacity) for low, high in pairs)
    return f"#{red:02x}{green:02x}{blue:02x}"


@lru_cache(maxsize=256)
def luminance(color: str) -> float:
    """Return the relative luminance, 0…1 (WCAG 2.2)."""
    red, green, blue = (_linear(channel / 255) for channel in channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - WCAG


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1…21 (WCAG 2.2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def opacity(stops: tuple[tuple[float, float], ...], share: float) -> float:
    """Return the opacity between stops at a share of the height, linearly."""
    if not stops:
        return 0.0
    before = stops[0]
    for stop in stops:
        if stop[0] >= share:
            span = stop[0] - before[0]
            if span <= 0:
                return stop[1]
            return before[1] + (stop[1] - before[1]) * (share - before[0]) / span
        before = stop
    return before[1]
