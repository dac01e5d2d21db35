"""The desk: all that its pages share, put together once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Self

from composer.app.arrival import Arrival, Batch, Reception
from composer.app.arrivals import Arrivals
from composer.app.desk.address import Address
from composer.app.desk.batch_view import batch_event
from composer.app.desk.door import Door
from composer.app.desk.house import House
from composer.app.desk.live import Live
from composer.app.desk.porter import Porter
from composer.app.desk.screens import Screens
from composer.app.desk.static import Assets
from composer.app.desk.theme_shelf import ThemeShelf
from composer.app.desk.thumbnails import Thumbnails
from composer.app.desk.warning import Lookout
from composer.app.desk.words import Language, Words, load_words
from composer.app.dispatch import Dispatch
from composer.app.editing import EditingRoom
from composer.app.metrics.health import Health
from composer.app.metrics.meter import Meter
from composer.app.metrics.vitals import Vitals
from composer.app.newsroom import Newsroom
from composer.app.onlooker import Onlooker
from composer.app.roster import publishing_runners
from composer.app.samples import Samples
from composer.domain.queue import BUSY, Status
from composer.resources import shipped_root
from composer.settings import EngineKind, Settings, load_secrets

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the pages of the desk share.

    Args:
        address: Where it is served.
        house: The workspace and its settings, which may change.
        door: Who comes in.
        lookout: Looks after what everybody should know.
        live: Tells open pages what happens.
        words: The texts of each language.
        assets: Style sheets, scripts, fonts.
        screens: The templates.
        porter: Takes in what others leave in the inbox.
        thumbnails: Small pictures of cards.
        dispatch: Sends single posts at once, where no runner does.
        arrivals: Makes drafts of what people hand in.
        samples: Small pictures of themes.
        darkroom: Held while an uploaded picture is decoded: of large ones, one at a time.
        editing: Where drafts are changed.
        themes: Those that can be chosen.
        vitals: What programs that watch it are told.
    """

    address: Address
    house: House
    door: Door
    lookout: Lookout
    live: Live
    words: Mapping[Language, Words]
    assets: Assets
    screens: Screens
    porter: Porter
    thumbnails: Thumbnails
    dispatch: Dispatch
    arrivals: Reception
    samples: Samples
    darkroom: Lock
    editing: EditingRoom
    themes: ThemeShelf
    vitals: Vitals

    @classmethod
    def open(
        cls, settings: Settings, *, person: str, key: str, address: Address, now: Clock
    ) -> Self:
        """Open the desk of a workspace.

        Args:
            settings: Where it is.
            person: Who works here as long as there are no users.
            now: Tells the time, in UTC.
            key: Lets that person in; it stands in the address that is printed.
            address: Where the desk is served.

        Raises:
            StoreError: The store cannot be opened.
        """
        house = House.open(settings, now=now, person=person)
        root = shipped_root()
        words = load_words(root / "assets" / "desk" / "words")
        assets = Assets(root, words)
        live = Live(house.newsroom.store.journal)
        meter = Meter()
        meter.made(len(house.newsroom.taken))

        def tell(batch: Batch, arrival: Arrival) -> None:
            live.tell("batch", batch_event(batch, arrival))

        desk = cls(
            address=address,
            house=house,
            door=Door(house.newsroom.store, person=person, key=key, now=now),
            lookout=Lookout(house),
            live=live,
            words=words,
            assets=assets,
            porter=Porter(house, made=meter.made),
            thumbnails=Thumbnails(),
            dispatch=Dispatch(observer=meter),
            arrivals=_reception(house, tell, meter),
            samples=Samples(),
            darkroom=Lock(),
            editing=EditingRoom(),
            themes=ThemeShelf(),
            vitals=Vitals(
                lambda: house.newsroom,
                meter=meter,
                health=Health(newsroom=lambda: house.newsroom),
                token=load_secrets().metrics,
            ),
            screens=Screens(root / "templates", asset=assets.address),
        )
        desk.porter.begin()
        desk.take_up()
        return desk

    @property
    def settings(self) -> Settings:
        """What is set now."""
        return self.house.settings

    @property
    def newsroom(self) -> Newsroom:
        """The newsroom as the desk itself; a person's own is in their ``Visit``."""
        return self.house.newsroom

    def now(self) -> datetime:
        """Tell the time, in UTC."""
        return self.house.newsroom.now()

    def take_up(self) -> None:
        """See through what a desk left in the middle that was killed, where no runner does.

        Somebody wanted it sent at once, and nobody can ask for it again while it is under way.
        """
        room = self.newsroom
        if not publishing_runners(room):
            for item in room.store.queue.all(statuses=BUSY - {Status.UNKNOWN}):
                self.dispatch.send(room.settings, room.person, item)

    def close(self) -> None:
        """Let go of everything."""
        self.porter.end()
        self.arrivals.close()
        self.live.close()
        self.dispatch.close()
        self.house.close()


def _reception(
    house: House, tell: Callable[[Batch, Arrival], None], onlooker: Onlooker
) -> Reception:
    """Return where articles are handed in: for workers, or for the desk itself to draw."""
    if house.settings.worker.engine is EngineKind.CLUSTER:
        from composer.app.farm_arrivals import FarmArrivals  # noqa: PLC0415 - for clusters only

        return FarmArrivals(lambda: house.newsroom, tell=tell)
    return Arrivals(lambda: house.newsroom, tell=tell, onlooker=onlooker)
