import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from press_room import PressRoom, press_room
from stores import NOW, add_draft

from composer.app.services import read_article
from composer.domain.article import Article, Paragraph
from composer.domain.trace import current_trace, trace_of, tracing
from composer.store.store import Store

EXAMPLE = Path(__file__).parents[2] / "examples" / "lavrov.txt"


@pytest.fixture
def room(tmp_path: Path) -> PressRoom:
    """A workspace that publishes to its own practice page."""
    made = press_room(tmp_path)
    made.set()
    return made


def test_one_search_for_the_trace_finds_every_step_from_the_article_to_the_post(
    room: PressRoom,
) -> None:
    """Each command is a process of its own for the log: what joins them is the trace alone."""
    log: list[str] = []

    def run(*words: str | Path) -> str:
        done = room.run(*words)
        assert done.code == 0, done.err
        log.extend(done.err.splitlines())
        return done.out

    composed = json.loads(run("--verbose", "compose", EXAMPLE, "--card", "headline", "--json"))
    other = json.loads(run("--verbose", "compose", EXAMPLE.with_name("usv.txt"), "--json"))
    run("--verbose", "approve", composed["draft"])
    run("--verbose", "queue", "add", composed["draft"], "--at", "now")
    run("run", "--once", "--log", "json")
    found = [line for line in log if composed["trace"] in line]
    made = ("article read", "highlights picked", "cards drawn", "draft written")
    steps = (*made, "approved", "queued", "claimed", "published")
    assert _order(found, steps) == list(steps)
    assert other["trace"] != composed["trace"]
    assert not any(other["trace"] in line for line in found)


def test_people_and_programs_are_told_the_trace(room: PressRoom) -> None:
    document = room.run("compose", EXAMPLE, "--card", "headline", "--json").document
    room.run("approve", document["draft"])
    room.run("queue", "add", document["draft"], "--at", "now")
    shown = room.run("show", document["draft"], "--json").document
    (item,) = room.run("queue", "list", "--json").document
    assert shown["trace"] == item["trace"] == document["trace"]
    assert shown["journal"][0]["detail"]["trace"] == document["trace"]
    assert f"trace {document['trace']}" in room.run("show", document["draft"]).out


def test_a_notice_tells_the_trace_of_its_draft(store: Store) -> None:
    draft = add_draft(store, trace="5f0c2d1e9b8a7766")
    with store.database.write() as connection:
        for each in (draft.id, None):
            store.notices.write(connection, at=NOW, kind="attention", title="", text="", draft=each)
    told = {each.draft: each.trace for each in store.notices.due(NOW)}
    assert told == {draft.id: "5f0c2d1e9b8a7766", None: None}


def test_a_draft_of_an_older_program_has_no_trace_and_is_taken_in(store: Store) -> None:
    assert add_draft(store).trace is None


def test_the_same_words_have_the_same_trace_wherever_they_were_read() -> None:
    article = read_article(EXAMPLE)
    assert trace_of(article) == trace_of(read_article("خبر", data=EXAMPLE.read_bytes()))
    assert trace_of(article) == trace_of(replace(article, site="x", link="https://x.example"))
    assert trace_of(article) != trace_of(replace(article, title=f"{article.title}!"))


def test_two_articles_that_share_out_the_same_words_otherwise_are_two() -> None:
    one = Article(title="أ", blocks=(Paragraph(text="ب ج"),))
    two = Article(title="أ", blocks=(Paragraph(text="ب"), Paragraph(text="ج")))
    assert trace_of(one) != trace_of(two)


def test_what_a_thread_is_busy_with_ends_with_its_block() -> None:
    with tracing("outer"):
        with suppress(ValueError), tracing("inner"):
            assert current_trace() == "inner"
            raise ValueError
        with tracing(None):
            assert current_trace() == "outer"
    assert current_trace() is None


def _order(lines: list[str], steps: tuple[str, ...]) -> list[str]:
    """Return the steps in the order in which the lines tell of them, each once."""
    told = [each for line in lines for each in steps if each in line]
    return list(dict.fromkeys(told))
