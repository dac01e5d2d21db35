"""Stretches of a word in which nothing that matters to shaping changes."""

from collections.abc import Iterator


def stretches(*properties: bytes) -> Iterator[tuple[int, int]]:
    """Yield start and end of the stretches in which no property changes.

    Args:
        properties: Strings of equal length, one value for each character.
    """
    size = len(properties[0])
    if not b"".join([found.strip(found[:1]) for found in properties]):
        yield 0, size
        return
    start = 0
    for place in range(1, size):
        if any(found[place] != found[place - 1] for found in properties):
            yield start, place
            start = place
    yield start, size
