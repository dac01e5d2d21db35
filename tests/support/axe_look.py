"""Asks axe-core what in a page keeps people out."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def found_by_axe(page: Page, *, besides: str | None = None) -> list[str]:
    """Return what axe-core finds wrong in a page, each with the beginning of the element.

    Args:
        page: The page as it stands.
        besides: A selector of what is not looked at.
    """
    context = {"include": [["body"]], "exclude": [[besides]] if besides else []}
    options = {"runOnly": {"type": "tag", "values": STANDARDS}}
    answer = Axe().run(page, context=context, options=options)
    return [
        f"{each['id']} ({each['impact']}): {node['html'][:200]}"
        for each in answer.response["violations"]
        for node in each["nodes"]
    ]
