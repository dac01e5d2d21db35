"""Checks what the program stands on, and tells what the pictures depend on."""

import hashlib
import os
import platform
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo

from composer.app import services
from composer.app.checkup import Result, report
from composer.app.cluster_checkup import ClusterCheckup
from composer.app.order import Order
from composer.app.session import workspace
from composer.app.store_checkup import StoreCheckup
from composer.app.theme_check import check_theme
from composer.app.workshop import Workshop, font_book
from composer.cards.frame import Level
from composer.errors import InputError
from composer.resources import shipped_root
from composer.settings import Settings, person

_PACKAGES = ("pillow", "uharfbuzz", "isal", "jinja2", "arabic-reshaper", "python-bidi", "tzdata")
_MIXED = (
    "F-35 تتفوق على Su-57",
    "بلغت النسبة 94% منها في 2026/10/14",
    "وفق موقع The Diplomat، فإن 38 مليون دولار تكفي",
    "من 10–15 إلى 2,500 كم ثم S-400 و T-90M.",
)
_DRAWN_FROM = ("templates", "assets", "fonts")


def run(*, as_json: bool, deep: bool = False) -> None:
    """Check everything and print it.

    Args:
        as_json: Print a document.
        deep: Read every image of the store.

    Raises:
        InputError: Something failed.
    """
    settings = workspace()
    workshop = services.build(settings, Order())
    parts = fingerprint_parts(workshop)
    results = (
        *_engine(workshop, settings),
        *_order(),
        *_fonts(workshop),
        *_themes(settings),
        *_folders(settings),
        *_zones(settings),
        *StoreCheckup(settings=settings, person=person(), deep=deep).results(),
    )
    report(results, {"parts": parts, "fingerprint": fingerprint(parts)}, as_json=as_json)


def run_cluster(*, as_json: bool) -> None:
    """Check what the machines of a cluster have in common, and print it.

    Args:
        as_json: Print a document.

    Raises:
        InputError: Something failed.
    """
    looked = ClusterCheckup(settings=workspace(), person=person(), now=lambda: datetime.now(UTC))
    report(looked.results(), {}, as_json=as_json)


def fingerprint_parts(workshop: Workshop) -> Mapping[str, str]:
    """Return all that decides what the pictures look like: versions, and hashes of files."""
    root = shipped_root()
    return {
        "nashir": version("nashir"),
        **{f"package {name}": _version(name) for name in _PACKAGES},
        **{f"engine {name}": text for name, text in workshop.engine.fingerprint().items()},
        **{f"files {name}": tree_hash(root / name) for name in _DRAWN_FROM},
    }


def fingerprint(parts: Mapping[str, str]) -> str:
    """Return one hash of all parts."""
    lines = "".join(f"{name}={text}\n" for name, text in sorted(parts.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def tree_hash(folder: Path) -> str:
    """Return a hash of the names and contents of all files in a folder."""
    total = hashlib.sha256()
    files = (each for each in folder.rglob("*") if each.is_file())
    for file in sorted(files, key=lambda each: each.relative_to(folder).as_posix()):
        total.update(file.relative_to(folder).as_posix().encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:16]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def _engine(workshop: Workshop, settings: Settings) -> Iterator[Result]:
    python = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    yield Result(check="python", level=Level.OK, detail=python)
    engine = workshop.engine
    wanted = settings.rendering.backend.value
    detail = engine.warning or f"{engine.name} (asked for: {wanted})"
    yield Result(check="engine", level=Level.WARN if engine.warning else Level.OK, detail=detail)
    for package in _PACKAGES:
        found = _version(package)
        level = Level.WARN if found == "absent" else Level.OK
        yield Result(check="package", level=level, detail=f"{package} {found}")


def _order() -> Iterator[Result]:
    """Hold our order of characters against that of python-bidi, an implementation of its own."""
    from bidi import get_display  # noqa: PLC0415 - only this command needs it

    from composer.text.bidi import levels, visual_order  # noqa: PLC0415 - beside it

    for text in _MIXED:
        ours = "".join(text[place] for place in visual_order(levels(text, base=1)))
        if ours != get_display(text, base_dir="R"):
            detail = f"«{text}» is ordered otherwise than by python-bidi: install Nashir again"
            yield Result(check="order", level=Level.FAIL, detail=detail)
            return
    detail = f"{len(_MIXED)} lines of mixed direction as python-bidi orders them"
    yield Result(check="order", level=Level.OK, detail=detail)


def _fonts(workshop: Workshop) -> Iterator[Result]:
    book = font_book(workshop.theme, shipped_root() / "fonts")
    for file in book.files():
        yield Result(check="font", level=Level.OK, detail=f"{file.family} {file.weight}")


def _themes(settings: Settings) -> Iterator[Result]:
    for theme in services.all_themes(settings.themes):
        try:
            results = tuple(check_theme(Workshop.of(theme, backend="auto")))
        except InputError as error:
            yield Result(check="theme", level=Level.FAIL, detail=f"{theme.name}: {error}")
            continue
        bad = [each for each in results if each.level is not Level.OK]
        yield from (
            Result(
                check="theme", level=each.level, detail=f"{theme.name} {each.check}: {each.detail}"
            )
            for each in bad
        )
        detail = (
            f"{theme.name}: {len(results) - len(bad)} of {len(results)} kinds and sizes are well"
        )
        yield Result(check="theme", level=Level.OK, detail=detail)


def _folders(settings: Settings) -> Iterator[Result]:
    for folder in (Path.cwd(), settings.state):
        there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
        writable = os.access(there, os.W_OK)
        told = "can be written" if writable else "cannot be written: run Nashir in another folder"
        detail = f"{folder.absolute()} {told}"
        level = Level.OK if writable else Level.FAIL
        yield Result(check="folder", level=level, detail=detail)


def _zones(settings: Settings) -> Iterator[Result]:
    zone: ZoneInfo = settings.main.site.zone
    yield Result(check="zone", level=Level.OK, detail=f"{zone.key}, tzdata {_version('tzdata')}")
