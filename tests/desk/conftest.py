"""Fixtures of the desk's tests."""

from browser import chromium, context, tab

__all__ = ["chromium", "context", "tab"]
