"""Keeps compiled templates between runs, as Python keeps its own modules: compiling costs 60 ms."""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from jinja2 import compiler
from jinja2.bccache import Bucket, BytecodeCache

import composer.cards.template
import composer.posts.template
import composer.template

_COMPILERS = (compiler, composer.template, composer.cards.template, composer.posts.template)


class TemplateCache(BytecodeCache):
    """Compiled templates in a folder of the user's own.

    A template that has changed is compiled anew, and so are all after a change of what compiles
    them. A folder that cannot be written is no error: then nothing is kept.

    Args:
        folder: Where to keep them; made when there is something to keep.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / f"templates-{_stamp()}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what was kept (Jinja's interface)."""
        try:
            with (self._folder / bucket.key).open("rb") as file:
                bucket.load_bytecode(file)
        except OSError:
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what is in a bucket (Jinja's interface)."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder)
            with os.fdopen(handle, "wb") as file:
                bucket.write_bytecode(file)
            Path(name).replace(self._folder / bucket.key)
        except OSError:
            return


def _stamp() -> str:
    """Return a name that changes with what compiles the templates."""
    files = [Path(str(each.__file__)).stat() for each in _COMPILERS]
    facts = repr([(each.st_mtime_ns, each.st_size) for each in files])
    return sha256(facts.encode()).hexdigest()[:16]
