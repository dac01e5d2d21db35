"""One hand of the rendering farm: claims an article, draws it, keeps its draft, and so on.

Killed at any instant it leaves the draft and the end of its job in the store, or neither; then
somebody else draws the article anew, which gives the very same draft.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from composer.app import services
from composer.app.document import compose_document, to_json
from composer.app.draft import Draft
from composer.app.onlooker import UNSEEN, Onlooker
from composer.app.ticket import Ticket
from composer.app.workshop import Workshop
from composer.domain.render import RenderJob
from composer.domain.trace import trace_of
from composer.errors import ImagesAway, NashirError, StoreError
from composer.settings import Settings, SiteSettings
from composer.store.bundle import parse_bundle
from composer.store.farm_claim import MOST_ATTEMPTS, Claimed, FarmClaims, Lost
from composer.store.field import Damaged
from composer.store.intake import Intake
from composer.store.store import Store

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
"""For how long an article is one hand's, who is done in a second or two. On one machine a lock
tells at once that a hand is dead; only another machine waits for so long."""

_SHOPS = 3
_GROUNDS = 6


class Lives(Protocol):
    """What names a hand and tells of others whether they live, such as a runner's lock."""

    @property
    def owner(self) -> str:
        """Name of this hand."""

    def alive(self, owner: str) -> bool | None:
        """Tell of an owner whether it lives; None where that cannot be told from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who draws.

    Args:
        settings: What is set.
        store: Where jobs and drafts are.
        lock: What names the hand, and tells of others whether they live.
        now: Tells the time, in UTC.
        onlooker: Is told what was made, for metrics.
    """

    settings: Settings
    store: Store
    lock: Lives
    now: Callable[[], datetime]
    onlooker: Onlooker = UNSEEN
    _shops: OrderedDict[tuple[object, ...], Workshop] = field(default_factory=OrderedDict)

    def draw_next(self, batch_id: str | None = None) -> bool:
        """Draw one article; tell whether there was one.

        Args:
            batch_id: Only of this batch; None for any.

        Raises:
            StoreError: The store cannot be used now; what was in hand waits again.
        """
        claims = self._claims()
        claimed = claims.claim(lease=LEASE, now=self.now(), batch_id=batch_id)
        if claimed is None:
            return False
        facts = {"batch": claimed.job.batch, "article": claimed.job.position}
        try:
            draft = self._drawn(claimed)
        except Lost:
            logger.info("article lost to others", extra=facts)
        except StoreError as error:
            self._put_back(claimed.job, error)
        except (NashirError, Damaged) as error:
            self._fail(claimed.job, type(error).__name__, str(error))
        except MemoryError:
            self._fail(claimed.job, "Mistake", "there is not enough memory to compose it")
        except Exception as error:  # the others must not suffer for a mistake of ours
            logger.exception("article broke", extra=facts)
            told = f"a mistake of the program: {type(error).__name__}: {error}"
            self._fail(claimed.job, "Mistake", f"{told}; please report it, with the article")
        else:
            trace = trace_of(draft.article)
            logger.info("article drawn", extra={**facts, "draft": draft.id, "trace": trace})
        return True

    def take_back(self) -> int:
        """Let be drawn anew what dead hands held; return how many articles that were.

        Raises:
            StoreError: The store cannot be used now.
        """
        lost = self._claims().take_back(self.lock.alive, now=self.now())
        for each in lost:
            facts = {"batch": each.batch, "article": each.position, "owner": each.owner}
            logger.warning("article taken back", extra=facts)
        return len(lost)

    def _drawn(self, claimed: Claimed) -> Draft:
        ticket = Ticket.parse(claimed.payload)
        draft = ticket.draw(self._workshop(ticket), self.store.blobs)
        self._keep(claimed, draft)
        return draft

    def _keep(self, claimed: Claimed, draft: Draft) -> None:
        """Put a draft into the store and end its job, both or neither.

        Raises:
            Lost: The job is not ours any more.
        """
        claims, now = self._claims(), self.now()
        if not claims.holds(claimed.job):  # so that no image is kept for nothing
            raise Lost
        bundle = parse_bundle(to_json(compose_document(draft, folder="")))
        intake = Intake(self.store.database, self.store.blobs, self.store.journal)
        end = claims.ending(claimed.job, draft.id, now=now)
        if intake.keep(bundle, _images(draft), now=now, actor=claimed.person, along=end):
            self.onlooker.made(1)

    def _workshop(self, ticket: Ticket) -> Workshop:
        """Return the parts for a ticket; those for a few themes and sites are kept."""
        order = ticket.order
        key = (order.theme, order.backend, ticket.site, ticket.zone)
        found = self._shops.pop(key, None)
        if found is None:
            while len(self._shops) >= _SHOPS:
                self._shops.popitem(last=False)
            site = SiteSettings(name=ticket.site, zone=ZoneInfo(ticket.zone))
            settings = replace(self.settings, main=replace(self.settings.main, site=site))
            made = services.build(settings, order, grounds=_GROUNDS)
            found = replace(made, onlooker=self.onlooker)
        self._shops[key] = found
        return found

    def _put_back(self, job: RenderJob, error: StoreError) -> None:
        """Leave a job to a later attempt, unless there were many.

        Raises:
            StoreError: As it is, so that whoever draws waits a moment.
        """
        away = isinstance(error, ImagesAway)
        if job.attempts >= MOST_ATTEMPTS and not away:
            self._fail(job, type(error).__name__, str(error))
            return
        self._claims().give_back(job, now=self.now(), counted=not away)
        raise error

    def _fail(self, job: RenderJob, kind: str, reason: str) -> None:
        facts = {"batch": job.batch, "article": job.position, "reason": reason}
        logger.info("article failed", extra=facts)
        told = reason.removeprefix(f"{job.source}: ")
        self._claims().fail(job, kind=kind, reason=told, now=self.now())

    def _claims(self) -> FarmClaims:
        return FarmClaims(self.store.database, owner=self.lock.owner)


def _images(draft: Draft) -> Mapping[str, bytes]:
    """Return the images of a draft by their hashes."""
    cards = {each.sha256: each.rendered.data for each in draft.cards}
    photograph = draft.picture
    return cards if photograph is None else {**cards, photograph.picture.sha256: photograph.data}
