"""The files of a draft: what people look at, and what other programs read."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from composer.app.document import compose_document, to_json
from composer.app.draft import Draft
from composer.app.folder import write_folders
from composer.app.page import Page, Pages, Section


def write_bundles(
    draft: Draft, folders: Iterable[Path], *, pages: Pages, fresh: Collection[Path] = ()
) -> None:
    """Write a draft into some folders: into all or, where one refuses, into none.

    Args:
        draft: What was made.
        folders: The folders, absolute.
        pages: What renders the page in it.
        fresh: Those of the folders that must not replace anything.
    """
    files = bundle_files(draft, pages=pages)
    contents = {folder: {**files, **listed(draft, files, folder=folder)} for folder in folders}
    write_folders(contents, fresh=fresh)


def bundle_files(draft: Draft, *, pages: Pages) -> Mapping[str, bytes]:
    """Return the files of a draft by name, all but its list; the same draft, the same bytes."""
    page = Page(title=draft.article.title, sections=(Section.of(draft),))
    files = {card.file: card.rendered.data for card in draft.cards}
    files["post.txt"] = f"{draft.post.text}\n".encode()
    files["alt-texts.txt"] = _alt_texts(draft).encode()
    files["index.html"] = pages.render(page)
    return files


def listed(draft: Draft, files: Iterable[str], *, folder: Path) -> Mapping[str, bytes]:
    """Return the list of a bundle's files: the document that tells programs what is in it."""
    document = compose_document(draft, folder=str(folder))
    return {"draft.json": to_json({**document, "files": sorted(files)}).encode()}


def _alt_texts(draft: Draft) -> str:
    return "\n".join(f"{card.file}\n{card.alt_text}\n" for card in draft.cards)
