"""The second half of the demonstration: one of its drafts goes out on a practice page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from composer.app.bundle import write_bundles
from composer.app.draft import Draft
from composer.app.page import Pages
from composer.app.platform import practice_page
from composer.app.press import Press
from composer.domain.queue import QueueItem, Status
from composer.engine.clock import MachineClock
from composer.errors import OutcomeUnknown, Unavailable
from composer.publishing.platform import SeenPost
from composer.publishing.worker import Worker
from composer.sandbox import PracticePage, running
from composer.settings import Page, PublisherKind, PublisherSettings, Settings, SiteSettings

PERSON = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A post of the demonstration, as it was seen on the page.

    Args:
        item: The item of the queue.
        seen: The post as the Graph API shows it.
        alt_texts: The alternative texts that the page received, in the order of the images.
        is_whole: Whether the bytes of the images are those of the cards, in their order.
        calls: How many calls of the Graph API it took.
        page: Address of the practice page.
    """

    item: QueueItem
    seen: SeenPost
    alt_texts: tuple[str, ...]
    is_whole: bool
    calls: int
    page: str

    def lines(self) -> Iterator[str]:
        """Give what was seen, for people."""
        images = len(self.seen.images)
        told = sum(1 for each in self.alt_texts if each)
        bytes_told = (
            "the very bytes of the cards" if self.is_whole else "NOT the bytes of the cards"
        )
        yield self.seen.permalink or self.page
        yield f"post {self.seen.id}, there once; {self.calls} calls of the Graph API"
        yield f"{images} images in order, {bytes_told}; {told} alternative texts"


@contextmanager
def published(draft: Draft, folder: Path, *, pages: Pages) -> Iterator[Published]:
    """Publish a draft as the newsroom does, on a page that is there as long as the block lasts.

    It is taken in, approved, queued, and sent by the worker over HTTP; then the page is asked.

    Args:
        draft: The draft.
        folder: The workspace in which all of it happens.
        pages: What renders the page of a bundle.
    """
    site = SiteSettings(name=draft.article.site)
    settings = Settings(workspace=folder, main=Page(site=site))
    page = practice_page(settings, MachineClock().read, zone=site.zone)
    write_bundles(draft, (settings.state / "inbox" / draft.id,), pages=pages)
    try:
        with running(page) as url:
            publisher = PublisherSettings(kind=PublisherKind.SANDBOX, api_base=url)
            served = replace(settings, main=Page(site=site, publisher=publisher))
            yield _publish(draft, served, page)
    finally:
        page.close()


def _publish(draft: Draft, settings: Settings, page: PracticePage) -> Published:
    press = Press.open(settings, person=PERSON)
    try:
        with press.lock() as lock:
            press.newsroom.approve(draft.id)
            item = press.queue_now(draft.id)
            Worker(press.work(lock)).tick()
            item = press.newsroom.store.queue.get(item.id)
            return _looked_at(press, item, draft, page)
    finally:
        press.close()


def _looked_at(press: Press, item: QueueItem, draft: Draft, page: PracticePage) -> Published:
    """Return what is seen of an item's post.

    Raises:
        Unavailable: It was not published, or is not to be seen.
    """
    if item.status is not Status.PUBLISHED or item.post_id is None:
        told = f"the demonstration was not published ({item.status}): {item.last_error}"
        raise (OutcomeUnknown if item.status is Status.UNKNOWN else Unavailable)(told)
    outlet = press.newsroom.outlet()
    seen = press.platforms.of(outlet).find(item.post_id)
    stored = [each for each in page.posts() if each.id == item.post_id]
    if seen is None or not stored:
        msg = f"the practice page does not show {item.post_id}"
        raise Unavailable(msg)
    photos = stored[0].photos
    posted = [card for card in draft.cards if card.rendered.size == draft.cards[0].rendered.size]
    return Published(
        item=item,
        seen=seen,
        alt_texts=tuple(each.alt_text or "" for each in photos),
        is_whole=[each.sha256 for each in photos] == [each.sha256 for each in posted],
        calls=len(page.calls()),
        page=f"{press.newsroom.settings.main.publisher.api_base}/",
    )
