"""The direction in which a network shows each line of a post."""

from unicodedata import bidirectional

RIGHT_TO_LEFT_MARK = "\u200f"


def right_to_left(line: str) -> str:
    """Return a line that reads from the right wherever it is shown.

    Facebook sets each line in the direction of its first strong character. A line that begins
    with a Latin name, or has no letter at all, would run from the left inside an Arabic post:
    an invisible right-to-left mark before it keeps it where it belongs.
    """
    strong = (bidirectional(character) for character in line)
    first = next((each for each in strong if each in {"L", "R", "AL"}), None)
    return line if first in {"R", "AL"} or not line else RIGHT_TO_LEFT_MARK + line
