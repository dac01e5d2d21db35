"""Balanced lines: breaks only at spaces, as few lines as fit, as equal as sense allows."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from composer.text.model import NEVER, Word

_ROUNDING = 1e-9
_BALANCE = 4.0
"""Weight of the squared deviation of a line from the mean, relative to the glue of words."""
_LONE_LAST_WORD = 0.4
_LONE_SHORT_WORD = 3.0
"""Cost of a last line of one word, and how much more for as much as it is shorter than the mean."""
_SHORT_LAST_LINE = 1.0
_SHORT = 0.4
"""A last line under this part of the mean is short."""

Lines = tuple[tuple[int, int], ...]
"""For each line its first word and one past its last."""


class Breaker:
    """Breaks one paragraph into lines, again and again; all widths in em.

    Words that may never be parted make one group. Build it once for a paragraph whose size is
    searched for: a count then costs about a microsecond.

    Args:
        words: The words of the paragraph.
    """

    __slots__ = ("_costs", "_ends", "_firsts", "_starts", "_words")

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = len(words)
        self._firsts: list[int] = []
        self._starts: list[float] = []
        self._ends: list[float] = []
        self._costs: list[float] = []
        x = 0.0
        bound = False
        for index, word in enumerate(words):
            end = x + word.advance
            if bound:
                self._ends[-1], self._costs[-1] = end, word.glue
            else:
                self._firsts.append(index)
                self._starts.append(x)
                self._ends.append(end)
                self._costs.append(word.glue)
            bound = word.glue == NEVER
            x = end + word.space

    @property
    def groups(self) -> int:
        """How many lines there can be at most."""
        return len(self._firsts)

    @property
    def widest(self) -> float:
        """Width of the widest group: what the box needs at least; 0 without words."""
        return max(
            [end - start for start, end in zip(self._starts, self._ends, strict=True)], default=0.0
        )

    def width(self, first: int, last: int) -> float:
        """Return the width of a line of whole groups, given by its range of words."""
        begin = bisect_right(self._firsts, first) - 1
        end = bisect_right(self._firsts, last - 1) - 1
        return self._ends[end] - self._starts[begin]

    def count(self, width: float) -> int:
        """Return the least number of lines; a group wider than the box has one of its own."""
        starts, ends = self._starts, self._ends
        size = len(starts)
        limit = width + _ROUNDING
        group = lines = 0
        while group < size:
            following = bisect_right(ends, starts[group] + limit, group)
            group = following if following > group else group + 1
            lines += 1
        return lines

    def wrap(self, *, width: float, lines: int | None = None, least: int = 1) -> Lines:
        """Return the best lines.

        Args:
            width: Width of the box; only a single group may be wider.
            lines: How many lines to make, as near as can be; None for as few as possible.
            least: Make at least so many, as long as there are groups enough.

        Returns:
            The word ranges of the lines, ``count(width)`` of them unless more are asked for.
        """
        if not self._words:
            return ()
        fewest = self.count(width)
        wanted = max(fewest, least, lines or 0)
        breaks = self._best_breaks(min(wanted, self.groups), width)
        edges = [self._firsts[group] for group in breaks] + [self._words]
        return tuple(pairwise(edges))

    def cost(self, lines: Lines) -> float:
        """Return how bad some lines are: uneven, with breaks against the sense."""
        groups = [bisect_right(self._firsts, first) - 1 for first, _ in lines] + [self.groups]
        mean = self._mean(len(lines))
        return sum([self._line_cost(begin, end, mean) for begin, end in pairwise(groups)])

    def _mean(self, lines: int) -> float:
        return self._ends[-1] / lines

    def _line_cost(self, begin: int, end: int, mean: float) -> float:
        """Return the cost of a line from group ``begin`` to ``end`` (one past)."""
        size = self._ends[end - 1] - self._starts[begin]
        deviation = size / mean - 1.0 if mean else 0.0
        cost = _BALANCE * deviation * deviation
        if end < len(self._ends):
            return cost + self._costs[end - 1]
        if begin and self._firsts[begin] == self._words - 1:
            cost += _LONE_LAST_WORD + _LONE_SHORT_WORD * max(0.0, -deviation)
        if begin and size < _SHORT * mean:
            cost += _SHORT_LAST_LINE
        return cost

    def _best_breaks(self, lines: int, width: float) -> list[int]:
        """Return the first group of each of exactly so many lines, at the least cost."""
        mean = self._mean(lines)
        earliest = self._earliest(lines, width)
        limit = width + _ROUNDING
        size = self.groups
        best: dict[int, float] = {0: 0.0}
        origins: list[dict[int, int]] = []
        for line in range(1, lines + 1):
            following: dict[int, float] = {}
            origin: dict[int, int] = {}
            for begin, before in best.items():
                reach = max(begin + 1, bisect_right(self._ends, self._starts[begin] + limit))
                last = min(reach, size - lines + line)
                for end in range(max(begin + 1, earliest[line]), last + 1):
                    cost = before + self._line_cost(begin, end, mean)
                    if cost < following.get(end, NEVER):
                        following[end] = cost
                        origin[end] = begin
            best = following
            origins.append(origin)
        return _traced(origins, size)

    def _earliest(self, lines: int, width: float) -> list[int]:
        """Return for each line the first group it may end before, so that the rest still fits."""
        reach = width + 2 * _ROUNDING
        found = [self.groups]
        for _ in range(lines):
            end = found[-1]
            begin = bisect_left(self._starts, self._ends[end - 1] - reach) if end else 0
            found.append(max(0, min(begin, end - 1)))
        return found[::-1]


def wrap(words: Sequence[Word], *, width: float, lines: int | None = None, least: int = 1) -> Lines:
    """Return the best lines of a paragraph; see ``Breaker.wrap``."""
    return Breaker(words).wrap(width=width, lines=lines, least=least)


def line_count(words: Sequence[Word], width: float) -> int:
    """Return the least number of lines; ``Breaker.count`` is cheaper the second time."""
    return Breaker(words).count(width)


def _traced(origins: list[dict[int, int]], size: int) -> list[int]:
    breaks = []
    place = size
    for origin in reversed(origins):
        place = origin[place]
        breaks.append(place)
    return breaks[::-1]
