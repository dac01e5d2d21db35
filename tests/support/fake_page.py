"""A page that does what the platform documents, with the faults that a test scripts.

It keeps what readers see and tells it to the test as it is, whatever it answered.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial
from itertools import count

from practice_clock import PracticeClock

from composer.domain.post import PostImage
from composer.errors import OutcomeUnknown, PublishError, Rejected, Unavailable
from composer.publishing.platform import Platform, SeenComment, SeenPost

STAGED_FOR_S = 24 * 3600.0
_LISTED = 100
_USED = 1366051


class Died(BaseException):
    """The process was killed here."""


class Deed(Enum):
    """What a call that a fault strikes does all the same."""

    NOTHING = auto()
    DONE = auto()
    DONE_LATER = auto()
    DONE_TWICE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What befalls one call.

    Args:
        deed: What is done.
        answer: What is raised; None for a plain answer.
        takes_s: How long the caller waits for it.
        later_s: How long after the call it is done, where it is done later.
        hidden_s: How long the lists do not show what was made.
        skew_s: By how much the time at which a held post is shown differs from the one asked for.
    """

    deed: Deed = Deed.DONE
    answer: BaseException | None = None
    takes_s: float = 0.0
    later_s: float = 0.0
    hidden_s: float = 0.0
    skew_s: float = 0.0


def lost(text: str = "the answer did not come") -> OutcomeUnknown:
    return OutcomeUnknown(text)


def throttled(wait_s: float | None = 300.0) -> Unavailable:
    return Unavailable("too many calls", wait_s=wait_s, code=4)


NO_FAULT = Fault()


@dataclass(slots=True, kw_only=True)
class MadePost:
    """A post that is on the page."""

    id: str
    text: str
    link: str | None
    images: tuple[str, ...]
    sha256s: tuple[str, ...]
    alt_texts: tuple[str, ...]
    created: datetime
    seen_from_s: float
    scheduled: datetime | None
    comments: list[SeenComment] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Photo:
    image: PostImage
    temporary: bool
    staged_s: float
    used: bool = False


Witness = Callable[[str, tuple[str, ...]], None]


def _sees_nothing(text: str, images: tuple[str, ...]) -> None:
    del text, images


