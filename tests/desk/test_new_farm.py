"""Batches of a desk whose articles workers draw: followed live, and known after a restart."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from desk_server import Client, DeskServer, serving

from composer.app.arrival import Batch, Stage
from composer.app.farm_arrivals import FarmArrivals
from composer.app.farm_duty import FarmDuty
from composer.app.newsroom import Newsroom

TITLE = "البحرية تتسلم عشر سفن جديدة من حوض الميناء"
BODY = (
    "تسلمت البحرية عشر سفن جديدة من حوض الميناء يوم الثلاثاء بعد عام من التأخير.\n\n"
    "وقال قائد الأسطول سالم الحربي إن السفن تدخل الخدمة في ربيع عام 2027."
)


def cluster(url: str) -> str:
    return f'[store]\nurl = "{url}"\n[worker]\nengine = "cluster"\n'


def draw(room: Newsroom) -> None:
    """Draw what waits, as a worker does."""
    FarmDuty(newsroom=room, at_once=1).once(stop=lambda: False)


def wait_for(desk: DeskServer, name: str, is_so: Callable[[Batch], bool]) -> Batch:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        batch = desk.desk.arrivals.batch(name)
        assert batch is not None
        if is_so(batch):
            return batch
        time.sleep(0.02)
    raise AssertionError(batch)


def handed_in(guest: Client, **fields: str) -> str:
    answer = guest.post("/new", {"way": "text", "text": BODY, **fields})
    assert answer.status == 303, answer.text
    return answer.headers["location"].removeprefix("/batches/")


def is_read(batch: Batch) -> bool:
    return all(each.title for each in batch.arrivals)


def test_a_batch_that_workers_draw_is_followed_and_outlives_the_desk(
    tmp_path: Path, postgres_url: str
) -> None:
    with serving(tmp_path, cluster(postgres_url)) as desk:
        guest = desk.guest()
        assert isinstance(desk.desk.arrivals, FarmArrivals)
        name = handed_in(guest, title=TITLE)
        batch = wait_for(desk, name, is_read)
        assert [each.stage for each in batch.arrivals] == [Stage.QUEUED]
        assert desk.desk.arrivals.waiting == 1
        assert "hx-trigger" in guest.get(f"/batches/{name}").text
        worker = threading.Thread(target=draw, args=(desk.desk.newsroom,))
        worker.start()
        (arrival,) = wait_for(desk, name, lambda batch: batch.is_over).arrivals
        worker.join()
        assert arrival.stage is Stage.DONE
        again = handed_in(guest, title=TITLE)
        (known,) = wait_for(desk, again, lambda batch: batch.is_over).arrivals
        assert (known.stage, known.draft) == (Stage.KNOWN, arrival.draft)
        dropped = handed_in(guest, title=f"{TITLE} أمس")
        wait_for(desk, dropped, is_read)
        guest.post(f"/batches/{dropped}/cancel")
        left = handed_in(guest, title=f"{TITLE} غدًا")
        wait_for(desk, left, is_read)
    with serving(tmp_path) as desk:
        guest = desk.guest()
        text = guest.get(f"/batches/{name}").text
        assert f'href="/drafts/{arrival.draft}"' in text
        assert TITLE in guest.get("/new").text
        draw(desk.desk.newsroom)
        assert wait_for(desk, left, lambda batch: batch.is_over).count(Stage.DONE) == 1
        assert wait_for(desk, dropped, lambda batch: batch.is_over).count(Stage.CANCELLED) == 1
        assert len(desk.desk.newsroom.drafts()) == 2


def test_an_article_that_cannot_be_read_fails_alone(tmp_path: Path, postgres_url: str) -> None:
    with serving(tmp_path, cluster(postgres_url)) as desk:
        guest = desk.guest()
        bad = handed_in(guest, title="", text="x", link="")
        refused = guest.post("/new", {"way": "address", "addresses": "http://127.0.0.1:9/a"})
        name = refused.headers["location"].removeprefix("/batches/")
        (arrival,) = wait_for(desk, name, lambda batch: batch.is_over).arrivals
        assert (arrival.stage, arrival.kind) == (Stage.FAILED, "ArticleError")
        assert "127.0.0.1" in (arrival.reason or "")
        assert desk.desk.arrivals.cancel(bad) is not None
        assert desk.desk.arrivals.cancel("nothing") is None
        assert guest.get("/batches/nothing").status == 404
