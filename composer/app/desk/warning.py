"""What everybody at the desk should know: nobody publishes, the settings are wrong."""

import threading
import time
from dataclasses import dataclass

from composer.app.desk.house import House
from composer.app.roster import living_runners

_LOOK_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Warn:
    """One thing to know.

    Args:
        key: The text that says it.
        detail: More of it, as the program says it; may be empty.
    """

    key: str
    detail: str = ""


class Lookout:
    """Looks after what everybody should know, every few seconds at most.

    Args:
        house: The workspace.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._runs = True

    @property
    def warnings(self) -> tuple[Warn, ...]:
        """What everybody should know now."""
        problem = self._house.problem
        wrong = () if problem is None else (Warn(key="base.settings_wrong", detail=problem),)
        return wrong if self._somebody_publishes() else (*wrong, Warn(key="base.no_runner"))

    def _somebody_publishes(self) -> bool:
        with self._lock:
            if time.monotonic() - self._looked > _LOOK_S:
                self.look()
            return self._runs

    def look(self) -> None:
        """Look whether somebody publishes."""
        self._runs = bool(living_runners(self._house.newsroom))
        self._looked = time.monotonic()
