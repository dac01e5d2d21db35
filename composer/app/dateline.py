"""The date that stands on the first card: when the article was published."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from composer.cards.theme import Theme
from composer.domain.article import Article

_BETWEEN = " · "


def dateline(article: Article, theme: Theme, zone: ZoneInfo | None) -> str | None:
    """Return the article's date as the theme writes dates, the months as the page's country does.

    Args:
        article: Its ``published`` is ISO 8601: a day, or an instant.
        theme: Says which calendars to show, and in which digits.
        zone: The page's zone; None stands for the one that the article gives its date in.
    """
    dates = theme.dates
    day = _day(article.published or "", zone)
    if day is None or not (dates.gregorian or dates.hijri):
        return None
    # Imported here: the tables of the Hijri calendar are needed by dated articles only.
    from composer.publishing.calendar import gregorian, hijri  # noqa: PLC0415

    told = [gregorian(day, zone or ZoneInfo("UTC"))] if dates.gregorian else []
    told += [f"{found} هـ"] if dates.hijri and (found := hijri(day)) else []
    return theme.numerals.written(_BETWEEN.join(told)) or None


def _day(published: str, zone: ZoneInfo | None) -> date | None:
    try:
        instant = datetime.fromisoformat(published)
    except ValueError:
        return None
    if zone is not None and instant.utcoffset() is not None:
        instant = instant.astimezone(zone)
    return instant.date()
