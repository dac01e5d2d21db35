"""What the clocks say at one moment."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """One reading of the clocks of this machine.

    Due times are told by the wall clock, which people and time servers may set at will. Waits
    that protect against a second post are measured in ticks, which nobody sets.

    Args:
        wall: The wall clock, in UTC.
        ticks: Seconds on a clock that only goes forward and counts a sleeping machine's time too.
        boot: What names the run of this machine; ticks of different boots tell nothing together.
    """

    wall: datetime
    ticks: float
    boot: str

    def __post_init__(self) -> None:
        if self.wall.utcoffset() is None:
            msg = "wall must be timezone-aware"
            raise ValueError(msg)
