"""From highlights to the text of a post."""

import re
from dataclasses import replace

from composer.domain.article import Article, Line
from composer.domain.edition import Edition
from composer.domain.highlight import Highlights, Quotation
from composer.errors import ArticleError
from composer.posts.direction import right_to_left
from composer.posts.hashtag import hashtags
from composer.posts.model import PostContent, PostText
from composer.posts.template import PostTemplates

FOLD = 125
"""About how many characters a phone shows before "see more"."""

LONGEST = 63_206
"""Characters that Facebook takes in one post."""

NETWORK = "facebook"

_BLANK_LINES = re.compile(r"\n{3,}")


def compose_post(
    article: Article,
    highlights: Highlights,
    templates: PostTemplates,
    edition: Edition | None = None,
    *,
    site: str | None = None,
    network: str = NETWORK,
) -> PostText:
    """Return the post of an article.

    Args:
        article: The article.
        highlights: What it offers.
        templates: The theme's templates; the network's name chooses one.
        edition: What people made of that; None for what stands there before.
        site: Name of the site where the article does not tell it.
        network: Where the post goes.

    Raises:
        ArticleError: The text is longer than the network takes.
        TemplateError: A mistake in the template.
    """
    content = post_content(article, highlights, edition, site=site)
    text = tidy(templates.render(network, post=content))
    if len(text) > LONGEST:
        msg = (
            f"the post has {len(text):,} characters and {network} takes {LONGEST:,}:"
            " pick fewer or shorter highlights"
        )
        raise ArticleError(msg)
    return PostText(network=network, text=text, hashtags=content.hashtags, link=content.link)


def post_content(
    article: Article,
    highlights: Highlights,
    edition: Edition | None = None,
    *,
    site: str | None,
) -> PostContent:
    """Return what the post of an article says, each thing once."""
    chosen = edition or Edition.first(highlights)
    headline = chosen.headline.text
    quotation = _quoted(highlights, chosen)
    points = tuple(each for each in chosen.points if not _repeats(each, quotation))
    lead = _lead(headline, (*_present(chosen.deck), *points))
    deck = chosen.deck.text if chosen.deck else None
    name = article.site or site
    tags = first_hashtags(article, highlights, site=name) if edition is None else edition.hashtags
    return PostContent(
        lead=lead,
        headline=None if lead == headline else headline,
        deck=None if deck == lead else deck,
        points=tuple(each.text for each in points if each.text != lead),
        quotation=quotation and _unmarked(quotation),
        site=name,
        link=article.link,
        hashtags=tags,
    )


def first_hashtags(
    article: Article, highlights: Highlights, *, site: str | None = None
) -> tuple[str, ...]:
    """Return the hashtags of an article before anybody chose others, without ``#``."""
    filed = (article.tags, _some(article.section), _some(article.site or site))
    return hashtags(highlights.hashtags, *filed)


def _quoted(highlights: Highlights, edition: Edition) -> Quotation | None:
    """Return the quotation of the post: the card's, unless nobody chose and an earlier is longer.

    A post has room for words that are too many for a card.
    """
    if edition.quotation == highlights.quotation and highlights.quotes:
        return highlights.quotes[0]
    return edition.quotation


def tidy(text: str) -> str:
    """Return a post with no space at the end of a line, no wide gap, each line right to left."""
    lines = [right_to_left(line.rstrip()) for line in text.strip().split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines))


def _lead(headline: str, sentences: tuple[Line, ...]) -> str:
    """Return what opens the post: whole, and short enough to be read without unfolding.

    The headline, when it is short enough; else the first sentence that is; else the headline,
    since half a sentence would be worse than one that goes on after the fold.
    """
    texts = (headline, *(each.text for each in sentences))
    return next((each for each in texts if len(right_to_left(each)) <= FOLD), headline)


def _repeats(line: Line, quotation: Quotation | None) -> bool:
    """Tell whether a highlight lies inside the quotation that the post gives anyway."""
    place, said = line.source, quotation.text.source if quotation else None
    if place is None or said is None:
        return False
    return place.block == said.block and place.start < said.end and said.start < place.end


def _unmarked(quotation: Quotation) -> Quotation:
    """Return a quotation on one line."""
    words = " ".join(quotation.text.text.split())
    return replace(quotation, text=replace(quotation.text, text=words))


def _present(line: Line | None) -> tuple[Line, ...]:
    return () if line is None else (line,)


def _some(text: str | None) -> tuple[str, ...]:
    return () if text is None else (text,)
