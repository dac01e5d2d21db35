"""Make the pictures of the README from real cards of the sample article.

python scripts/make_readme_pictures.py docs/pictures
"""

import io
import sys
from pathlib import Path

from PIL import Image

from composer import Order, compose
from composer.resources import shipped_root

WIDTH_PX = 360
GAP_PX = 20
COLORS = 256
STRIPS = {
    "midnight": (("midnight", "headline"), ("midnight", "highlights"), ("midnight", "comparison")),
    "themes": (("paper", "headline"), ("paper", "quote"), ("signal", "headline")),
}


def card(theme: str, kind: str) -> Image.Image:
    """Return one card of the set of the sample article, ``WIDTH_PX`` wide."""
    article = shipped_root() / "examples" / "lavrov.txt"
    cards = [each.rendered for each in compose(str(article), Order(theme=theme)).cards]
    data = next(each.data for each in cards if each.kind == kind)
    image = Image.open(io.BytesIO(data)).convert("RGB")
    height = round(image.height * WIDTH_PX / image.width)
    return image.resize((WIDTH_PX, height), Image.Resampling.LANCZOS)


def strip(images: list[Image.Image]) -> Image.Image:
    """Return pictures side by side, the first at the right, where an Arabic reader begins."""
    width = sum(each.width for each in images) + GAP_PX * (len(images) - 1)
    whole = Image.new("RGB", (width, max(each.height for each in images)), "white")
    right = width
    for each in images:
        whole.paste(each, (right - each.width, 0))
        right -= each.width + GAP_PX
    return whole


def main() -> None:
    """Write each strip into the folder that the first argument names."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, cards in STRIPS.items():
        small = strip([card(*each) for each in cards]).quantize(
            COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        small.save(folder / f"{name}.png", optimize=True)
        print(f"{name}.png {(folder / f'{name}.png').stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
