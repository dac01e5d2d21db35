"""What drawing needs, kept between changes: the parts of some themes, cards, photographs."""

from collections import OrderedDict
from collections.abc import Callable

from composer.app import services
from composer.app.order import Order
from composer.app.picture import photo_of
from composer.app.workshop import Workshop
from composer.cards.gallery import Gallery
from composer.cards.picture import Photo
from composer.domain.edition import Picture
from composer.settings import Settings

_WORKSHOPS = 2
_GROUNDS = 6
"""Backgrounds that each keeps: those of one size. All of all sizes would take 100 MB a theme."""

_PHOTOS = 1
"""Decoded it takes up to 27 MB."""

GALLERY_BYTES = 24 * 2**20
"""Some 120 cards: what a few people work on at a time."""


class Bench:
    """The workshops, cards and photographs of late. Not safe for several threads at once."""

    def __init__(self) -> None:
        self.gallery = Gallery(GALLERY_BYTES)
        self._workshops: OrderedDict[tuple[object, ...], Workshop] = OrderedDict()
        self._photos: OrderedDict[str, Photo] = OrderedDict()

    def workshop(self, settings: Settings, theme: str) -> Workshop:
        """Return what draws in a theme.

        Raises:
            ThemeError: There is no such theme, or it is wrong.
        """
        page = settings.main
        key = (theme, settings.themes, settings.rendering, page.site)
        known = self._workshops.get(key)
        if known is None:
            known = self._workshops[key] = services.build(
                settings, Order(theme=theme), grounds=_GROUNDS
            )
            if len(self._workshops) > _WORKSHOPS:
                self._workshops.popitem(last=False)
        self._workshops.move_to_end(key)
        return known

    def photo(self, picture: Picture, read: Callable[[str], bytes]) -> Photo:
        """Return a photograph as cards take it.

        Args:
            picture: Which, and what stays in sight.
            read: Returns the bytes of an image by its hash.

        Raises:
            StoreError: Its bytes are missing or were changed.
        """
        known = self._photos.get(picture.sha256)
        if known is None:
            known = photo_of(picture, read(picture.sha256))
        elif known.focus != picture.focus:
            known = known.focused(picture.focus)
        self._photos[picture.sha256] = known
        self._photos.move_to_end(picture.sha256)
        if len(self._photos) > _PHOTOS:
            self._photos.popitem(last=False)
        return known
