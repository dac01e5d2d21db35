"""Articles that are queued to be drawn: by this program, by workers, and by those after them."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from in_process import here
from made_photo import file_of, halves
from program import EXAMPLES

from composer.app import services
from composer.app.arrival import Arrival, Batch, Stage, Wish
from composer.app.farm_arrivals import FarmArrivals
from composer.app.farm_counter import Counter, counter_lock
from composer.app.farm_crew import FarmCrew, Told
from composer.app.farm_duty import FarmDuty
from composer.app.handed_in import handed_file, pasted
from composer.app.newsroom import Newsroom
from composer.app.order import Order
from composer.app.sources import Source
from composer.app.ticket import Ticket, marks_of
from composer.domain.render import RenderStatus
from composer.settings import load_settings
from composer.store.farm import Farm

ORDER = Order(kinds=("headline",))
QUICK = ("--card", "headline")
WAIT_S = 60.0


def text(number: int) -> str:
    return (
        f"البحرية تتسلم {number} سفن جديدة من حوض الميناء\n\n"
        f"تسلمت البحرية {number} سفن جديدة من حوض الميناء يوم الثلاثاء بعد عام من التأخير.\n\n"
        "وقال قائد الأسطول سالم الحربي إن السفن تدخل الخدمة في ربيع عام 2027.\n"
    )


def articles(folder: Path, count: int) -> Path:
    """Write articles into a folder, the second of which is none."""
    place = folder / "articles"
    place.mkdir()
    for number in range(1, count + 1):
        (place / f"{number}.txt").write_text(text(number) if number != 2 else "", encoding="utf-8")
    return place


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the program's own clock


def room_of(folder: Path) -> Newsroom:
    return Newsroom.open(load_settings(folder), now=now, person="sara")


def taken_in(room: Newsroom) -> list[str]:
    """Return the drafts that came into the store, as often as they did."""
    lines = room.store.journal.since(0, 10_000)
    return [each.draft or "" for each in lines if each.event == "taken in"]


def handed_in(room: Newsroom, count: int) -> str:
    """Hand in some articles, and return the ID of their batch."""
    sources = [Source(name=f"{each}.txt", data=text(each).encode()) for each in range(count)]
    with counter_lock(room) as lock:
        counter = Counter.open(room, lock, ORDER, page="main")
        batch = counter.begin(sources, person="sara")
        counter.read(batch.id, sources, stop=lambda: False, step=lambda _: None)
    return batch.id


def wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_S
    while not is_so():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def test_a_ticket_comes_back_exactly_as_it_went() -> None:
    theme = services.load_theme("midnight")
    for file in sorted(EXAMPLES.glob("*.*")):
        ticket = Ticket(reading=services.read(str(file)), order=ORDER, zone="Asia/Riyadh")
        assert Ticket.parse(ticket.text) == ticket
        assert ticket.digest(marks_of(theme)) != ticket.digest("another theme")


def test_a_queued_batch_makes_the_very_drafts_that_compose_makes(tmp_path: Path) -> None:
    place = articles(tmp_path, 3)
    (tmp_path / "photo.jpg").write_bytes(file_of(halves(900, 600)))
    photo = ("--image", "photo.jpg", "--credit", "سالم", "--size", "square", "--format", "jpeg")
    queued = here("compose", place, "--queue", *QUICK, *photo, "--json", cwd=tmp_path)
    assert queued.code == 1
    assert "2.txt: there is no text in it" in queued.err
    assert "1 of 3 articles failed, as said above; the other 2 are done" in queued.err
    found = [each["draft"] for each in queued.document["articles"]]
    (tmp_path / "other").mkdir()
    made = here(
        "compose",
        place,
        *QUICK,
        *photo[:1],
        tmp_path / photo[1],
        *photo[2:],
        "--json",
        cwd=tmp_path / "other",
    )
    assert [found[0], found[2]] == [each["draft"] for each in made.document]
    shown = here("show", found[0], "--json", cwd=tmp_path).document
    assert shown["title"] == text(1).splitlines()[0]
    assert not (tmp_path / ".nashir" / "inbox").exists()


def test_the_same_batch_again_makes_nothing_new(tmp_path: Path) -> None:
    place = articles(tmp_path, 3)
    first = here("compose", place, "--queue", *QUICK, cwd=tmp_path)
    again = here("compose", place, "--queue", *QUICK, cwd=tmp_path)
    assert first.out.split()[0] in again.out
    assert again.out.count("was there already") == 2
    other = here("compose", place, "--queue", "--card", "closing", cwd=tmp_path)
    assert "was there already" not in other.out
    listed = here("batch", "--json", cwd=tmp_path).document
    assert [each["counts"]["done"] for each in listed] == [2, 2, 2]
    with closing(room_of(tmp_path)) as room:
        assert len(taken_in(room)) == len(set(taken_in(room))) == 4


def test_a_batch_is_shown_and_what_is_not_drawn_can_be_dropped(tmp_path: Path) -> None:
    with closing(room_of(tmp_path)) as room:
        name = handed_in(room, 2)
    shown = here("batch", name, cwd=tmp_path)
    assert "2 waiting" in shown.out
    assert shown.out.count("البحرية") == 2
    assert here("batch", cwd=tmp_path).out.startswith(name)
    document = here("batch", name, "--json", cwd=tmp_path).document
    assert [each["state"] for each in document["articles"]] == ["waiting", "waiting"]
    assert "2 of 2 articles were dropped" in here("batch", name, "--cancel", cwd=tmp_path).out
    assert here("batch", name, "--follow", cwd=tmp_path).code == 0
    assert not here("drafts", cwd=tmp_path).out
    gone = here("batch", "nothing", cwd=tmp_path)
    assert (gone.code, "there is no batch nothing" in gone.err) == (1, True)


def test_without_workers_nothing_is_left_to_nobody(tmp_path: Path) -> None:
    place = articles(tmp_path, 1)
    refused = here("compose", place, "--queue", "--no-wait", cwd=tmp_path)
    assert (refused.code, "nobody would draw them" in refused.err) == (1, True)
    assert here("compose", place, "--no-wait", cwd=tmp_path).code == 2
    assert here("compose", place, "--queue", "--out", "x", cwd=tmp_path).code == 2
    unknown = here("compose", place, "--queue", "--size", "tiny", cwd=tmp_path)
    assert (unknown.code, "has no size 'tiny'" in unknown.err) == (1, True)
    assert not here("batch", cwd=tmp_path).out


def test_a_program_that_is_killed_leaves_a_batch_that_can_be_gone_on_with(tmp_path: Path) -> None:
    place = articles(tmp_path, 9)
    command = [sys.executable, "-m", "composer", "compose", str(place), "--queue", "--jobs", "1"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=log)
        assert process.stdout is not None
        wait_for(lambda: some_done(tmp_path))
        process.kill()
        process.wait()
        process.stdout.close()
    (listed,) = here("batch", "--json", cwd=tmp_path).document
    followed = here("batch", listed["batch"], "--follow", "--json", cwd=tmp_path)
    assert followed.document["counts"]["done"] == 8
    with closing(room_of(tmp_path)) as room:
        assert len(taken_in(room)) == len(set(taken_in(room))) == 8


def some_done(folder: Path) -> bool:
    """Tell whether a first draft is in the store of another program."""
    with suppress(sqlite3.OperationalError):  # there is no store yet
        url = f"file:{folder}/.nashir/nashir.db?mode=ro"
        with closing(sqlite3.connect(url, uri=True)) as connection:
            return connection.execute("SELECT 1 FROM draft").fetchone() is not None
    return False


def cluster(folder: Path, url: str) -> Newsroom:
    """Return a newsroom on PostgreSQL whose articles workers draw."""
    settings = f'[store]\nurl = "{url}"\n[worker]\nengine = "cluster"\n'
    (folder / "nashir.toml").write_text(settings, encoding="utf-8")
    return room_of(folder)


def test_what_a_killed_hand_was_drawing_is_taken_up_and_each_draft_comes_once(
    tmp_path: Path, postgres_url: str
) -> None:
    room = cluster(tmp_path, postgres_url)
    farm, count, killed = Farm(room.store.database), 8, set[int]()
    with FarmCrew(Told(settings=room.settings), 2) as crew:
        name = handed_in(room, count)
        crew.wake()

        def is_over() -> bool:
            crew.tend()
            drawing = (each for each in farm.jobs(name) if each.status is RenderStatus.DRAWING)
            numbers = {int((each.owner or "").split("-")[-2]) for each in drawing} - killed
            for number in tuple(numbers)[: 1 - len(killed)]:
                os.kill(number, signal.SIGKILL)
                killed.add(number)
            return not farm.open(name)

        wait_for(is_over)
    jobs = farm.jobs(name)
    drafts = [each.draft for each in jobs]
    assert len(killed) == 1
    assert [each.status for each in jobs] == [RenderStatus.DONE] * count
    assert sorted(taken_in(room)) == sorted(filter(None, drafts))
    assert any(each.attempts > 1 for each in jobs)
    for draft in room.drafts():
        for card in room.draft(draft.id).cards:
            room.store.blobs.get(card.sha256)
    room.close()


def test_a_worker_draws_what_others_hand_in(tmp_path: Path, postgres_url: str) -> None:
    cluster(tmp_path, postgres_url).close()
    place = articles(tmp_path, 3)
    handed = here("compose", place, "--queue", "--no-wait", *QUICK, cwd=tmp_path)
    name = handed.out.strip()
    assert handed.code == 1  # of the second there is nothing to read
    assert "2 waiting" in here("batch", name, cwd=tmp_path).out
    command = [sys.executable, "-m", "composer", "worker", "--queues", "render"]
    with (tmp_path / "log").open("wb") as log:
        worker = subprocess.Popen(command, cwd=tmp_path, stderr=log, start_new_session=True)
    try:
        followed = here("batch", name, "--follow", cwd=tmp_path)
        more = here("compose", place / "1.txt", "--queue", "--theme", "paper", cwd=tmp_path)
        os.killpg(worker.pid, signal.SIGTERM)  # as a shell ends a job: all of its processes
        assert worker.wait(WAIT_S) == 0
    finally:
        worker.kill()
        worker.wait()
    assert (followed.code, followed.out.count("  done  ")) == (1, 2)
    assert (more.code, more.out.count("  done  ")) == (0, 1)
    told = (tmp_path / "log").read_text(encoding="utf-8")
    assert told.count("article drawn") == 3
    assert "process of the farm ended" not in told
    with closing(room_of(tmp_path)) as room:
        assert [each.publishes for each in room.store.runners.all()] == [False]
    assert "Traceback" not in told


def test_a_pass_of_a_worker_draws_what_waits(tmp_path: Path, postgres_url: str) -> None:
    with closing(cluster(tmp_path, postgres_url)) as room:
        name = handed_in(room, 2)
        FarmDuty(newsroom=room, at_once=2).once(stop=lambda: False)
        assert {each.status for each in Farm(room.store.database).jobs(name)} == {RenderStatus.DONE}


def test_what_is_still_to_be_read_is_held_however_long_the_others_take(tmp_path: Path) -> None:
    with closing(room_of(tmp_path)) as room, counter_lock(room) as lock:
        minutes = (61.0 * each for each in range(9))
        slow = replace(Counter.open(room, lock, ORDER, page="main"), ticks=lambda: next(minutes))
        sources = [handed_file(b"PK\x03\x04 no zip", f"{each}.docx") for each in range(2)]
        farm, batch = Farm(room.store.database), slow.begin(sources, person="sara")
        leases = [farm.jobs(batch.id)[1].lease or now()]

        def note() -> bool:
            leases.append(farm.jobs(batch.id)[1].lease or now())
            return False

        slow.read(batch.id, sources, stop=note, step=lambda _: None)
        begun, before_the_first, before_the_second = leases
        assert begun == before_the_first < before_the_second


def test_no_process_is_begun_when_a_crew_was_dismissed(tmp_path: Path) -> None:
    crew = FarmCrew(Told(settings=load_settings(tmp_path)), 2)
    crew.dismiss()
    crew.tend()  # by the thread that looks after it, which nobody has ended yet
    assert crew.processes == ()


def test_the_desk_hears_of_each_article_how_it_goes_on(tmp_path: Path, postgres_url: str) -> None:
    told: list[tuple[Batch, Arrival]] = []
    with closing(cluster(tmp_path, postgres_url)) as room:
        arrivals = FarmArrivals(lambda: room, tell=lambda *news: told.append(news))
        sources = [pasted(text(7)), handed_file(b"PK\x03\x04 no zip", "c.docx")]
        batch = arrivals.begin(sources, Wish(order=ORDER, page="main", person="sara"))
        wait_for(lambda: told[-1:] != [] and told[-1][0].finished == 1)
        FarmDuty(newsroom=room, at_once=1).once(stop=lambda: False)
        wait_for(lambda: told[-1][0].is_over)
        arrivals.close()
        stages = {
            number: [arrival.stage for _, arrival in told if arrival.number == number]
            for number in (1, 2)
        }
        assert [stages[number][-1] for number in (1, 2)] == [Stage.DONE, Stage.FAILED]
        assert len(stages[1]) == len(set(stages[1]))
        (draft,) = room.drafts()
        assert [each.draft for each in told[-1][0].arrivals] == [draft.id, None]
        assert [each.id for each in arrivals.recent()] == [batch.id]
        assert room.store.journal.of(draft_id=draft.id)[0].actor == "sara"
