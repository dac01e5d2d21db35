"""Cards: themes and templates become a display list, and that becomes a picture."""
