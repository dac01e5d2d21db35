"""What a program that publishes says of itself in the store: that it began, lives, and ended."""

import logging
import os
from dataclasses import dataclass
from importlib.metadata import version

from composer.app.press import Press
from composer.domain.notice import NoticeKind
from composer.engine.lock import RunnerLock
from composer.engine.runner import Pulse
from composer.store.runner import PUBLISHES

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """A program, as others see it.

    Args:
        press: What it publishes with.
        lock: Its own lock, by whose name it is known.
        host: Name of its machine, or that which people gave it.
        queues: What it does, with a comma between.
    """

    press: Press
    lock: RunnerLock
    host: str
    queues: str = PUBLISHES

    def sign_on(self, **facts: str) -> None:
        """Note in the store, and in the log with some facts, that the program began.

        Raises:
            StoreError: It cannot be stored.
        """
        self.lock.sweep()
        self.press.newsroom.store.runners.started(
            owner=self.lock.owner,
            host=self.host,
            pid=os.getpid(),
            version=version("nashir"),
            now=self.press.newsroom.now(),
            queues=self.queues,
        )
        told = {"runner": self.lock.owner, "version": version("nashir"), **facts}
        logger.info("runner started", extra=told)

    def beat(self, pulse: Pulse) -> None:
        """Note that the program lives, if it goes on at all.

        Raises:
            StoreError: It cannot be stored.
        """
        if pulse.is_felt:
            self.press.newsroom.store.runners.beat(self.lock.owner, now=self.press.newsroom.now())

    def sign_off(self) -> None:
        """Note that the program ends of its own will.

        Raises:
            StoreError: It cannot be stored.
        """
        self.press.newsroom.store.runners.stopped(self.lock.owner, now=self.press.newsroom.now())
        logger.info("runner stopped", extra={"runner": self.lock.owner})

    def tell(self, text: str) -> None:
        """Have people told of the program itself.

        Raises:
            StoreError: It cannot be stored.
        """
        store = self.press.newsroom.store
        with store.database.write() as connection:
            store.notices.write(
                connection,
                at=self.press.newsroom.now(),
                kind=NoticeKind.RUNNER.value,
                title="",
                text=text,
            )
