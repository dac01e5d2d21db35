"""Which font file serves a family and a weight, and which ones stand in for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from composer.errors import ThemeError


@dataclass(frozen=True, slots=True)
class FontFile:
    """One font file.

    Args:
        family: Its family.
        weight: Its real weight, 100 to 900.
        path: Where it lies.
    """

    family: str
    weight: int
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class FontBook:
    """The fonts at hand.

    Args:
        families: For each family the file of each weight.
        fallbacks: Families to look for a missing character in, in this order.
    """

    families: Mapping[str, Mapping[int, Path]]
    fallbacks: tuple[str, ...] = ()

    def file(self, family: str, weight: int) -> FontFile:
        """Return the file whose weight is nearest; of two, the heavier one. Never synthetic.

        Raises:
            ThemeError: There is no such family.
        """
        weights = self.families.get(family)
        if not weights:
            known = ", ".join(sorted(self.families))
            msg = f"there is no font family {family!r}; there are: {known}"
            raise ThemeError(msg)
        nearest = min(weights, key=lambda candidate: (abs(candidate - weight), -candidate))
        return FontFile(family, nearest, weights[nearest])

    def chain(self, family: str, weight: int) -> tuple[FontFile, ...]:
        """Return the file for a family and weight, then those that stand in for it."""
        others = [name for name in self.fallbacks if name != family and name in self.families]
        return tuple(self.file(name, weight) for name in (family, *others))

    def files(self) -> tuple[FontFile, ...]:
        """Return all files, by family and weight."""
        return tuple(
            FontFile(family, weight, path)
            for family, weights in sorted(self.families.items())
            for weight, path in sorted(weights.items())
        )
