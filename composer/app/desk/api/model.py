"""The ground of the API's documents: what is sent may grow, what is received is taken exactly."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Instant = Annotated[
    str,
    Field(
        description="ISO 8601, in UTC.",
        json_schema_extra={"format": "date-time"},
        examples=["2026-11-24T15:00:00+00:00"],
    ),
]
"""An instant as all documents write it."""

DraftId = Annotated[
    str,
    Field(
        description="ID of a draft.",
        pattern="^[A-Za-z0-9_-]{4,64}$",
        examples=["3f9c0a17be52"],
    ),
]

ItemId = Annotated[
    str,
    Field(description="ID of an item of the queue.", pattern="^q[0-9]{1,18}$", examples=["q17"]),
]

PageName = Annotated[
    str,
    Field(
        description="Name of a page in the settings.",
        min_length=1,
        max_length=80,
        examples=["main"],
    ),
]

Revision = Annotated[int, Field(description="Grows with each change.", ge=1, lt=2**31)]

Text = Annotated[str, Field(max_length=100_000)]


class Answer(BaseModel):
    """A document that is sent. Fields may be added, never renamed."""

    model_config = ConfigDict(extra="allow", frozen=True, use_attribute_docstrings=True)


class Asked(BaseModel):
    """A document that is received. A field that it does not name is a mistake."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )


class Mistake(Answer):
    """A mistake in a call."""

    where: str
    """Where it is, such as ``body.revision``."""
    message: str
    """What is wrong with it."""


class ProblemDocument(Answer):
    """What went wrong, as RFC 9457 has it."""

    type: str
    """The kind of the problem; it never changes."""
    title: str
    """The kind in words."""
    status: int
    """The HTTP status."""
    detail: str
    """What is wrong, where, and what to do."""
    errors: list[Mistake] | None = None
    """The mistakes in the call, one by one."""
