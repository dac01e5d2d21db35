"""Carrying images from one place to another, each compared with its name on both sides."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from composer.errors import ImagesAway, StoreError
from composer.store.blob import Blobs

_AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What came across.

    Args:
        copied: How many images were copied.
        there: How many were there already.
        damaged: Hashes of those which cannot be read where they were.
    """

    copied: int = 0
    there: int = 0
    damaged: tuple[str, ...] = ()


def carry_images(
    source: Blobs, target: Blobs, *, done: Callable[[int, int], None] = lambda _, __: None
) -> Carried:
    """Copy the images that another place lacks; they stay where they were, too.

    Done once more it copies what came meanwhile: what is there under its name is whole.

    Args:
        source: Where they are.
        target: Where they are to be.
        done: Told how many are done, and of how many.

    Raises:
        ImagesAway: One of the places cannot be reached.
        StoreError: An image cannot be written, or is not read again as it was written.
    """
    names = set(source.names())
    there = names & set(target.names())
    wanted = sorted(names - there)
    damaged: list[str] = []

    def carry(name: str) -> bool:
        try:
            data = source.get(name)
        except ImagesAway:
            raise
        except StoreError:
            return False
        target.put(data)
        target.get(name)  # compares what it reads with the name
        return True

    with ThreadPoolExecutor(_AT_ONCE) as carriers:
        for number, (name, whole) in enumerate(
            zip(wanted, carriers.map(carry, wanted), strict=True), start=1
        ):
            if not whole:
                damaged.append(name)
            done(number, len(wanted))
    return Carried(copied=len(wanted) - len(damaged), there=len(there), damaged=tuple(damaged))