class FakePage(Platform):
    """A page that lives in the test.

    Args:
        clock: Whose true time its own clock shows.
        witness: Is told of each call that would make a post, before anything is done.
        forgiving: It takes an image into a second post, which the documented one does not.
    """

    def __init__(
        self,
        clock: PracticeClock,
        *,
        witness: Witness = _sees_nothing,
        forgiving: bool = False,
    ) -> None:
        self._forgiving = forgiving
        self.faults: dict[str, list[Fault]] = {}
        self.posts: list[MadePost] = []
        self.calls: list[str] = []
        self.witness = witness
        self.page_id = ""
        self._clock = clock
        self._photos: dict[str, _Photo] = {}
        self._late: list[tuple[float, Callable[[], MadePost]]] = []
        self._numbers = count(1)

    @property
    def slow_down_s(self) -> float:
        return 0.0

    def stage(self, image: PostImage, data: bytes, *, temporary: bool) -> str:
        assert len(data) == image.size
        fault = self._struck("stage")
        if fault.deed is not Deed.NOTHING:
            photo_id = f"photo{next(self._numbers)}"
            self._photos[photo_id] = _Photo(
                image=image, temporary=temporary, staged_s=self._clock.passed_s
            )
        self._answer(fault)
        return photo_id

    def create(
        self, text: str, *, link: str | None, images: Sequence[str], at: datetime | None
    ) -> str:
        self.witness(text, tuple(images))
        fault = self._struck("create")
        if fault.deed is Deed.NOTHING:
            self._answer(fault)
        make = partial(self._make, text, link, tuple(images), at, fault)
        if fault.deed is Deed.DONE_LATER:
            self._late.append((self._clock.passed_s + fault.later_s, make))
            self._answer(fault)
        post = make()
        self._answer(fault)
        return post.id

    def newest(self) -> Sequence[SeenPost]:
        self._answer(self._struck("newest"))
        shown = [each for each in self.posts if self._is_out(each)]
        visible = [each for each in shown if each.seen_from_s <= self._clock.passed_s]
        ordered = sorted(visible, key=lambda each: each.scheduled or each.created, reverse=True)
        return tuple(map(self._seen, ordered[:_LISTED]))

    def scheduled(self) -> Sequence[SeenPost]:
        self._answer(self._struck("scheduled"))
        held = (each for each in self.posts if not self._is_out(each))
        return tuple(self._seen(each) for each in held if each.seen_from_s <= self._clock.passed_s)

    def find(self, post_id: str) -> SeenPost | None:
        self._answer(self._struck("find"))
        return next(map(self._seen, self._of(post_id)), None)

    def edit(self, post_id: str, text: str) -> None:
        self._answer(self._struck("edit"))
        for post in self._of(post_id):
            post.text = text

    def reschedule(self, post_id: str, at: datetime) -> None:
        fault = self._struck("reschedule")
        for post in self._of(post_id):
            post.scheduled = at + timedelta(seconds=fault.skew_s)
        self._answer(fault)

    def delete(self, post_id: str) -> None:
        self._answer(self._struck("delete"))
        self.posts = [each for each in self.posts if each.id != post_id]

    def comment(self, post_id: str, text: str) -> str:
        fault = self._struck("comment")
        if fault.deed is not Deed.NOTHING:
            (post,) = self._of(post_id)
            made = SeenComment(id=f"comment{next(self._numbers)}", text=text, author=self.page_id)
            post.comments.append(made)
        self._answer(fault)
        return made.id

    def comments(self, post_id: str) -> Sequence[SeenComment]:
        self._answer(self._struck("comments"))
        return tuple(each for post in self._of(post_id) for each in post.comments)

    def settle(self) -> None:
        """Do what was still to be done later."""
        last_s = max((at for at, _ in self._late), default=0.0)
        self._clock.pass_s(max(0.0, last_s - self._clock.passed_s))
        self._arrive()

    def _struck(self, call: str) -> Fault:
        self._arrive()
        self.calls.append(call)
        waiting = self.faults.get(call, [])
        return waiting.pop(0) if waiting else NO_FAULT

    def _answer(self, fault: Fault) -> None:
        self._clock.pass_s(fault.takes_s)
        if fault.answer is not None:
            raise fault.answer

    def _make(
        self,
        text: str,
        link: str | None,
        images: tuple[str, ...],
        at: datetime | None,
        fault: Fault,
    ) -> MadePost:
        photos = [self._free(each, later=at is not None) for each in images]
        if at is not None and not 600 <= (at - self._clock.true).total_seconds() <= 75 * 86_400:
            msg = "the specified scheduled publish time is invalid"
            raise Rejected(msg, code=100)
        for photo in photos:
            photo.used = True
        post = MadePost(
            id=self._new_id(),
            text=text,
            link=link,
            images=images,
            sha256s=tuple(each.image.sha256 for each in photos),
            alt_texts=tuple(each.image.alt_text for each in photos),
            created=self._clock.true,
            seen_from_s=self._clock.passed_s + fault.hidden_s,
            scheduled=None if at is None else at + timedelta(seconds=fault.skew_s),
        )
        self.posts.append(post)
        if fault.deed is Deed.DONE_TWICE:
            self.posts.append(replace(post, id=self._new_id(), comments=[]))
        return post

    def _free(self, photo_id: str, *, later: bool) -> _Photo:
        photo = self._photos.get(photo_id)
        if photo is None or self._clock.passed_s - photo.staged_s > STAGED_FOR_S:
            msg = f"there is no photo {photo_id}"
            raise Rejected(msg, code=100, subcode=33)
        if photo.used and not self._forgiving:
            msg = "these photos stand in a post already"
            raise OutcomeUnknown(msg, code=100, subcode=_USED)
        if later and not photo.temporary:
            msg = "a scheduled post takes temporary photos only"
            raise Rejected(msg, code=100)
        return photo

    def _new_id(self) -> str:
        return f"{self.page_id}_{next(self._numbers)}"

    def _arrive(self) -> None:
        """Do what was to be done by now."""
        due = [make for at, make in self._late if at <= self._clock.passed_s]
        self._late = [each for each in self._late if each[0] > self._clock.passed_s]
        for make in due:
            with suppress(PublishError):  # its photos were used, or expired, meanwhile
                make()

    def _of(self, post_id: str) -> Iterator[MadePost]:
        return (each for each in self.posts if each.id == post_id)

    def _is_out(self, post: MadePost) -> bool:
        return post.scheduled is None or post.scheduled <= self._clock.true

    def _seen(self, post: MadePost) -> SeenPost:
        return SeenPost(
            id=post.id,
            text=post.text,
            link=post.link,
            images=post.images,
            created=post.created,
            is_published=self._is_out(post),
            scheduled=post.scheduled,
            permalink=f"https://example.org/{post.id}",
        )
