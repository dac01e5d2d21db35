"""What a person sets for themselves: language, theme, page; their password; their sessions."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from composer.app.desk.look import Look, keep_look
from composer.app.desk.path import local_path
from composer.app.desk.show import show
from composer.app.desk.visit import Visit, Visitor
from composer.app.password import refuse_weak
from composer.errors import SettingsError

router = APIRouter()

_LONGEST_PASSWORD = 1000

Password = Annotated[str, Form(max_length=_LONGEST_PASSWORD)]


@router.get("/account")
def account(request: Request, visit: Visitor) -> Response:
    """Show who one is, and what one has chosen."""
    return show(request, visit, "account/screen.html.j2", problem="", hint="")


@router.post("/account/look")
def choose(
    visit: Visitor,
    language: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
    page: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the field's name
) -> Response:
    """Keep a choice, and go back to where it was made."""
    old = visit.look
    chosen = {
        "language": language or old.language.value,
        "theme": theme or old.theme.value,
        "page": page if page in visit.pages else old.page,
    }
    look = Look.of(chosen)
    if visit.guest.has_account:
        visit.newsroom.store.people.choose(visit.person, **chosen)
    answer = RedirectResponse(local_path(next), status_code=303)
    keep_look(answer, look, visit.desk.address)
    return answer


@router.post("/account/password")
def change_password(
    request: Request, visit: Visitor, old: Password = "", new: Password = "", again: Password = ""
) -> Response:
    """Change one's password; all sessions end, and one signs in with the new one."""
    people, passwords = visit.newsroom.store.people, visit.desk.door.passwords
    if not visit.guest.has_account:
        return _refused(request, visit, "account.no_account")
    address = request.client.host if request.client else ""
    if visit.desk.door.known(visit.person, old, address=address) is None:
        return _refused(request, visit, "account.old_wrong")
    if new != again:
        return _refused(request, visit, "account.not_the_same")
    try:
        refuse_weak(new, name=visit.person)
    except SettingsError as error:
        return _refused(request, visit, "account.weak", hint=str(error))
    now, person = visit.newsroom.now(), visit.person
    people.set_secret(person, passwords.hash(new), now=now, actor=person)
    visit.desk.live.end_of(person)
    return RedirectResponse("/sign-in", status_code=303)


@router.post("/account/sign-out-everywhere")
def leave_everywhere(visit: Visitor) -> Response:
    """End all of one's sessions, this one too."""
    visit.newsroom.store.visits.end_all(visit.person)
    visit.desk.live.end_of(visit.person)
    return RedirectResponse("/sign-in", status_code=303)


def _refused(request: Request, visit: Visit, problem: str, hint: str = "") -> Response:
    return show(request, visit, "account/screen.html.j2", status=422, problem=problem, hint=hint)
