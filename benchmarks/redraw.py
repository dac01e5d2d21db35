"""Measures a change at the desk: one card drawn anew, all cards, and memory after many changes.

    python benchmarks/redraw.py [--changes N] [--redraws N]

Each change goes the whole way: read from the store, made, drawn, checked, kept on the disk, and the
sheet of the screen made anew. Times are told beside the drawing of one card alone, in turn with
them in the same process, so that a busy machine meets both. Memory is that of the process.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from composer.app import services
from composer.app.editing import Changed, EditingRoom, change_of
from composer.app.editing.bench import GALLERY_BYTES
from composer.app.folder import write_folders
from composer.app.newsroom import Newsroom
from composer.app.order import Order
from composer.app.workshop import Workshop
from composer.cards.gallery import Gallery
from composer.domain.article import Line
from composer.resources import shipped_root
from composer.settings import Settings, load_settings

EXAMPLE = shipped_root() / "examples" / "lavrov.txt"
LIMIT_MS = 200
LIMIT_MB = 300
THEMES = ("midnight", "paper")

WORDS = ("موسكو", "كاراكاس", "شراكة", "حدود", "اتفاقية", "موقف", "وزير", "تصريح", "تعاون")


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


class Bench:
    """A desk's room with one draft in a store of its own."""

    def __init__(self, folder: Path) -> None:
        self.settings = load_settings(folder)
        self.workshop = services.build(self.settings, Order())
        self.id = self._draft(self.workshop, self.settings)
        self.room = EditingRoom()
        self.newsroom = Newsroom.open(self.settings, now=_now, person="bench")
        self.base = self.room.sheet(self.id, self.newsroom).revision
        self.turn = 0
        self.theme = THEMES[0]

    def _draft(self, workshop: Workshop, settings: Settings) -> str:
        draft = workshop.draft(services.read(str(EXAMPLE)), Order())
        bundle = services.pack(draft, workshop)
        place = settings.state.absolute() / "inbox" / bundle.id
        write_folders({place: bundle.files_in(place)})
        return bundle.id

    def change(self, **values: Any) -> Changed:  # noqa: ANN401 - as JSON has it
        """Make a change and return what became of it."""
        change = change_of(values)
        done = self.room.change(self.id, change, base=self.base, newsroom=self.newsroom)
        if not isinstance(done, Changed):
            raise TypeError(done)
        self.base = done.sheet.revision
        return done

    def words(self) -> str:
        """Return words that were never drawn together before."""
        self.turn += 1
        count = len(WORDS)
        chosen = [WORDS[self.turn // count**power % count] for power in range(5)]
        return f"{' '.join(chosen)} {self.turn}"

    def one_card(self) -> int:
        """Word a highlight otherwise; return how many cards were drawn."""
        return len(self.change(op="reword", at=1, text=self.words()).cards)

    def all_cards(self) -> int:
        """Draw all cards in the other of two themes, none of which is remembered."""
        self.room.bench.gallery = Gallery(GALLERY_BYTES)
        theme = THEMES[(THEMES.index(self.theme) + 1) % len(THEMES)]
        self.theme = theme
        return len(self.change(op="theme", theme=theme).cards)

    def text_only(self) -> int:
        """Write the post otherwise: no card is drawn."""
        return len(self.change(op="text", text=self.words()).cards)

    def card_alone(self) -> int:
        """Draw one card in words never seen, and do nothing else."""
        sheet = self.room.sheet(self.id, self.newsroom)
        if sheet.article is None or sheet.highlights is None:
            raise TypeError(sheet.why_fixed)
        points = tuple(
            replace(each, shown=Line(text=self.words())) for each in sheet.highlights.candidates
        )
        offered = replace(sheet.highlights, candidates=points)
        return len(self.workshop.studio.cards(sheet.article, offered, kinds=("highlights",)).cards)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=40)
    parser.add_argument("--redraws", type=int, default=1000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        times(bench, asked.changes)
        memory(bench, asked.redraws)
        bench.newsroom.close()


def times(bench: Bench, changes: int) -> None:
    """Measure changes in turn, and print them beside the drawing of one card alone."""
    works: dict[str, Callable[[], int]] = {
        "one card alone": bench.card_alone,
        "a change, one card": bench.one_card,
        "a change, no card": bench.text_only,
        "a change, all cards": bench.all_cards,
    }
    taken: dict[str, list[float]] = {name: [] for name in works}
    drawn = dict.fromkeys(works, 0)
    for work in works.values():
        work()  # fonts, templates and backgrounds of both themes
        work()
    for _ in range(changes):
        for name, work in works.items():
            began = time.perf_counter()
            drawn[name] = work()
            taken[name].append((time.perf_counter() - began) * 1000)
    alone = statistics.median(taken["one card alone"])
    print(f"{'':<22}{'cards':>6}{'median ms':>11}{'worst ms':>10}{'÷ one card':>12}")
    for name, found in taken.items():
        median = statistics.median(found)
        print(
            f"{name:<22}{drawn[name]:>6}{median:>11.1f}{max(found):>10.1f}{median / alone:>12.1f}"
        )
    share = statistics.median(taken["a change, one card"]) / LIMIT_MS
    print(f"a change of one card takes {share:.0%} of the {LIMIT_MS} ms that it may take")


def memory(bench: Bench, redraws: int) -> None:
    """Change a draft many times and print how much memory the process holds on the way."""
    print(f"memory (limit {LIMIT_MB} MB): {resident_mb():.0f} MB", end="")
    for count in range(1, redraws + 1):
        bench.one_card()
        if count % max(redraws // 5, 1) == 0:
            print(f", after {count} {resident_mb():.0f}", end="", flush=True)
    print(f" ({bench.room.bench.gallery.held_bytes / 2**20:.0f} MB of them cards)")


def resident_mb() -> float:
    """Return the memory that this process holds, in MB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    line = next(each for each in status.splitlines() if each.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
