"""Why no draft came of what was handed in, in the person's language."""

from composer.app.desk.words import Words

REASONS = (
    ("no headline found", "headline"),
    ("not a picture that can be read", "picture"),
    ("too many pixels", "pixels"),
    ("pixels are too many", "pixels"),
    ("save it smaller", "heavy"),
    ("the file is too large", "large"),
    ("which no article", "large"),
    ("not text; give the article", "binary"),
    ("on a private network or on this machine", "private"),
    ("or the network is away", "host"),
    ("takes too long to answer", "slow"),
    ("there is no such page", "gone"),
    ("the page is gone", "gone"),
    ("the site refuses", "refused"),
    ("the site wants a password", "refused"),
    ("(HTTP ", "site"),
    ("which is no ", "kind"),
    ("leads to several", "several"),
    ("names no feed", "feed"),
    ("this is no feed", "feed"),
    ("and no feed", "feed"),
    ("protected by a password", "password"),
    ("cannot hold its text", "fit"),
    ("has not a text for each", "table"),
    ("save the file in UTF-8", "encoding"),
    ("the Word document", "word"),
    ("are being made already", "busy"),
    ("articles at once", "many"),
    ("addresses: give at most", "many"),
    ("the file is empty", "nothing"),
    ("there is no text", "nothing"),
    ("there is no address", "address"),
    ("this is no address", "address"),
    ("is no host", "address"),
    ("only http and https are fetched", "address"),
    ("which the article does not say there", "template"),
)
"""What an error says, and the name of the text that says it in words of the desk. The first that
fits counts."""


def reason_told(words: Words, reason: str | None) -> str:
    """Return what is told of an error; what is not known is told in general.

    Args:
        words: The texts of the person's language.
        reason: What the error says, in English.
    """
    said = reason or ""
    name = next((name for phrase, name in REASONS if phrase in said), "other")
    return words(f"new.reason_{name}")
