"""How well articles are read, proofread and offered, on a folder with expected files.

    python benchmarks/evaluate.py tests/fixtures/articles
    python benchmarks/evaluate.py FOLDER --json

For each NAME.expected.json (the schema stands in benchmarks/README.md) every file NAME.* beside it
is read. A part that an expected file lacks is skipped and said so; nothing here fails a build.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from agreement import (
    Defects,
    Picks,
    Share,
    countries,
    defects,
    picks,
    quotations,
    structure,
)

from composer.errors import NashirError
from composer.ingest import Gazetteer, pick_highlights, read

COUNTRIES = Path(__file__).parent.parent / "assets" / "gazetteer" / "countries.tsv"
ENDING = ".expected.json"
ROUNDS = 5


@dataclass
class Result:
    """What one source of an article came to; None where the expected file has no such part."""

    source: str
    first: bool = True
    ms: float = 0.0
    picks: Picks | None = None
    structure: dict[str, Share] | None = None
    quotations: dict[str, Share] | None = None
    countries: dict[str, Share] | None = None
    defects: Defects | None = None
    error: str | None = None
    skipped: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="articles, each with a NAME.expected.json")
    parser.add_argument("--json", action="store_true", help="print one document, no tables")
    options = parser.parse_args()
    gazetteer = Gazetteer.load(COUNTRIES)
    results = [evaluate(*pair, gazetteer) for pair in sources(options.folder)]
    names = [each.source.partition(".")[0] for each in results]
    for at, result in enumerate(results):
        result.first = names.index(names[at]) == at
    if options.json:
        print(json.dumps([asdict(each) for each in results], ensure_ascii=False, indent=1))
    else:
        print("\n".join(table(results)))


def sources(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give each source with what is expected of it."""
    for path in sorted(folder.glob(f"*{ENDING}")):
        name = path.name.removesuffix(ENDING)
        expected = json.loads(path.read_text(encoding="utf-8"))
        found = [each for each in sorted(folder.glob(f"{name}.*")) if each != path]
        if not found:
            print(f"{path.name}: there is no {name}.* beside it", file=sys.stderr)
        yield from ((source, expected) for source in found)


def evaluate(source: Path, expected: dict[str, Any], gazetteer: Gazetteer) -> Result:
    """Read one source and compare it with what is expected."""
    result = Result(source=source.name)
    try:
        best = float("inf")
        for _ in range(ROUNDS):
            start = time.perf_counter()
            reading = read(source)
            found = pick_highlights(reading.article, reading.findings, gazetteer=gazetteer)
            best = min(best, time.perf_counter() - start)
    except NashirError as error:
        result.error = str(error)
        return result
    result.ms = round(1000 * best, 1)
    result.picks = picks(found, expected)
    result.structure = structure(reading.article, expected)
    result.quotations = quotations(found, expected)
    result.countries = countries(found, expected)
    result.defects = defects(reading.article, reading.findings, expected)
    parts = ("picks", "structure", "quotations", "countries", "defects")
    result.skipped = [part for part in parts if getattr(result, part) is None]
    return result


def table(results: list[Result]) -> Iterator[str]:
    """Give the lines of the report: a row for each source, then all together, then details."""
    yield (
        f"{'source':28} {'must':>6} {'accepted':>8} {'R-1 r/p/f':>15} {'blocks':>7} {'quotes':>7}"
        f" {'speaker':>7} {'countries':>9} {'mended/flagged/missed/wrong':>27} {'ms':>6}"
    )
    for each in results:
        yield row(each) if each.error is None else f"{each.source:28} {each.error}"
    yield from totals([each for each in results if each.first])
    yield from details(results)


def row(result: Result) -> str:
    chosen, faults = result.picks, result.defects
    rouge = (
        chosen and f"{chosen.rouge.recall:.2f}/{chosen.rouge.precision:.2f}/{chosen.rouge.f1:.2f}"
    )
    found = faults and (
        f"{faults.mended}/{faults.flagged}/{len(faults.missed)}/{len(faults.wrong)}"
    )
    quotes, named = result.quotations or {}, result.countries or {}
    return (
        f"{result.source:28} {of(chosen and chosen.musts):>6} {of(chosen and chosen.accepted):>8}"
        f" {rouge or '-':>15} {of(blocks(result)):>7} {of(quotes.get('found')):>7}"
        f" {of(quotes.get('speaker')):>7} {of(named.get('found')):>9} {found or '-':>27}"
        f" {result.ms:6.1f}"
    )


def of(share: Share | None) -> str:
    return f"{share.hits}/{share.of}" if share else "-"


def blocks(result: Result) -> Share | None:
    if result.structure is None:
        return None
    return together(share for kind, share in result.structure.items() if kind != "extra")


def together(shares: Iterator[Share]) -> Share:
    total = Share()
    for share in shares:
        total.add(share)
    return total


def totals(results: list[Result]) -> Iterator[str]:
    chosen = [each.picks for each in results if each.picks]
    faults = [each.defects for each in results if each.defects]
    yield f"\n{len(results)} articles, each counted once, by the first of its sources"
    if chosen:
        rouge = sum(each.rouge.recall for each in chosen) / len(chosen)
        yield f"recall of musts     {percent(together(each.musts for each in chosen))}"
        yield f"precision of picks  {percent(together(each.accepted for each in chosen))}"
        yield f"ROUGE-1 recall      {rouge:.2f}"
    for kind in sorted({kind for each in results for kind in each.structure or ()}):
        shares = (s[kind] for each in results if (s := each.structure) and kind in s)
        yield f"{'blocks: ' + kind:19} {percent(together(shares))}"
    for part in ("quotations", "countries"):
        for kind in sorted({kind for each in results for kind in getattr(each, part) or ()}):
            shares = (s[kind] for each in results if (s := getattr(each, part)))
            yield f"{part + ': ' + kind:19} {percent(together(shares))}"
    if faults:
        yield (
            f"defects             {sum(each.mended for each in faults)} mended,"
            f" {sum(each.flagged for each in faults)} flagged,"
            f" {sum(len(each.missed) for each in faults)} missed,"
            f" {sum(len(each.wrong) for each in faults)} changed wrongly;"
            f" {sum(each.other_repairs for each in faults)} findings of other rules"
        )


def percent(share: Share) -> str:
    return (
        "-" if share.value is None else f"{100 * share.value:5.1f} %  ({share.hits} of {share.of})"
    )


def details(results: list[Result]) -> Iterator[str]:
    """Give what a person should look at: strange picks, missed defects, wrong changes."""
    for each in results:
        said = (
            [f"pick nobody asked for: {text}" for text in each.picks.strange] if each.picks else []
        )
        if each.defects:
            said += [f"missed: {text}" for text in each.defects.missed]
            said += [f"changed wrongly: {text}" for text in each.defects.wrong]
        if each.skipped:
            said.append(
                f"skipped, for the expected file has no such part: {', '.join(each.skipped)}"
            )
        if said:
            yield f"\n{each.source}"
            yield from (f"  {line}" for line in said)


if __name__ == "__main__":
    main()
