"""The runner on duty: the press, put to work again and again until it is told to end."""

import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from composer.app.assignment import Assignment, SettingsNews
from composer.app.channel import open_channels
from composer.app.daily import follow_rules, keep_house
from composer.app.outlet import outlet_names
from composer.app.presence import Presence
from composer.app.press import Press
from composer.engine.clock import ticks
from composer.engine.courier import Courier
from composer.engine.lock import RunnerLock
from composer.engine.metronome import Chore
from composer.engine.runner import Pulse, Runner
from composer.engine.stop import Stop, stopping_on_signals
from composer.engine.team import Signs, Team
from composer.engine.trouble import Troubles
from composer.publishing.worker import Worker

_TICK_S = 1
_BEAT_S = 10
_NOTICES_S = 2
_HOUSE_S = 3600
_DAY_S = 86_400
_SETTINGS_S = 2
_STEP_S = 0.2
_MOST_LISTED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A press that is kept going.

    Args:
        press: The press.
        lock: The process's own lock.
        stop: Whether the program was asked to end.
        pulse: Tells whether it goes on.
    """

    press: Press
    lock: RunnerLock
    stop: Stop
    pulse: Pulse = field(default_factory=lambda: Pulse(ticks))

    def run(self) -> None:
        """Publish what falls due until the program is told to end.

        Raises:
            SettingsError: A channel over which people are told cannot be used as it is set.
        """
        courier = self._courier()
        signs = Signs(ticks)
        worker = Worker(self.press.work(self.lock, at=signs), stopping=self.stop)
        team = Team(
            worker.serve,
            at_once=self.press.newsroom.settings.worker.at_once,
            troubles=Troubles(self.tell, ticks),
            signs=signs,
            ticks=ticks,
        )
        pages = Assignment(worker=worker, team=team, signs=signs, tell=self.tell)
        news = SettingsNews(press=self.press, tell=self.tell)
        runner = Runner(
            chores=(
                Chore(name="the zones' rules", every_s=_DAY_S, do=self._follow_rules),
                Chore(name="publishing", every_s=_TICK_S, do=pages.look),
            ),
            beside={
                "settings": (Chore(name="the settings", every_s=_SETTINGS_S, do=news.look),),
                "heart": (Chore(name="the heartbeat", every_s=_BEAT_S, do=self._beat),),
                "courier": (Chore(name="telling people", every_s=_NOTICES_S, do=courier.round),),
                "house": (Chore(name="keeping house", every_s=_HOUSE_S, do=self._keep_house),),
            },
            ticks=ticks,
            tell=self.tell,
            stop=self.stop,
            pulse=self.pulse,
            finish=team.end,
        )
        with stopping_on_signals(self.stop):
            self._presence.sign_on(pages=_listed(outlet_names(self.press.newsroom.settings)))
            team.begin()
            try:
                runner.run()
            finally:
                self._presence.sign_off()

    def once(self) -> None:
        """Do all that is due now, look after every unknown outcome, and tell people.

        Raises:
            StoreError: The store cannot be used.
            SettingsError: A channel over which people are told cannot be used as it is set.
        """
        courier = self._courier()
        with stopping_on_signals(self.stop):
            self._follow_rules()
            Worker(self.press.work(self.lock), stopping=self.stop).tick(look_now=True)
            courier.round()
            if not self.stop():
                self._keep_house()
                courier.round()

    def wait(self, seconds: float) -> None:
        """Wait, but no longer than until the program is asked to end."""
        end = ticks() + seconds
        while not self.stop() and (left := end - ticks()) > 0:
            time.sleep(min(left, _STEP_S))

    def tell(self, text: str) -> None:
        """Have people told of the runner itself.

        Raises:
            StoreError: It cannot be stored.
        """
        self._presence.tell(text)

    def _courier(self) -> Courier:
        return Courier(
            self.press.newsroom.store.notices,
            open_channels(self.press.newsroom.settings),
            now=self.press.newsroom.now,
            stopping=self.stop,
        )

    def _follow_rules(self) -> None:
        follow_rules(self.press, actor=self.lock.owner)

    def _keep_house(self) -> None:
        keep_house(self.press, actor=self.lock.owner)

    def _beat(self) -> None:
        self._presence.beat(self.pulse)

    @property
    def _presence(self) -> Presence:
        return Presence(press=self.press, lock=self.lock, host=socket.gethostname())


def _listed(pages: Sequence[str]) -> str:
    """Return the names of pages, the first ones of very many."""
    more = len(pages) - _MOST_LISTED
    return ",".join(pages[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
