"""To come in this very hour."""

from composer.ingest.fetch import Fetcher
from composer.ingest.understand import Understood


def read_address(address: str, fetcher: Fetcher, *, item: int | None = None) -> Understood:
    """Read it."""
    raise NotImplementedError
