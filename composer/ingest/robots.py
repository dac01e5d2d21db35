"""What a site asks of programs that come by themselves (RFC 9309).

A person who names a page is no robot, and neither is a browser: only what fetches by itself, on a
schedule, asks here first.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from composer.errors import ArticleError
from composer.ingest.address import Address, parse_address
from composer.ingest.fetch import AGENT, Fetcher

_KEPT_S = 24 * 3600.0
_LONGEST = 512 * 1024
_OK = range(200, 300)
_MISSING = range(400, 500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line that allows or forbids the paths that begin with a pattern."""

    pattern: str
    allows: bool

    def fits(self, target: str) -> bool:
        """Tell whether the rule is about a path with its query; ``*`` and a last ``$`` count."""
        *before, last = self.pattern.removesuffix("$").split("*")
        at = 0
        for number, part in enumerate(before):  # each part as early as can be: no way back needed
            at = target.find(part, at) + len(part) if part in target[at:] else -1
            if at < 0 or (number == 0 and not target.startswith(part)):
                return False
        if self.pattern.endswith("$"):
            return (
                target.endswith(last)
                and (len(target) - len(last) >= at)
                and (bool(before) or target == last)
            )
        return target.find(last, at) >= 0 if before else target.startswith(last)


class Robots:
    """What the sites allow; each is asked once a day.

    Args:
        fetcher: What fetches their ``robots.txt``.
        monotonic: A clock in seconds that is never set back.
    """

    def __init__(
        self, fetcher: Fetcher, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetcher = fetcher
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, Sequence[Rule] | None]] = {}

    def allow(self, url: str) -> bool:
        """Tell whether a page may be fetched without a person asking for it.

        Raises:
            ArticleError: It is no address.
        """
        address = parse_address(url)
        rules = self._rules(address)
        return rules is not None and allowed(rules, address.target)

    def _rules(self, address: Address) -> Sequence[Rule] | None:
        """Return the rules of a site; None where it cannot say any, which forbids everything."""
        place = f"{address.scheme}://{address.origin}"
        since, rules = self._known.get(place, (0.0, None))
        now = self._monotonic()
        if place not in self._known or now - since > _KEPT_S:
            rules = self._asked(f"{place}/robots.txt")
            self._known[place] = (now, rules)
        return rules

    def _asked(self, url: str) -> Sequence[Rule] | None:
        try:
            found = self._fetcher.look(url)
        except ArticleError:
            return None
        if found.status in _MISSING:
            return ()
        if found.status not in _OK:
            return None
        return tuple(rules_for(found.data[:_LONGEST].decode("utf-8", errors="replace")))


def allowed(rules: Sequence[Rule], target: str) -> bool:
    """Tell whether rules allow a path: the longest that fits decides, and allowing wins a tie."""
    fitting = [rule for rule in rules if rule.fits(target)]
    best = max(fitting, key=lambda rule: (len(rule.pattern), rule.allows), default=None)
    return best is None or best.allows or target == "/robots.txt"


def rules_for(text: str, agent: str = AGENT) -> list[Rule]:
    """Return the rules of the groups for a program, else those of the groups for all."""
    groups = list(_groups(text))
    own = [rules for agents, rules in groups if agent in agents]
    return [
        rule
        for rules in own or [rules for agents, rules in groups if "*" in agents]
        for rule in rules
    ]


def _groups(text: str) -> Iterator[tuple[list[str], list[Rule]]]:
    """Give the programs that each group names, and its rules."""
    agents: list[str] = []
    rules: list[Rule] = []
    for line in text.splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            if rules:
                yield agents, rules
                agents, rules = [], []
            agents.append(value.lower().partition("/")[0])
        elif name in {"allow", "disallow"} and value and agents:
            rules.append(Rule(pattern=value, allows=name == "allow"))
    yield agents, rules
