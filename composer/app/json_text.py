"""Documents as text: the one way in which JSON is printed and written."""

import json
from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]


def to_json(document: object) -> str:
    """Return a document as text, the same for the same values, with a line feed at its end."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
