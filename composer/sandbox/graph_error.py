"""The errors of the Graph API, in the words that were recorded where any were."""

from dataclasses import dataclass
from typing import Any

POSTED_ALREADY = 1366051
UNREADABLE_FILE = 1366046

_FORBIDDEN = 403
_NO_PERMISSION = range(200, 300)
_SAYS_FORBIDDEN = frozenset({4, 10, *_NO_PERMISSION})


@dataclass(eq=False, kw_only=True)  # not frozen: Python sets the traceback of what is raised
class GraphError(Exception):
    """A call that is answered with an error, and has done nothing.

    Args:
        message: What the developer is told.
        code: The platform's number of it.
        subcode: A finer number; None without one.
        kind: ``type`` in the answer.
        transient: Whether the platform says that it will pass.
        title: For the user; None without one.
        advice: For the user; None without one.
        http: HTTP status; None for the usual one of the code.
    """

    message: str
    code: int = 100
    subcode: int | None = None
    kind: str = "OAuthException"
    transient: bool | None = None
    title: str | None = None
    advice: str | None = None
    http: int | None = None

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        if self.http is not None:
            return self.http
        return _FORBIDDEN if self.code in _SAYS_FORBIDDEN else 400

    def body(self, trace: str) -> dict[str, Any]:
        """Return the answer; ``trace`` is what Facebook would look a call up by."""
        told = {
            "message": self.message,
            "type": self.kind,
            "code": self.code,
            "error_subcode": self.subcode,
            "is_transient": self.transient,
            "error_user_title": self.title,
            "error_user_msg": self.advice,
        }
        known = {name: value for name, value in told.items() if value is not None}
        return {"error": {**known, "fbtrace_id": trace}}


def bad_parameter(what: str) -> GraphError:
    """Return the error about a parameter; ``what`` follows the code in brackets."""
    return GraphError(message=f"(#100) {what}")


def bad_value(name: str, must: str) -> GraphError:
    """Return the error about the value of a parameter; ``must`` says what it has to be."""
    return bad_parameter(f"Param {name} must be {must}")


def no_such_object(number: str, method: str = "GET") -> GraphError:
    """Return the error about an object that is gone, or not for this token to see."""
    return GraphError(
        message=(
            f"Unsupported {method.lower()} request. Object with ID '{number}' does not exist,"
            " cannot be loaded due to missing permissions, or does not support this operation."
            " Please read the Graph API documentation at"
            " https://developers.facebook.com/docs/graph-api"
        ),
        subcode=33,
        kind="GraphMethodException",
    )


def bad_schedule() -> GraphError:
    """Return the error about a time outside the window."""
    return bad_parameter("The specified scheduled publish time is invalid")


def unreadable_photo() -> GraphError:
    """Return the error about a file that is too big or no picture."""
    return GraphError(
        message="Invalid parameter",
        subcode=UNREADABLE_FILE,
        transient=False,
        title="Can't Read Files",
        advice=(
            "Your photos couldn't be uploaded. Photos should be less than 4 MB and saved as JPG,"
            " PNG, GIF or TIFF files."
        ),
    )


def missing_photo() -> GraphError:
    """Return the error about a call that should have brought a file."""
    return GraphError(message="(#324) Requires upload file", code=324)


def photo_in_use(*, as_code: bool) -> GraphError:
    """Return the error about a photo that a post shows already.

    Args:
        as_code: Give its number as the code; it was seen as the subcode of 100.
    """
    told = {
        "message": "Invalid parameter",
        "title": "Photos Already Posted",
        "advice": "These photos were already posted.",
        "transient": False,
    }
    code, subcode = (POSTED_ALREADY, None) if as_code else (100, POSTED_ALREADY)
    return GraphError(**told, code=code, subcode=subcode)  # type: ignore[arg-type] # each its own


def not_as_the_page() -> GraphError:
    """Return the error about a user's token where the page's own is wanted."""
    return GraphError(
        message="(#200) Unpublished posts must be posted to a page as the page itself", code=200
    )


def may_not_post() -> GraphError:
    """Return the error about a token that has no right to this page."""
    return GraphError(
        message=(
            "(#200) If posting to a group, requires app being installed in the group, and either"
            " publish_to_groups permission with user token, or both pages_read_engagement and"
            " pages_manage_posts permission with page token; If posting to a page, requires both"
            " pages_read_engagement and pages_manage_posts as an admin with sufficient"
            " administrative permission"
        ),
        code=200,
    )


def needs_page_token(what: str) -> GraphError:
    """Return the error about a call that only the page itself may make."""
    return GraphError(message=f"(#210) {what}", code=210)
