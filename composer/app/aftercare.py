"""Aftercare: what people do to posts that are out, or of which nobody knows it.

Each of these changes what readers see, by a person's word, and is written into the journal.
"""

from dataclasses import dataclass

from composer.app.press import Press
from composer.app.rundown import is_held, is_item
from composer.app.standing import standing_of
from composer.domain.post import Post
from composer.domain.queue import QueueItem, Status
from composer.errors import DraftError, OutcomeUnknown, Unavailable
from composer.publishing.platform import SeenPost
from composer.publishing.policy import SAME_TIME
from composer.publishing.work import PageWork
from composer.settings import MAIN_PAGE
from composer.store.change import DraftChange
from composer.store.queue import When
from composer.store.settlement import Settlements


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftercare:
    """The posts of a press that are out.

    Args:
        press: What sends posts.
    """

    press: Press

    def correct(self, name: str, *, page: str = MAIN_PAGE, text: str | None = None) -> QueueItem:
        """Put the text of the draft, as it stands and is approved, into its published post.

        Safe to repeat: a call that failed leaves the item as it was.

        Args:
            name: ID of the item, or of the draft or the beginning of it.
            page: The page that is meant where a draft is named.
            text: The new text: the draft gets it and is approved with it, in one go. Where the page
                has a text of its own, that is what it becomes.

        Raises:
            NotAnApprover: A new text wants the word of somebody else; nothing was changed.
            DraftError: Nothing of it is published, the draft is not approved, or more than the
                text is different.
            PublishError: The platform refused or is away.
        """
        item, newsroom = self.published(name, page=page), self.press.newsroom
        work = self._page(item)
        draft = newsroom.draft(item.draft)
        told = newsroom.store.drafts.content(item.approval)
        if text is not None:
            newsroom.check_approver(item.page)
            _check_only_text(item, told, draft.post_for(work.target.key))
            is_own = draft.own_for(work.target.key) is not None
            change = DraftChange(text=text, target=work.target if is_own else None)
            draft = newsroom.edit(draft.id, change).draft
            newsroom.approve(draft.id, page=item.page, expected_revision=draft.revision)
        post = draft.post_for(work.target.key)
        _check_only_text(item, told, post)
        approval = newsroom.store.drafts.approval(draft.id, work.target)
        if approval is None:
            raise DraftError(standing_of(newsroom, draft.id, work.target).refusal)
        if approval.fingerprint == item.approval:
            msg = f"{item.id} has this text already: nashir edit {item.draft} changes the draft"
            raise DraftError(msg)
        work.platform.edit(item.post_id or "", post.text)
        return self._settlements.corrected(
            item.id, approval.fingerprint, now=newsroom.now(), actor=newsroom.person
        )

    def withdraw(self, name: str, *, page: str = MAIN_PAGE) -> QueueItem:
        """Take a published post down. Safe to repeat.

        Raises:
            DraftError: Nothing of it is published.
            PublishError: The platform refused or is away.
        """
        item, newsroom = self.published(name, page=page), self.press.newsroom
        self._page(item).platform.delete(item.post_id or "")
        return self._settlements.withdrawn(item.id, now=newsroom.now(), actor=newsroom.person)

    def look_up(self, name: str, post_id: str) -> SeenPost | None:
        """Return a post as the page of an item shows it; None where it is not there.

        Args:
            name: ID of the item.
            post_id: ID of the post.

        Raises:
            DraftError: There is no such item, or the settings mean another page by now.
            PublishError: The platform refused or is away.
        """
        item = self.press.newsroom.store.queue.get(name)
        return self._page(item).platform.find(post_id)

    def look_around(self, name: str) -> tuple[SeenPost, ...]:
        """Return the newest posts that the page of an item shows, and those that it holds.

        Args:
            name: ID of the item.

        Raises:
            DraftError: There is no such item, or the settings mean another page by now.
            PublishError: The platform refused or is away.
        """
        work = self._page(self.press.newsroom.store.queue.get(name))
        held = work.platform.scheduled() if work.policy.native else ()
        return (*work.platform.newest(), *held)

    def reschedule(self, name: str, when: When) -> QueueItem:
        """Have a post that the platform holds shown at another time.

        Args:
            name: ID of the item.
            when: The new time.

        Raises:
            DraftError: The platform holds nothing of it.
            PublishError: The platform refused or is away, or keeps the old time.
        """
        newsroom = self.press.newsroom
        item = newsroom.store.queue.get(name)
        post_id = item.post_id
        if post_id is None or not is_held(item, newsroom.now()):
            msg = f"{item.id} is {item.status}: the platform holds no post of it"
            raise DraftError(msg)
        page = self._page(item)
        page.platform.reschedule(post_id, when.due)
        seen = page.platform.find(post_id)
        if seen is None or seen.scheduled is None or abs(seen.scheduled - when.due) > SAME_TIME:
            msg = f"the platform still shows another time for {post_id}: look at it there"
            raise Unavailable(msg)
        return self._settlements.rescheduled(
            item.id,
            when,
            audit_due=when.due + page.policy.audit_after,
            now=newsroom.now(),
            actor=newsroom.person,
        )

    def published(self, name: str, *, page: str = MAIN_PAGE) -> QueueItem:
        """Return a published item by its ID, or by that of a draft with one on a page.

        Raises:
            DraftError: There is none, or there are several.
            OutcomeUnknown: Nobody knows whether it is published.
        """
        newsroom = self.press.newsroom
        if is_item(name):
            item = newsroom.store.queue.get(name)
            _check_out(item)
            return item
        draft = newsroom.draft(name)
        mine = [each for each in newsroom.store.queue.of_draft(draft.id) if each.page == page]
        found = [each for each in mine if each.status is Status.PUBLISHED and not each.withdrawn]
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(each.id for each in reversed(found))
            msg = f"draft {draft.id} was published on {page} as {listed}: name one of them"
        else:
            msg = f"nothing of draft {draft.id} is published on the page {page}"
        raise DraftError(msg)

    @property
    def _settlements(self) -> Settlements:
        store = self.press.newsroom.store
        return Settlements(store.database, store.ledger, store.queue)

    def _page(self, item: QueueItem) -> PageWork:
        """Return the page that an item was sent to."""
        page = self.press.page(item.page)
        if page is None or page.target.key != f"{item.publisher}:{item.page_id}":
            msg = (
                f"{item.id} was sent to {item.publisher} {item.page_id}, and the settings mean"
                f" another page by {item.page!r} now: set it back to do this"
            )
            raise DraftError(msg)
        return page


