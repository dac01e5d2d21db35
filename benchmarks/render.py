"""Measures warm rendering: five cards of one article in words never seen, beside limit and peers.

    python benchmarks/render.py [--sets N] [--theme NAME] [--chromium] [--out FOLDER]

Everything is measured in turn within a minute, so that a busy moment meets all of it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from article import KINDS, article
from encoders import SLACK
from limit import Limit
from PIL import Image

from composer.cards import studio as studio_module
from composer.cards.frame import Frame
from composer.cards.layout import Setting
from composer.cards.markup import Parser
from composer.cards.paint import Painter
from composer.cards.picture import Photo, Pictures
from composer.cards.studio import CardSet, Studio
from composer.cards.template import CardTemplates
from composer.cards.theme import Theme
from composer.resources import load_theme, shipped_root, theme_roots
from composer.text import Engine, FontBook, load_engine

HERE = Path(__file__).parent
TURNS = 3


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured: the parts of the program, joined once."""

    theme: Theme
    engine: Engine
    pictures: Pictures
    studio: Studio

    @classmethod
    def of(cls, name: str) -> Bench:
        """Make the parts for a theme."""
        root = shipped_root()
        theme = load_theme(name, theme_roots())
        families = {
            family: {int(weight): root / "fonts" / name for weight, name in weights.items()}
            for family, weights in theme.fonts.items()
        }
        engine = load_engine(FontBook(families=families, fallbacks=theme.fallback))
        pictures = Pictures(root / "assets" / "flags", theme.folders)
        return cls(theme, engine, pictures, Studio(theme, engine, pictures))

    def draw(self, seed: int | None) -> CardSet:
        """Return the five cards of an article in words of its own."""
        return self.studio.cards(*article(seed), kinds=KINDS)


