"""How well the picks agree with editors, on a folder of articles with expected files.

    python benchmarks/highlights.py tests/fixtures/articles

For each NAME.expected.json with a NAME.txt or NAME.md beside it: which share of the passages that
editors must have was picked, which share of the picks editors would accept, and the time taken.
"""

import argparse
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

from articles import COUNTRIES, passage  # noqa: E402 - found through the line above

from composer.ingest import Gazetteer, pick_highlights, read  # noqa: E402

ROUNDS = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "tests/fixtures/articles")
    folder = parser.parse_args().folder
    gazetteer = Gazetteer.load(COUNTRIES)
    musts = hits = picks = accepted = 0
    for path in sorted(folder.glob("*.expected.json")):
        name = path.name.removesuffix(".expected.json")
        sources = [folder / f"{name}{ending}" for ending in (".txt", ".md")]
        source = next(source for source in sources if source.exists())
        chosen = json.loads(path.read_text(encoding="utf-8"))["highlights"]
        must, fine = ({(at["block"], at["sentence"]) for at in chosen[k]} for k in ("must", "ok"))
        places, took_ms = measure(source, gazetteer)
        hits += len(places & must)
        musts += len(must)
        accepted += len(places & (must | fine))
        picks += len(places)
        print(
            f"{name}: {len(places & must)} of {len(must)} musts,"
            f" {len(places & (must | fine))} of {len(places)} picks accepted, {took_ms:.1f} ms"
        )
    print(f"recall of musts {hits / musts:.2f}, precision of picks {accepted / picks:.2f}")


def measure(source: Path, gazetteer: Gazetteer) -> tuple[set[tuple[int, int]], float]:
    """Return the places picked and the best time for reading and picking, in milliseconds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        reading = read(source)
        found = pick_highlights(reading.article, reading.findings, gazetteer=gazetteer)
        best = min(best, time.perf_counter() - start)
    lines = [each.line for each in found.candidates if each.picked]
    places = {passage(reading.article, line.source) for line in lines if line.source}
    return places, 1000 * best


if __name__ == "__main__":
    main()
