"""What a person is told after something got its time."""

from composer.app.desk.visit import Visit
from composer.app.rundown import Placed, Rundown
from composer.domain.queue import WallKind


def told_of(visit: Visit, placed: Placed) -> tuple[str, str]:
    """Return the tone and the text of what is told.

    Args:
        visit: Who is told.
        placed: What got its time.
    """
    words, times, item = visit.words, visit.times, placed.item
    told = [words("calendar.placed", when=times.full(item.due))]
    if item.wall_kind is not WallKind.OK:
        told.append(words(f"calendar.clocks_{item.wall_kind}", wall=(item.wall or "")[-5:]))
    if placed.near and not item.breaking:
        near = words("calendar.and").join(map(times.clock, placed.near))
        told.append(words("calendar.placed_near", clocks=near))
    if item.page in Rundown(newsroom=visit.newsroom).paused(page=item.page):
        told.append(words("calendar.placed_paused"))
    return ("good" if len(told) == 1 else "warn"), " ".join(told)
