"""The faults that the practice page can have, and how a person asks for them.

A fault has a name, the calls that it applies to, how often it strikes, and numbers of its own. They
stand in ``faults.json`` in the state folder, which is read at each call; the same list is reached
over HTTP at ``/practice/faults``, and one fault can be written as ``NAME[:KEY=VALUE,…]``.
"""

import difflib
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from composer.errors import SettingsError

FILE_NAME = "faults.json"


class Effect(StrEnum):
    """What a call does, for faults that apply to some calls only."""

    STAGE = "stage"
    CREATE = "create"
    READ = "read"
    COMMENT = "comment"
    EDIT = "edit"
    DELETE = "delete"
    ANY = "any"


class Moment(StrEnum):
    """When a fault strikes."""

    BEFORE = "before"  # instead of what was asked for
    AFTER = "after"  # what was asked for is done, and something else is answered
    ALONG = "along"  # what was asked for is done in another way


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What there is to know about the faults of one name."""

    on: Effect
    moment: Moment
    numbers: Mapping[str, float] = field(default_factory=dict)


KINDS: Mapping[str, Kind] = {
    "cut-before-commit": Kind(on=Effect.CREATE, moment=Moment.BEFORE),
    "cut-after-commit": Kind(on=Effect.CREATE, moment=Moment.AFTER),
    "500-before-commit": Kind(on=Effect.CREATE, moment=Moment.BEFORE),
    "500-after-commit": Kind(on=Effect.CREATE, moment=Moment.AFTER),
    "1-99-after-commit": Kind(on=Effect.CREATE, moment=Moment.AFTER),
    "502-html": Kind(on=Effect.CREATE, moment=Moment.BEFORE),
    "502-html-after-commit": Kind(on=Effect.CREATE, moment=Moment.AFTER),
    "200-text": Kind(on=Effect.CREATE, moment=Moment.AFTER, numbers={"committed": 1}),
    "slow": Kind(on=Effect.ANY, moment=Moment.ALONG, numbers={"seconds": 5}),
    "throttle-4": Kind(on=Effect.ANY, moment=Moment.BEFORE),
    "throttle-17": Kind(on=Effect.ANY, moment=Moment.BEFORE),
    "throttle-32": Kind(on=Effect.ANY, moment=Moment.BEFORE),
    "throttle-613": Kind(on=Effect.ANY, moment=Moment.BEFORE),
    "throttle-80001": Kind(on=Effect.ANY, moment=Moment.BEFORE, numbers={"minutes": 5}),
    "token-190": Kind(on=Effect.ANY, moment=Moment.BEFORE, numbers={"subcode": 463}),
    "blocked-368": Kind(on=Effect.CREATE, moment=Moment.BEFORE, numbers={"subcode": 1390008}),
    "delayed-visibility": Kind(on=Effect.CREATE, moment=Moment.ALONG, numbers={"seconds": 10}),
    "time-skew": Kind(on=Effect.CREATE, moment=Moment.ALONG, numbers={"seconds": 300}),
    "duplicate": Kind(on=Effect.CREATE, moment=Moment.ALONG),
    "usage": Kind(on=Effect.ANY, moment=Moment.ALONG, numbers={"percent": 80, "minutes": 0}),
    "lose-alt-text": Kind(on=Effect.STAGE, moment=Moment.ALONG),
    "clock-skew": Kind(on=Effect.ANY, moment=Moment.ALONG, numbers={"seconds": 3600}),
    "schedule-window": Kind(on=Effect.ANY, moment=Moment.ALONG, numbers={"days": 75}),
    "reuse-as-code": Kind(on=Effect.CREATE, moment=Moment.ALONG),
    "allow-same-text": Kind(on=Effect.CREATE, moment=Moment.ALONG),
    "short-pages": Kind(on=Effect.READ, moment=Moment.ALONG, numbers={"empty": 0}),
    "unpublished-in-feed": Kind(on=Effect.READ, moment=Moment.ALONG),
    "require-proof": Kind(on=Effect.ANY, moment=Moment.ALONG),
    "usage-after": Kind(on=Effect.ANY, moment=Moment.ALONG, numbers={"calls": 0}),
}
"""All faults by name. The last seven switch to the other of two behaviours that are documented."""

_MOST_SECONDS = 86_400 * 366
_WHOLE = frozenset({"times", "skip", "seed", "subcode", "calls", "committed", "empty"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault.

    Args:
        name: One of ``KINDS``.
        on: The calls that it applies to.
        times: How many times it strikes; None for always.
        skip: How many calls it lets pass first.
        probability: With which chance it strikes a call, 0 to 1.
        seed: What the chance is drawn from: the same seed strikes the same calls.
        numbers: Its own numbers, such as ``seconds``.
    """

    name: str
    on: Effect
    times: int | None = None
    skip: int = 0
    probability: float = 1.0
    seed: int = 0
    numbers: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, **options: object) -> "Fault":
        """Return a fault, its options checked.

        Raises:
            SettingsError: There is no such fault or option, or a value makes no sense.
        """
        kind = KINDS.get(name)
        if kind is None:
            msg = f"there is no fault {name!r}{_nearest(name, KINDS)}"
            raise SettingsError(msg)
        on = _effect(name, options.pop("on", kind.on))
        plain = {"times": None, "skip": 0, "probability": 1.0, "seed": 0}
        unknown = [each for each in options if each not in plain and each not in kind.numbers]
        if unknown:
            known = ("on", *plain, *kind.numbers)
            msg = f"the fault {name!r} has no {unknown[0]!r}; it has {', '.join(known)}"
            raise SettingsError(msg)
        given = {each: _number(name, each, value) for each, value in options.items()}
        numbers = {each: given.get(each, usual) for each, usual in kind.numbers.items()}
        own = {each: given[each] for each in plain if given.get(each) is not None}
        return cls(name=name, on=on, numbers=numbers, **own)  # type: ignore[arg-type] # as plain

    @property
    def moment(self) -> Moment:
        """When it strikes."""
        if self.name == "200-text" and not self.numbers["committed"]:
            return Moment.BEFORE
        return KINDS[self.name].moment

    @property
    def is_standing(self) -> bool:
        """Whether it strikes every call that it applies to, so that nothing is counted."""
        return self.times is None and not self.skip and self.probability >= 1

    def applies_to(self, effect: Effect) -> bool:
        """Tell whether it applies to calls that do this."""
        return self.on in {effect, Effect.ANY}

    def by_chance(self, met: int) -> bool:
        """Tell whether it strikes the call number ``met`` that it applies to."""
        drawn = hashlib.sha256(f"{self.seed}:{self.name}:{met}".encode()).digest()
        return int.from_bytes(drawn[:8]) / 2**64 < self.probability

    def as_json(self) -> dict[str, Any]:
        """Return it as it stands in the file."""
        counts = {"times": self.times, "skip": self.skip, "seed": self.seed}
        chance = {"probability": self.probability}
        return {"name": self.name, "on": str(self.on), **counts, **chance, **self.numbers}


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """The faults that are armed.

    Args:
        listed: In the order in which they are tried.
        arming: Names this list among all that were armed; counts belong to it.
    """

    listed: tuple[Fault, ...] = ()
    arming: str = ""

    @classmethod
    def parse(cls, *texts: str) -> "Faults":
        """Return faults written as ``NAME[:KEY=VALUE,…]``, such as ``slow:seconds=3,times=2``.

        Raises:
            SettingsError: One is wrong; the message says what there is.
        """
        return cls(listed=tuple(_parsed(each) for each in texts))

    @classmethod
    def from_json(cls, data: bytes, *, source: str, arming: str = "") -> "Faults":
        """Return the faults of a document: ``{"faults": [{"name": …}, …]}`` or the list alone.

        Args:
            data: UTF-8.
            source: What to call it in an error.
            arming: See the class.

        Raises:
            SettingsError: It is not such a document.
        """
        try:
            document = json.loads(data)
            listed = document["faults"] if isinstance(document, dict) else document
            found = tuple(_from_object(each) for each in listed)
        except (ValueError, KeyError, TypeError) as error:
            msg = f"{source} must hold {{'faults': [{{'name': …}}, …]}}: {error!r}"
            raise SettingsError(msg) from error
        except SettingsError as error:
            msg = f"{source}: {error}"
            raise SettingsError(msg) from error
        return cls(listed=found, arming=arming)

    def as_json(self) -> dict[str, Any]:
        """Return the document of ``from_json``."""
        return {"faults": [each.as_json() for each in self.listed]}


