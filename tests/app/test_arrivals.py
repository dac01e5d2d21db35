"""Drafts made in the background of what people hand in."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_photo import file_of, halves
from site_server import page, site

from composer.app.arrival import Arrival, Batch, Stage
from composer.app.arrivals import MOST_WAITING, Arrivals, Wish
from composer.app.editing import EditingRoom, change_of
from composer.app.handed_in import MOST_SOURCES, Writing, addresses, handed_file, pasted
from composer.app.newsroom import Newsroom
from composer.app.order import OWN_PICTURE, Order
from composer.app.sources import Source
from composer.errors import ArticleError, SettingsError
from composer.resources import shipped_root
from composer.settings import load_settings

EXAMPLES = shipped_root() / "examples"
LAVROV = (EXAMPLES / "lavrov.txt").read_bytes()
ORDER = Order(kinds=("headline",))
TITLE = "البحرية تتسلم عشر سفن جديدة من حوض الميناء"
BODY = (
    "تسلمت البحرية عشر سفن جديدة من حوض الميناء يوم الثلاثاء بعد عام من التأخير.\n\n"
    "وقال قائد الأسطول سالم الحربي إن السفن تدخل الخدمة في ربيع عام 2027.\n\n"
    "وتبلغ سرعة السفينة 30 عقدة ومداها 4000 كيلومتر."
)


class Room:
    """A newsroom with what makes drafts in it."""

    def __init__(self, folder: Path, *, allow: str = "") -> None:
        if allow:
            (folder / "nashir.toml").write_text(f"[fetch]\nallow = [{allow!r}]\n")
        self.newsroom = Newsroom.open(
            load_settings(folder),
            now=lambda: datetime.now(UTC),  # noqa: TID251 - the program's own clock
            person="desk",
        )
        self.told: list[tuple[Batch, Arrival]] = []
        self.changed = threading.Condition()
        self.hold: Callable[[Arrival], None] = lambda _: None
        self.arrivals = Arrivals(lambda: self.newsroom, tell=self._tell)

    def _tell(self, batch: Batch, arrival: Arrival) -> None:
        with self.changed:
            self.told.append((batch, arrival))
            self.changed.notify_all()
        self.hold(arrival)

    def make(self, *sources: Source, order: Order = ORDER, again: bool = False) -> Batch:
        """Hand in and wait until all is over."""
        return self.over(self.begin(*sources, order=order, again=again))

    def begin(self, *sources: Source, order: Order = ORDER, again: bool = False) -> Batch:
        wish = Wish(order=order, page="main", person="sara", again=again)
        return self.arrivals.begin(sources, wish)

    def over(self, batch: Batch) -> Batch:
        with self.changed:
            assert self.changed.wait_for(lambda: self.now(batch).is_over, 30), self.told
        return self.now(batch)

    def now(self, batch: Batch) -> Batch:
        found = self.arrivals.batch(batch.id)
        assert found is not None
        return found


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.arrivals.close()
    made.newsroom.close()


def test_a_pasted_article_becomes_a_draft_in_the_store(room: Room) -> None:
    (arrival,) = room.make(pasted(LAVROV.decode())).arrivals
    assert arrival.stage is Stage.DONE
    assert arrival.draft is not None
    draft = room.newsroom.draft(arrival.draft)
    assert draft.title == arrival.title
    assert draft.cards[0].kind == "headline"
    stages = [told.stage for _, told in room.told]
    assert stages == [Stage.READING, Stage.READING, Stage.DRAWING, Stage.DONE]
    assert not [*(room.newsroom.settings.state / "inbox").iterdir()]


@pytest.mark.parametrize(
    ("text", "writing"),
    [
        (BODY, Writing.TEXT),
        (BODY, Writing.MARKDOWN),
        ("".join(f"<p>{each}</p>" for each in BODY.split("\n\n")), Writing.HTML),
    ],
)
@pytest.mark.parametrize("end", ["", ".", " <b>&"])
def test_a_headline_of_its_own_stands_over_the_text(
    room: Room, text: str, writing: Writing, end: str
) -> None:
    (arrival,) = room.make(pasted(text, title=TITLE + end, writing=writing)).arrivals
    assert (arrival.stage, arrival.title) == (Stage.DONE, (TITLE + end).rstrip("."))


def test_an_address_is_fetched_as_the_settings_allow(tmp_path: Path) -> None:
    body = f"<html><title>{TITLE}</title><article><h1>{TITLE}</h1><p>{BODY}</p></article></html>"
    with site({"/a": page(body), "/b": page(body)}) as server:
        room = Room(tmp_path, allow=server.allow[0])
        made = room.make(*addresses(f"{server.url('/a')}\n{server.url('/gone')}"))
        room.arrivals.close()
        room.newsroom.close()
    assert [each.stage for each in made.arrivals] == [Stage.DONE, Stage.FAILED]
    assert "404" in (made.arrivals[1].reason or "")
    assert made.arrivals[1].kind == "ArticleError"
    assert (made.finished, made.is_over) == (2, True)


def test_no_private_address_is_fetched(room: Room) -> None:
    with site({"/a": page("secret")}) as server:
        (arrival,) = room.make(*addresses(server.url("/a"))).arrivals
    assert arrival.stage is Stage.FAILED
    assert not server.requests


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "nashir.toml", "file:///etc/passwd", "-", "ftp://example.org/a", "https://"],
)
def test_nothing_that_comes_over_the_web_names_a_file(room: Room, name: str) -> None:
    with pytest.raises(ArticleError, match="this is no address"):
        room.begin(Source(name=name))


def test_no_picture_is_taken_from_the_disk_for_what_was_handed_in(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret.jpg").write_bytes(file_of(halves(300, 300)))
    monkeypatch.chdir(tmp_path)
    text = f"# {TITLE}\n![صورة](secret.jpg)\n\n{BODY}".encode()
    for image in (None, OWN_PICTURE, "secret.jpg"):
        order = Order(kinds=("headline",), image=image)
        (arrival,) = room.make(handed_file(text, "a.md"), order=order, again=True).arrivals
        assert arrival.draft is not None
        assert room.newsroom.draft(arrival.draft).document["picture"] is None


def test_an_article_that_is_there_already_is_named_and_not_made_again(room: Room) -> None:
    first = room.make(pasted(BODY, title=TITLE)).arrivals[0]
    more = pasted(f"{BODY}\n\nزيادة في آخر الخبر.", title=TITLE)
    second = room.make(more).arrivals[0]
    assert (second.stage, second.draft) == (Stage.KNOWN, first.draft)
    order = Order(kinds=("headline",), theme="paper")
    third = room.make(more, order=order, again=True).arrivals[0]
    assert third.stage is Stage.DONE
    assert {each.id for each in room.newsroom.drafts()} == {first.draft, third.draft}


def test_the_very_same_draft_made_again_is_known(room: Room) -> None:
    first = room.make(pasted(BODY, title=TITLE)).arrivals[0]
    same = room.make(pasted(BODY, title=TITLE), again=True).arrivals[0]
    assert (same.stage, same.draft) == (Stage.KNOWN, first.draft)


def test_one_that_fails_stops_no_other(room: Room) -> None:
    sources = (
        handed_file(file_of(halves()), "a.jpg"),
        handed_file(LAVROV, "b.txt"),
        handed_file(b"PK\x03\x04 no zip", "c.docx"),
    )
    made = room.make(*sources)
    assert [each.stage for each in made.arrivals] == [Stage.FAILED, Stage.DONE, Stage.FAILED]
    assert [each.source for each in made.arrivals] == ["a.jpg", "b.txt", "c.docx"]
    assert all(each.reason and not each.reason.startswith("a.jpg") for each in made.arrivals[::2])


def test_a_text_too_long_for_its_card_is_told_as_that(room: Room) -> None:
    order = Order(kinds=("headline",), sizes=("link",))
    long = " ".join(["أساطيل"] * 60)
    (arrival,) = room.make(pasted(BODY, title=long), order=order).arrivals
    assert arrival.stage is Stage.FAILED
    assert arrival.kind in {"TextDoesNotFit", "ArticleError"}


def test_what_is_not_drawn_yet_can_be_dropped(room: Room) -> None:
    begun, go = threading.Event(), threading.Event()

    def hold(arrival: Arrival) -> None:
        if arrival.stage is Stage.DRAWING:
            begun.set()
            assert go.wait(20)

    room.hold = hold
    batch = room.begin(*(pasted(BODY, title=f"{TITLE} {number}") for number in range(5)))
    assert begun.wait(20)
    room.arrivals.cancel(batch.id)
    go.set()
    over = room.over(batch)
    assert over.count(Stage.CANCELLED) == 5
    assert not room.newsroom.drafts()
    assert room.arrivals.cancel("nothing") is None


def test_two_drawings_never_run_at_once(room: Room) -> None:
    drawing, never = threading.Lock(), threading.Event()
    wrong: list[Arrival] = []

    def hold(arrival: Arrival) -> None:
        if arrival.stage is not Stage.DRAWING:
            return
        if not drawing.acquire(blocking=False):
            wrong.append(arrival)
            return
        never.wait(0.05)  # time for another one to begin
        drawing.release()

    room.hold = hold
    batches = [room.begin(pasted(BODY, title=f"{TITLE} {number}")) for number in range(4)]
    assert all(room.over(each).count(Stage.DONE) == 1 for each in batches)
    assert not wrong
    assert [each.id for each in room.arrivals.recent()] == [each.id for each in reversed(batches)]


def test_too_many_at_once_are_refused(room: Room) -> None:
    go = threading.Event()
    room.hold = lambda _: None if go.wait(20) else pytest.fail("held for too long")
    many = [pasted(BODY, title=f"{TITLE} {number}") for number in range(MOST_SOURCES)]
    with pytest.raises(ArticleError, match="from 1 to 50"):
        room.begin(*many, many[0])
    batches = [room.begin(*many) for _ in range(MOST_WAITING // MOST_SOURCES)]
    with pytest.raises(ArticleError, match="are being made already"):
        room.begin(many[0])
    go.set()
    for each in batches:
        room.arrivals.cancel(each.id)


def test_a_page_that_the_settings_do_not_name_is_refused(room: Room) -> None:
    with pytest.raises(SettingsError):
        room.arrivals.begin([pasted(BODY)], Wish(order=ORDER, page="other", person="sara"))


def test_a_closed_desk_puts_nothing_into_the_store_any_more(room: Room) -> None:
    batch = room.begin(*(pasted(BODY, title=f"{TITLE} {number}") for number in range(8)))
    room.arrivals.close()
    drafts = len(room.newsroom.drafts())
    assert drafts < 8
    assert room.now(batch).count(Stage.DONE) == drafts


def test_addresses_are_found_in_lines_and_words_each_once() -> None:
    found = addresses("https://example.org/a  example.org/خبر\nhttps://example.org/a\n")
    assert [each.name for each in found] == ["https://example.org/a", "https://example.org/خبر"]


@given(text=st.text(max_size=80))
def test_no_text_makes_an_address_that_is_none(text: str) -> None:
    try:
        found = addresses(text)
    except ArticleError:
        return
    assert all(each.name.lower().startswith(("http://", "https://")) for each in found)
    assert all(each.data is None for each in found)


def test_an_empty_text_or_file_is_refused() -> None:
    for make in (lambda: pasted("  \n"), lambda: handed_file(b"", "a"), lambda: addresses(" ")):
        with pytest.raises(ArticleError):
            make()
    with pytest.raises(ArticleError, match="which no article has"):
        handed_file(bytes(6 * 2**20), "a")


def test_the_articles_own_picture_is_fetched_where_that_is_asked_for(tmp_path: Path) -> None:
    photo = file_of(halves(900, 600))
    routes = {"/p.jpg": page(photo, kind="image/jpeg"), "/bad.jpg": page("no picture")}
    with site(routes) as server:
        room = Room(tmp_path, allow=server.allow[0])
        order = Order(kinds=("headline",), image=OWN_PICTURE)
        sources = [
            handed_file(f"# {TITLE} {name}\n![]({server.url(name)})\n\n{BODY}".encode(), "a.md")
            for name in ("/p.jpg", "/bad.jpg")
        ]
        good, bad = room.make(*sources, order=order).arrivals
        assert good.draft is not None
        picture = room.newsroom.draft(good.draft).document["picture"]
        assert (picture["name"], picture["width"]) == ("p.jpg", 900)
        kept = room.newsroom.store.blobs.get(picture["sha256"])
        assert kept != photo
        assert (bad.stage, bad.kind) == (Stage.FAILED, "ArticleError")
        room.arrivals.close()
        room.newsroom.close()


def test_an_article_whose_draft_was_changed_at_the_desk_still_leads_to_it(room: Room) -> None:
    first = room.make(pasted(BODY, title=TITLE)).arrivals[0]
    assert first.draft is not None
    found = room.newsroom.draft(first.draft)
    change = change_of({"op": "headline", "text": f"{TITLE} أمس"})
    EditingRoom().change(found.id, change, base=found.revision, newsroom=room.newsroom)
    same = room.make(pasted(BODY, title=TITLE), again=True).arrivals[0]
    assert (same.stage, same.draft) == (Stage.KNOWN, first.draft)


def test_a_draft_whose_images_cannot_be_kept_waits_in_the_inbox(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    (tmp_path / "nashir.toml").write_text(f'[store]\nimages = "{disk.as_uri()}"\n')
    room = Room(tmp_path)
    disk.rename(tmp_path / "unplugged")
    (failed,) = room.make(pasted(LAVROV.decode())).arrivals
    assert failed.stage is Stage.FAILED
    assert "see that its disk is" in (failed.reason or "")
    assert "it waits there and comes in by itself" in (failed.reason or "")
    assert room.newsroom.drafts() == ()
    (tmp_path / "unplugged").rename(disk)
    store = room.newsroom.store
    found = store.drafts.take_in(store.inbox, now=room.newsroom.now(), actor="porter")
    assert len(found.taken) == 1
    assert store.drafts.get(found.taken[0]).cards
    room.arrivals.close()
    room.newsroom.close()
