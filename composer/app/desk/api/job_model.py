"""The API's documents about the making of drafts."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from composer.app.desk.api.model import Answer, Asked, DraftId, Instant, PageName

_NAME = "^[a-z0-9][a-z0-9_-]{0,39}$"

Address = Annotated[
    str,
    Field(pattern="^https?://[^\\s]+$", max_length=4_000, examples=["https://example.com/story"]),
]
Short = Annotated[str, Field(max_length=300)]
Names = Annotated[list[Annotated[str, Field(pattern=_NAME)]], Field(min_length=1, max_length=20)]

JobId = Annotated[
    str,
    Field(description="ID of a job.", pattern="^[A-Za-z0-9_-]{4,64}$", examples=["tT5kQ0aWb1cD"]),
]


class Making(Asked):
    """What to make of an article."""

    page: PageName = "main"
    """The page whose site and theme the draft has."""
    theme: Annotated[str, Field(pattern=_NAME)] | None = None
    """Name of a theme; the page's own without it."""
    sizes: Names = Field(default=["portrait"])
    """Sizes of the cards; the post carries those of the first."""
    cards: Names | None = None
    """Only these kinds of card; without it all that the article has content for."""
    image_format: Literal["png", "jpeg"] = "png"
    image: Literal["auto"] | Address | None = None
    """A photograph for the headline: its address, or `auto` for the one that the article names."""
    credit: Short = ""
    """Who made the photograph, as its card prints it."""
    rights: Short = ""
    """By which right it is used."""
    again: bool = False
    """A draft is made though there is one of the article."""


class FromAddress(Making):
    """An article on the web; private networks are out of reach unless the settings allow them."""

    source: Address


class FromText(Making):
    """An article as it is written."""

    text: Annotated[str, Field(min_length=1, max_length=1_000_000)]
    title: Short = ""
    """The headline; without it the first line of the text."""
    format: Literal["text", "markdown", "html"] = "text"
    link: Address | None = None
    """The article's own address; by it the same article is known again."""


class FromFile(Making):
    """An article in a file: text, Markdown, HTML, Word, JSON, a feed. Known by what it holds.

    In a form a list is one field for each of its values, `again` is `true` or `false`.
    """

    model_config = ConfigDict(strict=False)

    file: Annotated[str, Field(json_schema_extra={"format": "binary"})]


State = Literal["queued", "reading", "drawing", "done", "known", "failed", "cancelled"]


class Article(Answer):
    """An article on its way to become a draft."""

    number: int
    source: str
    """The address or the name of the file; empty for a text."""
    state: State
    """`known`: there was a draft of it already, and no other was made."""
    title: str | None
    draft: DraftId | None
    reason: str | None
    """Why no draft could be made, and what to do."""


class Job(Answer):
    """The making of drafts; where the desk draws by itself, its end loses what is not finished."""

    id: JobId
    begun: Instant
    person: str
    page: str
    over: bool
    """Whether nothing more happens."""
    articles: list[Article]


class JobList(Answer):
    """The jobs that are remembered, the last begun first."""

    jobs: list[Job]
