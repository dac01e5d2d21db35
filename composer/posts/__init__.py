"""The words around the cards: the post's text and the cards' alternative texts."""

from composer.posts.alternative import alt_text, own_words
from composer.posts.model import PostText
from composer.posts.post import compose_post
from composer.posts.template import PostTemplates

__all__ = ["PostTemplates", "PostText", "alt_text", "compose_post", "own_words"]
