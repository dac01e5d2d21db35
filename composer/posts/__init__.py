"""The words around the cards: the post's text and the cards' alternative texts."""

from composer.posts.alternative import alt_text, own_words
from composer.posts.hashtag import hashtag
from composer.posts.model import PostText
from composer.posts.post import compose_post, first_hashtags
from composer.posts.template import PostTemplates

__all__ = [
    "PostTemplates",
    "PostText",
    "alt_text",
    "compose_post",
    "first_hashtags",
    "hashtag",
    "own_words",
]
