"""What people call a page."""

from composer.app.outlet import is_outlet, outlet_names
from composer.settings import Settings


def page_name(settings: Settings, page: str) -> str:
    """Return the name of a page's site, or of the page in the settings.

    The latter where its site has no name or shares it with another page, and where the settings
    do not know the page any more.

    Args:
        settings: Of the workspace.
        page: Name of the page in the settings.
    """
    if not is_outlet(settings, page):
        return page
    site = settings.page(page).site.name
    alike = sum(settings.page(each).site.name == site for each in outlet_names(settings))
    return site if site and alike == 1 else page
