"""Editing a draft: what people may change, and what becomes of it."""
