"""The JSON API: the same services as the page and the command line, for other programs."""
