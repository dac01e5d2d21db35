"""Draw the round country flags of ``assets/flags`` from the npm package circle-flags.

Needs npm and a Chromium on the path; run it only to take a newer release of the package.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from PIL import Image

PACKAGE = "circle-flags@2.8.3"
SIZE = 192  # px, the side of one flag
GAP = 8  # px between flags on the sheet, so that no edge bleeds into its neighbour
COLUMNS = 16
NOTICEABLE = 40**2  # a change of a colour, squared
TARGET = Path(__file__).parent.parent / "assets" / "flags"
Color = tuple[int, int, int, int]
# Two-letter names in the package that are not ISO 3166-1 countries (xk, eu and un are kept).
NOT_COUNTRIES = frozenset(
    {"ac", "an", "cp", "cq", "dg", "ea", "fx", "ic", "su", "ta", "uk", "xx", "yu"}
)
BROWSER = (
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--allow-file-access-from-files",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--default-background-color=00000000",
)


def main() -> None:
    """Fetch the package, photograph its flags on one sheet and cut the sheet up."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        package = unpack(folder)
        sources = countries(package / "flags")
        sheet = photograph(sources, folder)
        TARGET.mkdir(parents=True, exist_ok=True)
        for old in TARGET.glob("*.png"):
            old.unlink()
        for index, source in enumerate(sources):
            save(sheet.crop(place(index)), TARGET / f"{source.stem}.png")
        (TARGET / "LICENSE").write_text(licence(package), encoding="utf-8")
    size = sum(file.stat().st_size for file in TARGET.glob("*.png"))
    print(f"{len(sources)} flags, {size / 1024:.0f} KiB")


def unpack(folder: Path) -> Path:
    """Fetch the pinned package into ``folder`` and return its root."""
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True)
    archive = next(folder.glob("*.tgz"))
    subprocess.run(["tar", "-xzf", archive.name], cwd=folder, check=True)
    return folder / "package"


def countries(folder: Path) -> list[Path]:
    """Return the flags of countries in ``folder``, in order of their codes."""
    return sorted(
        file
        for file in folder.glob("*.svg")
        if re.fullmatch("[a-z]{2}", file.stem) and file.stem not in NOT_COUNTRIES
    )


def place(index: int) -> tuple[int, int, int, int]:
    """Return the box of flag number ``index`` on the sheet: left, top, right, bottom."""
    x = index % COLUMNS * (SIZE + GAP)
    y = index // COLUMNS * (SIZE + GAP)
    return x, y, x + SIZE, y + SIZE


def photograph(sources: list[Path], folder: Path) -> Image.Image:
    """Draw all flags on one transparent sheet, RGBA."""
    images = "".join(
        f'<img src="{source.as_uri()}" style="left:{place(i)[0]}px;top:{place(i)[1]}px">'
        for i, source in enumerate(sources)
    )
    style = f"body{{margin:0}}img{{position:absolute;width:{SIZE}px;height:{SIZE}px}}"
    page = folder / "sheet.html"
    page.write_text(f"<style>{style}</style>{images}", encoding="utf-8")
    picture = folder / "sheet.png"
    width = COLUMNS * (SIZE + GAP)
    height = -(-len(sources) // COLUMNS) * (SIZE + GAP)
    subprocess.run(
        [
            *BROWSER,
            f"--user-data-dir={folder / 'profile'}",
            f"--window-size={width},{height}",
            f"--screenshot={picture}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
    )
    with Image.open(picture) as sheet:
        return sheet.convert("RGBA")


def save(flag: Image.Image, path: Path) -> None:
    """Write one flag as a PNG, with a palette of 256 colours where no eye can tell.

    The most frequent colours stay exact: only rare blends on edges move to their neighbour. A
    flag of many colours, where some blend has no near neighbour, is kept as it is.
    """
    pixels: list[Color] = [flag.getpixel((x, y)) for y in range(SIZE) for x in range(SIZE)]  # type: ignore[misc]
    counts = Counter(pixels)
    kept = [color for color, _ in counts.most_common(256)]
    nearest = {
        color: min((distance(color, other), i) for i, other in enumerate(kept)) for color in counts
    }
    if max(far for far, _ in nearest.values()) > NOTICEABLE:
        flag.save(path, optimize=True)
        return
    small = Image.frombytes("P", flag.size, bytes(nearest[pixel][1] for pixel in pixels))
    small.putpalette(bytes(value for color in kept for value in color), "RGBA")
    small.save(path, optimize=True)


def distance(a: Color, b: Color) -> float:
    """Return how far apart two colours look: squared, of colour times cover, and of cover."""
    shown = sum((p * a[3] - q * b[3]) ** 2 for p, q in zip(a[:3], b[:3], strict=True))
    return shown / 255**2 + (a[3] - b[3]) ** 2


def licence(package: Path) -> str:
    """Return the licence text of the package."""
    return (package / "LICENSE.md").read_text(encoding="utf-8").removeprefix("# ")


if __name__ == "__main__":
    main()
