"""Style sheets, scripts and fonts: all of them local, each address naming one content for ever."""

import hashlib
import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Response

from composer.app.desk.words import Language, Words

LONG = "public, max-age=31536000, immutable"
_WEEK = "public, max-age=604800"
_ICON = "icon.svg"
_FONTS = ("ibm-plex-sans-arabic", "cairo")
_SCRIPT = "text/javascript; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file as it is served.

    Args:
        data: Its bytes.
        media_type: What they are.
        etag: Changes with them.
    """

    data: bytes
    media_type: str
    etag: str

    @classmethod
    def of(cls, data: bytes, media_type: str) -> "Asset":
        """Return an asset with the mark of its bytes."""
        return cls(data=data, media_type=media_type, etag=f'"{_digest(data)}"')


class Assets:
    """All that is served to everybody, read once: a path that was not read does not exist.

    The version of them all stands in each address, so that scripts that import each other by
    relative paths are of one version, and browsers may keep them for ever.

    Args:
        root: The folder that holds ``assets`` and ``fonts``.
        words: The texts; ``words/ar.js`` gives them to scripts.
    """

    def __init__(self, root: Path, words: Mapping[Language, Words]) -> None:
        folder = root / "assets" / "desk"
        self._assets = {
            file.relative_to(folder).as_posix(): _read(file)
            for kind in ("css", "js")
            for file in sorted((folder / kind).rglob("*"))
            if file.is_file()
        }
        self._assets[_ICON] = _read(folder / _ICON)
        for language, spoken in words.items():
            self._assets[f"words/{language}.js"] = _module(spoken)
        self._fonts = {
            f"{family}/{file.name}": _read(file)
            for family in _FONTS
            for file in sorted((root / "fonts" / family).glob("*.ttf"))
        }
        marks = "".join(f"{name}{asset.etag}" for name, asset in self._assets.items())
        self.version = _digest(marks.encode())

    def address(self, name: str) -> str:
        """Return where an asset is served.

        Args:
            name: Such as ``css/base.css``.

        Raises:
            KeyError: There is none.
        """
        if name not in self._assets:
            raise KeyError(name)
        return f"/assets/{self.version}/{name}"

    def asset(self, name: str) -> Asset | None:
        """Return a style sheet or a script; None where there is none."""
        return self._assets.get(name)

    def font(self, name: str) -> Asset | None:
        """Return a font; None where there is none."""
        return self._fonts.get(name)


def static_router(assets: Assets) -> APIRouter:
    """Return what serves them; no sign-in is asked for, nothing of it is secret."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/assets/{version}/{name:path}", methods=["GET", "HEAD"])
    async def asset(
        version: str, name: str, if_none_match: Annotated[str, Header()] = ""
    ) -> Response:
        kept = LONG if version == assets.version else "no-cache"
        return _answer(assets.asset(name), if_none_match, kept)

    @router.api_route("/fonts/{name:path}", methods=["GET", "HEAD"])
    async def font(name: str, if_none_match: Annotated[str, Header()] = "") -> Response:
        return _answer(assets.font(name), if_none_match, _WEEK)

    return router


def _answer(asset: Asset | None, known: str, kept: str) -> Response:
    if asset is None:
        raise HTTPException(404)
    headers = {"Cache-Control": kept, "ETag": asset.etag}
    if asset.etag in known:
        return Response(status_code=304, headers=headers)
    return Response(asset.data, media_type=asset.media_type, headers=headers)


def _read(file: Path) -> Asset:
    if file.suffix == ".js":
        return Asset.of(file.read_bytes(), _SCRIPT)
    if file.suffix == ".ttf":
        return Asset.of(file.read_bytes(), "font/ttf")
    found = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return Asset.of(file.read_bytes(), found)


def _module(words: Words) -> Asset:
    """Return the texts of a language as a module that scripts import."""
    texts = json.dumps(dict(words.texts), ensure_ascii=False, indent=0)
    return Asset.of(f"export default {texts};\n".encode(), _SCRIPT)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
