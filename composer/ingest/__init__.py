"""Reading articles: from bytes to an article, its findings and what it offers."""

from composer.ingest.entity import Gazetteer
from composer.ingest.highlight import pick_highlights
from composer.ingest.read import Reading, read, read_article, require_headline

__all__ = [
    "Gazetteer",
    "Reading",
    "pick_highlights",
    "read",
    "read_article",
    "require_headline",
]
