"""A thing that was checked, and how a list of them is printed."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from composer.app.columns import columns
from composer.app.console import say
from composer.app.document import to_json
from composer.cards.frame import Level
from composer.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One thing that was checked."""

    check: str
    level: Level
    detail: str


def ok(check: str, detail: str) -> Result:
    """Return that a thing is well."""
    return Result(check=check, level=Level.OK, detail=detail)


def warn(check: str, detail: str) -> Result:
    """Return that a person should look at a thing; ``detail`` says what to do."""
    return Result(check=check, level=Level.WARN, detail=detail)


def fail(check: str, detail: str) -> Result:
    """Return that a thing does not work; ``detail`` says what to do."""
    return Result(check=check, level=Level.FAIL, detail=detail)


def report(results: Iterable[Result], facts: Mapping[str, object], *, as_json: bool) -> None:
    """Print results and facts.

    Raises:
        InputError: Something failed.
    """
    results = tuple(results)
    failed = sum(each.level is Level.FAIL for each in results)
    if as_json:
        checks = [asdict(each) for each in results]
        sys.stdout.write(to_json({"ok": not failed, "checks": checks, **facts}))
    else:
        for line in columns([(each.level.value, each.check, each.detail) for each in results]):
            say(line)
        for name, fact in facts.items():
            if isinstance(fact, str):
                say(f"{name}: {fact}")
    if failed:
        msg = f"{failed} of {len(results)} checks failed; each says what to do"
        raise InputError(msg)