def _from_object(item: object) -> Fault:
    if not isinstance(item, dict) or not isinstance(item.get("name"), str):
        msg = "a fault is an object with a name"
        raise SettingsError(msg)
    return Fault.of(item["name"], **{key: item[key] for key in item if key != "name"})


def _parsed(text: str) -> Fault:
    name, _, rest = text.strip().partition(":")
    options: dict[str, object] = {}
    for part in filter(None, rest.split(",")):
        key, equals, value = part.partition("=")
        if not equals:
            msg = f"the fault {text!r}: write NAME:KEY=VALUE,KEY=VALUE"
            raise SettingsError(msg)
        options[key.strip()] = value.strip()
    return Fault.of(name, **options)


def _effect(name: str, value: object) -> Effect:
    try:
        return Effect(str(value))
    except ValueError:
        known = ", ".join(Effect)
        msg = f"the fault {name!r}: on is {known}, not {value!r}"
        raise SettingsError(msg) from None


def _number(name: str, key: str, value: object) -> float | int | None:
    """Return a number that was written by a person; ``none`` and null are none at all."""
    if value is None or value == "none":
        return None if key == "times" else 0
    if isinstance(value, bool):
        return int(value)
    try:
        number = float(value) if isinstance(value, str | int | float) else math.nan
    except ValueError:
        number = math.nan
    if not _makes_sense(key, number):
        msg = f"the fault {name!r}: {key} cannot be {value!r}"
        raise SettingsError(msg)
    return int(number) if number.is_integer() else number


def _makes_sense(key: str, number: float) -> bool:
    if not math.isfinite(number) or (key in _WHOLE and not number.is_integer()):
        return False
    if key == "probability":
        return 0 <= number <= 1
    return abs(number) <= _MOST_SECONDS and (number >= 0 or key in {"seconds", "seed"})


def _nearest(name: str, known: Mapping[str, object] | Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(known)}"
