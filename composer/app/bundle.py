"""The files of a draft: what people look at, and what other programs read."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from composer.app.document import Document, compose_document, picture_file, to_json
from composer.app.draft import Draft
from composer.app.folder import file_names, write_folders
from composer.app.page import Page, Pages, Section
from composer.app.show import remarks
from composer.domain.article import Article
from composer.domain.trace import trace_of

_LIST = "draft.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A finished draft as files, wherever they are put; it can go from process to process.

    Args:
        article: What it was made of.
        document: What ``compose`` prints of it; its ``folder`` is empty.
        files: Names to contents, all but the list.
        remarks: What a person should know about it.
    """

    article: Article
    document: Document
    files: Mapping[str, bytes]
    remarks: tuple[str, ...] = ()

    @classmethod
    def of(cls, draft: Draft, pages: Pages) -> "Bundle":
        """Return the bundle of a draft; the same draft, the same bytes."""
        return cls(
            article=draft.article,
            document=compose_document(draft, folder=""),
            files=bundle_files(draft, pages=pages),
            remarks=tuple(remarks(draft)),
        )

    @property
    def id(self) -> str:
        """The draft's ID."""
        return str(self.document["draft"])

    @property
    def trace(self) -> str:
        """The article's trace; see ``composer.domain.trace``."""
        return trace_of(self.article)

    def document_in(self, folder: Path) -> Document:
        """Return what ``compose`` prints when the bundle lies in an absolute folder."""
        return {**self.document, "folder": str(folder)}

    def files_in(self, folder: Path) -> Mapping[str, bytes]:
        """Return all files of a folder, its list among them."""
        return {**self.files, **_list(self.document_in(folder), self.files)}

    def lies_in(self, folder: Path) -> bool:
        """Tell whether a folder holds this very bundle, every byte of it, and nothing else.

        Only the place that its list names may be another: the folder may have been moved.
        """
        try:
            return file_names(folder) == {_LIST, *self.files} and self._is_in(folder)
        except OSError:
            return False

    def _is_in(self, folder: Path) -> bool:
        for name, data in self.files.items():
            file = folder / name
            if file.stat().st_size != len(data) or file.read_bytes() != data:
                return False
        there = _placeless((folder / _LIST).read_bytes())
        return bool(there == _placeless(self.files_in(folder)[_LIST]))


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
    bundle = Bundle.of(draft, pages)
    write_folders({each: bundle.files_in(each) for each in folders}, fresh=fresh)


def bundle_files(draft: Draft, *, pages: Pages) -> Mapping[str, bytes]:
    """Return the files of a draft by name, all but its list; the same draft, the same bytes."""
    page = Page(title=draft.article.title, sections=(Section.of(draft),))
    files = {card.file: card.rendered.data for card in draft.cards}
    if draft.picture is not None:
        files[picture_file(draft.picture.picture)] = draft.picture.data
    files["post.txt"] = f"{draft.post.text}\n".encode()
    files["alt-texts.txt"] = _alt_texts(draft).encode()
    files["index.html"] = pages.render(page)
    return files


def listed(draft: Draft, files: Iterable[str], *, folder: Path) -> Mapping[str, bytes]:
    """Return the list of a bundle's files: the document that tells programs what is in it."""
    return _list(compose_document(draft, folder=str(folder)), files)


def _list(document: Document, files: Iterable[str]) -> Mapping[str, bytes]:
    return {_LIST: to_json({**document, "files": sorted(files)}).encode()}


def _placeless(data: bytes) -> Any:  # noqa: ANN401 - a JSON document is any
    """Return what a list says, without the place; what is no list is returned as it is."""
    try:
        return {**json.loads(data), "folder": None}
    except (ValueError, TypeError):
        return data


def _alt_texts(draft: Draft) -> str:
    return "\n".join(f"{card.file}\n{card.alt_text}\n" for card in draft.cards)
