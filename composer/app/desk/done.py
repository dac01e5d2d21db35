"""Tells a page that what a dialog asked for is done."""

import json

from fastapi import Request, Response
from fastapi.responses import RedirectResponse


def done(request: Request, draft_id: str, told: str) -> Response:
    """Return what closes the dialog and says so; without scripts, the draft itself.

    Args:
        request: What was asked.
        draft_id: The draft that it was about.
        told: What is said, in the person's language.
    """
    if request.headers.get("hx-request") != "true":
        return RedirectResponse(f"/drafts/{draft_id}", status_code=303)
    event = {"desk:done": {"draft": draft_id, "text": told}}
    return Response(status_code=204, headers={"HX-Trigger": json.dumps(event)})
