"""The fonts that the product ships, as the text engine wants them."""

from pathlib import Path

from composer.text import FontBook

FONTS = Path(__file__).parents[2] / "fonts"

_PLEX = "ibm-plex-sans-arabic/IBMPlexSansArabic"


def shipped_book() -> FontBook:
    """Return all shipped fonts, with the fallbacks that the themes use."""
    return FontBook(
        families={
            "Cairo": {
                800: FONTS / "cairo/Cairo_800ExtraBold.ttf",
                900: FONTS / "cairo/Cairo_900Black.ttf",
            },
            "IBM Plex Sans Arabic": {
                400: FONTS / f"{_PLEX}_400Regular.ttf",
                500: FONTS / f"{_PLEX}_500Medium.ttf",
                700: FONTS / f"{_PLEX}_700Bold.ttf",
            },
            "Amiri": {700: FONTS / "amiri/Amiri_700Bold.ttf"},
            "Noto Sans Arabic": {500: FONTS / "noto-sans-arabic/NotoSansArabic_500Medium.ttf"},
            "Noto Emoji": {700: FONTS / "noto-emoji/NotoEmoji_700Bold.ttf"},
        },
        fallbacks=("IBM Plex Sans Arabic", "Noto Sans Arabic", "Noto Emoji"),
    )
