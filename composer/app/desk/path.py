"""Ways within the desk: where a request may send somebody."""

from urllib.parse import urlsplit


def local_path(text: str) -> str:
    r"""Return a path of the desk that somebody asked to be sent to; ``/`` for anything else.

    ``//host``, ``/\host`` and control characters, which browsers read as other hosts, are none.
    """
    if not text.startswith("/") or text.startswith("//") or "\\" in text:
        return "/"
    if not all(each.isprintable() and ord(each) < _ASCII for each in text):
        return "/"
    parts = urlsplit(text)
    return "/" if parts.scheme or parts.netloc else text


_ASCII = 0x7F
