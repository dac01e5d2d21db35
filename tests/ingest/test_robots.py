"""What sites ask of programs that come by themselves."""

import pytest
from site_server import Act, answer, page, site

from composer.ingest.fetch import Fetcher
from composer.ingest.network import Network
from composer.ingest.robots import Robots, allowed, rules_for
from composer.ingest.turn import Turns

TEXT = """
# everybody
User-agent: *
Disallow: /private
Disallow: /*?print=
Disallow: /*.pdf$
Allow: /private/open

User-agent: other
User-agent: nashir/2
Disallow: /drafts
Disallow:
"""


@pytest.mark.parametrize(
    ("agent", "target", "expected"),
    [
        ("somebody", "/", True),
        ("somebody", "/private", False),
        ("somebody", "/private/a", False),
        ("somebody", "/private/open/a", True),
        ("somebody", "/a?print=1", False),
        ("somebody", "/a?b=1&print=1", True),
        ("somebody", "/a.pdf", False),
        ("somebody", "/a.pdf?b", True),
        ("somebody", "/drafts", True),
        ("nashir", "/drafts/1", False),
        ("nashir", "/private", True),
        ("nashir", "/robots.txt", True),
    ],
)
def test_the_longest_rule_of_the_programs_own_group_decides(
    agent: str, target: str, *, expected: bool
) -> None:
    assert allowed(rules_for(TEXT, agent), target) is expected


@pytest.mark.parametrize(
    ("pattern", "target", "expected"),
    [
        ("/a*b*c", "/a1b2c3", True),
        ("/a*b*c", "/a1c2b3", False),
        ("/a*c$", "/a1c2c", True),
        ("/a*c$", "/a1c2", False),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/*", "/x", True),
        ("/ab*b$", "/ab", False),
    ],
)
def test_stars_and_ends_in_patterns_count(pattern: str, target: str, *, expected: bool) -> None:
    rules = rules_for(f"user-agent: *\ndisallow: {pattern}")
    assert allowed(rules, target) is not expected


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (page("User-agent: *\nDisallow: /a", kind="text/plain"), False),
        (page("User-agent: *\nDisallow: /b", kind="text/plain"), True),
        (answer(status="404 Not Found"), True),
        (answer(status="503 Away"), False),
        (lambda _: None, False),
    ],
    ids=["forbidden", "another", "no rules", "away", "broken"],
)
def test_a_site_is_asked_once_a_day(act: Act, *, expected: bool) -> None:
    now = [0.0]
    with site({"/robots.txt": act}) as server:
        fetcher = Fetcher(Network(allow=server.allow), turns=Turns(sleep=lambda _: None))
        robots = Robots(fetcher, monotonic=lambda: now[0])
        assert robots.allow(server.url("/a")) is expected
        assert robots.allow(server.url("/a")) is expected
        assert len(server.requests) == 1
        now[0] = 25 * 3600.0
        robots.allow(server.url("/a"))
        assert len(server.requests) == 2
