"""What people call a page."""

from composer.app.outlet import outlet_names
from composer.settings import Settings


def page_name(settings: Settings, page: str) -> str:
    """Return the name of a page's site, or of the page in the settings.

    The latter where its site has no name or shares it with another page, and where the settings
    do not know the page any more.

    Args:
        settings: Of the workspace.
        page: Name of the page in the settings.
    """
    known = {name: settings.page(name).site.name for name in outlet_names(settings)}
    site = known.get(page)
    is_alone = list(known.values()).count(site) == 1
    return site if site and is_alone else page
