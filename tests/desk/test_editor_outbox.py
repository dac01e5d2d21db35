"""The outbox that brings an editor's changes to the server: nothing is lost, all goes in order."""

from collections.abc import Iterator
from typing import Any

import pytest
from desk_server import DeskServer, serving
from playwright.sync_api import Page

_OUTBOX = """async (address, body) => {
  const { Outbox } = await import(address);
  const sent = [], states = [];
  const answers = [];
  const deliver = async (entry) => {
    sent.push([entry.field, entry.change.text ?? null, entry.base]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    return answers.length ? answers.shift() : { kind: "done", revision: sent.length + 10 };
  };
  const report = (state) => states.push(state);
  const make = () => new Outbox("d1", { revision: 10, deliver, report });
  const wait = async (outbox) => {
    for (let tries = 0; !outbox.isEmpty && tries < 300; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  sessionStorage.clear();
  const outbox = make();
  BODY
}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("desk")) as server:
        yield server


@pytest.fixture
def page(served: DeskServer, tab: Page) -> Page:
    tab.goto(f"{served.door}&next=/account")
    return tab


def run(page: Page, served: DeskServer, body: str) -> Any:  # noqa: ANN401 - JSON
    """Run a piece of script with an outbox, and return what it returns."""
    address = served.desk.assets.address("js/editor/outbox.js")
    return page.evaluate(f"(address) => ({_OUTBOX.replace('BODY', body)})(address)", address)


def test_what_is_typed_goes_out_once_when_the_person_pauses(served: DeskServer, page: Page) -> None:
    sent = run(
        page,
        served,
        """for (const text of ["a", "ab", "abc"]) outbox.typed("headline", { op: "h", text });
        await wait(outbox); return sent;""",
    )
    assert sent == [["headline", "abc", 10]]


def test_a_change_at_once_waits_for_what_was_typed_before_it(
    served: DeskServer, page: Page
) -> None:
    sent = run(
        page,
        served,
        """outbox.typed("points[2]", { op: "reword", text: "new" });
        outbox.put("points", { op: "remove", text: "x" });
        await wait(outbox); return sent.map(([field]) => field);""",
    )
    assert sent == ["points[2]", "points"]


def test_a_change_between_two_of_one_field_stays_between_them(
    served: DeskServer, page: Page
) -> None:
    sent = run(
        page,
        served,
        """outbox.put("z", { op: "z", text: "0" });
        outbox.put("a", { op: "a", text: "1" });
        outbox.put("b", { op: "b", text: "2" });
        outbox.put("a", { op: "a", text: "3" });
        outbox.put("a", { op: "a", text: "4" });
        await wait(outbox); return sent.map(([field, text]) => field + text);""",
    )
    assert sent == ["z0", "a1", "b2", "a4"]


def test_the_own_changes_since_are_no_others_changes(served: DeskServer, page: Page) -> None:
    """The base of a field is the last revision in which we ourselves wrote it."""
    sent = run(
        page,
        served,
        """outbox.put("a", { op: "a", text: "1" });
        outbox.typed("a", { op: "a", text: "2" });
        outbox.flush();
        await wait(outbox);
        outbox.put("b", { op: "b", text: "3" });
        await wait(outbox); return sent;""",
    )
    assert sent == [["a", "1", 10], ["a", "2", 11], ["b", "3", 12]]


def test_a_server_that_is_away_is_asked_again_and_nothing_is_lost(
    served: DeskServer, page: Page
) -> None:
    found = run(
        page,
        served,
        """answers.push({ kind: "away", why: "away" });
        outbox.put("a", { op: "a", text: "1" });
        outbox.put("b", { op: "b", text: "2" });
        await new Promise((resolve) => setTimeout(resolve, 40));
        const kept = make().left.map((each) => each.field);
        await wait(outbox);
        return { sent: sent.map(([field]) => field), kept, states, after: make().left };""",
    )
    assert found["sent"] == ["a", "a", "b"]
    assert found["kept"] == ["a", "b"]
    assert "away" in found["states"]
    assert found["states"][-1] == "saved"
    assert found["after"] == []


def test_what_the_server_refuses_stays_until_it_is_written_anew(
    served: DeskServer, page: Page
) -> None:
    found = run(
        page,
        served,
        """answers.push({ kind: "refused" });
        outbox.put("a", { op: "a", text: "long" });
        await outbox.settled();
        const held = [outbox.holds("a"), outbox.isEmpty, make().left.length];
        outbox.typed("a", { op: "a", text: "short" });
        await outbox.settled(); await wait(outbox);
        return { held, sent: sent.map(([, text]) => text), empty: outbox.isEmpty };""",
    )
    assert found["held"] == [True, False, 1]
    assert found["sent"] == ["long", "short"]
    assert found["empty"] is True


def test_who_insists_after_a_clash_sends_on_what_they_saw(served: DeskServer, page: Page) -> None:
    sent = run(
        page,
        served,
        """answers.push({ kind: "clash" });
        outbox.put("a", { op: "a", text: "mine" });
        await outbox.settled();
        outbox.insist("a", 15);
        await wait(outbox); return sent;""",
    )
    assert sent == [["a", "mine", 10], ["a", "mine", 15]]


def test_a_field_whose_typing_began_earlier_keeps_the_revision_it_was_seen_in(
    served: DeskServer, page: Page
) -> None:
    """Another person's change of it meanwhile has to be noticed."""
    sent = run(
        page,
        served,
        """outbox.typed("a", { op: "a", text: "1" });
        outbox.revision = 14;
        outbox.typed("a", { op: "a", text: "12" });
        await wait(outbox); return sent;""",
    )
    assert sent == [["a", "12", 10]]