@dataclass(slots=True)
class Times:
    """CPU and wall ms a card of some sets, and KiB a card of the last."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    kib: float = 0.0


class Stages:
    """CPU time of the stages of a rendering, each without the stages inside it."""

    def __init__(self) -> None:
        self.ms: dict[str, float] = {}
        self._inside: list[float] = []

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """Return the same function, noting its time under a name."""

        def measured(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any function
            self._inside.append(0.0)
            start = time.process_time()
            try:
                return work(*args, **kwargs)
            finally:
                took = time.process_time() - start
                own = took - self._inside.pop()
                self.ms[name] = self.ms.get(name, 0.0) + own * 1000
                if self._inside:
                    self._inside[-1] += took

        return measured

    @contextmanager
    def watching(self, engine: Engine) -> Iterator[None]:
        """Note the stages of everything that is drawn meanwhile."""
        watched: Sequence[tuple[object, str, str]] = (
            (Studio, "cards", "the rest"),
            (CardTemplates, "render", "template"),
            (Parser, "parse", "parse"),
            (type(engine), "paragraph", "shape"),
            (Setting, "lay_out", "layout"),
            (Painter, "paint", "raster and paste"),
            (studio_module, "encode_png", "encode"),
            (studio_module, "check", "check"),
        )
        with ExitStack() as stack:
            for owner, name, stage in watched:
                work = self.timed(stage, getattr(owner, name))
                stack.enter_context(patch.object(owner, name, work))
            yield


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=30)
    parser.add_argument("--theme", default="midnight")
    parser.add_argument("--chromium", action="store_true", help="measure a browser too")
    parser.add_argument("--out", type=Path, help="write the cards of the article itself here")
    asked = parser.parse_args()
    bench = Bench.of(asked.theme)
    if asked.out:
        write(bench.draw(None), asked.out)
    frames, canvases = finished(bench)
    with tempfile.TemporaryDirectory() as folder:
        ground = Path(folder) / "ground.png"
        Painter(bench.engine, bench.pictures).ground(frames[0]).save(ground)
        peers = [["node", "peer_takumi/render.mjs"]]
        if asked.chromium:
            peers.append([sys.executable, "peer_chromium.py"])
        commands = [*peers, *([*peer, "--ground", str(ground)] for peer in peers)]
        limit = Limit(frames, canvases, Painter(bench.engine, bench.pictures), bench.engine)
        found = in_turn(bench, limit, commands, asked.sets)
    report(found, limit, profile(bench, asked.sets))


@dataclass(slots=True)
class Found:
    """What was measured: ourselves, the limit's parts and the peers, turn by turn."""

    ours: Times = field(default_factory=Times)
    floors: list[dict[str, float]] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    peers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def in_turn(bench: Bench, limit: Limit, commands: Sequence[list[str]], sets: int) -> Found:
    """Measure ourselves, the limit and the peers in turn; a peer that cannot run is left out."""
    found = Found()
    for seed in range(3):
        bench.draw(seed)
        limit.round()
    each = max(1, sets // TURNS)
    for turn in range(TURNS):
        for seed in range(1000 * turn + 10, 1000 * turn + 10 + each):
            measure_ours(bench, found.ours, seed)
            found.floors.append(limit.round())
            found.ratios.append(found.ours.cpu[-1] / sum(found.floors[-1].values()))
        for command in commands:
            told = peer([*command, "--sets", str(each), "--seed", str(turn + 7)])
            if told:
                found.peers.setdefault(told["peer"], []).append(told)
    return found


def measure_ours(bench: Bench, times: Times, seed: int) -> None:
    """Draw one set and note what it took."""
    text = article(seed)
    cpu, wall = time.process_time(), time.perf_counter()
    made = bench.studio.cards(*text, kinds=KINDS).cards
    times.wall.append((time.perf_counter() - wall) * 1000 / len(made))
    times.cpu.append((time.process_time() - cpu) * 1000 / len(made))
    times.kib = sum(len(card.data) for card in made) / 1024 / len(made)


def peer(command: list[str]) -> dict[str, Any] | None:
    """Run a peer and return what it printed; None where it is not installed."""
    try:
        done = subprocess.run(command, cwd=HERE, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"{command[0]} {command[1]} did not run, see README.md: {error}", file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def finished(bench: Bench) -> tuple[list[Frame], list[Image.Image]]:
    """Return frames and pixels of one set."""
    frames: list[Frame] = []
    canvases: list[Image.Image] = []
    paint = Painter.paint

    def noted(painter: Painter, frame: Frame, photo: Photo | None = None) -> Image.Image:
        frames.append(frame)
        canvases.append(paint(painter, frame, photo))
        return canvases[-1]

    with patch.object(Painter, "paint", noted):
        bench.draw(1)
    return frames, canvases


def profile(bench: Bench, sets: int) -> dict[str, float]:
    """Return the CPU ms a card of each stage."""
    stages = Stages()
    count = 0
    with stages.watching(bench.engine):
        for seed in range(5000, 5000 + max(1, sets // TURNS)):
            count += len(bench.draw(seed).cards)
    return {name: ms / count for name, ms in stages.ms.items()}


def write(made: CardSet, folder: Path) -> None:
    """Write the cards of the article itself, to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, card in enumerate(made.cards, 1):
        (folder / f"{number}-{card.kind}.png").write_bytes(card.data)


def report(found: Found, limit: Limit, stages: dict[str, float]) -> None:
    """Print what was found."""
    cpu = statistics.median(found.ours.cpu)
    print(f"{'a card, 1080×1350':<28}{'CPU ms':>9}{'wall ms':>9}{'KiB':>7}{'× ours':>8}")
    print(row("nashir", cpu, statistics.median(found.ours.wall), found.ours.kib, 1.0))
    for name, runs in found.peers.items():
        theirs, wall, kib = (
            statistics.median(run[part] for run in runs) for part in ("cpu_ms", "wall_ms", "kib")
        )
        print(row(name, theirs, wall, kib, theirs / cpu))
    floor = {part: statistics.median(f[part] for f in found.floors) for part in found.floors[0]}
    print(f"\nlimit {sum(floor.values()):.2f}: ", end="")
    print(", ".join(f"{part} {ms:.2f}" for part, ms in floor.items()), f"({limit.chosen.name})")
    print(f"render ÷ limit {statistics.median(found.ratios):.2f}, median of the sets")
    print("\nstages, CPU ms a card")
    for name, ms in sorted(stages.items(), key=lambda item: -item[1]):
        print(f"  {name:<20}{ms:6.2f}")
    print(f"\nencoders on these cards, ms and KiB; allowed: within {SLACK} × the smallest")
    for each in sorted(limit.encoders, key=lambda other: other.ms):
        print(f"  {each.name:<20}{each.ms:6.2f}{each.kib:8.1f}")


def row(name: str, cpu: float, wall: float, kib: float, ratio: float) -> str:
    """Return one row of the table."""
    return f"{name:<28}{cpu:>9.2f}{wall:>9.2f}{kib:>7.1f}{ratio:>8.2f}"


if __name__ == "__main__":
    main()