def _check_out(item: QueueItem) -> None:
    if item.withdrawn is not None:
        msg = f"{item.id} was withdrawn already"
        raise DraftError(msg)
    if item.status is Status.UNKNOWN or (item.status is Status.ATTENTION and item.doubt):
        msg = (
            f"nobody knows yet whether {item.id} was posted: nashir run looks after it, or say"
            f" nashir queue settle {item.id} --posted POST_ID"
        )
        raise OutcomeUnknown(msg)
    if item.status is not Status.PUBLISHED:
        msg = f"{item.id} is {item.status}, not published"
        raise DraftError(msg)


def _check_only_text(item: QueueItem, told: Post, wanted: Post) -> None:
    """Refuse a correction of what no platform lets us correct."""
    parts = {
        "images": ([each.sha256 for each in told.images], [each.sha256 for each in wanted.images]),
        "alternative texts": (
            [each.alt_text for each in told.images],
            [each.alt_text for each in wanted.images],
        ),
        "link": (told.link, wanted.link),
        "first comment": (told.comment, wanted.comment),
    }
    differs = [name for name, (old, new) in parts.items() if old != new]
    if differs:
        msg = (
            f"only a post's text can be corrected, and the draft has another {differs[0]} than"
            f" {item.id}: withdraw {item.id} and publish the draft anew with --again"
        )
        raise DraftError(msg)
