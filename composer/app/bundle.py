"""The files of a draft: what people look at, and what other programs read."""

from collections.abc import Mapping
from pathlib import Path

from composer.app.document import compose_document, to_json
from composer.app.draft import Draft
from composer.app.folder import write_folder
from composer.app.page import Page, Section, render_page


def write_bundle(draft: Draft, folder: Path, *, templates: Path) -> None:
    """Write a draft into a folder, whole or not at all.

    Args:
        draft: What was made.
        folder: The folder, absolute.
        templates: The shipped folder of templates.
    """
    write_folder(folder, bundle_files(draft, folder, templates=templates))


def bundle_files(draft: Draft, folder: Path, *, templates: Path) -> Mapping[str, bytes]:
    """Return the files of a draft by name; the same draft gives the same bytes."""
    page = Page(title=draft.article.title, sections=(Section.of(draft),))
    files = {card.file: card.rendered.data for card in draft.cards}
    files["post.txt"] = f"{draft.post.text}\n".encode()
    files["alt-texts.txt"] = _alt_texts(draft).encode()
    files["index.html"] = render_page(page, templates=templates).encode()
    document = compose_document(draft, folder=str(folder))
    files["draft.json"] = to_json({**document, "files": sorted(files)}).encode()
    return files


def _alt_texts(draft: Draft) -> str:
    return "\n".join(f"{card.file}\n{card.alt_text}\n" for card in draft.cards)
