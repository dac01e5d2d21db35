"""What a post says, before and after its template."""

from dataclasses import dataclass

from composer.domain.highlight import Quotation


@dataclass(frozen=True, slots=True, kw_only=True)
class PostContent:
    """All that a post template may show.

    Args:
        lead: The first line: the headline, or a whole sentence where the headline is longer
            than what a phone shows before the fold.
        headline: The headline when it is not the lead.
        deck: A short line under the headline.
        points: The picked highlights, none of them said already.
        quotation: Somebody's words.
        site: Name of the site.
        link: Address of the article.
        hashtags: Without ``#``, best first.
    """

    lead: str
    headline: str | None = None
    deck: str | None = None
    points: tuple[str, ...] = ()
    quotation: Quotation | None = None
    site: str | None = None
    link: str | None = None
    hashtags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostText:
    """A finished post.

    Args:
        network: Where it goes, the name of its template.
        text: What is sent, line for line.
        hashtags: The ones at its end, without ``#``.
        link: Address of the article, which stands in the text as it is.
    """

    network: str
    text: str
    hashtags: tuple[str, ...] = ()
    link: str | None = None
