"""The JSON documents about pages; see ``composer.app.queue_document`` for what holds for all."""

from collections.abc import Iterable

from composer.app.json_text import Document
from composer.app.page_list import PageRow
from composer.app.queue_document import instant
from composer.settings import Origin, token_name


def page_document(row: PageRow) -> Document:
    """Return one entry of what ``nashir pages --json`` prints."""
    state, load, life = row.state, row.load, row.life
    return {
        "page": row.name,
        "site": row.page.site.name,
        "publisher": row.outlet.target.publisher,
        "page_id": row.outlet.target.page_id,
        "zone": row.outlet.zone.key,
        "theme": row.page.theme.name,
        "approvers": list(row.page.publishing.approvers),
        "paused_by": state.paused_by if state.paused else None,
        "blocked_until": state.blocked_until and instant(state.blocked_until),
        "last_published": state.last_published and instant(state.last_published),
        "busy": load.busy and load.busy.value,
        "queued": load.queued,
        "next_due": load.next_due and instant(load.next_due),
        "attention": load.attention,
        "problem": row.problem,
        "token": {
            "place": row.token and row.token.value,
            "valid": life.is_valid,
            "expires": life.expires and instant(life.expires),
        },
    }


def shown_page_document(row: PageRow, origins: Iterable[Origin]) -> Document:
    """Return what ``nashir pages show --json`` prints."""
    return {
        **page_document(row),
        "token_name": token_name(row.name),
        "settings": [
            {
                "table": each.table,
                "key": each.key,
                "value": each.value,
                "file": None if each.file is None else str(each.file),
                "place": each.place or None,
            }
            for each in origins
        ],
    }
