"""The platform's error codes: what each means, and what the caller should do.

The table follows what Meta documents and what other clients have recorded; where the two say
nothing, the cautious reading stands. Codes decide, not the HTTP status: the same refusal has come
with different ones.
"""

from dataclasses import dataclass
from enum import Enum, auto

_HOUR_S = 3600.0

AGAIN = "it is tried again"

_LOGIN = "run `nashir facebook login` again"
_APP = "check NASHIR_FACEBOOK_APP_ID and NASHIR_FACEBOOK_APP_SECRET"
_LOOK = "look on the page whether it is there before anything is sent again"
_SLOWER = "nothing needs to be done; if it comes often, post and look less often"
_ON_FACEBOOK = "an administrator of the page has to settle it on Facebook"
_CONTENT = "change the post and approve it again"
_IMAGE = "export the cards as JPEG or PNG below 4 MB and approve the draft again"


class Action(Enum):
    """What follows from a refusal."""

    AWAY = auto()  # it stumbled: a post may have been made; all other calls can be repeated
    TWICE = auto()  # it says that this exists already: an earlier call probably made it
    WAIT = auto()  # it refused for now, and made nothing
    FIX = auto()  # what was sent is wrong, and stays wrong
    PERSON = auto()  # somebody has to put the token, the permissions or the page in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What the platform says went wrong.

    Args:
        code: Its number; None where it gave none.
        subcode: Its finer number.
        text: Its own words, without any secret.
        transient: It says itself that trying again may help.
        trace: Its name for this answer, which its support asks for.
    """

    code: int | None
    subcode: int | None = None
    text: str = ""
    transient: bool = False
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row of the table; its columns come by position, since a table is read in columns.

    Args:
        code: The code, or the first and the last of several; None where the subcode says it all:
            one of seven digits means the same wherever it stands.
        subcode: The subcode; None for any.
        action: What follows.
        what: What happened, for people.
        advice: What to do, for people.
        says: What the platform's words must hold, in small letters.
        wait_s: Seconds to wait where the platform does not say how long.
        least_s: Seconds to wait at least, whatever it says.
    """

    code: int | tuple[int, int] | None
    subcode: int | None
    action: Action
    what: str
    advice: str
    says: str = ""
    wait_s: float | None = None
    least_s: float = 0.0

    def fits(self, fault: Fault) -> bool:
        """Tell whether this row is about a fault."""
        return self._numbers_fit(fault) and self.says in fault.text.lower()

    def _numbers_fit(self, fault: Fault) -> bool:
        match self.code:
            case None:
                return self.subcode in (fault.code, fault.subcode)
            case (first, last):
                return fault.code is not None and first <= fault.code <= last
            case code:
                return fault.code == code and self.subcode in (None, fault.subcode)


def refusal_of(fault: Fault) -> Refusal | None:
    """Return the row about a fault; None for a code that nobody has told us about."""
    return next((row for row in REFUSALS if row.fits(fault)), None)


_A, _T, _W, _F, _P = Action.AWAY, Action.TWICE, Action.WAIT, Action.FIX, Action.PERSON

