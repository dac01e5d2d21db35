"""Fetches from the web, and nothing from where it must not."""

from dataclasses import dataclass


def is_address(source: str) -> bool:
    """Tell whether a source is an address and no file."""
    return source.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """To come in this very hour."""
