"""The trace: one name by which a piece of news is followed, from its reading to its post.

It is made of the article's own words, so whoever reads the same article finds the same name, on
any machine, and a draft that is made twice is the same draft. It goes with the draft into the
store, and from there to the items of the queue.

What a thread is busy with is said once, where the work begins, and stands in every line that is
logged meanwhile: also in those of parts that have never heard of articles. That is what a context
variable is for; nothing else is kept in one.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from composer.domain.article import Article

_LENGTH = 16

_now: ContextVar[str | None] = ContextVar("trace", default=None)


def trace_of(article: Article) -> str:
    """Return the trace of an article: 16 hexadecimal digits of the hash of all its texts.

    Where it was read from does not matter, nor do site and address, which the program may add.
    """
    texts = "\0".join(text for _, text in article.texts())
    return hashlib.sha256(texts.encode(errors="surrogatepass")).hexdigest()[:_LENGTH]


def current_trace() -> str | None:
    """Return the trace of what this thread is busy with; None where nobody said."""
    return _now.get()


@contextmanager
def tracing(trace: str | None) -> Iterator[None]:
    """Say for a block what this thread is busy with; None changes nothing."""
    token = _now.set(trace or _now.get())
    try:
        yield
    finally:
        _now.reset(token)
