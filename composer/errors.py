"""Every error that Nashir raises on purpose, sorted by what the caller should do.

NashirError
├── InputError          the user can mend it
│   ├── ArticleError        the article cannot be read or lacks what a card needs
│   ├── TemplateError       a template is wrong: file, line, what, nearest known name
│   ├── ThemeError          a theme is unknown or its theme.toml is wrong
│   ├── SettingsError       nashir.toml or an option is wrong
│   ├── StoreError          the database or an image in the store cannot be used
│   │   └── ImagesAway         where the images are cannot be reached now; try again later
│   ├── DraftError          a draft or an item of the queue does not allow what is asked for
│   │   └── NotAnApprover      somebody else has to approve for that page
│   └── TextDoesNotFit      the text is longer than the card can hold at its least size
└── PublishError        the platform's side
    ├── Rejected            not published; repeating will not help
    ├── Unavailable         not published; try again later
    └── OutcomeUnknown      may have been published; never repeat blindly
"""

_SHOWN = 60


class NashirError(Exception):
    """Base of all errors that Nashir raises on purpose."""


class InputError(NashirError):
    """The user can mend the input: the message says what, where and what to do."""


class ArticleError(InputError):
    """The article cannot be read, or lacks what is asked of it."""


class TemplateError(InputError):
    """A template or its markup is wrong.

    Args:
        what: What is wrong, and the nearest known name where there is one.
        file: The template's name or path.
        line: The line in the template, counted from 1; None where it is not known.
    """

    def __init__(self, what: str, *, file: str, line: int | None = None) -> None:
        self.what = what
        self.file = file
        self.line = line
        place = file if line is None else f"{file}:{line}"
        super().__init__(f"{place}: {what}")


class ThemeError(InputError):
    """A theme is unknown, or its ``theme.toml`` is wrong."""


class SettingsError(InputError):
    """``nashir.toml`` or an option is wrong."""


class StoreError(InputError):
    """The database or an image in the store cannot be used; nothing was sent because of it."""


class ApprovalLost(StoreError):  # noqa: N818 - an error is named by what is true
    """The post that was approved is missing, or was changed in the database: it is not sent."""


class ImagesAway(StoreError):  # noqa: N818 - an error is named by what is true
    """Where the images are cannot be reached, or does not let us in, now; try again later."""


class DraftError(InputError):
    """A draft or an item of the queue is unknown, or does not allow what is asked for."""


class NotAnApprover(DraftError):  # noqa: N818 - an error is named by what is true
    """Somebody approves for a page whose settings name others."""


class TextDoesNotFit(InputError):  # noqa: N818 - an error is named by what is true
    """A text is longer than its card can hold even at its least size.

    Args:
        card: Kind of the card.
        text: The text that does not fit, or the longest of several.
        needed_px: Height the content needs at its least size, in card pixels.
        available_px: Height there is, in card pixels.
        advice: What the user can do.
    """

    def __init__(
        self, *, card: str, text: str, needed_px: float, available_px: float, advice: str
    ) -> None:
        self.card = card
        self.text = text
        self.needed_px = needed_px
        self.available_px = available_px
        self.advice = advice
        beginning = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        super().__init__(
            f"the {card} card cannot hold its text: it needs {needed_px:.0f} px and has"
            f" {available_px:.0f} px at the smallest size allowed («{beginning}»,"
            f" {len(text)} characters): {advice}"
        )


class PublishError(NashirError):
    """The platform refused, is away, or did not answer.

    Args:
        message: What happened and what to do, without any secret.
        code: The platform's own code, where it gave one.
        subcode: Its finer code.
    """

    def __init__(
        self, message: str, *, code: int | None = None, subcode: int | None = None
    ) -> None:
        self.code = code
        self.subcode = subcode
        super().__init__(message)


class Rejected(PublishError):  # noqa: N818 - an error is named by what is true
    """Not published, and repeating will not help: a person has to mend something."""


class Unavailable(PublishError):  # noqa: N818 - an error is named by what is true
    """Not published; try again later.

    Args:
        message: As above.
        wait_s: Seconds that the platform wants us to wait; None where it says nothing.
        code: As above.
        subcode: As above.
    """

    def __init__(
        self,
        message: str,
        *,
        wait_s: float | None = None,
        code: int | None = None,
        subcode: int | None = None,
    ) -> None:
        self.wait_s = wait_s
        super().__init__(message, code=code, subcode=subcode)


class OutcomeUnknown(PublishError):  # noqa: N818 - an error is named by what is true
    """May have been published; never repeat blindly."""