REFUSALS = (
    # subcodes that mean the same under every code
    Refusal(None, 1366051, _T, "these photos stand in a post already", _LOOK),
    Refusal(None, 1366046, _F, "a photo cannot be read, or is too big", _IMAGE),
    Refusal(None, 2069019, _F, "a photo is not a valid file", _IMAGE),
    Refusal(None, 1609008, _F, "a link to facebook.com is not allowed in a post", _CONTENT),
    Refusal(None, 2069030, _F, "pages of this kind do not allow such a post", _CONTENT),
    Refusal(None, 1772107, _T, "the answer could not be given, but it may be made", _LOOK),
    Refusal(None, 1390008, _W, "the page posts too fast", _SLOWER, wait_s=_HOUR_S, least_s=_HOUR_S),
    Refusal(None, 4854002, _P, "Facebook wants an identity confirmed", _ON_FACEBOOK),
    Refusal(None, 1609005, _W, "the link cannot be read", "see that the page opens", wait_s=600.0),
    Refusal(None, 1346003, _P, "the content was reported as abusive", _ON_FACEBOOK),
    Refusal(None, 1404102, _P, "the content is against the community standards", _ON_FACEBOOK),
    Refusal(None, 1404006, _P, "Facebook wants a security check", _ON_FACEBOOK),
    Refusal(None, 1404078, _P, "the page needs the authorisation to publish", _ON_FACEBOOK),
    Refusal(None, 1404112, _P, "the account is limited", _ON_FACEBOOK),
    Refusal(None, 1349125, _P, "Facebook does not take this content now", _ON_FACEBOOK),
    Refusal(None, 1363019, _A, "the upload failed", AGAIN),
    Refusal(None, 1363030, _A, "the upload took too long", AGAIN),
    Refusal(None, 1363033, _A, "the upload failed", AGAIN),
    Refusal(None, 1363037, _F, "the upload went on at a wrong place", "upload it from the start"),
    Refusal(None, 1363041, _F, "the upload's session ended", "upload it from the start"),
    # the platform itself
    Refusal(1, None, _P, "the app's secret is wrong", _APP, says="validating client secret"),
    Refusal(1, None, _A, "Facebook stumbled over an unknown error", AGAIN),
    Refusal(2, None, _A, "Facebook is out of service for the moment", AGAIN),
    Refusal(6000, None, _A, "the upload failed", AGAIN),
    # too many calls
    Refusal(4, None, _W, "the app has made too many calls", _SLOWER, wait_s=_HOUR_S),
    Refusal(17, None, _W, "the user has made too many calls", _SLOWER, wait_s=_HOUR_S),
    Refusal(
        32,
        None,
        _W,
        "too many calls were made for the page with a person's token",
        f"use the page's own token: {_LOGIN}",
        wait_s=_HOUR_S,
    ),
    Refusal(341, None, _W, "the app has reached a limit", _SLOWER, wait_s=_HOUR_S),
    Refusal(613, None, _W, "calls come too fast", _SLOWER, wait_s=_HOUR_S),
    Refusal(
        (80000, 80014), None, _W, "too many calls were made for the page", _SLOWER, wait_s=_HOUR_S
    ),
    # the token and what it may do
    Refusal(190, 458, _P, "the app was removed by who gave the token", _LOGIN),
    Refusal(
        190, 459, _P, "Facebook stopped the account for a check", f"log in there, then {_LOGIN}"
    ),
    Refusal(190, 460, _P, "the password was changed, which ends the token", _LOGIN),
    Refusal(190, 463, _P, "the token has expired", _LOGIN),
    Refusal(190, 464, _P, "the account is not confirmed", f"log in there, then {_LOGIN}"),
    Refusal(190, 467, _P, "the token was made invalid", _LOGIN),
    Refusal(190, 492, _P, "who gave the token has no role on the page any more", _ON_FACEBOOK),
    Refusal(190, None, _P, "the token is not valid", _LOGIN),
    Refusal(102, None, _P, "the session of the token has ended", _LOGIN),
    Refusal(2500, None, _P, "the call carried no token that counts", _LOGIN),
    Refusal(104, None, _P, "the app's secret does not fit the token", _APP),
    Refusal(101, None, _P, "the app's ID is wrong", _APP),
    Refusal(3, None, _P, "the app lacks a capability", "see the app's settings at Meta"),
    Refusal(10, None, _P, "a permission is missing", f"give it to the app, then {_LOGIN}"),
    Refusal(
        200,
        None,
        _P,
        "the token is a person's, but the page itself must post",
        _LOGIN,
        says="as the page itself",
    ),
    Refusal(
        283, None, _P, "the permission pages_read_engagement is missing", f"give it, then {_LOGIN}"
    ),
    Refusal(
        (200, 299),
        None,
        _P,
        "a permission is missing, or the role on the page was lost",
        f"run `nashir facebook check`; give what is missing, then {_LOGIN}",
    ),
    # what was sent
    Refusal(
        100,
        33,
        _P,
        "it does not exist, or this token cannot see it",
        "see whether it is on the page, and run `nashir facebook check`",
    ),
    Refusal(
        100,
        None,
        _P,
        "the proof of the app's secret is missing or wrong",
        _APP,
        says="appsecret_proof",
    ),
    Refusal(
        100,
        None,
        _P,
        "the app wants each call to prove its secret",
        "set NASHIR_FACEBOOK_APP_SECRET",
        says="app secret proof",
    ),
    Refusal(
        100,
        None,
        _F,
        "Facebook cannot hold a post until that time",
        "choose a time from 20 minutes to 29 days ahead",
        says="publish time is invalid",
    ),
    Refusal(100, None, _F, "the call held something wrong", _CONTENT),
    Refusal(324, None, _F, "a photo is missing or wrong", _IMAGE),
    Refusal(803, None, _F, "there is no such post or page", "check the page's ID"),
    Refusal(1500, None, _W, "the link is not valid", "see that the page opens", wait_s=600.0),
    Refusal(506, None, _T, "the same was posted just before", _LOOK),
    Refusal(368, None, _T, "this was posted already", _LOOK, says="already posted"),
    Refusal(368, None, _P, "Facebook blocks this for its rules or for haste", _ON_FACEBOOK),
)
"""All rows, the special before the general: the first that fits counts."""
