"""What the runner does each second: hands out the pages that are due, and follows the settings."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from composer.app.following import Following, wrong_pages
from composer.app.press import Press
from composer.engine.team import Signs, Team
from composer.publishing.worker import Worker
from composer.settings import Settings

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Hands the pages that are due to the threads that serve them.

    Args:
        worker: Finds them, and what dead runners held.
        team: The threads.
        signs: When each of them last gave a sign of life.
        tell: Has people told.
    """

    worker: Worker
    team: Team
    signs: Signs
    tell: Callable[[str], None]

    def look(self) -> None:
        """Take back what was left over, and hand out what is due now.

        Raises:
            StoreError: The store cannot be used.
        """
        self.worker.recover()
        self.team.offer(self.worker.look())
        for target in self.signs.fell_silent():
            logger.error("silent", extra={"page": target})
            self.tell(
                f"the runner: publishing on {target} has given no sign for five minutes; the other"
                " pages go on: look at the runner's log, and start the runner anew"
            )


@dataclass(slots=True, kw_only=True)
class SettingsNews:
    """Has a press go by the settings as they are now, and people told what is wrong with them.

    Args:
        press: The press.
        tell: Has people told.
    """

    press: Press
    tell: Callable[[str], None]
    _following: Following = field(init=False)
    _checked: Settings | None = field(default=None, init=False)
    _wrong: frozenset[str] = field(default=frozenset(), init=False)
    _told: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self._following = Following(self.press.newsroom.settings, self.press.take_up)

    def look(self) -> None:
        """Look at the files; tell each mistake once, until it is mended.

        Raises:
            StoreError: People cannot be told now; it is tried again.
        """
        self._following.look()
        if self._following.settings is not self._checked:
            self._checked = self._following.settings
            self._wrong = frozenset(
                f"the page {name} is not published to: {error}"
                for name, error in wrong_pages(self._checked).items()
            )
        told = set(self._wrong)
        if self._following.problem is not None:
            told.add(f"the settings are wrong, the old ones stay: {self._following.problem}")
        self._told &= told
        for each in sorted(told - self._told):
            logger.error("wrong settings", extra={"reason": each})
            self.tell(f"the runner: {each}")
            self._told.add(each)
