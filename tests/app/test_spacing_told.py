"""That a due item waits for the distance from its page's last post is said, and until when."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk import TUESDAY, Office, working
from sqlalchemy import update

from composer.app.show_queue import show_items
from composer.domain.post import Target
from composer.store.item import number_of
from composer.store.schema import item as table


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with working(tmp_path) as opened:
        opened.set('[publishing]\nspacing = "20m"\n')
        yield opened


def published(office: Office, title: str) -> None:
    """Have a post go out now."""
    rundown = office.rundown()
    item = rundown.add(office.approved(title), at="now").item
    store = rundown.newsroom.store
    target = Target(page=item.page, publisher=item.publisher, page_id=item.page_id)
    with store.database.write() as connection:
        change = update(table).where(table.c.id == number_of(item.id))
        connection.execute(change.values(status="published", post_id="1_1", published=office.now))
        store.pages.published(connection, target, item=number_of(item.id), at=office.now)


def test_what_is_due_waits_one_distance_after_the_other(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    published(office, "أول")
    rundown = office.rundown()
    first, second = (rundown.add(office.approved(each), at="+1m").item for each in ("ب", "ج"))
    urgent = rundown.add(office.approved("عاجل"), at="+1m", breaking=True).item
    later = rundown.add(office.approved("لاحق"), at="+3h").item
    assert rundown.spaced(rundown.recent()) == {}, "none is due yet"
    office.wait(minutes=5)

    items = rundown.recent()
    spaced = rundown.spaced(items)
    assert spaced == {
        first.id: TUESDAY + timedelta(minutes=20),
        second.id: TUESDAY + timedelta(minutes=40),
    }
    assert not {urgent.id, later.id} & spaced.keys()
    show_items(items, office.now, spaced=spaced)
    lines = capsys.readouterr().out.splitlines()
    waits = [line.strip() for line in lines if "distance" in line]
    assert waits == [
        "waits for the page's distance until about 10:20",
        "waits for the page's distance until about 10:40",
    ]


def test_when_the_distance_is_kept_only_the_next_but_one_waits(office: Office) -> None:
    published(office, "أول")
    rundown = office.rundown()
    _, second = (rundown.add(office.approved(each), at="+1m").item for each in ("ب", "ج"))
    office.wait(minutes=30)
    assert rundown.spaced(rundown.recent()) == {second.id: office.now + timedelta(minutes=20)}


def test_a_wait_over_midnight_names_the_day(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.wait(hours=13, minutes=50)
    published(office, "أول")
    rundown = office.rundown()
    rundown.add(office.approved("ب"), at="now")
    items = rundown.recent()
    show_items(items, office.now, spaced=rundown.spaced(items))
    assert "until about 2026-11-25 00:10" in capsys.readouterr().out
