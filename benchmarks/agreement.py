"""How far what was read agrees with what an expected file says, part by part."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from rouge import Score, rouge_1, words

from composer.domain.article import (
    Action,
    Article,
    Block,
    Bullets,
    Figure,
    Finding,
    Heading,
    Quote,
    Table,
)
from composer.domain.highlight import Highlights
from composer.ingest.sentence import sentences
from composer.ingest.stop import SPACED

Expected = Mapping[str, Any]
AROUND = 12


@dataclass
class Share:
    """So many of so many."""

    hits: int = 0
    of: int = 0

    def add(self, other: "Share") -> None:
        self.hits += other.hits
        self.of += other.of

    @property
    def value(self) -> float | None:
        return self.hits / self.of if self.of else None


@dataclass
class Picks:
    """The picked highlights: how many musts they hold, how many of them an editor accepts."""

    musts: Share
    accepted: Share
    rouge: Score
    strange: list[str] = field(default_factory=list)


@dataclass
class Defects:
    """Stray full stops: what was done about those there are, and what was done wrongly."""

    mended: int = 0
    flagged: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    other_repairs: int = 0


def picks(highlights: Highlights, expected: Expected) -> Picks | None:
    """Compare the picked highlights with those that editors must and may choose."""
    chosen = expected.get("highlights")
    if not chosen or "blocks" not in expected:
        return None
    must, fine = (
        [_passage(expected, at) for at in chosen.get(kind, [])] for kind in ("must", "ok")
    )
    picked = [each.line.text for each in highlights.candidates if each.picked]
    accepted = [text for text in picked if any(_same(text, each) for each in must + fine)]
    return Picks(
        musts=Share(sum(any(_same(text, each) for text in picked) for each in must), len(must)),
        accepted=Share(len(accepted), len(picked)),
        rouge=rouge_1(" ".join(picked), " ".join(must)),
        strange=[text for text in picked if text not in accepted],
    )


def _passage(expected: Expected, at: Mapping[str, int]) -> str:
    """Return the sentence or item that an expected file counts."""
    block = expected["blocks"][at["block"]]
    if "items" in block:
        return str(block["items"][at["sentence"]])
    text = str(block.get("clean", block.get("text", "")))
    places = list(sentences(text))
    start, end = places[min(at["sentence"], len(places) - 1)]
    return text[start:end]


def _same(one: str, other: str) -> bool:
    """Tell whether two passages are one, or one a part of the other cut at a full stop."""
    a, b = (" ".join(words(each)) for each in (one, other))
    return a == b or (len(min(a, b, key=len)) > len(max(a, b, key=len)) / 2 and (a in b or b in a))


def structure(article: Article, expected: Expected) -> dict[str, Share] | None:
    """Return for each type of block how many of those expected were found, in order.

    ``extra`` counts blocks that are none of those expected, of all that were found.
    """
    if "blocks" not in expected:
        return None
    wanted = [_wanted_key(each) for each in expected["blocks"] if each["type"] != "noise"]
    found = [_found_key(each) for each in article.blocks]
    matcher = SequenceMatcher(None, found, wanted, autojunk=False)
    matched = [
        key for match in matcher.get_matching_blocks() for key in found[match.a :][: match.size]
    ]
    hits, total = (Counter(key[0] for key in keys) for keys in (matched, wanted))
    shares = {kind: Share(hits[kind], total[kind]) for kind in sorted(total)}
    shares["extra"] = Share(len(found) - len(matched), len(found))
    return shares


def _wanted_key(block: Mapping[str, Any]) -> tuple[str, ...]:
    match block["type"]:
        case "bullets" | "ordered" as kind:
            return (kind, *map(_loose, block["items"]))
        case "table":
            return ("table", *(_loose(cell) for row in block["rows"] for cell in row))
        case "figure":
            return ("figure", _loose(block.get("caption") or block.get("alt") or ""))
        case kind:
            return (kind, _loose(block.get("clean", block["text"])))


def _found_key(block: Block) -> tuple[str, ...]:
    match block:
        case Bullets():
            return ("ordered" if block.ordered else "bullets", *map(_loose, block.items))
        case Table():
            return ("table", *(_loose(cell) for row in block.rows for cell in row))
        case Figure():
            return ("figure", _loose(block.caption or block.alt or ""))
        case Quote() | Heading():
            return (type(block).__name__.lower(), _loose(block.text))
        case _:
            return (type(block).__name__.lower(), _loose(block.text))


def _loose(text: str) -> str:
    return " ".join(words(text))


def quotations(highlights: Highlights, expected: Expected) -> dict[str, Share] | None:
    """Return how many quotations were found, and how many have the right speaker."""
    if "quotes" not in expected:
        return None
    found = {_loose(each.text.text): each for each in highlights.quotes}
    wanted = expected["quotes"]
    known = [(each, found.get(_loose(each["text"]))) for each in wanted]
    spoken = [
        quote is not None and _is_speaker(quote.name.text if quote.name else quote.speaker, each)
        for each, quote in known
    ]
    return {
        "found": Share(sum(quote is not None for _, quote in known), len(wanted)),
        "speaker": Share(sum(spoken), len(wanted)),
        "strange": Share(max(0, len(found) - sum(q is not None for _, q in known)), len(found)),
    }


def _is_speaker(name: str | None, wanted: Mapping[str, Any]) -> bool:
    speaker = wanted.get("speaker")
    if not name or not speaker:
        return not name and not speaker
    return set(words(speaker)) <= set(words(name)) or set(words(name)) <= set(words(speaker))


def countries(highlights: Highlights, expected: Expected) -> dict[str, Share] | None:
    """Return how many of the countries were found, and how many of those found are right."""
    if "countries" not in expected:
        return None
    found, wanted = {each.code for each in highlights.countries}, set(expected["countries"])
    both = len(found & wanted)
    return {"found": Share(both, len(wanted)), "right": Share(both, len(found))}


def defects(article: Article, findings: Sequence[Finding], expected: Expected) -> Defects | None:
    """Compare what proofreading did to full stops with the defects there are."""
    if "defects" not in expected:
        return None
    result = Defects()
    stops = [each for each in findings if each.rule.startswith("stop-")]
    result.other_repairs = len(findings) - len(stops)
    for defect in expected["defects"]:
        before, after = _edge(defect["before"])[-AROUND:], _edge(defect["after"])[:AROUND]
        place = next((f for f in stops if _stands_between(article, f, before, after)), None)
        if place is None:
            result.missed.append(f"{defect['before']}{defect['raw']}{defect['after']}")
            continue
        stops.remove(place)
        if place.action is Action.FLAGGED:
            result.flagged += 1
        elif place.after.strip() == defect["fix"].strip():
            result.mended += 1
        else:
            result.wrong.append(_context(article, place))
    changed = (each for each in stops if each.action is not Action.FLAGGED and each.rule != SPACED)
    result.wrong += [_context(article, each) for each in changed]
    return result


def _stands_between(article: Article, finding: Finding, before: str, after: str) -> bool:
    text, span = article.plain(finding.span.block), finding.span
    left, right = _edge(text[: span.start]), _edge(text[span.end :])
    return left.endswith(before) and right.startswith(after)


def _edge(text: str) -> str:
    return "".join(mark for mark in text if mark.isalnum())


def _context(article: Article, finding: Finding) -> str:
    text, span = article.plain(finding.span.block), finding.span
    return f"{finding.rule}: …{text[max(0, span.start - 30) : span.end + 30]}…"
